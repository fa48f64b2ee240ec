"""The settings: what is changed is saved whole, what is secret is shown once, and what ends is asked for twice."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import httpx2
import pytest
from playwright.sync_api import Page, expect

from core import clock
from tests.browser.conftest import PASSWORD, PHONE, Served
from tests.sinks import WebhookSink

Look = Callable[[str], None]

AT_ONE_WIDTH = pytest.mark.parametrize("viewport", [pytest.param(PHONE, id="phone")], indirect=True)
"""For rules that have nothing to do with how wide the screen is."""

SECTIONS = ["profile", "security", "deadlines", "reminders", "log", "tokens", "data"]


@pytest.fixture
def server_settings() -> dict[str, Any]:
    """The sink that a webhook is tested with listens on loopback."""
    return {"allow_private_targets": True}


def test_every_section_has_an_address_and_can_be_read_by_everybody(page: Page, ada: Served, look: Look) -> None:
    ada.asked.post("/api/v1/tokens", json={"name": "laptop", "scopes": ["read"]}).raise_for_status()
    for section in SECTIONS:
        page.goto(f"/settings/{section}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        page.wait_for_load_state("networkidle")
        look(f"settings-{section}")


def test_on_a_telephone_the_sections_are_a_list_and_then_a_page(
    page: Page, ada: Served, viewport: dict[str, int], look: Look
) -> None:
    page.goto("/settings/all")
    if viewport["width"] > 600:
        expect(page).to_have_url(re.compile("/settings/profile$"))
        page.get_by_role("navigation", name="Settings").get_by_role("link", name="Deadlines").click()
    else:
        expect(page.get_by_role("heading", name="Settings", level=1)).to_be_visible()
        look("settings-all")
        page.get_by_role("link", name=re.compile("^Deadlines")).click()
    expect(page.get_by_role("heading", name="Deadlines", level=1)).to_be_visible()
    if viewport["width"] < 600:
        page.get_by_role("main").get_by_role("link", name="Settings", exact=True).click()
        expect(page).to_have_url(re.compile("/settings/all$"))


def test_the_example_follows_the_policy_before_it_is_saved(page: Page, ada: Served) -> None:
    page.goto("/settings/deadlines")
    examples = page.get_by_role("region", name="What that makes of three invitations")
    expect(examples).to_contain_text("received Fri 16:40 Europe/Berlin + 2 business days = Tue 18:00")
    page.get_by_label("Answer within").fill("1")
    expect(examples).to_contain_text("received Fri 16:40 Europe/Berlin + 1 business day = Mon 18:00")
    assert ada.get("/me")["reply_business_days"] == 2
    page.get_by_label("End of the working day").fill("17:00")
    expect(examples).to_contain_text("= Mon 17:00")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    profile = ada.get("/me")
    assert (profile["reply_business_days"], profile["workday_end"]) == (1, "17:00")


@AT_ONE_WIDTH
def test_a_number_that_cannot_be_is_refused_beside_its_field(page: Page, ada: Served) -> None:
    page.goto("/settings/deadlines")
    page.get_by_label("Answer within").fill("0")
    expect(page.get_by_label("Answer within")).to_have_accessible_description(re.compile("At least 1"))


def test_a_change_of_zone_is_saved_and_another_window_is_not_overwritten(page: Page, ada: Served) -> None:
    page.goto("/settings/profile")
    page.get_by_role("combobox", name="Time zone").fill("Tokyo")
    page.get_by_role("option", name="Asia/Tokyo").click()
    ada.asked.patch("/api/v1/me", json={"name": "Ada King"}).raise_for_status()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("Changed elsewhere in the meantime")
    expect(page.get_by_label("Your name")).to_have_value("Ada King")
    assert ada.get("/me")["time_zone"] == "Europe/Berlin"
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    profile = ada.get("/me")
    assert (profile["time_zone"], profile["name"]) == ("Asia/Tokyo", "Ada King")


@AT_ONE_WIDTH
def test_unsaved_changes_are_asked_about_before_they_are_lost(page: Page, ada: Served) -> None:
    page.goto("/settings/deadlines")
    page.get_by_label("Answer within").fill("4")
    page.get_by_role("main").get_by_role("link", name="Settings", exact=True).click()
    dialog = page.get_by_role("dialog", name="Leave without saving?")
    expect(dialog.get_by_role("button", name="Stay")).to_be_focused()
    dialog.get_by_role("button", name="Stay").click()
    expect(page.get_by_label("Answer within")).to_have_value("4")
    page.get_by_role("button", name="Discard").click()
    expect(page.get_by_label("Answer within")).to_have_value("2")


def test_a_webhook_is_made_with_its_secret_shown_once_and_told_of_honestly(page: Page, ada: Served, look: Look) -> None:
    with WebhookSink() as sink:
        page.goto("/settings/reminders")
        page.get_by_role("button", name="Add a channel").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_role("radio", name="Webhook").click()
        dialog.get_by_label("Web address").fill("ftp://hooks.example.com")
        dialog.get_by_label("Name").fill("My server")
        dialog.get_by_role("button", name="Add it").click()
        expect(dialog.get_by_label("Web address")).to_have_accessible_description(re.compile("begins with https://"))
        dialog.get_by_label("Web address").fill(sink.url)
        look("settings-channel-new")
        dialog.get_by_role("button", name="Add it").click()
        secret = dialog.get_by_role("textbox", name="Secret for checking signatures")
        expect(secret).to_have_value(re.compile("^whsec_"))
        assert not sink.requests
        dialog.get_by_role("button", name="Send a test").click()
        expect(dialog.get_by_text("Taken", exact=True)).to_be_visible()
        assert "webhook-signature" in sink.requests[-1].headers
        look("settings-channel-made")
        dialog.get_by_role("button", name="Close").last.click()

        item = page.get_by_role("listitem").filter(has_text="My server")
        expect(item).to_contain_text("Last message taken")
        expect(page.get_by_text("whsec_")).to_have_count(0)
        sink.status = 500
        page.get_by_role("button", name="Edit: My server").click()
        page.get_by_label("New address").fill(sink.url)
        page.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(page.get_by_text("My server is saved.")).to_be_visible()
    page.get_by_role("button", name="Delete: My server").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(item).to_have_count(0)


@AT_ONE_WIDTH
def test_a_channel_that_refuses_is_said_to_have_refused(page: Page, ada: Served) -> None:
    with WebhookSink(status=500) as sink:
        wanted = {"name": "My server", "kind": "webhook", "url": sink.url}
        ada.asked.post("/api/v1/channels", json=wanted).raise_for_status()
        page.goto("/settings/reminders")
        page.get_by_role("button", name="Send a test: My server").click()
        expect(page.get_by_text("Not taken", exact=True)).to_be_visible()
        item = page.get_by_role("listitem").filter(has_text="My server")
        expect(item).to_contain_text("Failed this minute")


def test_the_log_tells_what_became_of_each_reminder(page: Page, ada: Served, look: Look) -> None:
    soon = clock.now() + timedelta(hours=5)
    ada.record(company="Acme", interview_at=soon.isoformat())
    page.goto("/settings/log")
    line = page.get_by_role("listitem").filter(has_text="Acme")
    expect(line).to_contain_text("Couldn\u2019t wait for the digest")
    expect(line).to_contain_text("Planned")
    look("settings-log-filled")
    page.get_by_role("combobox", name="Outcome").click()
    page.get_by_role("option", name="Failed").click()
    expect(page.get_by_role("heading", name="None of that kind")).to_be_visible()
    page.get_by_role("combobox", name="Outcome").click()
    page.get_by_role("option", name="Any").click()
    line.get_by_role("link", name="Acme").click()
    expect(page.get_by_role("heading", name="Acme", level=1)).to_be_visible()


def test_a_token_is_shown_once_and_revoked_only_when_that_is_meant(page: Page, ada: Served, look: Look) -> None:
    page.goto("/settings/tokens")
    page.get_by_role("button", name="Make a token").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("What is it for?").fill("laptop")
    dialog.get_by_role("checkbox", name="Change").check()
    dialog.get_by_role("button", name="Make a token").click()
    shown = dialog.get_by_label("Token", exact=True)
    expect(shown).to_have_value(re.compile("^rb_"))
    token = shown.input_value()
    look("settings-token-made")
    dialog.get_by_role("button", name="Close").last.click()
    expect(page.get_by_text("Read, Change")).to_be_visible()
    page.reload()
    expect(page.get_by_text("laptop")).to_be_visible()
    expect(page.get_by_text(token)).to_have_count(0)

    page.get_by_role("button", name="Revoke: laptop").click()
    expect(page.get_by_role("dialog").get_by_role("button", name="Cancel")).to_be_focused()
    page.get_by_role("dialog").get_by_role("button", name="Revoke").click()
    expect(page.get_by_text("No tokens yet")).to_be_visible()
    assert ada.get("/tokens")["items"] == []


@AT_ONE_WIDTH
def test_other_browsers_can_be_sent_away_and_a_new_password_does_so_too(page: Page, ada: Served) -> None:
    with httpx2.Client(base_url=ada.url, headers={"Sec-Fetch-Site": "same-origin"}) as elsewhere:
        _change_the_password(page, elsewhere)


def _change_the_password(page: Page, elsewhere: httpx2.Client) -> None:
    elsewhere.post("/api/v1/sessions", json={"email": "ada@example.org", "password": PASSWORD}).raise_for_status()
    page.goto("/settings/security")
    expect(page.get_by_text("This one")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^Sign out: "))).to_have_count(1)
    page.get_by_label("Present password").fill("wrong")
    page.get_by_label("New password").fill("staple and anvil, together")
    page.get_by_role("button", name="Change the password").click()
    expect(page.get_by_label("Present password")).to_have_accessible_description(re.compile("Nothing was changed"))
    page.get_by_label("Present password").fill(PASSWORD)
    page.get_by_role("button", name="Change the password").click()
    expect(page.get_by_text("Your password is changed.")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^Sign out: "))).to_have_count(0)
    assert elsewhere.get("/api/v1/me").status_code == 401


@AT_ONE_WIDTH
def test_the_example_is_taken_away_from_where_the_data_is(page: Page, ada: Served) -> None:
    ada.asked.post("/api/v1/demonstration").raise_for_status()
    page.goto("/settings/data")
    page.get_by_role("button", name="Take the example away").click()
    expect(page.get_by_role("button", name="Load the example")).to_be_visible()
    assert ada.get("/invitations")["items"] == []


@AT_ONE_WIDTH
def test_an_export_is_a_file(page: Page, ada: Served) -> None:
    ada.record(company="Acme")
    page.goto("/settings/data")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download: Invitations, as a table").click()
    assert "Acme" in download.value.path().read_text()


def test_an_account_is_deleted_by_its_password_and_its_address(page: Page, ada: Served, look: Look) -> None:
    page.goto("/settings/data")
    page.get_by_role("button", name="Delete the account").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Present password").fill("wrong")
    expect(dialog.get_by_role("button", name="Delete for good")).to_be_disabled()
    dialog.get_by_label("Type ada@example.org").fill("ada@example.org")
    dialog.get_by_role("button", name="Delete for good").click()
    expect(dialog.get_by_label("Present password")).to_have_accessible_description(re.compile("Nothing was changed"))
    look("settings-delete")
    dialog.get_by_label("Present password").fill(PASSWORD)
    dialog.get_by_role("button", name="Delete for good").click()
    expect(page.get_by_role("heading", name="Welcome to Replyby")).to_be_visible()
    assert ada.asked.get("/api/v1/setup").json()["needs_account"] is True
