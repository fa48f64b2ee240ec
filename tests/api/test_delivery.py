"""Sending for somebody: approved in one call, refused in a sentence, taken back in time; and replies as files."""

from datetime import timedelta
from email import message_from_bytes, policy

import icalendar
import pytest
import vobject
from sqlalchemy import update

from core.vocabulary import ReplyKind, Scope
from models.reply import REPLY
from services.identity import credentials
from tests.outgoing import (
    CLEO,
    REQUEST,
    UNDO,
    approve,
    at_once,
    deliver,
    draft,
    invite,
    letterbox,
    receive_mail,
    row_of,
    run,
    set_identity,
)

SERVER = "smtps://ada:canary-secret@smtp.home.example:465"


@pytest.fixture
def ready(database, ada, settings, clock):
    """Ada's mail server is set and tested."""
    set_identity(database, ada.owner, settings, SERVER, now=clock(), from_address="ada@home.example")


@pytest.fixture
def invitation(database, ada, clock):
    return invite(database, ada.owner, now=clock())


@pytest.fixture
def reply(database, ada, clock, invitation):
    return draft(database, ada.owner, invitation, now=clock())


def place(reply):
    return f"/api/v1/replies/{reply}"


async def send(person, reply, recipient=CLEO, **more):
    return await person.client.post(f"{place(reply)}/delivery", json={"recipient": recipient} | more)


def refused(answer, problem, status=409):
    assert answer.status_code == status, answer.text
    assert answer.json()["type"] == f"urn:replyby:problem:{problem}", answer.text
    return answer.json()


async def test_an_approved_reply_waits_ten_seconds_and_can_be_taken_back(ada, ready, reply, clock):
    shown = (await ada.client.get(place(reply))).json()
    assert (shown["recipient"], shown["delivery"]) == (CLEO, None)
    answer = await send(ada, reply)
    assert answer.status_code == 202
    sent = answer.json()
    assert sent["state"] == "approved"
    assert sent["delivery"] == {
        "recipient": CLEO,
        "approved_at": "2026-11-23T09:00:00Z",
        "send_at": "2026-11-23T09:00:10Z",
        "attempts": 0,
        "error": None,
    }
    assert answer.headers["etag"] == '"2"'
    clock.forward(seconds=9)
    back = await ada.client.delete(f"{place(reply)}/delivery")
    assert (back.status_code, back.json()["state"], back.json()["delivery"]) == (200, "draft", None)
    assert (await ada.client.delete(f"{place(reply)}/delivery")).status_code == 200


async def test_what_is_about_to_leave_keeps_its_words(ada, ready, reply):
    await send(ada, reply)
    for answer in (
        await ada.client.patch(place(reply), json={"body": "Other words."}),
        await ada.client.delete(place(reply)),
        await ada.client.post(f"{place(reply)}/sent", json={}),
        await send(ada, reply),
    ):
        refused(answer, "reply-on-its-way")
    refused(await ada.client.post(f"{place(reply)}/outcome", json={"went_out": True}), "outcome-not-asked")


async def test_what_has_left_can_t_be_taken_back(ada, database, settings, clock, invitation, reply):
    with letterbox() as box:
        set_identity(database, ada.owner, settings, box.url, now=clock())
        await send(ada, reply)
        clock.now += UNDO
        await deliver(database, settings, clock)
    refused(await ada.client.delete(f"{place(reply)}/delivery"), "reply-on-its-way")
    shown = (await ada.client.get(place(reply))).json()
    assert (shown["state"], shown["sent_how"], shown["delivery"]["send_at"]) == ("sent", "by Replyby", None)
    assert (await ada.client.get(f"/api/v1/invitations/{invitation}")).json()["status"] == "declined"
    refused(await send(ada, reply), "reply-not-sendable")


async def test_without_a_tested_server_nothing_leaves(ada, database, settings, clock, reply):
    refused(await send(ada, reply), "no-mail-server")
    set_identity(database, ada.owner, settings, SERVER, now=clock(), tested=False)
    refused(await send(ada, reply), "no-mail-server")


