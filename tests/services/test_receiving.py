"""What a message does to an account: recorded, joined to its thread, or left waiting for a person; and once only."""

import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import insert

from core.database import Database
from core.ids import new_id
from core.vocabulary import MessageOutcome, MessageState, MessageWay, RespondByBasis, Status
from models.invitation import INVITATION
from models.mailing import MAIL_IDENTITY
from models.message import MESSAGE
from models.reply import REPLY
from services import drafting, watching
from services.briefing import Wish
from services.receiving.deciding import decide
from services.receiving.placing import set_state
from services.receiving.receiving import Received
from services.receiving.suggesting import suggestions_for
from services.tracking import delete, edit, restore
from services.watching import What
from tests.conftest import Clock, Person
from tests.inboxes import Inbox
from tests.letters import INVITATION as WORDS
from tests.letters import calendar, event, ics, mail
from tests.tracked import Diary

SMALL_TALK = "thank you, that is good to know. Talk soon.\n"


@pytest.fixture
def inbox(database: Database, ada: Person, clock: Clock) -> Inbox:
    return Inbox(database, ada, clock)


@pytest.fixture
def diary(database: Database, ada: Person, clock: Clock) -> Diary:
    return Diary(database, ada.id, clock)


def test_an_invitation_mail_is_recorded_with_its_stated_deadline_and_its_contact(inbox: Inbox, diary: Diary) -> None:
    received = inbox.bring(mail())
    assert received.outcome is MessageOutcome.RECORDED
    row = diary.row(received.invitation_id)
    assert (row["company"], row["role"], row["medium"], row["source"]) == ("Acme", "Data Engineer", "email", "mail")
    assert (row["contact_name"], row["contact_email"]) == ("Ben Weber", "ben@acme.example")
    assert row["received_at"] == datetime(2026, 11, 23, 8, tzinfo=UTC)
    assert (row["stated_on"], row["respond_by_basis"]) == (date(2026, 11, 27), RespondByBasis.STATED)
    assert row["interview_at"] == datetime(2026, 12, 1, 14, tzinfo=UTC)
    assert [(one.type, one.actor) for one in diary.events(row["id"])] == [("recorded", "mail")]
    message = inbox.message(received)
    assert (message["state"], message["invitation_id"]) == (MessageState.PLACED, row["id"])
    assert message["detail"]["language"] == "en"


def test_an_old_invitation_is_recorded_without_alerting_anybody(inbox: Inbox, diary: Diary, clock: Clock) -> None:
    diary.open_channel()
    clock.forward(days=30)
    received = inbox.bring(mail())
    flags = [one.detail for one in diary.events(received.invitation_id) if one.type == "flagged"]
    assert [(one["level"], one["announced"]) for one in flags] == [
        ("due_soon", False),
        ("overdue", False),
        ("ghosting", False),
    ]
    assert diary.reminders() == []


def test_the_same_mail_again_is_known_and_changes_nothing(inbox: Inbox) -> None:
    first = inbox.bring(mail())
    again = inbox.bring(mail(fields=("Received: from elsewhere",)), way=MessageWay.MAILBOX)
    assert again == Received(
        outcome=MessageOutcome.KNOWN, message_id=first.message_id, invitation_id=first.invitation_id
    )
    assert (inbox.count(MESSAGE), inbox.count(INVITATION)) == (1, 1)


def test_a_known_mail_that_waits_goes_on_waiting(inbox: Inbox) -> None:
    raw = mail(SMALL_TALK, subject="Hello", message_id=None)
    waiting = inbox.bring(raw)
    assert (waiting.outcome, waiting.invitation_id) == (MessageOutcome.UNCLEAR, None)
    assert inbox.because(waiting) == "messages.not_invitation"
    again = inbox.bring(raw)
    assert (again.outcome, again.message_id) == (MessageOutcome.KNOWN, waiting.message_id)
    assert inbox.message(waiting)["state"] == MessageState.WAITING


def test_what_one_person_received_is_unknown_to_another(inbox: Inbox, database, ben, clock) -> None:
    inbox.bring(mail())
    assert Inbox(database, ben, clock).bring(mail()).outcome is MessageOutcome.RECORDED


@pytest.mark.parametrize("raws", [[mail()] * 3, [mail(), mail(fields=("Received: a",)), mail(fields=("Received: b",))]])
def test_a_mail_that_comes_by_three_ways_at_once_is_recorded_once(inbox: Inbox, raws: list[bytes]) -> None:
    outcomes = at_once(inbox, raws)
    assert sorted(one.outcome for one in outcomes) == ["known", "known", "recorded"]
    assert len({one.invitation_id for one in outcomes}) == 1
    assert (inbox.count(MESSAGE), inbox.count(INVITATION)) == (1, 1)


