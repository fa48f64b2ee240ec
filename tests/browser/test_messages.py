"""Messages in the page: a mail or a calendar file dropped anywhere, looked over, saved, and found on its invitation."""

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from core import clock
from tests.browser.conftest import DESKTOP, Served
from tests.letters import calendar, event, ics, mail

at_one_width = pytest.mark.parametrize("viewport", [pytest.param(DESKTOP, id="desktop")])
"""For what doesn't depend on the width."""

BERLIN = ZoneInfo("Europe/Berlin")


def ahead(days: int, hour: int = 15) -> datetime:
    """A moment in Berlin that is never on a weekend, so that a message may name it as a working day."""
    day = clock.now().astimezone(BERLIN) + timedelta(days=days)
    day += timedelta(days=(7 - day.weekday()) if day.weekday() >= 5 else 0)
    return day.replace(hour=hour, minute=0, second=0, microsecond=0)


def just_now() -> str:
    return f"{clock.now() - timedelta(hours=2):%a, %d %b %Y %H:%M:%S +0000}"


def google(interview: datetime, deadline: datetime, *, sequence: int = 0, method: str = "REQUEST") -> bytes:
    """An invitation as Google's calendar sends it, with words of the recruiter's own above it."""
    starts, ends = interview.astimezone(UTC), interview.astimezone(UTC) + timedelta(hours=1)
    request = calendar(
        "\n".join(
            [
                "BEGIN:VEVENT",
                f"DTSTART:{starts:%Y%m%dT%H%M%SZ}",
                f"DTEND:{ends:%Y%m%dT%H%M%SZ}",
                f"DTSTAMP:{clock.now() + timedelta(seconds=sequence):%Y%m%dT%H%M%SZ}",
                "ORGANIZER;CN=Ben Weber:mailto:ben.weber@acme.example",
                "UID:7h3k9invite0001@google.com",
                "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE;",
                " CN=ada@example.org;X-NUM-GUESTS=0:mailto:ada@example.org",
                "X-GOOGLE-CONFERENCE:https://meet.google.com/abc-defg-hij",
                "LOCATION:",
                f"SEQUENCE:{sequence}",
                "STATUS:CONFIRMED" if method == "REQUEST" else "STATUS:CANCELLED",
                "SUMMARY:Interview: Data Engineer (Ada Lovelace)",
                "TRANSP:OPAQUE",
                "END:VEVENT",
            ]
        ),
        method=method,
    )
    words = f"""\
thank you for applying. We would like to invite you to an interview for the Data Engineer position at Acme GmbH,
on {interview:%A, %-d %B %Y} at {interview:%H:%M} by video call.
Please let us know by {deadline:%A, %-d %B %Y} whether you can join us.

Best regards
Ben Weber
Talent Acquisition Manager
Acme GmbH
"""
    return mail(
        words,
        message_id=f"calendar-{method}-{sequence}@google.com",
        sender="Ben Weber <ben.weber@acme.example>",
        subject="Invitation: Interview: Data Engineer (Ada Lovelace)",
        request=request,
    ).replace(b"Mon, 23 Nov 2026 08:00:00 +0000", just_now().encode())


def drop(page: Page, *files: tuple[str, bytes], over: str = "main") -> None:
    """Drag files over the page, and let go."""
    carried = page.evaluate_handle(
        "files => { const carried = new DataTransfer(); for (const [name, bytes] of files)"
        " carried.items.add(new File([new Uint8Array(bytes)], name)); return carried; }",
        [[name, list(raw)] for name, raw in files],
    )
    place = page.locator(over).first
    place.dispatch_event("dragover", {"dataTransfer": carried})
    expect(page.get_by_text("Let go, and it is looked at")).to_be_visible()
    place.dispatch_event("drop", {"dataTransfer": carried})


def upload(served: Served, raw: bytes, name: str = "mail.eml") -> str:
    """Upload a file by the interface; returns the address of its preview in the page."""
    answer = served.asked.post("/api/v1/imports", files={"file": (name, raw)})
    answer.raise_for_status()
    return f"/import/{answer.json()['id']}"


def receive(served: Served, raw: bytes) -> dict:
    """Import a file at once, without the page."""
    path = upload(served, raw).replace("/import/", "/api/v1/imports/")
    answer = served.asked.post(f"{path}/confirmation")
    answer.raise_for_status()
    return answer.json()