async def test_the_recipient_is_the_one_that_was_shown(ada, ready, database, clock, invitation, reply):
    told = refused(await send(ada, reply, "ben@acme.example"), "recipient-changed")
    assert told["recipient"] == CLEO
    receive_mail(database, ada.owner, invitation, now=clock(), Reply_To="jobs@acme.example")
    assert (await ada.client.get(place(reply))).json()["recipient"] == "jobs@acme.example"
    assert refused(await send(ada, reply), "recipient-changed")["recipient"] == "jobs@acme.example"
    assert (await send(ada, reply, "Jobs@acme.example")).status_code == 202


async def test_without_a_recipient_nothing_leaves(ada, ready, database, clock):
    reply = draft(database, ada.owner, invite(database, ada.owner, now=clock(), contact_email=None), now=clock())
    assert (await ada.client.get(place(reply))).json()["recipient"] is None
    refused(await send(ada, reply), "recipient-unknown")


OWN = ("ada@example.com", "ADA+jobs@example.com", "ada@home.example")
MACHINES = ("noreply@acme.example", "jobs-no-reply@acme.example")


@pytest.mark.parametrize("address", [*OWN, *MACHINES])
async def test_nothing_goes_to_oneself_or_to_a_machine(ada, ready, database, clock, address):
    reply = draft(database, ada.owner, invite(database, ada.owner, now=clock(), contact_email=address), now=clock())
    refused(await send(ada, reply, address), "recipient-refused")


async def test_automatic_mail_is_never_answered_unless_it_asks_for_an_answer_to_a_calendar(
    ada, ready, database, clock, invitation, reply
):
    receive_mail(database, ada.owner, invitation, now=clock(), Auto_Submitted="auto-generated")
    refused(await send(ada, reply), "recipient-refused")
    receive_mail(database, ada.owner, invitation, now=clock(), Auto_Submitted="auto-generated", request=REQUEST)
    assert (await send(ada, reply)).status_code == 202


async def test_a_promise_that_has_passed_is_not_sent(ada, ready, database, clock, invitation):
    soon = clock() + timedelta(minutes=1)
    held = draft(database, ada.owner, invitation, ReplyKind.HOLD, now=clock(), promised_by=soon)
    clock.forward(minutes=2)
    refused(await send(ada, held), "reply-not-sendable")


async def test_a_blocking_finding_stands_in_the_way_until_the_person_says_otherwise(ada, ready, reply):
    edited = await ada.client.patch(place(reply), json={"body": "Dear [Name], perhaps."})
    assert "block" in {finding["severity"] for finding in edited.json()["findings"]}
    told = refused(await send(ada, reply), "finding-blocks")
    assert "placeholder" in told["rules"]
    refused(await send(ada, reply, override=None), "finding-blocks")
    sent = await send(ada, reply, override="They asked for exactly this.")
    assert (sent.status_code, sent.json()["override"]) == (202, "They asked for exactly this.")


async def test_an_invitation_that_takes_no_such_answer_is_not_answered(ada, ready, database, clock, invitation, reply):
    await ada.client.put(f"/api/v1/invitations/{invitation}/answer", json={"kind": "accept"})
    refused(await send(ada, reply), "reply-not-sendable")
    run(database, update(REPLY).where(REPLY.c.id == reply).values(state="draft"))
    refused(await send(ada, reply), "invitation-already-answered")


async def test_one_answer_to_an_invitation_is_under_way_at_a_time(ada, ready, database, clock, invitation, reply):
    other = draft(database, ada.owner, invitation, ReplyKind.ACCEPT, now=clock())
    assert (await send(ada, reply)).status_code == 202
    refused(await send(ada, other), "reply-on-its-way")
    run(database, update(REPLY).where(REPLY.c.id == reply).values(state="outcome_unknown"))
    refused(await send(ada, other), "reply-on-its-way")


async def test_the_daily_cap_counts_whatever_may_have_left_in_the_last_24_hours(ada, database, settings, clock):
    set_identity(database, ada.owner, settings, SERVER, now=clock(), daily_cap=2)
    invitations = [invite(database, ada.owner, now=clock(), company=name) for name in ("Acme", "Brook", "Cole")]
    replies = [draft(database, ada.owner, invitation, now=clock()) for invitation in invitations]
    assert (await send(ada, replies[0])).status_code == 202
    clock.forward(hours=1)
    assert (await send(ada, replies[1])).status_code == 202
    full = await send(ada, replies[2])
    refused(full, "daily-cap-reached", 429)
    assert full.json()["next_at"] == "2026-11-24T09:00:00+00:00"
    assert full.headers["retry-after"] == str(23 * 3600 + 1)
    assert (await ada.client.get("/api/v1/mail-identity")).json()["left"] == 0
    # What was taken back hasn't left.
    await ada.client.delete(f"{place(replies[1])}/delivery")
    assert (await send(ada, replies[2])).status_code == 202
    clock.set(clock() + timedelta(hours=23))
    assert (await send(ada, replies[1])).status_code == 202


