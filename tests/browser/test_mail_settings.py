"""Settings of one's own mail and calendar: set up in a minute, tested in a sentence, shown once, and taken back."""

import re
from collections.abc import Generator
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.browser.conftest import DESKTOP, Served
from tests.sinks import SmtpSink

PASSWORD = "an app password"  # noqa: S105 - plainly invented

at_a_desk = pytest.mark.parametrize("viewport", [pytest.param(DESKTOP, id="desktop")])


@pytest.fixture
def server_settings() -> dict[str, Any]:
    return {"allow_private_targets": True}


@pytest.fixture
def outbox() -> Generator[SmtpSink]:
    with SmtpSink() as sink:
        yield sink


@pytest.fixture
def card(page: Page, ada: Served):
    """A matter of the section, by its name."""

    def open_card(name: str) -> Locator:
        page.goto("/settings/mail")
        opened = page.get_by_role("region", name=name, exact=True)
        expect(opened.get_by_role("button").first).to_be_visible()
        return opened

    return open_card


def choose(page: Page, label: str, option: str) -> None:
    page.get_by_role("combobox", name=label).click()
    page.get_by_role("option", name=option, exact=True).click()


def test_sending_is_set_up_by_the_name_of_the_provider_and_the_password_is_never_seen_again(
    page: Page, ada: Served, card, look
) -> None:
    sending = card("Sending replies")
    look("mail-settings-empty")
    sending.get_by_role("button", name="Set up sending").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Your address")).to_have_value("ada@example.org")
    choose(page, "Who hosts your mail?", "Gmail")
    expect(dialog.get_by_label("Server for sending (SMTP)")).to_have_value("smtp.gmail.com")
    expect(dialog.get_by_label("Port")).to_have_value("465")
    expect(dialog).to_contain_text("Gmail wants an app password")
    dialog.get_by_label("Password", exact=True).fill(PASSWORD)
    look("mail-identity-form")
    dialog.get_by_role("button", name="Save").click()
    expect(sending).to_contain_text("Not tested yet")
    expect(sending).to_contain_text("smtps://a•••@smtp.gmail.com:465")
    look("mail-identity-untested")
    assert ada.get("/mail-identity")["tested_at"] is None
    assert PASSWORD not in page.content()
    sending.get_by_role("button", name="Edit: Sending replies").click()
    dialog.get_by_label("Your name").fill("Ada L.")
    dialog.get_by_role("button", name="Save").click()
    expect(sending).to_contain_text("Ada L. · ada@example.org")
    assert ada.get("/mail-identity")["url"] == "smtps://a•••@smtp.gmail.com:465"


@at_a_desk
def test_a_test_says_what_the_server_said_and_makes_it_ready(
    page: Page, ada: Served, outbox: SmtpSink, card, look
) -> None:
    wanted = {"from_address": "ada@home.example", "url": f"smtp://{outbox.host}:{outbox.port}"}
    ada.asked.put("/api/v1/mail-identity", json=wanted).raise_for_status()
    sending = card("Sending replies")
    sending.get_by_role("button", name="Send me a test message").click()
    expect(sending).to_contain_text("The server took a message to ada@example.org.")
    expect(sending).to_contain_text("Ready since")
    (message,) = outbox.messages
    assert message.recipients == ("ada@example.org",)
    look("mail-identity-ready")
    sending.get_by_role("button", name="Remove: Sending replies").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(sending.get_by_role("button", name="Set up sending")).to_be_visible()
    assert ada.asked.get("/api/v1/mail-identity").status_code == 404


@at_a_desk
def test_a_server_that_refuses_is_told_in_a_sentence(page: Page, ada: Served, outbox: SmtpSink, card) -> None:
    outbox.mode = "refuse_sender"
    wanted = {"from_address": "ada@home.example", "url": f"smtp://{outbox.host}:{outbox.port}"}
    ada.asked.put("/api/v1/mail-identity", json=wanted).raise_for_status()
    sending = card("Sending replies")
    sending.get_by_role("button", name="Send me a test message").click()
    expect(sending.get_by_role("alert")).to_contain_text(re.compile("It didn.t work"))
    why = ada.get("/mail-identity")["last_error"]
    expect(sending.get_by_text(why)).to_have_count(1)
    page.reload()
    expect(sending).to_contain_text(f"The last test failed: {why}")


@at_a_desk
def test_a_test_that_still_runs_says_nothing_of_a_server_that_was_written_meanwhile(
    page: Page, ada: Served, outbox: SmtpSink, card
) -> None:
    outbox.mode = "refuse_sender"
    wanted = {"from_address": "ada@home.example", "url": f"smtp://{outbox.host}:{outbox.port}"}
    ada.asked.put("/api/v1/mail-identity", json=wanted).raise_for_status()
    sending = card("Sending replies")
    answers: list[Route] = []

    def keep_waiting(asked: Route) -> None:
        answers.append(asked)

    page.route("**/api/v1/mail-identity/test", keep_waiting)
    sending.get_by_role("button", name="Send me a test message").click()
    expect(sending).to_contain_text("Waiting for your mail server")
    sending.get_by_role("button", name="Edit: Sending replies").click()
    page.get_by_role("dialog").get_by_label("Your name").fill("Ada L.")
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(sending).to_contain_text("Ada L. · ada@home.example")
    expect(sending.get_by_text("Waiting for your mail server")).to_have_count(0)
    with page.expect_response("**/api/v1/mail-identity/test"):
        answers[0].continue_()
    expect(sending.get_by_role("button", name="Send me a test message")).to_be_enabled()
    expect(sending.get_by_text(re.compile("It didn.t work"))).to_have_count(0)