def forward(served: Served, raw: bytes) -> None:
    """Hand a mail in by the private address, as a filter in the person's mailbox does."""
    link = served.asked.put("/api/v1/private-links/mail").json()
    answer = served.asked.post(urlsplit(link["url"]).path, content=raw)
    answer.raise_for_status()


def field(page: Page, name: str):
    return page.get_by_role("textbox", name=name.replace("'", "\u2019"), exact=True)


def test_a_google_invitation_dropped_on_home_is_looked_over_saved_and_shown(ada: Served, page: Page, look) -> None:
    interview, deadline = ahead(9), ahead(5)
    page.goto("/")
    expect(page.get_by_role("heading", name="Nothing recorded yet")).to_be_visible()
    drop(page, ("invite.eml", google(interview, deadline)))
    expect(page.get_by_role("heading", name="This becomes a new invitation")).to_be_focused()
    expect(field(page, "Company")).to_have_value("Acme GmbH")
    expect(field(page, "Role")).to_have_value("Data Engineer")
    expect(field(page, "Employer's deadline: date")).to_have_value(f"{deadline:%d/%m/%Y}")
    expect(field(page, "Interview: time")).to_have_value("15:00")
    request = page.get_by_role("region", name="Calendar request")
    expect(request).to_contain_text("Your answer will also go to their calendar.")
    expect(request.get_by_role("link", name="https://meet.google.com/abc-defg-hij")).to_be_visible()
    evidence = page.get_by_role("group", name="deadline").get_by_role("button", name=re.compile("said outright|likely"))
    evidence.click()
    expect(page.get_by_role("mark").filter(has_text=str(deadline.day)).first).to_be_in_viewport()
    look("message-preview")
    assert ada.get("/invitations")["items"] == []

    field(page, "Role").fill("Data Engineer, Platform")
    page.get_by_role("button", name="Record it").click()
    expect(page.get_by_role("heading", level=1, name="Acme GmbH")).to_be_visible()
    (recorded,) = ada.get("/invitations")["items"]
    assert recorded["role"] == "Data Engineer, Platform"
    assert recorded["respond_by_basis"] == "stated"
    assert datetime.fromisoformat(recorded["respond_by"]).astimezone(BERLIN).date() == deadline.date()
    assert datetime.fromisoformat(recorded["interview_at"]) == interview
    thread = page.get_by_role("region", name="Messages")
    thread.get_by_role("button", name=re.compile("Invitation: Interview")).click()
    expect(thread).to_contain_text("thank you for applying")
    page.mouse.move(0, 0)
    look("message-invitation")

    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", name="1 invitation taken back")).to_be_visible()
    assert ada.get("/invitations")["items"] == []


def test_a_higher_sequence_says_what_changes_and_a_cancellation_that_it_is_off(ada: Served, page: Page, look) -> None:
    receive(ada, google(ahead(9), ahead(5)))
    page.goto(upload(ada, google(ahead(10, 11), ahead(5), sequence=1), "moved.eml"))
    expect(page.get_by_role("heading", name="This brings an invitation up to date")).to_be_visible()
    expect(page.get_by_text(re.compile("^Interview: “.*15:00” becomes “.*11:00”$"))).to_be_visible()
    look("message-update")
    page.get_by_role("button", name="Take the change over").click()
    expect(page.get_by_role("heading", level=1, name="Acme GmbH")).to_be_visible()
    expect(page.get_by_text("A calendar request ·")).to_be_visible()
    (moved,) = ada.get("/invitations")["items"]
    assert datetime.fromisoformat(moved["interview_at"]) == ahead(10, 11)
    page.goto(upload(ada, google(ahead(10, 11), ahead(5), sequence=2, method="CANCEL"), "off.eml"))
    expect(page.get_by_role("heading", name="The employer calls this interview off")).to_be_visible()
    page.get_by_role("button", name="Note that it is off").click()
    expect(page.get_by_role("heading", level=1, name="Acme GmbH")).to_be_visible()
    standing = page.get_by_role("region", name="Where it stands")
    expect(standing).to_contain_text("Called off by the employer")
    assert ada.get("/invitations")["items"][0]["status"] == "cancelled_by_employer"


