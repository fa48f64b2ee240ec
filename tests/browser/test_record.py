"""Recording: from a pasted message, or from nothing, to an invitation whose deadline the API has set."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from core import clock

EVIDENCE = re.compile("^(said outright|likely|a guess)")
BERLIN = ZoneInfo("Europe/Berlin")


def days_ahead(days: int) -> datetime:
    """A day that is never a weekend, so that a message may name it as a working day."""
    day = clock.now().astimezone(BERLIN) + timedelta(days=days)
    return day + timedelta(days=(7 - day.weekday()) if day.weekday() >= 5 else 0)


def message(interview: datetime, deadline: datetime) -> str:
    return f"""Guten Tag Frau Lovelace, 🚀

vielen Dank für Ihre Bewerbung als Dateningenieurin (m/w/d) bei der Müller Beispiel GmbH. Wir laden Sie
herzlich zu einem Gespräch per Teams am {interview.day}.{interview.month}.{interview.year} um 15:00 Uhr ein.

Bitte geben Sie uns bis spätestens {deadline.day}.{deadline.month}.{deadline.year} Bescheid.

Mit freundlichen Grüßen
Cleo Park
Personalreferentin
Müller Beispiel GmbH
cleo.park@mueller.example
"""


def typed(day: datetime) -> str:
    return f"{day:%d/%m/%Y}"


def field(page: Page, name: str):
    """The field of that name, which the page writes with a typographic apostrophe."""
    return page.get_by_role("textbox", name=name.replace("'", "\u2019"), exact=True)


def read(page: Page, text: str) -> None:
    page.goto("/record")
    page.get_by_role("textbox", name=re.compile("^Paste the message")).fill(text)
    page.get_by_role("button", name="Read it").click()
    expect(page.get_by_role("form", name="The invitation")).to_be_visible()


def test_a_german_message_becomes_guesses_with_evidence_that_are_corrected_and_recorded(ada, page, look):
    interview, deadline = days_ahead(9), days_ahead(5)
    read(page, message(interview, deadline))
    expect(field(page, "Company")).to_have_value("Müller Beispiel GmbH")
    expect(field(page, "Role")).to_have_value("Dateningenieurin")
    expect(field(page, "Interview: date")).to_have_value(typed(interview))
    expect(field(page, "Interview: time")).to_have_value("15:00")
    expect(field(page, "Employer's deadline: date")).to_have_value(typed(deadline))
    assert ada.get("/invitations")["items"] == []

    evidence = page.get_by_role("group", name="Interview").get_by_role("button", name=EVIDENCE)
    evidence.click()
    shown = page.get_by_role("mark").filter(has_text="15:00 Uhr")
    expect(shown).to_be_visible()
    expect(shown).to_be_in_viewport()
    look("record-guesses")

    field(page, "Role").fill("Data Engineer")
    page.get_by_role("button", name="Record it").click()
    expect(page.get_by_role("heading", level=1, name="Müller Beispiel GmbH")).to_be_visible()
    [recorded] = ada.get("/invitations")["items"]
    assert recorded["role"] == "Data Engineer"
    assert recorded["format"] == "video"
    assert recorded["contact_email"] == "cleo.park@mueller.example"
    at_three = interview.replace(hour=15, minute=0, second=0, microsecond=0)
    assert datetime.fromisoformat(recorded["interview_at"]) == at_three.astimezone(UTC)
    assert recorded["respond_by_basis"] == "stated"
    stated = datetime.fromisoformat(recorded["respond_by"]).astimezone(BERLIN)
    assert stated.date() == deadline.date()
    expect(page.get_by_role("status").filter(has_text="is recorded")).to_contain_text(f"{stated:%H:%M}")
    expect(page.get_by_role("link", name="Record another")).to_be_visible()


def test_the_deadline_follows_what_is_typed_as_the_api_says_it(ada, page, look):
    page.goto("/record")
    page.get_by_role("button", name="Fill in the form instead").click()
    preview = page.get_by_text("Your answer would be due").locator("..")
    by_policy = ada.asked.post("/api/v1/deadlines", json={}).json()
    expect(preview).to_contain_text("business days")
    expect(preview.get_by_role("time")).to_have_attribute("datetime", by_policy["respond_by"])
    day = days_ahead(20)
    field(page, "Employer's deadline: date").fill(f"{day.day} {day:%B} {day.year}")
    field(page, "Employer's deadline: time").fill("3pm")
    at_three = day.replace(hour=15, minute=0, second=0, microsecond=0)
    asked = ada.asked.post("/api/v1/deadlines", json={"respond_by": at_three.isoformat()}).json()
    expect(preview).to_contain_text(asked["respond_by_explanation"])
    expect(preview.get_by_role("time")).to_have_attribute("datetime", asked["respond_by"])
    field(page, "Employer's deadline: date").fill("")
    field(page, "Employer's deadline: time").fill("")
    expect(preview).to_contain_text("business days")
    look("record-form")


def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_recorded(ada, page):
    page.goto("/record")
    page.get_by_role("button", name="Fill in the form instead").click()
    page.get_by_role("button", name="Record it").click()
    expect(field(page, "Company")).to_be_focused()
    expect(field(page, "Company")).to_have_accessible_description(re.compile("Whose invitation"))
    field(page, "Company").fill("Acme")
    field(page, "Interview: date").fill("31/02/2027")
    field(page, "Contact's e-mail").fill("nobody")
    page.get_by_role("button", name="Record it").click()
    expect(field(page, "Interview: date")).to_be_focused()
    expect(page.get_by_role("group", name="Interview")).to_contain_text(re.compile("can.t be read"))
    field(page, "Interview: date").fill("")
    page.get_by_role("button", name="Record it").click()
    expect(field(page, "Contact's e-mail")).to_have_accessible_description(re.compile("e-mail address"))
    assert ada.get("/invitations")["items"] == []
    field(page, "Contact's e-mail").fill("ben@acme.example")
    page.get_by_role("button", name="Record it").click()
    expect(page.get_by_role("heading", level=1, name="Acme")).to_be_visible()


@pytest.mark.parametrize("viewport", [{"width": 1280, "height": 860}], ids=["desktop"])
def test_an_invitation_is_recorded_by_keyboard_alone(ada, page):
    page.goto("/record")
    paste = page.get_by_role("textbox", name=re.compile("^Paste the message"))
    expect(paste).to_be_focused()
    to_button(page, "Fill in the form instead")
    page.keyboard.press("Enter")
    expect(field(page, "Company")).to_be_focused()
    page.keyboard.type("Acme")
    page.keyboard.press("Tab")
    page.keyboard.type("Data Engineer")
    to_button(page, "Pick a date: Interview")
    page.keyboard.press("Enter")
    expect(
        page.get_by_role("dialog").get_by_role("button", name=re.compile(f"^{clock.now().astimezone(BERLIN).day} "))
    ).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.get_by_role("button", name="Pick a date: Interview")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    page.keyboard.type("tomorrow")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("9")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Acme")).to_be_visible()
    [recorded] = ada.get("/invitations")["items"]
    interview = datetime.fromisoformat(recorded["interview_at"]).astimezone(BERLIN)
    assert (recorded["role"], interview.hour, interview.minute) == ("Data Engineer", 9, 0)
    assert interview.date() == (clock.now().astimezone(BERLIN) + timedelta(days=1)).date()


def to_button(page: Page, name: str) -> None:
    """Go on by Tab until the button is reached, as a keyboard does."""
    button = page.get_by_role("button", name=name)
    for _ in range(12):
        if button.evaluate("button => button === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reaches {name!r}")


def test_pasting_reads_at_once_and_other_readings_can_be_chosen(ada, page):
    ada.record(company="Acme GmbH", role="Data Engineer")
    page.goto("/record")
    first, second = days_ahead(6), days_ahead(8)
    text = (
        f"Hallo Ada, wir von der Acme GmbH würden dich gern kennenlernen. Passt dir der {first.day}.{first.month}. um "
        f"10:00 Uhr oder der {second.day}.{second.month}. um 14:00 Uhr? Viele Grüße, Cleo Park"
    )
    page.get_by_role("textbox", name=re.compile("^Paste the message")).evaluate(
        """(area, text) => {
            const data = new DataTransfer(); data.setData('text/plain', text);
            area.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true, cancelable: true}));
        }""",
        text,
    )
    expect(field(page, "Company")).to_have_value("Acme GmbH")
    similar = page.get_by_role("alert").filter(has_text="You have one from Acme GmbH already")
    expect(similar.get_by_role("link", name="Open Data Engineer")).to_be_visible()
    expect(field(page, "Interview: date")).to_have_value("")
    others = page.get_by_role("group", name="Other readings of Interview")
    others.get_by_role("button", name=re.compile("14:00")).click()
    expect(field(page, "Interview: date")).to_have_value(typed(second))
    expect(field(page, "Interview: time")).to_have_value("14:00")
    page.get_by_role("button", name="Record it").click()
    expect(page.get_by_role("heading", level=1, name="Acme GmbH")).to_be_visible()
    assert len(ada.get("/invitations")["items"]) == 2


def test_what_cant_be_read_is_said_at_the_field_and_a_dropped_text_file_is_read(ada, page):
    page.goto("/record")
    area = page.get_by_role("textbox", name=re.compile("^Paste the message"))
    for text, words in (("", "There is nothing to read yet"), ("x" * 100_001, "too long")):
        area.fill(text)
        page.get_by_role("button", name="Read it").click()
        expect(area).to_have_accessible_description(re.compile(words))
    drop = """(area, [name, type, text]) => {
        const dataTransfer = new DataTransfer(); dataTransfer.items.add(new File([text], name, {type}));
        area.dispatchEvent(new DragEvent('drop', {dataTransfer, bubbles: true, cancelable: true}));
    }"""
    area.evaluate(drop, ["letter.pdf", "application/pdf", "%PDF"])
    expect(area).to_have_accessible_description(re.compile("neither a text nor a mail"))
    area.evaluate(drop, ["letter.txt", "text/plain", message(days_ahead(9), days_ahead(5))])
    expect(field(page, "Company")).to_have_value("Müller Beispiel GmbH")


def test_a_text_that_says_little_leaves_the_form_to_be_filled_in(ada, page):
    page.on("dialog", lambda asked: asked.accept())
    for text in ("https://jobs.example/acme/17", "こんにちは、面接のご案内です。", "lunch?"):
        read(page, text)
        expect(field(page, "Company")).to_have_value("")
        said = page.get_by_role("status").filter(has_text=re.compile("Little could be read|filled in"))
        expect(said).to_be_visible()
    assert ada.get("/invitations")["items"] == []


def test_leaving_with_unsaved_words_asks_first(ada, page):
    page.goto("/record")
    page.get_by_role("textbox", name=re.compile("^Paste the message")).fill("Acme called.")
    leave = page.get_by_role("link", name=re.compile("^(Everything|All)$"))
    leave.first.click()
    asked = page.get_by_role("dialog", name="Leave without recording it?")
    expect(asked.get_by_role("button", name="Stay")).to_be_focused()
    asked.get_by_role("button", name="Stay").click()
    expect(page.get_by_role("textbox", name=re.compile("^Paste the message"))).to_have_value("Acme called.")
    leave.first.click()
    asked.get_by_role("button", name="Leave").click()
    expect(page).to_have_url(re.compile("/everything"))


def test_the_same_number_from_the_same_tracker_leads_to_the_one_recorded_before(ada, page):
    known = ada.record(company="Acme", source="huntr", external_id="17")
    page.goto("/record")
    page.get_by_role("button", name="Fill in the form instead").click()
    field(page, "Company").fill("Acme")
    page.get_by_role("button", name="More details").click()
    field(page, "Recorded in (another tracker)").fill("huntr")
    field(page, "Its number there").fill("17")
    page.get_by_role("button", name="Record it").click()
    refused = page.get_by_role("alert").filter(has_text="recorded before")
    expect(refused.get_by_role("link", name="Open it")).to_have_attribute("href", f"/invitations/{known['id']}")
