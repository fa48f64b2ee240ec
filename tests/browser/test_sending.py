"""Sending from the page: one word lets a reply go, ten seconds take it back, and nobody is told what nobody knows."""

import re
import threading
from collections.abc import Generator
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

import pytest
from icalendar import Calendar
from playwright.sync_api import Locator, Page, expect

from core.settings import SchedulerMode
from tests.browser.conftest import DESKTOP, Served
from tests.sinks import ReceivedMail, SmtpSink

CLEO = "cleo@acme.example"
UID = "interview-4k2f9qv1@google.example"

at_a_desk = pytest.mark.parametrize("viewport", [pytest.param(DESKTOP, id="desktop")])


@pytest.fixture
def server_settings() -> dict[str, Any]:
    """A server that sends, and to this machine too."""
    return {"scheduler": SchedulerMode.EMBEDDED, "allow_private_targets": True}


@pytest.fixture
def outbox() -> Generator[SmtpSink]:
    with SmtpSink() as sink:
        yield sink


@pytest.fixture
def sender(ada: Served, outbox: SmtpSink) -> Served:
    """Ada, whose mail server has taken a test message."""
    wanted = {"from_address": "ada@home.example", "url": f"smtp://{outbox.host}:{outbox.port}"}
    ada.asked.put("/api/v1/mail-identity", json=wanted).raise_for_status()
    tested = ada.asked.post("/api/v1/mail-identity/test")
    assert tested.json()["state"] == "sent", tested.text
    outbox.messages.clear()
    return ada


@pytest.fixture
def invitation(ada: Served) -> dict[str, Any]:
    return ada.record(role="Data Engineer", contact_name="Cleo Park", contact_email=CLEO)


def open_letter(page: Page, invitation_id: str) -> Locator:
    """The letter of a decline, written and reviewed."""
    page.goto(f"/invitations/{invitation_id}/reply?kind=decline")
    letter = page.get_by_role("textbox", name="Letter")
    expect(letter).not_to_be_empty()
    done = page.get_by_role("button", name="To the letter")
    if done.is_visible():
        done.click()
    return letter


def let_go(page: Page, *, to: str = CLEO) -> None:
    """Confirm that it leaves, to whom it should."""
    page.get_by_role("button", name="Send it").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(to)
    dialog.get_by_role("button", name="Send it").click()
    expect(page.get_by_role("heading", name="Your reply to Acme")).to_be_focused()


def reply_of(ada: Served, invitation_id: str) -> dict[str, Any]:
    (reply,) = ada.get(f"/invitations/{invitation_id}/replies")["items"]
    return reply


def calendar_mail() -> tuple[bytes, str]:
    """An invitation as Google's calendar mails it: a request beside the words, which name the deadline."""
    today = datetime.now(UTC)  # noqa: TID251 - the server's clock is the real one here
    at, by = today + timedelta(days=14), today + timedelta(days=7)
    stamp = f"{today:%Y%m%dT%H%M%SZ}"
    lines = [
        "BEGIN:VCALENDAR",
        "PRODID:-//Google Inc//Google Calendar 70.9054//EN",
        "VERSION:2.0",
        "METHOD:REQUEST",
        "BEGIN:VEVENT",
        f"DTSTART:{at:%Y%m%d}T090000Z",
        f"DTEND:{at:%Y%m%d}T100000Z",
        f"DTSTAMP:{stamp}",
        f"ORGANIZER;CN=Cleo Park:mailto:{CLEO}",
        f"UID:{UID}",
        "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE",
        " ;CN=Ada Lovelace;X-NUM-GUESTS=0:mailto:ada@example.org",
        "SEQUENCE:1",
        "STATUS:CONFIRMED",
        "SUMMARY:Interview: Data Engineer at Acme",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]
    mail = EmailMessage()
    mail["From"] = f"Cleo Park <{CLEO}>"
    mail["To"] = "Ada Lovelace <ada@example.org>"
    mail["Subject"] = "Interview for the Data Engineer position at Acme"
    mail["Message-ID"] = "<first@acme.example>"
    mail["Date"] = today
    mail.set_content(
        "Dear Ada,\n\nwe would like to invite you to an interview for the position of Data Engineer at Acme.\n"
        f"Please let us know by {by:%A, %-d %B %Y}.\n\nBest regards,\nCleo Park\nTalent Acquisition, Acme\n"
    )
    mail.add_alternative("\r\n".join(lines), "calendar", params={"method": "REQUEST"}, charset="utf-8")
    return mail.as_bytes(), f"{by:%Y-%m-%d}"


