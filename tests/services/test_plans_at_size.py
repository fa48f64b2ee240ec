"""No question of the service reads a big table through: an index answers each, as the planners themselves say.

A crowd holds some thousand invitations, with a history, replies, reminders, messages and people; whoever asks holds
few of them, as nearly everybody does.
"""

import re
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, Table, insert, select

from benchmarks.filling import fill
from benchmarks.questions import questions
from benchmarks.rows import crowd
from core.database import Database
from core.ids import new_ids
from core.vocabulary import Attention, MessageState, ReminderKind, ReminderState, Status
from models.account import Owner
from models.channel import REMINDER
from models.contact import CONTACT
from models.invitation import ANSWER, INVITATION
from models.message import MESSAGE
from models.reply import REPLY
from services import delivering, due, flagging, ledger, listing, plan_digests, replanning, tracking, upkeep, watching
from services.identity.accounts import load_owner
from services.imports import exporting
from services.insights.spans import whole_span
from services.keeping_in_touch import finding as people
from services.keeping_in_touch import telling
from services.listing import SORTS, Wanted
from services.loose_ends import interviews_ahead, quiet_reschedules
from services.receiving import inbox, threads
from services.sending import claims
from services.sending.listing import list_deliveries
from tests.conftest import START, Person
from tests.scheduler.test_plans_of_queries import plans

ROWS = 6_000
Ask = Callable[[Connection], object]

BIG = ("invitation", "event", "reply", "reminder", "message", "contact", "answer")
"""What grows. There are too few accounts here for any planner to look one of them up."""


@pytest.fixture
def asker(database_url: str, database: Database) -> Owner:
    """Somebody who holds a few dozen of the crowd's invitations."""
    made = crowd(ROWS, now=START)
    fill(database_url, made, progress=lambda _: None)
    database.threads.write(_hang_on, made.ids)
    if database.is_postgresql:
        database.threads.write(lambda connection: connection.exec_driver_sql("ANALYZE") and None)
    owner = database.threads.read(load_owner, made.ids[7])
    assert owner is not None
    return owner


def _hang_on(connection: Connection, accounts: Sequence[UUID]) -> None:
    """Something of every sort for each third invitation."""
    keys = connection.execute(select(INVITATION.c.account_id, INVITATION.c.id).order_by(INVITATION.c.id)).all()[::3]
    hung: list[dict[str, Any]] = [{"account_id": account, "invitation_id": key} for account, key in keys]
    ids = new_ids(START - timedelta(days=1), len(hung))
    moments = {"created_at": START, "updated_at": START}
    written = {"kind": "decline", "reason": "timing", "tone": "warm", "language": "en", "options": {}, "version": 1}
    written |= {"subject": "Re", "body": "x", "advice": [], "findings": [], "state": "sent", "attempts": 1} | moments
    told = {"channel_name": "Hook", "kind": "alert", "state": "sent", "detail": {}, "attempts": 1, "created_at": START}
    arrived = {"form": "mail", "way": "upload", "state": "placed", "outcome": "recorded", "reference_ids": []}
    arrived |= {"is_automatic": False, "body": "x", "received_at": START, "created_at": START}
    detail = {"because": None, "language": "en", "calendar": None}
    answered = {"kind": "decline", "answered_at": START, "status_before": "awaiting_reply", "created_at": START}
    person = {"name": "Cleo Park", "speak_on": START.date() + timedelta(days=30), "version": 1} | moments
    rows: dict[Table, list[dict[str, Any]]] = {REPLY: [], REMINDER: [], MESSAGE: [], ANSWER: [], CONTACT: []}
    for one, key in zip(hung, ids, strict=True):
        own = one | {"id": key}
        rows[REPLY].append(written | own)
        rows[REMINDER].append(told | own | {"dedupe_key": f"alert:{key}"})
        rows[MESSAGE].append(arrived | own | {"digest": key.hex, "message_id": f"{key}@acme.example", "detail": detail})
        rows[ANSWER].append(answered | own)
        rows[CONTACT].append(person | own)
    for table, some in rows.items():
        connection.execute(insert(table), some)


def _questions(connection: Connection, owner: Owner) -> dict[str, Ask]:
    measured = {question.name: question.ask for question in questions(connection, owner, now=START)}
    one = connection.execute(select(INVITATION.c.id).where(INVITATION.c.account_id == owner.id).limit(1)).scalar_one()
    return measured | _filters(owner) | _others(owner, one)


def _filters(owner: Owner) -> dict[str, Ask]:
    def ask(sort: str = listing.DEFAULT_SORT, **wanted: Any) -> Ask:
        return lambda connection: listing.list_invitations(connection, owner, Wanted(**wanted), now=START, sort=sort)

    asked = {f"sorted by {sign}{sort}": ask(sort=f"{sign}{sort}") for sort in SORTS for sign in ("", "-")}
    asked |= {f"at {level}": ask(attention=(level,)) for level in Attention}
    asked |= {f"of status {status}": ask(status=(status,)) for status in Status}
    return asked | {
        "by deadline": ask(sort="respond_by", respond_from=START, respond_before=START + timedelta(days=3)),
        "of a company, filtered": ask(company="Cedar 1", tag="berlin", status=(Status.DECLINED,)),
        "everything at once": ask(q="engineer", tag="berlin", attention=(Attention.OVERDUE,), received_from=START),
    }


