"""Drafting: a draft answers nothing, its words are reviewed, and the person's word that it went out answers."""

from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes

import pytest

from core.errors import Invalid, LostRace
from core.ids import new_id
from core.vocabulary import MessageOutcome, Reason, ReplyKind, ReplyState, Status
from replies.brief import Brief
from services import briefing, drafting, tracking
from services.briefing import Wish
from services.drafting import ReplyAlreadySent
from services.permitted_answers import InvitationAlreadyAnswered, PromiseAlreadyMade, RescheduledBefore
from services.sending import letters
from services.sending.keeping import ReplyNotFound
from services.viewing import InvitationNotFound
from tests.inboxes import Inbox
from tests.letters import mail
from tests.tracked import Diary


@pytest.fixture
def diary(database, ada, clock):
    return Diary(database, ada.id, clock)


def draft(diary, invitation, kind=ReplyKind.DECLINE, **wish):
    return diary.write(drafting.draft, invitation, Wish(kind=kind, **wish))


def test_an_employer_is_asked_for_another_time_once(diary):
    invitation = diary.bring_to(Status.RESCHEDULING)
    diary.edit(invitation, interview_at=diary.now + timedelta(days=9))
    with pytest.raises(RescheduledBefore):
        draft(diary, invitation, ReplyKind.RESCHEDULE)
    assert draft(diary, invitation, ReplyKind.DECLINE)["state"] == ReplyState.DRAFT


def test_a_draft_answers_nothing(diary):
    diary.open_channel()
    invitation = diary.record(respond_by=diary.now + timedelta(hours=3))["id"]
    before = diary.row(invitation)
    reply = draft(diary, invitation, reason=Reason.SALARY)
    assert (reply["state"], reply["sent_at"]) == (ReplyState.DRAFT, None)
    assert diary.row(invitation) == before
    assert [reminder.state for reminder in diary.reminders()] == ["planned"]


def test_an_answer_to_a_mail_that_the_person_took_along_and_sent_joins_its_thread(diary, database, ada, clock):
    invitation = diary.record(contact_email="ben@acme.example")["id"]
    reply = draft(diary, invitation)["id"]
    taken = message_from_bytes(diary.read(letters.letter_to_take_along, reply, now=clock()))["Message-ID"].strip("<>")
    diary.write(drafting.mark_sent, reply, sent_at=None)
    clock.forward(hours=1)
    received = Inbox(database, ada, clock).bring(mail("Thank you, Ada.\n", references=(taken,)))
    assert (received.outcome, received.invitation_id) == (MessageOutcome.JOINED, invitation)
    again = message_from_bytes(diary.read(letters.letter_to_take_along, reply, now=clock()))["Message-ID"]
    assert again == f"<{taken}>"


def test_other_words_after_it_was_taken_back_are_another_letter(diary, clock):
    invitation = diary.record(contact_email="ben@acme.example")["id"]
    reply = draft(diary, invitation)["id"]
    diary.write(drafting.mark_sent, reply, sent_at=None)
    sent = diary.read(letters.id_taken_along, reply, now=clock())
    diary.undo(invitation)
    diary.write(drafting.edit_reply, reply, {"body": "Dear Ben, I have to decline. Thank you. Ada"})
    assert diary.read(letters.id_taken_along, reply, now=clock()) != sent


def test_a_draft_says_what_is_known_and_passes_its_own_review(diary):
    invitation = diary.record("Acme", role="Engineer", contact_name="Cleo Park", contact_email="cleo@example.com")["id"]
    reply = draft(diary, invitation, reason=Reason.SALARY, facts={"my_salary": "70k"}, language="de")
    assert "Acme" in reply["body"]
    assert "70k" in reply["body"]
    assert "Cleo Park" in reply["body"]
    assert [finding for finding in reply["findings"] if finding["severity"] in {"block", "warn"}] == []
    assert reply["mailto"].startswith("mailto:cleo@example.com?subject=")


def test_what_drafting_gives_is_what_reading_gives(diary):
    invitation = diary.record()["id"]
    facts = {
        "slots": (datetime(2026, 12, 1, 9, tzinfo=UTC), datetime(2026, 12, 2, 9, tzinfo=UTC)),
        "keep_in_touch": True,
    }
    made = draft(diary, invitation, ReplyKind.RESCHEDULE, facts=facts, override="I mean it.")
    assert diary.read(drafting.show_reply, made["id"]) == made
    assert diary.read(drafting.list_replies, invitation) == [made]


