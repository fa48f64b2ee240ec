"""Everything: the table of all invitations, at both widths; by keyboard on a desktop."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Served


@pytest.fixture
def is_phone(viewport: dict[str, int]) -> bool:
    return viewport["width"] < 600


def rows(page: Page, *, is_phone: bool) -> Locator:
    """The invitations in sight."""
    if is_phone:
        return page.get_by_role("list", name="Invitations").get_by_role("listitem")
    return page.get_by_role("grid", name="Invitations").get_by_role("row").filter(has=page.get_by_role("gridcell"))


def choose(page: Page, *companies: str, is_phone: bool) -> None:
    if is_phone:
        page.get_by_role("button", name="Select").click()
    for company in companies:
        page.get_by_role("checkbox", name=f"Choose {company}").click()


def open_filters(page: Page) -> Locator:
    page.get_by_role("button", name=re.compile("^Filter")).click()
    return page.get_by_role("dialog")


def test_the_empty_table_teaches_the_next_step(ada: Served, page: Page, look: Callable[[str], None]) -> None:
    page.goto("/everything")
    expect(page.get_by_role("heading", name="Nothing recorded yet")).to_be_visible()
    expect(page.get_by_role("link", name="Import a file")).to_have_attribute("href", "/import")
    look("everything-empty")


def test_a_search_and_a_filter_narrow_the_list_and_stand_in_the_address(
    ada: Served, page: Page, *, is_phone: bool, look: Callable[[str], None]
) -> None:
    ada.record(company="Acme", role="Data Engineer", tags=["berlin"])
    ada.record(company="Birch & Bay", role="Data Engineer")
    declined = ada.record(company="Cobalt", role="Designer")["id"]
    ada.asked.put(f"/api/v1/invitations/{declined}/answer", json={"kind": "decline"}).raise_for_status()

    page.goto("/everything")
    shown = rows(page, is_phone=is_phone)
    expect(shown).to_have_count(3)
    look("everything")
    page.get_by_role("searchbox").fill("data")
    expect(shown).to_have_count(2)
    expect(page).to_have_url(re.compile(r"q=data"))

    filters = open_filters(page)
    filters.get_by_label("Tag", exact=True).fill("berlin")
    expect(page.get_by_role("button", name="Take off: Tag: berlin", include_hidden=True)).to_have_count(1)
    look("everything-filters")
    page.keyboard.press("Escape")
    expect(shown).to_have_count(1)

    page.reload()
    expect(shown).to_have_count(1)
    expect(page.get_by_role("searchbox")).to_have_value("data")
    page.get_by_role("button", name="Take off: Tag: berlin").click()
    expect(shown).to_have_count(2)
    page.go_back()
    expect(shown).to_have_count(1)


def test_nothing_that_matches_offers_to_clear_the_filters(ada: Served, page: Page, *, is_phone: bool) -> None:
    ada.record(company="Acme")
    page.goto("/everything?status=declined")
    expect(page.get_by_role("heading", name="Nothing matches")).to_be_visible()
    page.get_by_role("button", name="Clear all").first.click()
    expect(rows(page, is_phone=is_phone)).to_have_count(1)


def test_a_column_sorts_the_list_one_way_and_the_other(ada: Served, page: Page, *, is_phone: bool) -> None:
    for company in ("Birch", "Acme", "Cobalt"):
        ada.record(company=company)
    page.goto("/everything")
    first = rows(page, is_phone=is_phone).first
    if is_phone:
        open_filters(page).get_by_label("Order").select_option("Company, A to Z")
        page.get_by_role("button", name="Show the list").click()
        expect(first).to_contain_text("Acme")
        return
    header = page.get_by_role("columnheader", name="Company")
    expect(header).to_have_attribute("aria-sort", "none")
    header.get_by_role("button").click()
    expect(header).to_have_attribute("aria-sort", "ascending")
    expect(header.get_by_role("button")).to_be_focused()
    expect(first).to_contain_text("Acme")
    header.get_by_role("button").click()
    expect(header).to_have_attribute("aria-sort", "descending")
    expect(first).to_contain_text("Cobalt")


@pytest.mark.parametrize("viewport", [pytest.param(DESKTOP, id="desktop")])
def test_this_device_remembers_which_columns_it_shows(ada: Served, page: Page) -> None:
    ada.record(company="Acme", location="Berlin")
    page.goto("/everything")
    expect(page.get_by_role("columnheader", name="Place")).to_have_count(0)
    page.get_by_role("button", name="Columns").click()
    page.get_by_role("menuitemcheckbox", name="Place").click()
    page.keyboard.press("Escape")
    page.reload()
    expect(page.get_by_role("columnheader", name="Place")).to_be_visible()
    expect(page.get_by_role("gridcell", name="Berlin")).to_be_visible()


def test_what_is_chosen_is_snoozed_together_and_undone_together(
    ada: Served, page: Page, *, is_phone: bool, look: Callable[[str], None]
) -> None:
    for company in ("Acme", "Birch", "Cobalt"):
        ada.record(company=company)
    page.goto("/everything")
    choose(page, "Acme", "Cobalt", is_phone=is_phone)
    bar = page.get_by_role("toolbar")
    expect(bar).to_contain_text("2 chosen")
    look("everything-chosen")
    bar.get_by_role("button", name="Snooze").click()
    page.get_by_role("dialog").get_by_role("button", name="Tomorrow").click()
    expect(page.get_by_text("2 invitations snoozed")).to_be_visible()
    expect(page.get_by_role("img", name=re.compile("^Silent until"))).to_have_count(2)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone for 2 invitations")).to_be_visible()
    assert [one["snoozed_until"] for one in ada.get("/invitations")["items"]] == [None, None, None]


def test_an_answer_to_several_names_those_that_did_not_take_it(
    ada: Served, page: Page, *, is_phone: bool, look: Callable[[str], None]
) -> None:
    for company in ("Acme", "Birch"):
        ada.record(company=company, role="Engineer")
    accepted = ada.record(company="Cobalt", role="Designer")["id"]
    ada.asked.put(f"/api/v1/invitations/{accepted}/answer", json={"kind": "accept"}).raise_for_status()

    page.goto("/everything")
    choose(page, "Acme", "Birch", "Cobalt", is_phone=is_phone)
    page.get_by_role("toolbar").get_by_role("button", name="Answered elsewhere").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("radio", name="I declined").click()
    dialog.get_by_role("button", name="Save the answer").click()

    told = page.get_by_role("dialog", name="Done for 2 of 3")
    expect(told).to_contain_text("Cobalt · Designer")
    expect(told).to_contain_text("status is “Accepted”")
    look("everything-partly-done")
    told.get_by_role("button", name="Undo the 2").click()
    expect(page.get_by_text("Undone for 2 invitations")).to_be_visible()
    status = {one["company"]: one["status"] for one in ada.get("/invitations")["items"]}
    assert status == {"Acme": "awaiting_reply", "Birch": "awaiting_reply", "Cobalt": "accepted"}


@pytest.mark.parametrize("viewport", [pytest.param(PHONE, id="phone")])
def test_a_long_press_begins_choosing(ada: Served, page: Page) -> None:
    for company in ("Acme", "Birch"):
        ada.record(company=company)
    page.goto("/everything")
    card = page.get_by_role("link", name=re.compile("^Acme"))
    card.scroll_into_view_if_needed()
    place = card.bounding_box()
    assert place is not None
    finger = page.context.new_cdp_session(page)
    at = {"x": place["x"] + 60, "y": place["y"] + 30}
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [at]})
    expect(page.get_by_role("toolbar")).to_contain_text("One chosen")
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    expect(page.get_by_role("checkbox", name=re.compile("Choose.*Acme"))).to_be_checked()
    page.get_by_role("checkbox", name=re.compile("Choose.*Birch")).tap()
    expect(page.get_by_role("toolbar")).to_contain_text("2 chosen")


def test_what_was_filed_away_and_deleted_comes_back_as_it_was(ada: Served, page: Page, *, is_phone: bool) -> None:
    for company in ("Acme", "Birch"):
        ada.record(company=company)
    declined = ada.get("/invitations", q="Birch")["items"][0]["id"]
    ada.asked.put(f"/api/v1/invitations/{declined}/answer", json={"kind": "decline"}).raise_for_status()
    page.goto("/everything")
    choose(page, "Acme", "Birch", is_phone=is_phone)
    page.get_by_role("toolbar").get_by_role("button", name="File away").click()
    page.get_by_role("menuitem", name="Done with it").click()
    expect(page.get_by_text("2 invitations filed away")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone for 2 invitations")).to_be_visible()
    status = {one["company"]: one["status"] for one in ada.get("/invitations")["items"]}
    assert status == {"Acme": "awaiting_reply", "Birch": "declined"}

    choose(page, "Acme", is_phone=is_phone)
    page.get_by_role("toolbar").get_by_role("button", name="Delete").click()
    expect(page.get_by_text("One invitation deleted")).to_be_visible()
    expect(rows(page, is_phone=is_phone)).to_have_count(1)

    page.goto("/everything?deleted=true")
    choose(page, "Acme", is_phone=is_phone)
    page.get_by_role("toolbar").get_by_role("button", name="Restore").click()
    expect(page.get_by_role("heading", name="Nothing was deleted")).to_be_visible()
    assert ada.get("/invitations", q="Acme")["items"]


@pytest.mark.parametrize("viewport", [pytest.param(DESKTOP, id="desktop")])
def test_the_keyboard_moves_chooses_and_opens(ada: Served, page: Page) -> None:
    for number in range(6):
        ada.record(company=f"Acme {number}", received_at=f"2026-03-0{9 - number}T10:00:00Z")
    page.goto("/everything")
    shown = rows(page, is_phone=False)
    expect(shown).to_have_count(6)
    page.keyboard.press("j")
    expect(shown.nth(0)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(shown.nth(1)).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Shift+ArrowDown")
    expect(shown.nth(3)).to_be_focused()
    expect(page.get_by_role("toolbar")).to_contain_text("3 chosen")
    expect(page.get_by_role("row", selected=True)).to_have_count(3)
    page.keyboard.press("Control+a")
    expect(page.get_by_role("toolbar")).to_contain_text("6 chosen")
    page.keyboard.press("Escape")
    expect(page.get_by_role("toolbar")).to_have_count(0)
    page.keyboard.press("k")
    expect(shown.nth(2)).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/invitations/" + ada.get("/invitations")["items"][2]["id"]))


@pytest.mark.parametrize("viewport", [pytest.param(DESKTOP, id="desktop")])
def test_a_click_with_shift_takes_what_lies_between(ada: Served, page: Page) -> None:
    for number in range(6):
        ada.record(company=f"Acme {number}")
    page.goto("/everything")
    boxes = page.get_by_role("checkbox", name=re.compile("^Choose Acme"))
    boxes.nth(1).click()
    boxes.nth(4).click(modifiers=["Shift"])
    expect(page.get_by_role("toolbar")).to_contain_text("4 chosen")