def test_ten_approvals_at_once_pass_the_cap_as_often_as_it_says(ada, database, settings, clock):
    set_identity(database, ada.owner, settings, SERVER, now=clock(), daily_cap=3)
    replies = [
        draft(database, ada.owner, invite(database, ada.owner, now=clock(), company=f"Acme {n}"), now=clock())
        for n in range(10)
    ]
    results = at_once([lambda one=one: approve(database, ada.owner, one, now=clock()) for one in replies])
    assert sum(isinstance(result, dict) for result in results) == 3
    assert {type(result).__name__ for result in results} == {"dict", "DailyCapReached"}


def test_two_answers_approved_at_once_are_one(ada, ready, database, clock, invitation, reply):
    other = draft(database, ada.owner, invitation, ReplyKind.ACCEPT, now=clock())
    results = at_once([lambda one=one: approve(database, ada.owner, one, now=clock()) for one in (reply, other)])
    assert sorted(type(result).__name__ for result in results) == ["ReplyOnItsWay", "dict"]


async def test_a_repeat_with_its_key_approves_once(ada, ready, reply):
    key = {"idempotency-key": "approve-1"}
    first = await ada.client.post(f"{place(reply)}/delivery", json={"recipient": CLEO}, headers=key)
    again = await ada.client.post(f"{place(reply)}/delivery", json={"recipient": CLEO}, headers=key)
    assert (first.status_code, again.status_code) == (202, 202)
    assert first.json() == again.json()
    assert again.headers["idempotent-replay"] == "true"


async def test_only_whoever_may_send_approves(ada, ready, database, clock, reply):
    def token(*scopes):
        given = {"name": "program", "scopes": frozenset(scopes), "expires_at": None, "now": clock()}
        made = database.threads.write(credentials.make_token, ada.id, **given)
        return {"authorization": f"Bearer {made.secret}"}

    body = {"recipient": CLEO}
    writing, sending = token(Scope.READ, Scope.WRITE), token(Scope.SEND)
    assert (await ada.client.post(f"{place(reply)}/delivery", json=body, headers=writing)).status_code == 403
    assert (await ada.client.post(f"{place(reply)}/delivery", json=body, headers=sending)).status_code == 202
    assert (await ada.client.delete(f"{place(reply)}/delivery", headers=writing)).status_code == 200


async def test_a_stranger_finds_nothing(ben, ada, ready, reply):
    for answer in (
        await send(ben, reply),
        await ben.client.delete(f"{place(reply)}/delivery"),
        await ben.client.post(f"{place(reply)}/outcome", json={"went_out": True}),
        await ben.client.get(f"{place(reply)}/message.eml"),
        await ben.client.get(f"{place(reply)}/calendar.ics"),
    ):
        refused(answer, "not-found", 404)


async def test_the_person_says_what_became_of_it(ada, ready, database, invitation, reply):
    await send(ada, reply)
    run(database, update(REPLY).where(REPLY.c.id == reply).values(state="outcome_unknown", send_at=None))
    shown = (await ada.client.get(place(reply))).json()
    assert shown["state"] == "outcome_unknown"
    said = await ada.client.post(f"{place(reply)}/outcome", json={"went_out": True})
    assert (said.status_code, said.json()["state"]) == (200, "sent")
    assert (await ada.client.get(f"/api/v1/invitations/{invitation}")).json()["status"] == "declined"


async def test_what_went_out_after_all_is_sent_though_the_invitation_was_answered_otherwise(
    ada, ready, database, invitation, reply
):
    await send(ada, reply)
    run(database, update(REPLY).where(REPLY.c.id == reply).values(state="outcome_unknown", send_at=None))
    await ada.client.put(f"/api/v1/invitations/{invitation}/answer", json={"kind": "accept"})
    said = await ada.client.post(f"{place(reply)}/outcome", json={"went_out": True})
    assert (said.status_code, said.json()["state"]) == (200, "sent")
    assert (await ada.client.get(f"/api/v1/invitations/{invitation}")).json()["status"] == "accepted"