@at_one_width
def test_a_message_is_added_to_the_invitation_that_a_person_says_and_not_another(ada: Served, page: Page) -> None:
    known = ada.record(company="Acme GmbH", role="Data Engineer")
    page.goto(upload(ada, google(ahead(9), ahead(5))))
    page.get_by_role("button", name="Add it to Acme GmbH · Data Engineer").click()
    expect(page.get_by_role("heading", name="This brings an invitation up to date")).to_be_visible()
    page.get_by_role("button", name="Not this one").click()
    expect(page.get_by_role("heading", name="This becomes a new invitation")).to_be_visible()
    page.get_by_role("button", name="Add it to Acme GmbH · Data Engineer").click()
    page.get_by_role("button", name="Take the change over").click()
    expect(page).to_have_url(re.compile(f"/invitations/{known['id']}$"))
    (only,) = ada.get("/invitations")["items"]
    assert datetime.fromisoformat(only["interview_at"]) == ahead(9)


@at_one_width
def test_what_the_server_refuses_of_a_correction_stands_beside_its_field(ada: Served, page: Page) -> None:
    page.goto(upload(ada, google(ahead(9), ahead(5))))
    field(page, "Contact's e-mail").fill("nobody")
    page.get_by_role("button", name="Record it").click()
    expect(field(page, "Contact's e-mail")).to_have_accessible_description(re.compile("e-mail address"))
    assert ada.get("/invitations")["items"] == []


def test_a_file_that_is_none_of_these_is_turned_down_where_it_was_dropped(ada: Served, page: Page, look) -> None:
    page.goto("/everything")
    drop(page, ("letter.pdf", b"%PDF-1.7\n" + bytes(range(256))))
    refused = page.get_by_role("dialog").get_by_role("alert")
    expect(refused).to_contain_text(re.compile("letter.pdf can.t be imported"))
    expect(refused).to_be_focused()
    look("message-refused")
    page.keyboard.press("Escape")
    expect(refused).to_be_hidden()
    expect(page).to_have_url(re.compile("/everything"))


@at_one_width
def test_several_files_are_looked_at_one_after_the_other_and_more_than_ten_are_not(ada: Served, page: Page) -> None:
    page.goto("/")
    drop(page, ("a.eml", google(ahead(9), ahead(5))), ("b.csv", b"Company\r\nBlue Harbour\r\n"), ("c.pdf", b"%PDF-1.7"))
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("alert")).to_contain_text("c.pdf")
    expect(page).to_have_url(re.compile("/import$"))
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Go on: a.eml")).to_be_visible()
    expect(page.get_by_role("link", name="Go on: b.csv")).to_be_visible()
    drop(page, *((f"{number}.eml", google(ahead(9), ahead(5))) for number in range(11)))
    expect(dialog.get_by_role("alert")).to_contain_text("At most 10 files")
    assert len(ada.get("/imports")["items"]) == 2


@at_one_width
def test_a_mail_dropped_where_words_are_pasted_is_looked_at_as_a_mail(ada: Served, page: Page) -> None:
    page.goto("/record")
    area = page.get_by_role("textbox", name=re.compile("^Paste the message"))
    carried = page.evaluate_handle(
        "bytes => { const carried = new DataTransfer();"
        " carried.items.add(new File([new Uint8Array(bytes)], 'invite.eml')); return carried; }",
        list(google(ahead(9), ahead(5))),
    )
    area.dispatch_event("dragover", {"dataTransfer": carried})
    expect(page.get_by_text("Let go, and it is looked at")).to_be_hidden()
    area.dispatch_event("drop", {"dataTransfer": carried})
    expect(page.get_by_role("heading", name="This becomes a new invitation")).to_be_visible()


