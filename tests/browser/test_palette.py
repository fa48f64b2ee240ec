"""The palette and the keys: from anywhere to anywhere without a mouse, and never in the way of whoever types."""

import re

import pytest
from playwright.sync_api import Page, expect

at_a_desk = pytest.mark.parametrize(
    "viewport", [pytest.param({"width": 1280, "height": 860}, id="desktop")], indirect=True
)
"""A telephone has no keyboard."""


@pytest.fixture
def home(page: Page, ada):
    """The home page, on which Acme and Cedar Mills are owed an answer."""
    ada.record(company="Acme", role="Data Engineer")
    ada.record(company="Cedar Mills", role="Platform Engineer")
    page.goto("/")
    expect(page.get_by_role("link", name="Acme")).to_be_visible()
    return page


def palette(page: Page):
    return page.get_by_role("dialog", name="Search or jump to")


def test_the_palette_finds_an_invitation_and_leads_to_it(home, ada, look):
    home.get_by_role("button", name="Search or jump to").click()
    field = palette(home).get_by_role("combobox")
    expect(field).to_be_focused()
    look("palette")
    field.fill("platform")
    found = palette(home).get_by_role("option", name=re.compile("Cedar Mills"))
    expect(found).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", found.get_attribute("id") or "")
    field.press("Enter")
    [cedar] = ada.get("/invitations", q="cedar")["items"]
    expect(home).to_have_url(f"/invitations/{cedar['id']}")
    expect(palette(home)).to_have_count(0)


def test_words_that_fit_nothing_are_answered_too(home):
    home.get_by_role("button", name="Search or jump to").click()
    palette(home).get_by_role("combobox").fill("zzz")
    expect(palette(home).get_by_text("Nothing fits these words.")).to_be_visible()
    expect(palette(home).get_by_role("option")).to_have_count(0)


@at_a_desk
def test_the_arrows_choose_and_escape_leaves_everything_as_it_was(home):
    home.get_by_role("link", name="Cedar Mills").focus()
    home.keyboard.press("Control+k")
    options = palette(home).get_by_role("option")
    expect(options.first).to_have_attribute("aria-selected", "true")
    home.keyboard.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    home.keyboard.press("ArrowUp")
    home.keyboard.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    home.keyboard.press("Escape")
    expect(palette(home)).to_have_count(0)
    expect(home).to_have_url("/")
    expect(home.get_by_role("link", name="Cedar Mills")).to_be_focused()


@at_a_desk
def test_a_page_is_one_chord_away(home):
    home.keyboard.press("g")
    home.keyboard.press("s")
    expect(home).to_have_url(re.compile("/settings"))
    home.keyboard.press("g")
    home.keyboard.press("h")
    expect(home).to_have_url("/")
    home.keyboard.press("n")
    expect(home).to_have_url("/record")


@at_a_desk
def test_whoever_types_is_never_interrupted(home):
    home.keyboard.press("/")
    field = palette(home).get_by_role("combobox")
    expect(field).to_be_focused()
    home.keyboard.type("n?gs/u")
    expect(field).to_have_value("n?gs/u")
    expect(home.get_by_role("dialog")).to_have_count(1)
    expect(home).to_have_url("/")


@at_a_desk
def test_every_key_is_listed_and_single_ones_can_be_turned_off(home, look):
    home.keyboard.press("?")
    dialog = home.get_by_role("dialog", name="Keyboard shortcuts")
    for key in ("J", "K", "R", "S", "A", "U", "N", "?", "G"):
        expect(dialog.get_by_text(key, exact=True).first).to_be_visible()
    look("shortcuts")
    dialog.get_by_role("switch", name="Single keys act").uncheck()
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_have_count(0)
    home.keyboard.press("n")
    home.keyboard.press("?")
    expect(home.get_by_role("dialog")).to_have_count(0)
    expect(home).to_have_url("/")
    home.keyboard.press("Control+k")
    expect(palette(home)).to_be_visible()


@at_a_desk
def test_the_keys_are_told_in_german(page, served, context):
    served.enrol(language="de")
    context.add_cookies([{"name": c.name, "value": c.value, "url": served.url} for c in served.asked.cookies.jar])
    page.goto("/")
    expect(page.get_by_role("heading", name="Antwort offen")).to_be_visible()
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Tastenkürzel")
    expect(dialog.get_by_role("rowheader", name="Zurückstellen")).to_be_visible()
