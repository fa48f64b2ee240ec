"""A tick's cost grows with what is due and never with what is stored: each of its questions has an index made for it.

Asked of the planners themselves, with the very statements that the services run.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, event, insert, text

from core.database import Database
from core.ids import new_ids
from core.settings import Settings
from core.vocabulary import Want
from models.channel import REMINDER
from models.contact import CONTACT
from models.message import MESSAGE
from models.reply import REPLY
from services import delivering, flagging, plan_digests, reminding, upkeep
from services.delivering import Lane
from services.keeping_in_touch import telling
from services.receiving import deciding
from services.receiving import inbox as inboxes
from tests.conftest import START, Clock, Person
from tests.inboxes import Inbox
from tests.letters import mail
from tests.reminders import add_channel, pile_up

MANY = 3_000
LATER = START + timedelta(days=30)


def stock_up(connection: Connection, person: Person, channel: Any) -> None:
    """So much that is settled, or waits for later, that no planner would rather read it all."""
    common = {
        "account_id": person.id,
        "channel_id": channel,
        "channel_name": "Hook",
        "kind": "alert",
        "state": "sent",
        "detail": {},
        "attempts": 1,
        "created_at": START,
    }
    waiting = {"state": "planned", "next_attempt_at": LATER}
    for settled in (common, common | waiting):
        connection.execute(
            insert(REMINDER),
            [settled | {"id": one, "dedupe_key": f"alert:{one}"} for one in new_ids(START, MANY)],
        )


def plans(database: Database, work: Callable[[Connection], object]) -> str:
    """What the planner would do for every statement that `work` runs, as one text."""

    def explain(connection: Connection) -> str:
        asked: list[tuple[str, Any]] = []

        def listen(_c: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:
            if statement.startswith(("SELECT", "UPDATE", "DELETE")):
                asked.append((statement, parameters[0] if many else parameters))

        event.listen(connection, "before_cursor_execute", listen)
        work(connection)
        event.remove(connection, "before_cursor_execute", listen)
        verb = "EXPLAIN" if database.is_postgresql else "EXPLAIN QUERY PLAN"
        return "\n".join(
            str(line[-1])
            for statement, parameters in asked
            for line in connection.exec_driver_sql(f"{verb} {statement}", parameters)
        )

    return database.threads.write(explain)


def plan_without_reading_it_all(connection: Connection) -> object:
    connection.execute(text("SET LOCAL enable_seqscan = off"))
    return plan_digests.plan_digests(connection, now=START)


@pytest.fixture
def lane(database: Database, ada: Person, settings: Settings) -> Lane:
    channel = add_channel(database, ada.owner, settings, Want.DIGEST, Want.ALERTS, now=START)
    pile_up(database, ada.owner, MANY, now=LATER)
    database.threads.write(stock_up, ada, channel)
    if database.is_postgresql:
        database.threads.write(lambda connection: connection.execute(text("ANALYZE")) and None)
    return Lane(ada.id, channel)


def test_what_is_to_be_flagged_is_found_by_its_index(database: Database, lane: Lane) -> None:
    plan = plans(database, lambda connection: flagging.flag_due(connection, now=START, most=10))
    assert "ix_invitation_next_flag_at" in plan


def test_whose_digest_is_due_is_found_by_its_index(database: Database, lane: Lane) -> None:
    plan = plans(database, lambda connection: plan_digests.plan_digests(connection, now=START))
    if database.is_postgresql:
        # So few accounts are read from end to end by any planner; it is enough that this one could use the index.
        plan = plans(database, plan_without_reading_it_all)
    assert "ix_account_next_digest_at" in plan


def test_what_is_to_be_sent_is_found_by_its_index(database: Database, lane: Lane) -> None:
    plan = plans(database, lambda connection: delivering.due_lanes(connection, due_by=START, now=START))
    assert "ix_reminder_next_attempt_at" in plan


def test_the_next_reminder_of_a_channel_is_found_by_an_index(database: Database, lane: Lane) -> None:
    plan = plans(database, lambda connection: delivering.claim_next(connection, lane, due_by=START, now=START))
    assert "ix_reminder_channel_id" in plan or "ix_reminder_next_attempt_at" in plan


def test_what_waits_for_a_channel_is_taken_back_by_an_index(database: Database, lane: Lane) -> None:
    plan = plans(
        database, lambda connection: reminding.cancel_channel(connection, *lane, because="The channel was deleted.")
    )
    assert "ix_reminder_channel_id" in plan or "ix_reminder_next_attempt_at" in plan


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_old_of_the_ledger_is_found_without_reading_it_through(database: Database, lane: Lane) -> None:
    plan = plans(database, lambda connection: upkeep.clear_old(connection, now=START))
    assert "SCAN reminder" not in plan
    assert "SCAN invitation" not in plan
    assert "SCAN session" not in plan


def test_what_a_message_refers_to_and_came_with_is_found_by_an_index(
    database: Database, lane: Lane, ada: Person, clock: Clock
) -> None:
    inbox = Inbox(database, ada, clock)
    first = inbox.bring(mail())
    pile_up_mail(database, inbox.message(first), MANY)
    (reply,) = inbox.read(mail(message_id="late@acme.example", references=("nobody@acme.example",)))
    plan = plans(database, lambda connection: deciding.decide(connection, ada.owner, reply, now=START))
    assert "ix_reply_message_id" in plan
    assert "uq_message_message_id" in plan
    plan = plans(database, lambda connection: inboxes.list_messages(connection, ada.owner, import_id=ada.id))
    assert "ix_message_import_batch_id" in plan


def pile_up_mail(database: Database, one: dict[str, Any], many: int) -> None:
    """So many messages of an import, each answered, that no planner would rather read them all."""
    written = {
        "kind": "decline",
        "reason": "timing",
        "tone": "warm",
        "language": "en",
        "options": {},
        "subject": "Re: x",
    }
    written |= {"body": "x", "advice": [], "findings": [], "state": "sent", "attempts": 1, "version": 1}
    written |= {"account_id": one["account_id"], "invitation_id": one["invitation_id"]}
    written |= {"created_at": START, "updated_at": START}

    def write(connection: Connection) -> None:
        ids = new_ids(START, many)
        messages = [
            one | {"id": key, "digest": key.hex, "message_id": f"{key}@acme.example", "import_batch_id": batch}
            for key, batch in zip(ids, new_ids(START, many), strict=True)
        ]
        connection.execute(insert(MESSAGE), messages)
        connection.execute(insert(REPLY), [written | {"id": key, "message_id": f"{key}@home.example"} for key in ids])

    database.threads.write(write)
    if database.is_postgresql:
        database.threads.write(lambda connection: connection.execute(text("ANALYZE")) and None)


def test_whom_a_digest_names_is_found_by_an_index(database: Database, lane: Lane, ada: Person) -> None:
    def stock(connection: Connection) -> None:
        row = {"account_id": ada.id, "name": "Cleo Park", "speak_on": LATER.date(), "version": 1}
        row |= {"created_at": START, "updated_at": START}
        connection.execute(insert(CONTACT), [row | {"id": one} for one in new_ids(START, MANY)])

    database.threads.write(stock)
    if database.is_postgresql:
        database.threads.write(lambda connection: connection.execute(text("ANALYZE")) and None)
    plan = plans(database, lambda connection: telling.told_today(connection, ada.owner, now=START))
    assert "ix_contact_speak_on" in plan