def hand_in(ada: Served, mail: bytes) -> dict[str, Any]:
    """Forward a mail to Ada's private address, and return the invitation that it became."""
    address = ada.asked.put("/api/v1/private-links/mail").json()["url"]
    path = address[address.index("/api/") :]
    taken = ada.asked.post(path, content=mail, headers={"Content-Type": "message/rfc822"})
    taken.raise_for_status()
    return ada.get(f"/invitations/{taken.json()['invitation_id']}")


def calendar_answer(received: ReceivedMail) -> Any:
    """The event in the calendar part of a mail, and the method of the part."""
    (part,) = [
        part
        for part in received.mail.walk()
        if part.get_content_type() == "text/calendar" and part.get_content_disposition() != "attachment"
    ]
    assert part.get_param("method") == "REPLY"
    (event,) = Calendar.from_ical(part.get_content()).walk("VEVENT")
    return event


def test_a_request_is_declined_in_its_thread_and_the_recruiters_calendar_is_told(
    page: Page, sender: Served, outbox: SmtpSink, look
) -> None:
    mail, by = calendar_mail()
    invitation = hand_in(sender, mail)
    assert invitation["respond_by_basis"] == "stated"
    assert invitation["respond_by"].startswith(by)
    open_letter(page, invitation["id"])
    expect(page.get_by_text("Sent from here or as the .eml, it also tells their calendar: declined.")).to_be_visible()
    expect(page.get_by_text("Nothing to mend")).to_be_visible()
    look("sending-letter")
    page.get_by_role("button", name="Send it").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(CLEO)
    expect(dialog).to_contain_text("Re: Interview for the Data Engineer position at Acme")
    expect(dialog).to_contain_text("Their calendar will be told: declined.")
    look("sending-confirm")
    dialog.get_by_role("button", name="Send it").click()
    expect(page.get_by_role("heading", name=re.compile("^Your reply to Acme"))).to_be_focused()
    expect(page.get_by_text(re.compile(r"^It leaves in \d+ seconds"))).to_be_visible()
    assert outbox.messages == [], "nothing leaves before the time to undo is over"
    look("sending-countdown")
    expect(page.get_by_role("heading", name=re.compile("^Answered in"))).to_be_focused(timeout=25_000)
    expect(page.get_by_role("button", name="Undo")).to_have_count(0)
    look("sending-sent")
    (received,) = outbox.messages
    assert (received.sender, received.recipients) == ("ada@home.example", (CLEO,))
    assert received.mail["In-Reply-To"] == "<first@acme.example>"
    event = calendar_answer(received)
    assert event["UID"] == UID
    assert str(event["ATTENDEE"]).lower() == "mailto:ada@example.org"
    assert event["ATTENDEE"].params["PARTSTAT"] == "DECLINED"
    answered = sender.get(f"/invitations/{invitation['id']}")
    assert (answered["status"], answered["attention"]) == ("declined", None)
    page.get_by_role("link", name="Show the invitation").click()
    history = page.get_by_role("list", name="History")
    expect(history).to_contain_text(f"Approved to be sent to {CLEO}: Decline")
    expect(history).to_contain_text("Reply sent: Decline")


@at_a_desk
def test_a_calendar_is_told_only_by_what_carries_the_answer(page: Page, ada: Served) -> None:
    invitation = hand_in(ada, calendar_mail()[0])
    open_letter(page, invitation["id"])
    expect(page.get_by_role("button", name="Open in mail")).to_be_visible()
    expect(page.get_by_text("Sent as the .eml, it also tells their calendar: declined.")).to_be_visible()
    expect(page.get_by_text("will be told")).to_have_count(0)