async def test_a_reply_that_has_gone_out_stays_though_its_answer_was_taken_back_and_counts_for_the_day(
    ada, database, settings, clock, invitation, reply
):
    with letterbox() as box:
        set_identity(database, ada.owner, settings, box.url, now=clock(), daily_cap=1)
        await send(ada, reply)
        clock.now += UNDO
        await deliver(database, settings, clock)
    await ada.client.delete(f"/api/v1/invitations/{invitation}/answer")
    refused(await ada.client.delete(place(reply)), "reply-already-sent")
    refused(await send(ada, reply), "reply-not-sendable")
    another = draft(database, ada.owner, invitation, now=clock())
    refused(await send(ada, another), "daily-cap-reached", 429)
    clock.forward(hours=24)
    assert (await send(ada, another)).status_code == 202


async def test_a_failed_reply_is_a_draft_again_once_its_words_are_changed(ada, ready, database, reply):
    await send(ada, reply)
    run(database, update(REPLY).where(REPLY.c.id == reply).values(state="failed", send_at=None, last_error="No."))
    assert (await ada.client.get(place(reply))).json()["delivery"]["error"] == "No."
    edited = (await ada.client.patch(place(reply), json={"subject": "Your invitation"})).json()
    assert (edited["state"], edited["delivery"]["error"]) == ("draft", None)
    assert (await send(ada, reply)).status_code == 202


async def test_a_reply_comes_along_as_a_mail_in_its_thread(ada, ready, database, clock, invitation):
    receive_mail(
        database,
        ada.owner,
        invitation,
        now=clock(),
        Subject="AW: WG: Interview at Acme",
        Message_ID="<second@acme.example>",
        References="<first@acme.example>",
    )
    reply = draft(database, ada.owner, invitation, now=clock())
    answer = await ada.client.get(f"{place(reply)}/message.eml")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "message/rfc822")
    assert answer.headers["content-disposition"] == f'attachment; filename="reply-{reply}.eml"'
    mail = message_from_bytes(answer.content, policy=policy.default)
    assert mail["Subject"] == "Re: Interview at Acme"
    assert mail["In-Reply-To"] == "<second@acme.example>"
    assert mail["References"] == "<first@acme.example> <second@acme.example>"
    assert mail["From"] == "Ada <ada@home.example>"
    assert mail["To"] == f"Cleo Park <{CLEO}>"
    assert mail["X-Unsent"] == "1"
    assert mail.get_content_type() == "text/plain"
    assert (await ada.client.get(f"{place(reply)}/message.eml")).content == answer.content


async def test_without_a_server_and_a_contact_a_mail_comes_along_all_the_same(ada, database, clock):
    reply = draft(database, ada.owner, invite(database, ada.owner, now=clock(), contact_email=None), now=clock())
    mail = message_from_bytes((await ada.client.get(f"{place(reply)}/message.eml")).content, policy=policy.default)
    assert mail["From"] == "Ada <ada@example.com>"
    assert (mail["To"], mail["In-Reply-To"]) == (None, None)


PARTSTATS = [
    (ReplyKind.DECLINE, {}, "REPLY", "DECLINED"),
    (ReplyKind.ACCEPT, {}, "REPLY", "ACCEPTED"),
    (ReplyKind.HOLD, {"promised_by": "later"}, "REPLY", "TENTATIVE"),
    (ReplyKind.RESCHEDULE, {"slots": "two"}, "COUNTER", "TENTATIVE"),
]