def test_a_request_that_comes_as_a_file_and_in_two_mails_at_once_is_recorded_once(inbox: Inbox) -> None:
    request = calendar(event())
    raws = [ics(), mail(request=request), mail(request=request, message_id="second@acme.example")]
    outcomes = at_once(inbox, raws)
    assert [one.outcome for one in outcomes].count(MessageOutcome.RECORDED) == 1
    assert {one.outcome for one in outcomes} == {MessageOutcome.RECORDED, MessageOutcome.KNOWN}
    assert len({one.invitation_id for one in outcomes}) == 1
    assert (inbox.count(MESSAGE), inbox.count(INVITATION)) == (3, 1)


def at_once(inbox: Inbox, raws: list[bytes]) -> list[Received]:
    start, outcomes, failed = threading.Barrier(len(raws)), list[Received](), list[BaseException]()

    def bring(raw: bytes, way: MessageWay) -> None:
        (arrived,) = inbox.read(raw)
        start.wait()
        try:
            outcomes.append(inbox.receive(arrived, way=way))
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=bring, args=one) for one in zip(raws, MessageWay, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert failed == []
    return outcomes


def test_a_reply_in_the_thread_is_told_in_the_history_and_stops_no_clock(inbox: Inbox, diary: Diary) -> None:
    first = inbox.bring(mail())
    before = diary.row(first.invitation_id)
    reply = inbox.bring(
        mail(SMALL_TALK, subject="Re: Interview", message_id="b@acme.example", references=("first@acme.example",))
    )
    assert (reply.outcome, reply.invitation_id) == (MessageOutcome.JOINED, first.invitation_id)
    assert diary.row(first.invitation_id) == before
    told = diary.events(first.invitation_id)[-1]
    assert (told.type, told.detail["subject"], told.detail["sender_address"]) == (
        "message_received",
        "Re: Interview",
        "ben@acme.example",
    )


def test_a_reply_to_what_we_sent_joins_its_invitation(inbox: Inbox, diary: Diary, database: Database) -> None:
    invitation = diary.record()["id"]
    database.threads.write(_add_sent_reply, diary.account_id, invitation, diary.now)
    reply = inbox.bring(mail(SMALL_TALK, references=("ours@replyby.example",)))
    assert (reply.outcome, reply.invitation_id) == (MessageOutcome.JOINED, invitation)


def _add_sent_reply(connection, account, invitation, now) -> None:
    connection.execute(
        insert(REPLY).values(
            account_id=account, id=new_id(now), invitation_id=invitation, kind="decline", reason="timing", tone="warm",
            language="en", options={}, subject="Re: x", body="x", advice=[], findings=[], state="sent", sent_at=now,
            message_id="ours@replyby.example", attempts=1, version=1, created_at=now, updated_at=now,
        )
    )  # fmt: skip


def test_a_rejection_in_the_thread_is_a_suggestion_and_is_not_applied(inbox: Inbox, diary: Diary) -> None:
    first = inbox.bring(mail())
    words = "unfortunately we have decided to move forward with other candidates and can't offer you the position.\n"
    reply = inbox.bring(mail(words, subject="Re: x", message_id="c@acme.example", references=("first@acme.example",)))
    assert reply.outcome is MessageOutcome.JOINED
    assert diary.events(first.invitation_id)[-1].detail["suggests"]["kind"] == "rejection"
    assert diary.row(first.invitation_id)["status"] == Status.AWAITING_REPLY


def test_a_request_in_the_thread_fills_what_is_empty_and_what_its_mail_says_beside_is_a_suggestion(
    inbox: Inbox, diary: Diary
) -> None:
    words = "we would like to invite you to an interview for the Data Engineer position at Acme.\n"
    first = inbox.bring(mail(words))
    words = "here is the request. Please let us know by Thursday, 26 November.\n"
    request = calendar(event())
    reply = inbox.bring(mail(words, message_id="c@acme.example", references=("first@acme.example",), request=request))
    assert (reply.outcome, reply.invitation_id) == (MessageOutcome.UPDATED, first.invitation_id)
    assert diary.row(first.invitation_id)["interview_at"] == datetime(2026, 12, 1, 14, tzinfo=UTC)
    told = diary.events(first.invitation_id)[-1]
    assert (told.type, told.detail["suggests"]) == ("message_received", {"respond_by": "2026-11-26"})


def test_a_reply_after_the_invitation_was_deleted_joins_it_and_brings_nothing_back(
    inbox: Inbox, diary: Diary, clock: Clock
) -> None:
    first = inbox.bring(mail())
    diary.write(delete, first.invitation_id)
    clock.forward(hours=1)
    reply = inbox.bring(mail(message_id="d@acme.example", references=("first@acme.example",)))
    assert (reply.outcome, reply.invitation_id) == (MessageOutcome.JOINED, first.invitation_id)
    assert inbox.because(reply) == "messages.deleted"
    assert diary.row(first.invitation_id)["deleted_at"] is not None
    assert inbox.count(INVITATION) == 1
    diary.write(restore, first.invitation_id)
    assert inbox.thread(first).head.message_id == "d@acme.example"


def test_an_invitation_that_names_no_company_waits_for_it(inbox: Inbox) -> None:
    words = "we would like to invite you to an interview on Tuesday, 1 December at 3 pm CET.\n"
    received = inbox.bring(mail(words, sender="sam@gmail.com", subject="Interview"))
    assert received.outcome is MessageOutcome.UNCLEAR
    assert inbox.because(received) == "messages.no_company"


def test_corrections_win_over_the_guesses(inbox: Inbox, diary: Diary) -> None:
    given = {"company": "Blue Harbour", "role": None, "respond_by": date(2026, 11, 25)}
    received = inbox.bring(mail(), corrections=given)
    row = diary.row(received.invitation_id)
    assert (row["company"], row["role"], row["stated_on"]) == ("Blue Harbour", None, date(2026, 11, 25))


def test_whatever_a_message_looks_like_a_person_can_have_it_recorded_or_left(inbox: Inbox, diary: Diary) -> None:
    small = mail(SMALL_TALK, message_id="e@acme.example")
    wanted = inbox.bring(small, corrections={"record": True, "company": "Oak"})
    assert diary.row(wanted.invitation_id)["company"] == "Oak"
    unwanted = inbox.bring(mail(), corrections={"record": False})
    assert (unwanted.outcome, inbox.because(unwanted)) == (MessageOutcome.UNCLEAR, "messages.left_out")


def test_a_message_that_is_added_to_an_invitation_changes_only_what_the_person_says(inbox: Inbox, diary: Diary) -> None:
    invitation = diary.record("Oak", role="Analyst")["id"]
    received = inbox.bring(mail(), corrections={"invitation_id": invitation, "role": "Engineer"})
    assert (received.outcome, received.invitation_id) == (MessageOutcome.UPDATED, invitation)
    row = diary.row(invitation)
    assert (row["company"], row["role"], row["contact_email"]) == ("Oak", "Engineer", None)
    assert diary.types(invitation) == ["recorded", "edited", "message_received"]


def test_what_is_added_to_a_stranger_s_invitation_waits(inbox: Inbox, database, ben, clock) -> None:
    theirs = Diary(database, ben.id, clock).record()["id"]
    received = inbox.bring(mail(), corrections={"invitation_id": theirs})
    assert inbox.because(received) == "messages.unknown_invitation"
    assert Diary(database, ben.id, clock).types(theirs) == ["recorded"]


def test_automatic_mail_is_recorded_and_never_answered(inbox: Inbox, diary: Diary) -> None:
    raw = mail(sender="Acme Careers <no-reply@acme.example>", fields=("Auto-Submitted: auto-generated",))
    received = inbox.bring(raw)
    assert received.outcome is MessageOutcome.RECORDED
    assert diary.row(received.invitation_id)["contact_email"] is None
    assert inbox.thread(received).head is None


def test_an_answer_to_a_request_that_a_calendar_sent_stands_in_its_thread_and_goes_to_no_robot(inbox: Inbox) -> None:
    fields = ("Auto-Submitted: auto-generated",)
    received = inbox.bring(mail(fields=fields, request=calendar(event())))
    head = inbox.thread(received).head
    assert head is not None
    assert (head.message_id, head.answer_to) == ("first@acme.example", None)
    inbox.bring(mail(SMALL_TALK, message_id="second@acme.example", references=("first@acme.example",)))
    inbox.bring(mail(SMALL_TALK, message_id="third@acme.example", references=("first@acme.example",), fields=fields))
    head = inbox.thread(received).head
    assert head is not None
    assert (head.message_id, head.answer_to) == ("second@acme.example", "ben@acme.example")


def test_an_answer_goes_to_the_newest_mail_that_is_not_the_person_s_own(
    inbox: Inbox, database: Database, clock: Clock
) -> None:
    identity = {
        "account_id": inbox.person.id, "from_address": "ada.weber@work.example", "url_encrypted": "", "url_masked": "",
        "daily_cap": 20, "version": 1, "created_at": clock(), "updated_at": clock(),
    }  # fmt: skip
    database.threads.write(lambda connection: connection.execute(insert(MAIL_IDENTITY).values(identity)))
    first = inbox.bring(mail(fields=("Reply-To: jobs@acme.example",)))
    inbox.bring(
        mail(
            SMALL_TALK, message_id="o@work.example", sender="ada.weber@work.example", references=("first@acme.example",)
        )
    )
    head = inbox.thread(first).head
    assert (head.message_id, head.answer_to) == ("first@acme.example", "jobs@acme.example")


MALLORY = "Mallory <mallory@evil.example>"


def joining(sender: str, *fields: str) -> bytes:
    return mail(
        SMALL_TALK, message_id="later@else.example", sender=sender, references=("first@acme.example",), fields=fields
    )


@pytest.mark.parametrize(
    "raw",
    [
        joining(MALLORY),
        joining("Ben Weber <ben@acme.example.evil.example>"),
        joining("Ben Weber <ben@acme.example>", "Reply-To: mallory@evil.example"),
    ],
    ids=["a stranger", "a name beneath another domain", "a known sender who asks for it elsewhere"],
)
def test_who_writes_into_a_thread_does_not_become_the_recipient_by_that(
    inbox: Inbox, diary: Diary, database: Database, raw: bytes
) -> None:
    first = inbox.bring(mail())
    draft = database.threads.write(drafting.draft, inbox.person.owner, first.invitation_id, Wish(), now=inbox.clock())
    assert inbox.bring(raw).outcome is MessageOutcome.JOINED
    shown = database.threads.read(drafting.show_reply, inbox.person.owner, draft["id"])
    assert (draft["recipient"], shown["recipient"]) == ("ben@acme.example", "ben@acme.example")
    assert diary.events(first.invitation_id)[-1].detail["subject"] is not None


def test_an_answer_stands_beneath_the_newest_mail_of_the_people_that_are_known(inbox: Inbox) -> None:
    first = inbox.bring(mail())
    inbox.bring(mail(SMALL_TALK, message_id="second@acme.example", references=("first@acme.example",)))
    inbox.bring(joining(MALLORY))
    head = inbox.thread(first).head
    assert head is not None
    assert (head.message_id, head.answer_to) == ("second@acme.example", "ben@acme.example")


def test_a_colleague_of_the_same_company_is_answered_and_of_the_same_free_mail_is_not(inbox: Inbox) -> None:
    first = inbox.bring(mail())
    inbox.bring(joining("Cleo Park <cleo@jobs.acme.example>"))
    assert inbox.thread(first).head.answer_to == "cleo@jobs.acme.example"
    other = inbox.bring(mail(message_id="one@gmail.com", sender="Ben Weber <ben@gmail.com>"))
    inbox.bring(mail(SMALL_TALK, message_id="two@gmail.com", sender="eve@gmail.com", references=("one@gmail.com",)))
    assert inbox.thread(other).head.answer_to == "ben@gmail.com"


@pytest.mark.parametrize("vouch", ["contact", "placing"])
def test_whom_the_person_names_or_places_is_answered(
    inbox: Inbox, diary: Diary, database: Database, vouch: str
) -> None:
    first = inbox.bring(mail())
    if vouch == "contact":
        inbox.bring(joining(MALLORY))
        diary.write(edit, first.invitation_id, {"contact_email": "mallory@evil.example"})
    else:
        inbox.bring(joining(MALLORY), corrections={"invitation_id": first.invitation_id})
    assert inbox.thread(first).head.answer_to == "mallory@evil.example"


def test_of_an_invitation_without_a_contact_the_first_who_writes_is_answered(
    inbox: Inbox, diary: Diary, database: Database
) -> None:
    invitation = diary.record()["id"]
    database.threads.write(_add_sent_reply, diary.account_id, invitation, diary.now)
    received = inbox.bring(mail(SMALL_TALK, references=("ours@replyby.example",)))
    inbox.bring(joining(MALLORY))
    assert inbox.thread(received).head.answer_to == "ben@acme.example"


def test_a_forward_that_does_not_tell_its_message_id_is_answered_without_naming_the_mail_that_carried_it(
    inbox: Inbox,
) -> None:
    within = "From: Ben Weber <ben@acme.example>\nSent: Monday, 23 November 2026 08:00\nTo: ada@example.com\n"
    raw = mail(
        f"\n---------- Forwarded message ---------\n{within}Subject: Interview\n\nHi Ada,\n\n{WORDS}",
        message_id="mine@example.com", sender="ada@example.com", subject="Fwd: Interview for Data Engineer at Acme",
    )  # fmt: skip
    received = inbox.bring(raw)
    head = inbox.thread(received).head
    assert head is not None
    assert (head.message_id, head.reference_ids, head.answer_to) == (None, (), "ben@acme.example")
    assert inbox.bring(raw.replace(b"Hi Ada,", b"Hi,")).outcome is MessageOutcome.KNOWN


def test_what_no_database_keeps_is_replaced_and_a_long_text_is_cut(inbox: Inbox) -> None:
    received = inbox.bring(mail(WORDS + "\x00" + "long words " * 20_000, subject="Interview\x00 at Acme"))
    body = inbox.message(received)["body"]
    assert len(body) <= 100_000
    assert "\x00" not in body


def test_deciding_stores_nothing_and_says_what_receiving_does(inbox: Inbox, database: Database) -> None:
    for raw in (mail(), ics(), mail(SMALL_TALK, message_id="z@acme.example")):
        (arrived,) = inbox.read(raw)
        decision = database.threads.read(decide, inbox.person.owner, arrived, now=inbox.clock())
        before = inbox.count(MESSAGE)
        assert inbox.receive(arrived).outcome is decision.outcome
        assert inbox.count(MESSAGE) == before + 1


@pytest.mark.parametrize("gap", [timedelta(0), timedelta(days=1)])
def test_the_contact_of_a_thread_is_suggested_for_a_mail_outside_of_it(
    inbox: Inbox, database: Database, clock: Clock, gap: timedelta
) -> None:
    first = inbox.bring(mail())
    clock.set(clock() + gap)
    (loose,) = inbox.read(mail(SMALL_TALK, message_id="l@acme.example"))
    suggested = database.threads.read(suggestions_for, inbox.person.owner, loose)
    assert [one["id"] for one in suggested] == [first.invitation_id]


def test_a_mail_that_the_person_sent_on_by_hand_is_known_by_the_mail_within(inbox: Inbox, diary: Diary) -> None:
    (within,) = inbox.read(mail())
    by_hand = replace(
        within,
        digest="f" * 64,
        message_id="carrier@example.com",
        reference_ids=("first@acme.example",),
        is_forwarded=True,
    )
    received = inbox.receive(by_hand)
    assert received.outcome is MessageOutcome.RECORDED
    head = inbox.thread(received).head
    assert head is not None
    assert (head.message_id, head.reference_ids, head.answer_to) == ("first@acme.example", (), "ben@acme.example")
    assert inbox.bring(mail()).outcome is MessageOutcome.KNOWN
    reply = inbox.bring(mail(SMALL_TALK, message_id="r@acme.example", references=("first@acme.example",)))
    assert (reply.outcome, reply.invitation_id) == (MessageOutcome.JOINED, received.invitation_id)


def test_a_live_page_is_told_of_what_waits_and_of_what_a_message_did(
    inbox: Inbox, database: Database, clock: Clock
) -> None:
    def look() -> watching.Look:
        return database.threads.read(watching.look, [inbox.person.id], since=clock())

    stood = [look().standing[inbox.person.id][What.MESSAGE]]
    waiting = inbox.bring(mail(SMALL_TALK, message_id="w@acme.example"))
    stood.append(look().standing[inbox.person.id][What.MESSAGE])
    first = inbox.bring(mail())
    inbox.bring(mail(SMALL_TALK, message_id="r@acme.example", references=("first@acme.example",)))
    assert look().standing[inbox.person.id][What.MESSAGE] == stood[-1]
    told = [one.type.value for one in look().happened[inbox.person.id] if one.invitation_id == first.invitation_id]
    assert sorted(told) == ["message_received", "recorded"]
    database.threads.write(set_state, inbox.person.owner, waiting.message_id, MessageState.DISMISSED, now=clock())
    stood.append(look().standing[inbox.person.id][What.MESSAGE])
    assert stood[0] == stood[2] != stood[1]


def test_a_message_in_a_language_that_is_not_read_is_not_said_to_be_no_invitation(inbox: Inbox) -> None:
    french = "Nous avons le plaisir de vous inviter à un entretien pour le poste de comptable. Merci de nous répondre."
    received = inbox.bring(mail(french, subject="Entretien", sender="Claire Petit <claire@acme.example>"))
    assert received.outcome is MessageOutcome.UNCLEAR
    assert inbox.because(received) == "messages.other_language"