def _others(owner: Owner, one: UUID) -> dict[str, Ask]:
    asked: dict[str, Ask] = {
        "list_due": lambda connection: due.list_due(connection, owner, now=START, most=50),
        "interviews ahead": lambda connection: interviews_ahead(connection, owner, now=START),
        "reschedules": lambda connection: quiet_reschedules(connection, owner, now=START),
        "the whole span": lambda connection: whole_span(connection, owner),
        "what happened lately": lambda connection: watching.look(connection, [owner.id], since=START),
        "a thread": lambda connection: threads.message_thread(connection, owner, one),
        "deliveries": lambda connection: list_deliveries(connection, owner),
        "people told of": lambda connection: telling.told_today(connection, owner, now=START),
        "an export's page": lambda connection: exporting._read_page(connection, owner.id, UUID(int=0)),
        "what is to be flagged": lambda connection: flagging.flag_due(connection, now=START - timedelta(days=1)),
        "what is to be sent": lambda connection: delivering.due_lanes(connection, due_by=START, now=START),
        "letters to be sent": lambda connection: claims.look(connection, now=START),
        "letters to be parked": lambda connection: claims.park_expired(connection, now=START),
        "whose policy changed": lambda connection: replanning.replan_some(connection, now=START),
        "an account planned anew": lambda connection: replanning.replan_account(connection, owner, now=START),
        "what is old": lambda connection: upkeep.clear_old(connection, now=START),
        "whose digest is due": lambda connection: plan_digests.plan_digests(connection, now=START - timedelta(days=9)),
    }
    for sort in ("name", "speak_on", "-speak_on"):
        asked[f"people by {sort}"] = lambda connection, sort=sort: people.list_contacts(
            connection, owner, people.Wanted(), now=START, sort=sort
        )
    for wanted in (people.Wanted(due=True), people.Wanted(deleted=True)):
        asked[f"people {wanted}"] = lambda connection, wanted=wanted: people.list_contacts(
            connection, owner, wanted, now=START
        )
    for state in (*MessageState, None):
        asked[f"messages {state}"] = lambda connection, state=state: inbox.list_messages(connection, owner, state=state)
    asked["messages of one"] = lambda connection: inbox.list_messages(connection, owner, invitation_id=one)
    for wanted in ({}, {"state": ReminderState.PLANNED}, {"kind": ReminderKind.ALERT}, {"invitation_id": one}):
        asked[f"ledger {wanted}"] = lambda connection, wanted=wanted: ledger.list_reminders(
            connection, owner.id, **wanted
        )
    return asked


def _reads_through(plan: str) -> list[str]:
    """The lines of a plan by which a big table is read from end to end."""
    return [line.strip() for line in plan.splitlines() if _THROUGH.search(line)]


_THROUGH = re.compile(rf"\b(?:Seq Scan on|SCAN) (?:{'|'.join(BIG)})(?: |$)")


def test_no_question_reads_a_big_table_through(database: Database, asker: Owner) -> None:
    asked = database.threads.read(_questions, asker)
    assert len(asked) > 60
    unbounded = select(INVITATION.c.id).where(INVITATION.c.salary == "1")
    assert _reads_through(plans(database, lambda connection: connection.execute(unbounded).all()))
    bad = {name: found for name, ask in asked.items() if (found := _reads_through(plans(database, ask)))}
    if database.is_postgresql:
        # Two thousand lines of the ledger are read sooner than forty accounts are looked up in it one by one; on SQLite
        # the same question goes by the key.
        assert all("reminder" in line for line in bad.pop("what is old", []))
    assert not bad, "\n".join(f"{name}: {lines}" for name, lines in bad.items())


@pytest.mark.parametrize(
    ("name", "index"),
    [
        ("list of 50", "ix_invitation_received_at"),
        ("list of one company", "ix_invitation_company"),
        ("list by company", "ix_invitation_company"),
        ("list of deleted ones", "ix_invitation_deleted"),
        ("list at two levels of attention", "ix_invitation_respond_by"),
        ("list of a month's interviews", "ix_invitation_interview_at"),
        ("what is due", "ix_invitation_respond_by"),
        ("interviews ahead", "ix_invitation_ahead"),
        ("messages dismissed", "ix_message_dismissed"),
        ("messages waiting", "ix_message_waiting"),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_sqlite_takes_the_index_that_was_made_for_it(database: Database, ada: Person, name: str, index: str) -> None:
    # Also in an empty file: what its planner goes by was told by the migration, and never changes.
    owner = ada.owner
    database.threads.write(tracking.record, owner, {"company": "Acme"}, now=START)
    asked = database.threads.read(_questions, owner)
    plan = plans(database, asked[name])
    assert index in plan, plan