def test_of_a_calendar_with_several_entries_each_is_opened_and_the_rest_comes_as_shown(
    ada: Served, page: Page, look
) -> None:
    first = event(uid="a@acme.example", starts=ahead(9).astimezone(UTC))
    second = event(
        uid="b@harbour.example",
        starts=ahead(11).astimezone(UTC),
        summary="Interview: Analyst at Blue Harbour",
        organizer="eve@blue-harbour.example",
    )
    dentist = event(
        uid="c@home.example", starts=ahead(3).astimezone(UTC), summary="Dentist", organizer="ada@example.org"
    )
    page.goto(upload(ada, ics(first, second, dentist, method="PUBLISH"), "calendar.ics"))
    entries = page.get_by_role("list", name="The entries of this file")
    expect(entries.get_by_role("listitem").filter(has_text="Dentist")).to_contain_text("Left out")
    analyst = entries.get_by_role("listitem").filter(has_text="Blue Harbour")
    analyst.get_by_role("button", name="Look closer").click()
    look("message-several")
    field(page, "Company").fill("Blue Harbour AG")
    page.get_by_role("button", name="Keep it like this").click()
    expect(analyst.get_by_role("button", name="Look closer")).to_be_visible()
    page.get_by_role("button", name="Import 2 invitations").click()
    expect(page.get_by_role("heading", name="2 invitations imported")).to_be_visible()
    look("message-received")
    assert sorted(one["company"] for one in ada.get("/invitations")["items"]) == ["Acme", "Blue Harbour AG"]


SMALL_TALK = "thank you for your patience. We will come back to you soon.\n"


def test_what_waits_is_found_from_home_recorded_or_put_aside_and_back(ada: Served, page: Page, look) -> None:
    page.goto("/")
    expect(page.get_by_role("heading", name="Nothing recorded yet")).to_be_visible()
    expect(page.get_by_role("link", name="To look at")).to_be_hidden()
    for number in (1, 2):
        subject = f"Your application, part {number}"
        raw = mail(SMALL_TALK, subject=subject, message_id=f"w{number}@acme.example")
        forward(ada, raw.replace(b"Mon, 23 Nov 2026 08:00:00 +0000", just_now().encode()))
    page.get_by_role("link", name="2 messages need a look").click()
    expect(page.get_by_role("heading", name="Messages that need a look")).to_be_visible()
    look("messages-waiting")
    page.get_by_role("button", name="Put aside: Your application, part 1").click()
    expect(page.get_by_role("link", name="Your application, part 1")).to_be_hidden()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("link", name="Your application, part 1")).to_be_visible()
    page.get_by_role("link", name="Your application, part 2").click()
    expect(page.get_by_role("heading", name="What is this about?")).to_be_visible()
    look("messages-one")
    page.get_by_role("button", name="Record it as an invitation").click()
    field(page, "Company").fill("Acme")
    page.get_by_role("button", name="Record it", exact=True).click()
    expect(page.get_by_role("heading", level=1, name="Acme")).to_be_visible()
    page.goto("/")
    expect(page.get_by_role("link", name="1 message needs a look")).to_be_visible()


@at_one_width
def test_what_a_later_message_seems_to_say_is_shown_and_taken_over_by_one_click(ada: Served, page: Page) -> None:
    receive(ada, google(ahead(9), ahead(5)))
    later = mail(
        "unfortunately we have to cancel the interview, since the position has been put on hold.\n",
        message_id="later@acme.example",
        sender="Ben Weber <ben.weber@acme.example>",
        subject="Re: Interview",
        references=("calendar-REQUEST-0@google.com",),
    )
    forward(ada, later.replace(b"Mon, 23 Nov 2026 08:00:00 +0000", just_now().encode()))
    (invitation,) = ada.get("/invitations")["items"]
    page.goto(f"/invitations/{invitation['id']}")
    history = page.get_by_role("list", name="History")
    expect(history).to_contain_text("Message from Ben Weber: “Re: Interview”")
    expect(history).to_contain_text("They seem to call it off.")
    assert invitation["status"] == "awaiting_reply"
    history.get_by_role("button", name="The employer called it off").click()
    standing = page.get_by_role("region", name="Where it stands")
    expect(standing).to_contain_text("Called off by the employer")
    page.get_by_role("button", name="Undo").click()
    expect(standing).not_to_contain_text("Called off by the employer")
    assert ada.get("/invitations")["items"][0]["status"] == "awaiting_reply"


@at_one_width
def test_the_list_of_what_waits_teaches_where_nothing_does(ada: Served, page: Page) -> None:
    page.goto("/messages")
    expect(page.get_by_role("heading", name="Nothing needs a look")).to_be_visible()
