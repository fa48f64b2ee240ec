"""Replies that leave: once, as they were approved, and asked about where nobody can know."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text

from core.database import Database
from core.settings import Settings
from core.vocabulary import MessageOutcome, ReplyKind, Status
from scheduler.sending import Postman, postman_for
from services import answering, drafting, tracking
from services.sending import approving, claims, departing, mail_identities, outcomes, settling
from services.sending.keeping import ReplyOnItsWay
from tests.conftest import START, Clock, Person
from tests.inboxes import Inbox
from tests.letters import event, ics
from tests.outgoing import (
    CLEO,
    REQUEST,
    UNDO,
    approve,
    approved,
    at_once,
    deliver,
    draft,
    invite,
    letterbox,
    postman,
    receive_mail,
    row_of,
    set_identity,
    status_of,
    told,
)
from tests.sinks import SmtpSink


async def test_an_approved_reply_leaves_after_the_time_to_undo_and_answers(
    database: Database, ada: Person, settings: Settings, clock: Clock
) -> None:
    with letterbox() as box:
        set_identity(database, ada.owner, settings, box.url, now=clock())
        reply = approved(database, ada.owner, now=clock())
        clock.forward(seconds=9)
        await deliver(database, settings, clock)
        assert box.mails == []
        assert row_of(database, reply).state == "approved"
        clock.forward(seconds=1)
        await deliver(database, settings, clock)
        await deliver(database, settings, clock)
    [(sender, recipients, _)] = box.mails
    assert (sender, recipients) == (ada.email, [CLEO])
    row = row_of(database, reply)
    assert (row.state, row.sent_at, row.sent_how, row.attempts) == ("sent", clock(), "by Replyby", 1)
    assert (row.send_at, row.lease_until, row.last_error) == (None, None, None)
    assert status_of(database, reply) == Status.DECLINED
    assert told(database, reply)[-3:] == ["reply_approved", "answered", "reply_sent"]


async def test_a_reply_with_a_calendar_request_tells_the_calendar(
    database: Database, ada: Person, settings: Settings, clock: Clock
) -> None:
    with letterbox() as box:
        set_identity(database, ada.owner, settings, box.url, now=clock(), from_address="ada@home.example")
        invitation = invite(database, ada.owner, now=clock())
        receive_mail(database, ada.owner, invitation, now=clock(), request=REQUEST)
        reply = draft(database, ada.owner, invitation, now=clock())
        approve(database, ada.owner, reply, now=clock())
        clock.now += UNDO
        await deliver(database, settings, clock)
    [(_, _, raw)] = box.mails
    assert b"Content-Type: text/calendar; charset=utf-8; method=REPLY" in raw
    assert b"Subject: Re: Interview at Acme\r\n" in raw
    assert b"In-Reply-To: <" in raw


@pytest.mark.parametrize(("kind", "state"), [(ReplyKind.ACCEPT, "draft"), (ReplyKind.DECLINE, "sent")])
async def test_an_acceptance_doesn_t_leave_once_a_calendar_request_has_moved_the_interview(
    database: Database, ada: Person, settings: Settings, clock: Clock, kind: ReplyKind, state: str
) -> None:
    with letterbox() as box:
        set_identity(database, ada.owner, settings, box.url, now=clock())
        inbox = Inbox(database, ada, clock)
        invitation = inbox.bring(ics(event(organizer=CLEO))).invitation_id
        assert invitation is not None
        reply = draft(database, ada.owner, invitation, kind, now=clock())
        approve(database, ada.owner, reply, now=clock())
        clock.forward(seconds=5)
        moved = event(organizer=CLEO, sequence=1, starts=START + timedelta(days=11))
        assert inbox.bring(ics(moved)).outcome is MessageOutcome.UPDATED
        clock.now += UNDO
        await deliver(database, settings, clock)
    row = row_of(database, reply)
    assert (row.state, len(box.mails)) == (state, int(state == "sent"))
    assert ("calendar request" in (row.last_error or "")) is (state == "draft")


@pytest.mark.parametrize("answer", ["451 later", "452 full"])
async def test_what_the_server_puts_off_is_tried_three_times_more_and_can_be_taken_back_meanwhile(
    database: Database, ada: Person, settings: Settings, clock: Clock, answer: str
) -> None:
    with letterbox(answer) as box:
        set_identity(database, ada.owner, settings, box.url, now=clock())
        reply = approved(database, ada.owner, now=clock())
        clock.now += UNDO
        for waited in settling.RETRY_PERIODS:
            await deliver(database, settings, clock)
            row = row_of(database, reply)
            assert (row.state, row.send_at) == ("approved", clock() + waited)
            assert row.last_error == "The mail server asked to try again later."
            clock.set(row.send_at)
        await deliver(database, settings, clock)
    row = row_of(database, reply)
    assert (row.state, row.attempts, row.approved_at) == ("failed", 4, None)
    assert len(box.mails) == 4
    assert status_of(database, reply) == Status.AWAITING_REPLY
    assert told(database, reply)[-1] == "reply_failed"


async def test_what_waits_to_be_tried_again_can_be_taken_back(
    database: Database, ada: Person, settings: Settings, clock: Clock
) -> None:
    with SmtpSink("busy") as sink:
        set_identity(database, ada.owner, settings, sink.url.partition("?")[0], now=clock())
        reply = approved(database, ada.owner, now=clock())
        clock.now += UNDO
        await deliver(database, settings, clock)
        database.threads.write(approving.recall, ada.owner, reply, now=clock(), actor="person")
        clock.forward(hours=3)
        await deliver(database, settings, clock)
        assert sink.connections == 1
    assert row_of(database, reply).state == "draft"


@pytest.mark.parametrize(
    ("mode", "sentence"),
    [
        ("refuse_recipient", "The mail server said that the mailbox doesn't exist or takes no mail."),
        ("refuse_sender", "The mail server did not accept the sender's address."),
        ("refuse_message", "The mail server refused the message."),
    ],
)
async def test_what_the_server_refuses_has_failed_and_may_be_sent_again_by_the_person(
    database: Database, ada: Person, settings: Settings, clock: Clock, mode: str, sentence: str
) -> None:
    with SmtpSink(mode) as sink:  # type: ignore[arg-type]
        set_identity(database, ada.owner, settings, sink.url.partition("?")[0], now=clock())
        reply = approved(database, ada.owner, now=clock())
        clock.now += UNDO
        await deliver(database, settings, clock)
        row = row_of(database, reply)
        assert (row.state, row.last_error) == ("failed", sentence)
        sink.mode = "accept"
        approve(database, ada.owner, reply, now=clock())
        clock.now += UNDO
        await deliver(database, settings, clock)
    assert row_of(database, reply).state == "sent"


async def test_a_connection_that_breaks_after_the_end_of_the_mail_leaves_the_outcome_unknown_for_good(
    database: Database, ada: Person, settings: Settings, clock: Clock
) -> None:
    with SmtpSink("reset_after_data") as sink:
        set_identity(database, ada.owner, settings, sink.url.partition("?")[0], now=clock())
        reply = approved(database, ada.owner, now=clock())
        clock.now += UNDO
        await deliver(database, settings, clock)
        sink.mode = "accept"
        for _ in range(3):
            clock.forward(hours=1)
            await deliver(database, settings, clock)
        assert len(sink.messages) == 1
    row = row_of(database, reply)
    assert (row.state, row.last_error) == ("outcome_unknown", claims.UNKNOWN)
    assert status_of(database, reply) == Status.AWAITING_REPLY
    with pytest.raises(ReplyOnItsWay):
        approve(database, ada.owner, reply, now=clock())
    with pytest.raises(ReplyOnItsWay):
        database.threads.write(drafting.edit_reply, ada.owner, reply, {"body": "Other words."}, now=clock())


async def test_what_may_have_left_is_no_draft_again_though_the_person_said_that_they_sent_it_and_took_that_back(
    database: Database, ada: Person, settings: Settings, clock: Clock
) -> None:
    with SmtpSink("reset_after_data") as sink:
        set_identity(database, ada.owner, settings, sink.url.partition("?")[0], now=clock())
        reply = approved(database, ada.owner, now=clock())
        clock.now += UNDO
        await deliver(database, settings, clock)
    invitation = row_of(database, reply).invitation_id
    database.threads.write(drafting.mark_sent, ada.owner, reply, sent_at=None, now=clock())
    database.threads.write(answering.undo, ada.owner, invitation, now=clock())
    assert (row_of(database, reply).state, status_of(database, reply)) == ("sent", Status.AWAITING_REPLY)


@pytest.mark.parametrize(("mode", "state"), [("hang", "approved"), ("junk", "failed"), ("endless", "approved")])
async def test_a_server_that_never_came_to_the_mail_leaves_nothing_in_doubt(
    database: Database, ada: Person, settings: Settings, clock: Clock, mode: str, state: str
) -> None:
    with SmtpSink(mode) as sink:  # type: ignore[arg-type]
        set_identity(database, ada.owner, settings, sink.url.partition("?")[0], now=clock())
        reply = approved(database, ada.owner, now=clock())
        clock.now += UNDO
        await asyncio.wait_for(deliver_within_a_second(database, settings, clock), 15)
        assert row_of(database, reply).state == state
        assert sink.messages == []


async def deliver_within_a_second(database: Database, settings: Settings, clock: Clock) -> None:
    one = postman(database, settings, clock)
    one.post_seconds = 1.0
    await one.serve()
    await one.drain()


async def test_a_lease_that_ran_out_leaves_the_outcome_unknown_and_the_late_yes_still_counts(
    database: Database, ada: Person, settings: Settings, clock: Clock
) -> None:
    set_identity(database, ada.owner, settings, "smtp://127.0.0.1:9", now=clock())
    reply = approved(database, ada.owner, now=clock())
    clock.now += UNDO
    claimed = database.threads.write(claims.claim_next, ada.id, now=clock())
    assert claimed is not None
    clock.now += claims.CLAIM_LEASE - timedelta(seconds=1)
    await deliver(database, settings, clock)
    assert row_of(database, reply).state == "sending"
    clock.forward(seconds=1)
    await deliver(database, settings, clock)
    assert row_of(database, reply).state == "outcome_unknown"
    assert told(database, reply)[-1] == "reply_outcome_unknown"
    assert database.threads.write(settling.settle_taken, claimed, taken_at=clock(), now=clock())
    assert (row_of(database, reply).state, status_of(database, reply)) == ("sent", Status.DECLINED)


async def test_the_person_says_what_became_of_it(
    database: Database, ada: Person, settings: Settings, clock: Clock
) -> None:
    set_identity(database, ada.owner, settings, "smtp://127.0.0.1:9", now=clock())
    gone, kept = (approved(database, ada.owner, now=clock(), company=name) for name in ("Acme", "Brook"))
    clock.now += UNDO
    late = [database.threads.write(claims.claim_next, ada.id, now=clock()) for _ in range(2)]
    clock.now += claims.CLAIM_LEASE
    await deliver(database, settings, clock)
    for reply, went_out in ((gone, True), (kept, False)):
        for _ in range(2):
            database.threads.write(
                outcomes.say_outcome, ada.owner, reply, went_out=went_out, now=clock(), actor="person"
            )
    assert (row_of(database, gone).state, status_of(database, gone)) == ("sent", Status.DECLINED)
    assert (row_of(database, kept).state, status_of(database, kept)) == ("draft", Status.AWAITING_REPLY)
    # Who was given up and lives after all doesn't overrule the person.
    assert [database.threads.write(settling.settle_taken, one, taken_at=clock(), now=clock()) for one in late] == [
        False,
        False,
    ]
    with pytest.raises(outcomes.OutcomeNotAsked):
        database.threads.write(outcomes.say_outcome, ada.owner, kept, went_out=True, now=clock(), actor="person")


async def test_an_invitation_that_was_answered_or_deleted_meanwhile_is_not_answered_again(
    database: Database, ada: Person, settings: Settings, clock: Clock
) -> None:
    with letterbox() as box:
        set_identity(database, ada.owner, settings, box.url, now=clock())
        answered, deleted = (approved(database, ada.owner, now=clock(), company=name) for name in ("Acme", "Brook"))
        said = answering.Given(kind=ReplyKind.ACCEPT, answered_at=clock())
        database.threads.write(answering.answer, ada.owner, row_of(database, answered).invitation_id, said, now=clock())
        database.threads.write(tracking.delete, ada.owner, row_of(database, deleted).invitation_id, now=clock())
        clock.now += UNDO
        await deliver(database, settings, clock)
    assert box.mails == []
    for reply, word in ((answered, "withdraw"), (deleted, "deleted")):
        row = row_of(database, reply)
        assert (row.state, row.approved_at) == ("draft", None)
        assert word in row.last_error
    assert status_of(database, answered) == Status.ACCEPTED


async def test_without_its_server_a_reply_fails(
    database: Database, ada: Person, settings: Settings, clock: Clock
) -> None:
    with letterbox() as box:
        set_identity(database, ada.owner, settings, box.url, now=clock())
        reply = approved(database, ada.owner, now=clock())
        database.threads.write(mail_identities.delete_identity, ada.id)
        clock.now += UNDO
        await deliver(database, settings, clock)
    assert box.mails == []
    assert row_of(database, reply).state == "failed"


async def test_what_should_have_left_long_ago_is_left_to_the_person(
    database: Database, ada: Person, settings: Settings, clock: Clock
) -> None:
    with letterbox() as box:
        set_identity(database, ada.owner, settings, box.url, now=clock())
        reply = approved(database, ada.owner, now=clock())
        clock.forward(hours=2)
        await deliver(database, settings, clock)
    assert box.mails == []
    assert (row_of(database, reply).state, row_of(database, reply).last_error) == ("failed", claims.STALE)


async def test_two_schedulers_at_once_send_a_hundred_replies_once_each(
    database: Database, ada: Person, ben: Person, settings: Settings, clock: Clock
) -> None:
    with letterbox() as box:
        replies = []
        for person in (ada, ben):
            set_identity(database, person.owner, settings, box.url, now=clock())
            replies += [approved(database, person.owner, now=clock(), company=f"Acme {n}") for n in range(50)]
        clock.now += UNDO
        both = [postman(database, settings, clock) for _ in range(2)]
        await asyncio.gather(*(one.serve() for one in both))
        await asyncio.gather(*(one.drain() for one in both))
    assert len(box.mails) == 100
    assert len({raw for _, _, raw in box.mails}) == 100
    assert {row_of(database, reply).state for reply in replies} == {"sent"}
    assert sum(one.sendings.taken for one in both) == 100


async def test_taking_back_and_leaving_at_the_same_moment_is_one_or_the_other(
    database: Database, ada: Person, settings: Settings, clock: Clock
) -> None:
    set_identity(database, ada.owner, settings, "smtp://127.0.0.1:9", now=clock())
    for number in range(8):
        reply = approved(database, ada.owner, now=clock(), company=f"Acme {number}")
        clock.now += UNDO
        taken_back, claimed = at_once(
            [
                lambda reply=reply: database.threads.write(
                    approving.recall, ada.owner, reply, now=clock(), actor="person"
                ),
                lambda: database.threads.write(claims.claim_next, ada.id, now=clock()),
            ]
        )
        state = row_of(database, reply).state
        if claimed is None:
            assert (state, taken_back["state"]) == ("draft", "draft")
        else:
            assert (state, type(taken_back)) == ("sending", ReplyOnItsWay)


async def test_a_server_in_a_private_network_is_refused_when_it_is_called(
    database: Database, ada: Person, settings: Settings, clock: Clock
) -> None:
    with SmtpSink() as sink:
        set_identity(database, ada.owner, settings, sink.url.partition("?")[0], now=clock())
        reply = approved(database, ada.owner, now=clock())
        clock.now += UNDO
        one = postman_for(database, settings, clock=clock)
        await one.serve()
        await one.drain()
        assert sink.connections == 0
    assert row_of(database, reply).state == "failed"


async def test_a_yes_that_could_not_be_written_down_at_first_is_written_down_later(
    database: Database, ada: Person, settings: Settings, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures = iter([RuntimeError("no database"), RuntimeError("no database")])
    settle_taken = settling.settle_taken

    def failing(*given, **named):
        problem = next(failures, None)
        if problem is not None:
            raise problem
        return settle_taken(*given, **named)

    monkeypatch.setattr(settling, "settle_taken", failing)
    monkeypatch.setattr("scheduler.sending.LONGEST_PAUSE", 0.01)
    with letterbox() as box:
        set_identity(database, ada.owner, settings, box.url, now=clock())
        reply = approved(database, ada.owner, now=clock())
        clock.now += UNDO
        await deliver(database, settings, clock)
        assert len(box.mails) == 1
    assert (row_of(database, reply).state, status_of(database, reply)) == ("sent", Status.DECLINED)


async def test_a_reply_that_took_too_long_to_reach_the_server_is_held_back_before_its_end(
    database: Database, ada: Person, settings: Settings, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    with letterbox() as box:
        set_identity(database, ada.owner, settings, box.url, now=clock())
        reply = approved(database, ada.owner, now=clock())
        clock.now += UNDO
        prepare = departing.prepare

        def slept_through(*given, **named):
            leaving = prepare(*given, **named)
            clock.now += claims.CLAIM_LEASE
            return leaving

        monkeypatch.setattr(departing, "prepare", slept_through)
        await deliver(database, settings, clock)
        assert box.mails == []
    assert row_of(database, reply).state == "approved"


async def test_one_account_whose_server_hangs_keeps_nobody_else_waiting(
    database: Database, ada: Person, ben: Person, settings: Settings, clock: Clock
) -> None:
    with letterbox() as box, SmtpSink("hang") as dead:
        set_identity(database, ada.owner, settings, dead.url.partition("?")[0], now=clock())
        set_identity(database, ben.owner, settings, box.url, now=clock())
        approved(database, ada.owner, now=clock())
        free = approved(database, ben.owner, now=clock())
        clock.now += UNDO
        one: Postman = postman(database, settings, clock)
        one.post_seconds = 3.0
        await one.serve()
        for _ in range(100):
            if row_of(database, free).state == "sent":
                break
            await asyncio.sleep(0.02)
        assert row_of(database, free).state == "sent"
        await one.drain()


def test_what_is_looked_for_is_found_by_its_index(database: Database) -> None:
    analysed = "EXPLAIN QUERY PLAN" if not database.is_postgresql else "SET enable_seqscan = off; EXPLAIN"
    compiled = str(claims._DUE.compile(compile_kwargs={"literal_binds": False}))
    assert claims.UNDER_WAY in compiled
    if not database.is_postgresql:
        plan = database.threads.read(
            lambda connection: connection.execute(
                text(f"{analysed} {compiled.replace(':now', 'NULL').replace(':param_1', '5')}")
            ).all()
        )
        assert any("ix_reply_send_at" in str(line) for line in plan), plan


async def test_an_answer_taken_back_leaves_what_we_sent_sent_so_that_it_cannot_leave_again(
    database: Database, ada: Person, settings: Settings, clock: Clock
) -> None:
    with letterbox() as box:
        set_identity(database, ada.owner, settings, box.url, now=clock())
        reply = approved(database, ada.owner, now=clock())
        clock.now += UNDO
        await deliver(database, settings, clock)
        invitation = row_of(database, reply).invitation_id
        database.threads.write(answering.undo, ada.owner, invitation, now=clock())
        assert status_of(database, reply) == Status.AWAITING_REPLY
        assert row_of(database, reply).state == "sent"
        with pytest.raises(approving.ReplyNotSendable):
            approve(database, ada.owner, reply, now=clock())
        await deliver(database, settings, clock)
    assert len(box.mails) == 1
