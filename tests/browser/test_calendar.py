"""The calendar: deadlines and interviews by month and week, at both widths; by keyboard on a desktop."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Served


@pytest.fixture
def is_phone(viewport: dict[str, int]) -> bool:
    return viewport["width"] < 600


def interview(served: Served, company: str, at: str, **more: str) -> str:
    """An interview, agreed on: no answer is owed."""
    recorded = served.record(company=company, interview_at=at, received_at="2027-05-01T08:00:00Z", **more)["id"]
    served.asked.put(f"/api/v1/invitations/{recorded}/answer", json={"kind": "accept"}).raise_for_status()
    return recorded


def day(page: Page, name: str, *, is_phone: bool = False) -> Locator:
    """A day of the grid, by the beginning of what it says; some browsers put a comma after the weekday."""
    return page.get_by_role("button" if is_phone else "gridcell", name=re.compile("^" + name.replace(" ", ",? ", 1)))


def test_a_month_shows_its_deadlines_and_interviews(
    ada: Served, page: Page, *, is_phone: bool, look: Callable[[str], None]
) -> None:
    interview(ada, "Acme", "2027-06-15T13:00:00+02:00", role="Data Engineer")
    ada.record(company="Birch", respond_by="2027-06-15T18:00:00+02:00")
    ada.record(company="Cobalt", respond_by="2027-06-17")
    ada.record(company="Dovetail", respond_by="2027-08-17")
    page.goto("/calendar?on=2027-06-14")
    expect(page.get_by_role("heading", name="June 2027")).to_be_visible()
    met = page.get_by_role("link", name=re.compile("^(Interview )?13:00 Acme"))
    expect(met).to_be_visible()
    owed = page.get_by_role("link", name=re.compile("Birch"))
    expect(owed).to_have_accessible_name(re.compile("by 18:00.*On track|by 18:00 Birch"))
    expect(page.get_by_role("link", name=re.compile("Cobalt"))).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("Dovetail"))).to_have_count(0)
    expect(day(page, "Tuesday 15 June 2027: one deadline, one interview", is_phone=is_phone)).to_be_visible()
    look("calendar-month")
    met.click()
    expect(page).to_have_url(re.compile("/invitations/"))


def test_what_was_answered_owes_nothing_on_the_calendar(ada: Served, page: Page) -> None:
    declined = ada.record(company="Acme", respond_by="2027-06-15", interview_at="2027-06-20T10:00:00Z")["id"]
    ada.record(company="Birch", respond_by="2027-06-16")
    ada.asked.put(f"/api/v1/invitations/{declined}/answer", json={"kind": "decline"}).raise_for_status()
    page.goto("/calendar?on=2027-06-14")
    expect(page.get_by_role("link", name=re.compile("Birch"))).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("Acme"))).to_have_count(0)


def test_view_and_day_stand_in_the_address_and_the_back_button_follows(
    ada: Served, page: Page, look: Callable[[str], None]
) -> None:
    interview(ada, "Acme", "2027-06-15T13:00:00+02:00", role="Data Engineer")
    ada.record(company="Birch", respond_by="2027-06-16T18:00:00+02:00", role="A role with a rather long name")
    page.goto("/calendar?on=2027-06-14")
    page.get_by_text("Week", exact=True).click()
    expect(page.get_by_role("heading", name=re.compile(r"^14\W+20 June 2027"))).to_be_visible()
    look("calendar-week")
    page.get_by_role("button", name="The next week").click()
    expect(page.get_by_role("heading", name=re.compile(r"^21\W+27 June 2027"))).to_be_visible()
    expect(page.get_by_text("no answer is due, and no interview is planned")).to_be_visible()
    expect(page).to_have_url(re.compile("view=week&on=2027-06-21"))
    page.reload()
    expect(page.get_by_role("heading", name=re.compile(r"^21\W+27 June 2027"))).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name=re.compile(r"^14\W+20 June 2027"))).to_be_visible()


def test_the_hour_that_comes_twice_stays_on_its_day(ada: Served, page: Page, *, is_phone: bool) -> None:
    for number, at in enumerate(("2027-10-31T00:30:00Z", "2027-10-31T01:30:00Z", "2027-10-31T22:59:00Z")):
        interview(ada, f"Acme {number}", at)
    page.goto("/calendar?on=2027-10-31")
    expect(day(page, "Sunday 31 October 2027: 3 interviews", is_phone=is_phone)).to_be_visible()
    for name in ("02:30 Acme 0", "02:30 Acme 1", "23:59 Acme 2"):
        expect(page.get_by_role("link", name=re.compile(name))).to_be_visible()


def test_a_day_with_more_than_fits_leads_to_its_week(ada: Served, page: Page, *, is_phone: bool) -> None:
    for number in range(5):
        ada.record(company=f"Acme {number}", respond_by="2027-06-15")
    page.goto("/calendar?on=2027-06-15")
    if not is_phone:
        page.get_by_role("link", name=re.compile("3 more Tuesday")).click()
        expect(page).to_have_url(re.compile("view=week&on=2027-06-15"))
    expect(page.get_by_role("link", name=re.compile("Acme"))).to_have_count(5)


@pytest.mark.parametrize("viewport", [pytest.param(PHONE, id="phone")])
def test_a_tapped_day_begins_the_list(ada: Served, page: Page) -> None:
    ada.record(company="Acme", respond_by="2027-06-08")
    ada.record(company="Birch", respond_by="2027-06-16")
    page.goto("/calendar?on=2027-06-01")
    expect(page.get_by_text("Nothing on this day.")).to_be_visible()
    day(page, "Wednesday 16 June 2027", is_phone=True).click()
    expect(page.get_by_role("link", name=re.compile("Birch"))).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("Acme"))).to_have_count(0)


@pytest.mark.parametrize("viewport", [pytest.param(DESKTOP, id="desktop")])
def test_the_keyboard_walks_through_the_days(ada: Served, page: Page) -> None:
    ada.record(company="Acme", respond_by="2027-07-07")
    page.goto("/calendar?on=2027-06-29")
    day(page, "Tuesday 29 June 2027").focus()
    page.keyboard.press("ArrowRight")
    expect(day(page, "Wednesday 30 June 2027")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("heading", name="July 2027")).to_be_visible()
    on_it = day(page, "Wednesday 7 July 2027: one deadline")
    expect(on_it).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name=re.compile("Acme"))).to_be_focused()
    page.keyboard.press("Escape")
    expect(on_it).to_be_focused()
    page.keyboard.press("Home")
    expect(day(page, "Monday 5 July 2027")).to_be_focused()
    page.keyboard.press("PageUp")
    expect(day(page, "Saturday 5 June 2027")).to_be_focused()
    page.keyboard.press("t")
    expect(page.locator(":focus")).to_have_attribute("aria-current", "date")


def test_the_days_off_of_the_account_are_told_from_the_others(ada: Served, page: Page, *, is_phone: bool) -> None:
    ada.asked.patch("/api/v1/me", json={"working_days": [0, 1, 2, 3]}).raise_for_status()
    page.goto("/calendar?on=2027-06-14")
    friday = day(page, "Friday 18 June 2027", is_phone=is_phone)
    thursday = day(page, "Thursday 17 June 2027", is_phone=is_phone)
    expect(friday).to_be_visible()
    looks = "one => getComputedStyle(one).backgroundColor + getComputedStyle(one).color"
    assert friday.evaluate(looks) != thursday.evaluate(looks)