def test_marking_as_sent_answers_and_stops_the_clock(diary):
    diary.open_channel()
    invitation = diary.record(respond_by=diary.now + timedelta(hours=3))["id"]
    reply = draft(diary, invitation, reason=Reason.SALARY)
    sent_at = diary.now - timedelta(minutes=5)
    sent = diary.write(drafting.mark_sent, reply["id"], sent_at=sent_at)
    row = diary.row(invitation)
    assert (sent["state"], sent["sent_at"]) == (ReplyState.SENT, sent_at)
    assert (row["status"], row["answered_at"], row["reason"]) == ("declined", sent_at, "salary")
    assert row["next_flag_at"] is None
    assert [reminder.state for reminder in diary.reminders()] == ["skipped"]


def test_sent_once_is_sent(diary, clock):
    invitation = diary.record()["id"]
    reply = draft(diary, invitation)
    first = diary.write(drafting.mark_sent, reply["id"], sent_at=None)
    clock.forward(hours=1)
    assert diary.write(drafting.mark_sent, reply["id"], sent_at=None) == first
    assert len(diary.answers(invitation)) == 1


def test_a_reply_cant_have_been_sent_in_the_future(diary):
    reply = draft(diary, diary.record()["id"])
    with pytest.raises(Invalid) as refused:
        diary.write(drafting.mark_sent, reply["id"], sent_at=diary.now + timedelta(hours=1))
    assert refused.value.errors[0]["loc"] == ["body", "sent_at"]


def test_undo_makes_the_sent_reply_a_draft_again_with_its_words(diary):
    invitation = diary.record()["id"]
    reply = draft(diary, invitation)
    diary.write(drafting.mark_sent, reply["id"], sent_at=None)
    diary.undo(invitation)
    again = diary.read(drafting.show_reply, reply["id"])
    assert (again["state"], again["sent_at"], again["body"]) == (ReplyState.DRAFT, None, reply["body"])
    diary.write(drafting.mark_sent, reply["id"], sent_at=None)
    assert diary.row(invitation)["status"] == Status.DECLINED


def test_an_answer_puts_aside_the_drafts_that_cant_be_sent_any_more_and_undo_brings_them_back(diary):
    invitation = diary.record()["id"]
    declining, accepting = draft(diary, invitation), draft(diary, invitation, ReplyKind.ACCEPT)
    checking_in = draft(diary, invitation, ReplyKind.CHECK_IN)

    def states():
        return [diary.read(drafting.show_reply, one["id"])["state"] for one in (declining, accepting, checking_in)]

    diary.write(drafting.mark_sent, declining["id"], sent_at=None)
    assert states() == ["sent", "superseded", "draft"]
    diary.undo(invitation)
    assert states() == ["draft", "draft", "draft"]
    diary.answer(invitation, ReplyKind.ACCEPT)
    assert states() == ["superseded", "superseded", "draft"]


def test_a_holding_reply_leaves_the_draft_of_the_decline_alone(diary):
    invitation = diary.record()["id"]
    declining = draft(diary, invitation)
    holding = draft(diary, invitation, ReplyKind.HOLD, facts={"promised_by": date(2026, 11, 27)})
    diary.write(drafting.mark_sent, holding["id"], sent_at=None)
    # A promised date lasts until the end of that working day.
    assert diary.row(invitation)["respond_by"] == datetime(2026, 11, 27, 17, tzinfo=UTC)
    diary.write(drafting.mark_sent, declining["id"], sent_at=None)
    assert diary.row(invitation)["status"] == Status.DECLINED


def test_a_check_in_answers_nothing(diary):
    invitation = diary.bring_to(Status.DECLINED)
    before = diary.row(invitation)
    reply = draft(diary, invitation, ReplyKind.CHECK_IN)
    assert diary.write(drafting.mark_sent, reply["id"], sent_at=None)["state"] == ReplyState.SENT
    assert diary.row(invitation) == before


def test_a_reply_that_couldnt_answer_isnt_drafted(diary):
    with pytest.raises(InvitationAlreadyAnswered):
        draft(diary, diary.bring_to(Status.DECLINED))
    with pytest.raises(PromiseAlreadyMade):
        draft(diary, diary.bring_to(Status.HOLDING), ReplyKind.HOLD, facts={"promised_by": date(2026, 11, 30)})
    with pytest.raises(InvitationAlreadyAnswered):
        draft(diary, diary.record()["id"], ReplyKind.WITHDRAW)


def test_edited_words_are_reviewed_anew_on_all_that_the_draft_knew(diary):
    invitation = diary.record("Acme", role="Engineer")["id"]
    reply = draft(diary, invitation, reason=Reason.WORK_MODE, facts={"work_mode": "remote", "variation": 3})
    edited = diary.write(drafting.edit_reply, reply["id"], {"body": "Dear [Name], not interested!!"})
    assert "placeholder" in {finding["rule"] for finding in edited["findings"]}
    assert edited["version"] == 2
    restored = diary.write(drafting.edit_reply, reply["id"], {"body": reply["body"]})
    assert restored["findings"] == reply["findings"]