def test_undone_within_the_ten_seconds_nothing_is_sent_and_the_words_are_there(
    page: Page, sender: Served, invitation: dict[str, Any], outbox: SmtpSink
) -> None:
    letter = open_letter(page, invitation["id"])
    words = letter.input_value()
    let_go(page)
    page.get_by_role("button", name="Undo").click()
    expect(letter).to_have_value(words)
    expect(letter).to_be_focused()
    page.wait_for_timeout(13_000)
    assert outbox.messages == []
    assert reply_of(sender, invitation["id"])["state"] == "draft"
    assert sender.get(f"/invitations/{invitation['id']}")["status"] == "awaiting_reply"


def test_whoever_has_gone_on_can_undo_it_from_wherever_they_are(
    page: Page, sender: Served, invitation: dict[str, Any], outbox: SmtpSink, look
) -> None:
    open_letter(page, invitation["id"])
    let_go(page)
    page.get_by_role("link", name="To what needs an answer").click()
    expect(page).to_have_url("/")
    leaving = page.get_by_role("region", name="Replies on their way")
    expect(leaving).to_contain_text("Your reply to Acme")
    look("sending-home")
    leaving.get_by_role("button", name="Undo").click()
    expect(leaving).to_have_count(0)
    assert reply_of(sender, invitation["id"])["state"] == "draft"
    assert outbox.messages == []


@at_a_desk
def test_what_another_window_lets_go_is_shown_here_with_its_undo(
    page: Page, sender: Served, invitation: dict[str, Any], outbox: SmtpSink
) -> None:
    page.goto("/everything")
    expect(page.get_by_text("Acme").first).to_be_visible()
    made = sender.asked.post(f"/api/v1/invitations/{invitation['id']}/replies", json={"kind": "decline"}).json()
    sender.asked.post(f"/api/v1/replies/{made['id']}/delivery", json={"recipient": CLEO}).raise_for_status()
    leaving = page.get_by_role("region", name="Replies on their way")
    expect(leaving).to_contain_text(f"to {CLEO}")
    leaving.get_by_role("button", name="Undo").click()
    expect(leaving).to_have_count(0)
    assert reply_of(sender, invitation["id"])["state"] == "draft"
    assert outbox.messages == []


def approve(ada: Served, invitation: dict[str, Any]) -> str:
    """Let a decline go, as another device does; the reply's id."""
    made = ada.asked.post(f"/api/v1/invitations/{invitation['id']}/replies", json={"kind": "decline"}).json()
    given = {"recipient": invitation["contact_email"]}
    ada.asked.post(f"/api/v1/replies/{made['id']}/delivery", json=given).raise_for_status()
    return made["id"]


def wait_until(ada: Served, reply_id: str, state: str) -> None:
    for _ in range(100):
        if ada.get(f"/replies/{reply_id}")["state"] == state:
            return
        threading.Event().wait(0.25)
    raise AssertionError(f"it isn't {state}, but {ada.get(f'/replies/{reply_id}')}")


STEPS = {
    "en": ("Reply is on its way", "Not sent: look at it", "Did the reply go out?"),
    "de": ("Antwort unterwegs", "Nicht verschickt: ansehen", "Ist die Antwort raus?"),
}


@pytest.mark.parametrize("language", STEPS)
def test_a_device_that_sent_nothing_tells_the_truth_about_each_reply(
    page: Page, sender: Served, outbox: SmtpSink, look, language: str
) -> None:
    sender.asked.patch("/api/v1/me", json={"language": language}).raise_for_status()
    someone = {"contact_name": "Cleo Park", "contact_email": CLEO}
    acme, birch, cedar = (sender.record(company=name, **someone) for name in ("Acme", "Birch Works", "Cedar Mills"))
    outbox.mode = "refuse_recipient"
    wait_until(sender, approve(sender, birch), "failed")
    outbox.mode = "reset_after_data"
    wait_until(sender, approve(sender, cedar), "outcome_unknown")
    on_its_way, not_sent, did_it = STEPS[language]
    page.goto("/")
    rows = page.get_by_role("main").get_by_role("listitem")
    expect(rows.filter(has_text="Birch Works").get_by_role("link", name=not_sent)).to_be_visible()
    expect(rows.filter(has_text="Cedar Mills").get_by_role("link", name=did_it)).to_be_visible()
    approve(sender, acme)
    expect(rows.filter(has_text="Acme").get_by_role("link", name=on_its_way)).to_be_visible()
    look(f"sending-rows-{language}")


