"""The journey of somebody who has never seen the product: from its address to a decline that went out."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PASSWORD, Served

MESSAGE = """From: Ben Weber <ben.weber@acme.example>
Subject: Interview for the Data Engineer position

Dear Ada,

thank you for your application. We would like to invite you to an interview for the position of Data Engineer.
Would {day} at 15:00 suit you? The interview takes place by video call.
Please let us know by {by}.

Best regards,
Ben Weber
Talent Acquisition Manager | Acme GmbH
ben.weber@acme.example
"""


def message() -> str:
    """A message that is answered to in good time, whenever the test runs."""
    today = datetime.now(UTC)  # noqa: TID251 - what is pasted is dated by the browser's day, which is the real one
    return MESSAGE.format(
        day=f"{today + timedelta(days=14):%A, %-d %B %Y}", by=f"{today + timedelta(days=7):%A, %-d %B %Y}"
    )


def test_a_newcomer_gets_from_the_address_to_a_decline_that_went_out(page: Page, served: Served, look) -> None:
    page.goto("/")
    page.get_by_label("Your name").fill("Ada Lovelace")
    page.get_by_label("E-mail").fill("ada@example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    page.get_by_role("link", name=re.compile("Paste|Record")).last.click()
    page.get_by_role("textbox", name=re.compile("message", re.IGNORECASE)).fill(message())
    page.get_by_role("button", name=re.compile("^Read")).click()
    expect(page.get_by_role("textbox", name="Company")).to_have_value("Acme GmbH")
    expect(page.get_by_role("textbox", name="Role")).to_have_value("Data Engineer")
    look("journey-record")
    page.get_by_role("button", name=re.compile("^Record")).last.click()
    page.get_by_role("link", name=re.compile("Write a reply|Decide")).first.click()
    page.get_by_role("combobox", name="Reason").click()
    page.get_by_role("option", name=re.compile("staying where I am")).click()
    done = page.get_by_role("button", name="To the letter")
    if done.is_visible():
        done.click()
    expect(page.get_by_role("textbox", name="Letter")).to_have_value(re.compile("Dear Ben Weber"))
    expect(page.get_by_text("Nothing to mend")).to_be_visible()
    page.get_by_role("button", name="I sent it").click()
    expect(page.get_by_role("heading", name=re.compile("^Answered in"))).to_be_visible()
    page.get_by_role("link", name="To what needs an answer").click()
    expect(page).to_have_url("/")
    served.sign_in()
    (invitation,) = served.get("/invitations")["items"]
    assert (invitation["status"], invitation["attention"]) == ("declined", None)
    assert invitation["respond_by_basis"] == "stated"


@pytest.mark.parametrize("viewport", [pytest.param(DESKTOP, id="desktop")])
def test_the_same_by_the_keyboard_alone(page: Page, ada: Served) -> None:
    ada.record(role="Data Engineer", contact_name="Ben Weber", contact_email="ben@example.com")
    page.goto("/")
    expect(page.get_by_text("Acme")).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("r")
    letter = page.get_by_role("textbox", name="Letter")
    expect(letter).to_have_value(re.compile("Dear Ben Weber"))
    letter.focus()
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("dialog").get_by_role("button", name="Yes, I sent it")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=re.compile("^Answered in"))).to_be_focused()
    assert ada.get("/invitations")["items"][0]["status"] == "declined"