@pytest.mark.parametrize(
    ("kind", "facts"),
    [
        (ReplyKind.HOLD, {"promised_by": date(2026, 11, 30)}),
        (ReplyKind.HOLD, {"promised_by": datetime(2026, 11, 30, 11, tzinfo=UTC)}),
        (
            ReplyKind.RESCHEDULE,
            {"slots": (datetime(2026, 12, 1, 9, tzinfo=UTC), datetime(2026, 12, 2, 9, tzinfo=UTC))},
        ),
        (ReplyKind.DECLINE, {"not_before": date(2027, 3, 1), "hours": 4, "keep_in_touch": True}),
    ],
)
def test_every_stored_fact_is_known_again_at_the_next_review(diary, kind, facts):
    reply = draft(diary, diary.record()["id"], kind, facts=facts)
    stored = diary.database.threads.read(_stored, reply["id"])
    assert briefing.wish_of(stored).facts == facts


def _stored(connection, reply_id):
    from sqlalchemy import select

    from models.reply import REPLY

    return connection.execute(select(REPLY).where(REPLY.c.id == reply_id)).mappings().one()


def test_a_sent_reply_keeps_its_words(diary):
    reply = draft(diary, diary.record()["id"])
    diary.write(drafting.mark_sent, reply["id"], sent_at=None)
    with pytest.raises(ReplyAlreadySent):
        diary.write(drafting.edit_reply, reply["id"], {"body": "No."})
    with pytest.raises(ReplyAlreadySent):
        diary.write(drafting.delete_reply, reply["id"])


def test_a_reply_changed_in_the_meantime_isnt_overwritten(diary):
    reply = draft(diary, diary.record()["id"])
    diary.write(drafting.edit_reply, reply["id"], {"subject": "One"}, if_version=1)
    with pytest.raises(LostRace):
        diary.write(drafting.edit_reply, reply["id"], {"subject": "Two"}, if_version=1)
    with pytest.raises(LostRace):
        diary.write(drafting.delete_reply, reply["id"], if_version=1)


def test_a_deleted_invitation_takes_its_replies_along_until_it_is_restored(diary):
    invitation = diary.record()["id"]
    reply = draft(diary, invitation)
    diary.write(tracking.delete, invitation)
    for act in (
        lambda: diary.read(drafting.show_reply, reply["id"]),
        lambda: diary.write(drafting.edit_reply, reply["id"], {"subject": "x"}),
        lambda: diary.write(drafting.mark_sent, reply["id"], sent_at=None),
        lambda: diary.write(drafting.delete_reply, reply["id"]),
    ):
        with pytest.raises(ReplyNotFound):
            act()
    diary.write(tracking.restore, invitation)
    assert diary.read(drafting.show_reply, reply["id"]) == reply


def test_a_strangers_reply_is_one_that_never_existed(diary, database, ben, clock):
    invitation = diary.record()["id"]
    mine = draft(diary, invitation)
    stranger = Diary(database, ben.id, clock)
    for reply_id in (mine["id"], new_id(clock())):
        for act in (
            lambda one: stranger.read(drafting.show_reply, one),
            lambda one: stranger.write(drafting.edit_reply, one, {"subject": "x"}),
            lambda one: stranger.write(drafting.mark_sent, one, sent_at=None),
            lambda one: stranger.write(drafting.delete_reply, one),
        ):
            with pytest.raises(ReplyNotFound):
                act(reply_id)
    for act in (draft, lambda who, one: who.read(drafting.list_replies, one)):
        with pytest.raises(InvitationNotFound):
            act(stranger, invitation)
    assert diary.read(drafting.show_reply, mine["id"]) == mine


def test_a_letter_to_the_wrong_company_is_noticed_without_a_stored_invitation(diary):
    diary.record("Bolt Robotics")
    brief = Brief(kind=ReplyKind.DECLINE, company="Acme", sender_name="Ada")
    text = "Dear Acme team,\n\nThank you for the invitation to Bolt Robotics. I have decided to decline it.\n\nAda"
    found = diary.read(briefing.review_for, text, brief, now=diary.now)
    assert "Bolt Robotics" in {finding["excerpt"] for finding in found["findings"] if finding["rule"] == "wrong_name"}


def test_composing_without_an_invitation_keeps_nothing(diary):
    brief = Brief(kind=ReplyKind.DECLINE, company="Acme", sender_name="Ada", reason=Reason.SALARY)
    made = diary.read(briefing.compose_for, brief, "cleo@example.com", now=diary.now)
    assert "Acme" in made["body"]
    assert made["mailto"].startswith("mailto:cleo@example.com")
    assert diary.reminders() == []