@at_a_desk
def test_a_failure_that_is_closed_is_closed_for_this_sitting_and_stays_in_its_invitation(
    page: Page, sender: Served, invitation: dict[str, Any], outbox: SmtpSink
) -> None:
    outbox.mode = "refuse_recipient"
    wait_until(sender, approve(sender, invitation), "failed")
    page.goto("/everything")
    failed = page.get_by_role("alert").filter(has_text="Your reply to Acme")
    failed.get_by_role("button", name="Close").click()
    expect(failed).to_have_count(0)
    page.reload()
    expect(page.get_by_role("link", name="Acme").first).to_be_visible()
    page.wait_for_load_state("networkidle")
    expect(failed).to_have_count(0)
    page.goto(f"/invitations/{invitation['id']}")
    expect(page.get_by_role("link", name="Not sent: look at it")).to_be_visible()
    expect(page.get_by_text(re.compile("^It hasn.t been sent"))).to_be_visible()
    other = page.context.browser.new_context(base_url=sender.url, storage_state=page.context.storage_state())
    elsewhere = other.new_page()
    elsewhere.goto("/everything")
    expect(elsewhere.get_by_role("alert").filter(has_text="Your reply to Acme")).to_be_visible()
    other.close()


@at_a_desk
def test_while_a_reply_leaves_from_another_device_none_can_be_sent_from_this_one(
    page: Page, sender: Served, invitation: dict[str, Any], outbox: SmtpSink
) -> None:
    letter = open_letter(page, invitation["id"])
    approve(sender, invitation)
    undo = page.get_by_role("button", name="Undo")
    expect(undo).to_be_visible()
    for act in ("Send it", "I sent it"):
        expect(page.get_by_role("button", name=act)).to_have_count(0)
    letter.press("Control+Enter")
    expect(page.get_by_role("dialog")).to_have_count(0)
    undo.click()
    expect(page.get_by_role("button", name="Send it")).to_be_visible()
    page.goto("/")
    expect(page.get_by_role("link", name="Send your draft")).to_be_visible()
    assert outbox.messages == []


@at_a_desk
def test_by_the_keyboard_alone_it_is_sent_and_taken_back(
    page: Page, sender: Served, invitation: dict[str, Any], outbox: SmtpSink
) -> None:
    letter = open_letter(page, invitation["id"])
    letter.focus()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("dialog").get_by_role("button", name="Send it")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Your reply to Acme")).to_be_focused()
    page.keyboard.press("u")
    expect(letter).to_be_focused()
    assert reply_of(sender, invitation["id"])["state"] == "draft"
    assert outbox.messages == []


def test_what_nobody_can_know_the_person_is_asked_wherever_they_are(
    page: Page, sender: Served, invitation: dict[str, Any], outbox: SmtpSink, look
) -> None:
    outbox.mode = "reset_after_data"
    open_letter(page, invitation["id"])
    let_go(page)
    expect(page.get_by_text(re.compile("We can.t tell whether this went out"))).to_be_visible(timeout=25_000)
    look("sending-unknown")
    page.get_by_role("link", name="To what needs an answer").click()
    asked = page.get_by_role("group", name=re.compile("We can.t tell whether your reply to Acme went out"))
    expect(asked).to_contain_text(f"Look into your Sent folder for a mail to {CLEO}")
    look("sending-unknown-home")
    page.get_by_role("link", name="Acme", exact=True).click()
    expect(asked).to_have_count(0)
    page.get_by_role("button", name="It went out").click()
    expect(page.get_by_text("Perhaps sent")).to_have_count(0)
    assert len(outbox.messages) == 1, "a machine sends nothing twice"
    answered = sender.get(f"/invitations/{invitation['id']}")
    assert (answered["status"], answered["attention"]) == ("declined", None)