@pytest.mark.parametrize(("kind", "facts", "method", "partstat"), PARTSTATS)
async def test_a_calendar_request_is_answered_by_what_the_reply_says(
    ada, database, clock, invitation, kind, facts, method, partstat
):
    receive_mail(database, ada.owner, invitation, now=clock(), request=REQUEST)
    later = clock() + timedelta(days=8)
    given = {"promised_by": clock() + timedelta(days=2), "slots": (later + timedelta(days=1), later)}
    reply = draft(database, ada.owner, invitation, kind, now=clock(), **{name: given[name] for name in facts})
    answer = await ada.client.get(f"{place(reply)}/calendar.ics")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == f"text/calendar; charset=utf-8; method={method}"
    shown = (await ada.client.get(place(reply))).json()
    assert shown["links"]["calendar"] == f"{place(reply)}/calendar.ics"
    calendar = icalendar.Calendar.from_ical(answer.content)
    [event] = calendar.walk("VEVENT")
    assert calendar["METHOD"] == method
    assert (str(event["UID"]), event["SEQUENCE"], str(event["ORGANIZER"]).lower()) == (
        "interview-1@acme.example",
        2,
        f"mailto:{CLEO}",
    )
    assert event["ATTENDEE"].params["PARTSTAT"] == partstat
    assert str(event["ATTENDEE"]).lower() == "mailto:ada@example.com"
    # Read by another's parser too, which finds the words.
    seen = vobject.readOne(answer.text)
    assert seen.vevent.comment.value.split() == shown["body"].split()
    if method == "COUNTER":
        assert event["DTSTART"].dt == later
    raw = (await ada.client.get(f"{place(reply)}/message.eml")).content
    assert f"Content-Type: text/calendar; charset=utf-8; method={method}\r\n".encode() in raw


async def test_where_a_calendar_can_t_be_told_anything_a_sentence_says_why(ada, database, clock, invitation, reply):
    told = refused(await ada.client.get(f"{place(reply)}/calendar.ics"), "no-calendar-answer")
    assert "didn't come with a calendar request" in told["detail"]
    receive_mail(database, ada.owner, invitation, now=clock(), request=REQUEST)
    for kind in (ReplyKind.CHECK_IN, ReplyKind.RESCHEDULE):
        other = draft(database, ada.owner, invitation, kind, now=clock())
        refused(await ada.client.get(f"{place(other)}/calendar.ics"), "no-calendar-answer")
        assert (await ada.client.get(place(other))).json()["links"]["calendar"] is None
        assert (await ada.client.get(f"{place(other)}/message.eml")).status_code == 200


async def test_a_draft_is_written_in_the_language_in_which_the_invitation_came(ada, database, clock, invitation):
    text = "Sehr geehrte Frau Weber,\n\nwir laden Sie zu einem Gespräch ein.\n\nMit freundlichen Grüßen\nCleo\n"
    receive_mail(database, ada.owner, invitation, now=clock(), text=text, Subject="Einladung zum Gespräch")
    drafted = (await ada.client.post(f"/api/v1/invitations/{invitation}/replies", json={})).json()
    assert (drafted["language"], drafted["subject"]) == ("de", "Re: Einladung zum Gespräch")
    asked = (await ada.client.post(f"/api/v1/invitations/{invitation}/replies", json={"language": "en"})).json()
    assert asked["language"] == "en"
    looked = (await ada.client.post(f"/api/v1/invitations/{invitation}/reply-previews", json={})).json()
    assert (looked["subject"], looked["body"]) == (drafted["subject"], drafted["body"])


async def test_no_log_line_and_no_answer_tells_the_password(ada, ready, database, settings, clock, reply, capfd):
    await send(ada, reply)
    clock.now += UNDO
    await deliver(database, settings, clock)
    assert row_of(database, reply).state in {"approved", "failed"}
    told = capfd.readouterr()
    everything = told.out + told.err + (await ada.client.get(place(reply))).text
    assert "canary-secret" not in everything


async def test_what_is_on_its_way_or_wants_a_word_is_listed_for_its_owner_alone(
    ada, ben, ready, database, clock, invitation, reply
):
    async def listed(person):
        return (await person.client.get("/api/v1/deliveries")).json()["items"]

    assert await listed(ada) == []
    await send(ada, reply)
    [item] = await listed(ada)
    assert (item["reply_id"], item["invitation_id"], item["company"]) == (str(reply), str(invitation), "Acme")
    assert (item["state"], item["recipient"], item["send_at"]) == ("approved", CLEO, "2026-11-23T09:00:10Z")
    assert await listed(ben) == []
    for state in ("failed", "outcome_unknown"):
        run(database, update(REPLY).where(REPLY.c.id == reply).values(state=state, last_error="No."))
        [item] = await listed(ada)
        assert (item["state"], item["send_at"], item["error"]) == (state, None, "No.")
    for state in ("draft", "sent", "superseded"):
        run(database, update(REPLY).where(REPLY.c.id == reply).values(state=state))
        assert await listed(ada) == []