@at_a_desk
def test_a_fault_stands_beside_its_field_and_nothing_written_is_lost(page: Page, card) -> None:
    card("Sending replies").get_by_role("button", name="Set up sending").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Server for sending (SMTP)").fill("smtp example com")
    dialog.get_by_label("Password", exact=True).fill(PASSWORD)
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_label("Server for sending (SMTP)")).to_have_attribute("aria-invalid", "true")
    expect(dialog.get_by_label("Password", exact=True)).to_have_value(PASSWORD)


@at_a_desk
def test_a_server_of_ones_own_is_set_up_by_keyboard_and_keeps_its_port(page: Page, ada: Served, card) -> None:
    sending = card("Sending replies")
    sending.get_by_role("button", name="Set up sending").focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_label("Your address")).to_be_focused()
    dialog.get_by_label("Server for sending (SMTP)").focus()
    page.keyboard.type("mail.example.net")
    page.keyboard.press("Tab")
    page.keyboard.type("2525")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    expect(dialog.get_by_role("radio", name="STARTTLS")).to_be_checked()
    expect(dialog.get_by_label("Port")).to_have_value("2525")
    # An address that is corrected afterwards takes nothing of the server back.
    dialog.get_by_label("Your address").fill("ada@home.example")
    dialog.get_by_label("Password", exact=True).fill(PASSWORD)
    expect(dialog.get_by_label("Server for sending (SMTP)")).to_have_value("mail.example.net")
    expect(dialog.get_by_label("Port")).to_have_value("2525")
    page.keyboard.press("Enter")
    # The button that opened the dialog is gone: the next thing to do has the focus instead.
    expect(sending.get_by_role("button", name="Send me a test message")).to_be_focused()
    assert ada.get("/mail-identity")["url"].endswith("@mail.example.net:2525")
    sending.get_by_role("button", name="Remove: Sending replies").focus()
    page.keyboard.press("Enter")
    page.get_by_role("dialog").get_by_role("button", name="Remove").focus()
    page.keyboard.press("Enter")
    expect(sending.get_by_role("button", name="Set up sending")).to_be_focused()


def test_fetching_is_set_up_and_tested_at_once(page: Page, ada: Served, card, look) -> None:
    fetching = card("Fetching messages")
    fetching.get_by_role("button", name="Set up fetching").click()
    dialog = page.get_by_role("dialog")
    choose(page, "Who hosts your mail?", "Another, or my own server")
    # Nobody listens there, which is what a mistyped name comes to.
    dialog.get_by_label("Server for fetching (IMAP)").fill("127.0.0.1")
    dialog.get_by_label("Port").fill("9")
    dialog.get_by_label("Password", exact=True).fill(PASSWORD)
    look("mailbox-form")
    dialog.get_by_role("button", name="Save and test").click()
    expect(fetching).to_contain_text("“Interviews” of ada@example.org")
    expect(fetching).to_contain_text(re.compile("It didn.t work"))
    look("mailbox-failing")
    assert PASSWORD not in page.content()
    fetching.get_by_role("button", name="Remove: Fetching messages").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(fetching.get_by_role("button", name="Set up fetching")).to_be_visible()
    assert ada.asked.get("/api/v1/mailbox").status_code == 404


def test_the_calendars_address_is_shown_once_made_anew_and_revoked(page: Page, ada: Served, card, look) -> None:
    feed = card("Your calendar")
    feed.get_by_role("button", name="Make the address").click()
    address = feed.get_by_role("textbox", name=re.compile("^Your calendar.s address$"))
    expect(address).to_be_focused()
    first = address.input_value()
    assert ada.asked.get(first[first.index("/api/") :]).status_code == 200
    expect(feed.get_by_role("link", name="Subscribe on this device")).to_have_attribute(
        "href", re.compile(r"^webcal://.*\.ics$")
    )
    look("calendar-feed-made")
    page.reload()
    expect(feed).to_contain_text("Made")
    expect(address).to_have_count(0)
    feed.get_by_role("button", name=re.compile("Make anew: Your calendar.s address")).click()
    page.get_by_role("dialog").get_by_role("button", name="Make anew").click()
    expect(address).not_to_have_value(first)
    second = address.input_value()
    assert ada.asked.get(first[first.index("/api/") :]).status_code == 404
    feed.get_by_role("button", name=re.compile("Revoke: Your calendar.s address")).click()
    page.get_by_role("dialog").get_by_role("button", name="Revoke").click()
    expect(feed.get_by_role("button", name="Make the address")).to_be_visible()
    assert ada.asked.get(second[second.index("/api/") :]).status_code == 404


@at_a_desk
def test_the_address_for_messages_takes_a_message(page: Page, ada: Served, card, look) -> None:
    forwarding = card("Forwarding messages")
    forwarding.get_by_role("button", name="Make the address").click()
    address = forwarding.get_by_role("textbox", name="Your address for messages").input_value()
    command = forwarding.get_by_role("textbox", name="Command for a pipe")
    expect(command).to_have_value(f"curl --data-binary @- -H 'Content-Type: message/rfc822' {address}")
    look("mail-forwarding-made")
    mail = b"From: Cleo Park <cleo@acme.example>\r\nTo: ada@example.org\r\nSubject: Interview\r\n\r\nHello Ada,\r\n"
    taken = ada.asked.post(address[address.index("/api/") :], content=mail, headers={"Content-Type": "message/rfc822"})
    assert taken.status_code == 201, taken.text