@at_a_desk
def test_what_did_not_go_out_after_all_is_a_draft_again(
    page: Page, sender: Served, invitation: dict[str, Any], outbox: SmtpSink
) -> None:
    outbox.mode = "reset_after_data"
    letter = open_letter(page, invitation["id"])
    words = letter.input_value()
    let_go(page)
    page.get_by_role("button", name=re.compile("^It didn.t$")).click(timeout=25_000)
    expect(letter).to_have_value(words)
    assert reply_of(sender, invitation["id"])["state"] == "draft"
    assert sender.get(f"/invitations/{invitation['id']}")["status"] == "awaiting_reply"


def test_what_the_server_refuses_comes_back_with_its_reason_and_is_sent_again(
    page: Page, sender: Served, invitation: dict[str, Any], outbox: SmtpSink, look
) -> None:
    outbox.mode = "refuse_recipient"
    letter = open_letter(page, invitation["id"])
    let_go(page)
    expect(page.get_by_text(re.compile("It hasn.t been sent"))).to_be_visible(timeout=25_000)
    expect(letter).to_be_visible()
    look("sending-failed")
    assert reply_of(sender, invitation["id"])["state"] == "failed"
    outbox.mode = "accept"
    let_go(page)
    expect(page.get_by_role("heading", name=re.compile("^Answered in"))).to_be_visible(timeout=25_000)
    assert len(outbox.messages) == 1


@at_a_desk
def test_what_blocks_is_overridden_in_words_before_it_may_leave(
    page: Page, sender: Served, invitation: dict[str, Any], outbox: SmtpSink
) -> None:
    letter = open_letter(page, invitation["id"])
    letter.fill("Dear Cleo Park,\n\nmaybe I can come, I am not sure yet. Thank you for asking.\n\nAda Lovelace")
    expect(page.get_by_text("Must be mended").first).to_be_visible()
    page.get_by_role("button", name="Send it").click()
    page.get_by_label("Why it is right").fill("They asked for two lines.")
    page.get_by_role("button", name="It is right; go on").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(CLEO)
    dialog.get_by_role("button", name="Send it").click()
    page.get_by_role("button", name="Undo").click()
    expect(letter).to_be_focused()
    assert reply_of(sender, invitation["id"])["override"] == "They asked for two lines."
    assert outbox.messages == []


@at_a_desk
def test_somebody_who_wrote_meanwhile_is_shown_before_anything_leaves(
    page: Page, sender: Served, invitation: dict[str, Any], outbox: SmtpSink
) -> None:
    open_letter(page, invitation["id"])
    page.get_by_role("button", name="Send it").click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(CLEO)
    changed = {"contact_email": "ben@acme.example"}
    sender.asked.patch(f"/api/v1/invitations/{invitation['id']}", json=changed).raise_for_status()
    dialog.get_by_role("button", name="Send it").click()
    expect(dialog).to_contain_text("Somebody else has written since")
    expect(dialog).to_contain_text("ben@acme.example")
    assert reply_of(sender, invitation["id"])["state"] == "draft"
    dialog.get_by_role("button", name="Send it").click()
    expect(page.get_by_text(re.compile(r"^It leaves in \d+ seconds.*ben@acme\.example"))).to_be_visible()
    page.get_by_role("button", name="Undo").click()


def test_without_a_mail_server_the_letter_is_taken_along_and_nothing_pushes(
    page: Page, ada: Served, invitation: dict[str, Any]
) -> None:
    open_letter(page, invitation["id"])
    expect(page.get_by_role("button", name="Send it")).to_have_count(0)
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Download as .eml").click()
    written = downloading.value.path().read_bytes()
    assert f"To: {CLEO}".encode() in written or f"<{CLEO}>".encode() in written
    assert b"X-Unsent: 1" in written
    expect(page.get_by_text("Is it out? Then say so")).to_be_visible()
    page.get_by_role("link", name="Have it sent from here").click()
    expect(page.get_by_role("heading", name="Mail & calendar")).to_be_visible()


@at_a_desk
def test_a_letter_can_be_written_in_french_and_in_spanish(page: Page, ada: Served, invitation: dict[str, Any]) -> None:
    letter = open_letter(page, invitation["id"])
    page.get_by_text("Français", exact=True).click()
    expect(letter).to_have_value(re.compile("Bonjour|Madame"))
    page.get_by_text("Español", exact=True).click()
    expect(letter).to_have_value(re.compile("Hola|Estimad|Buenos"))
