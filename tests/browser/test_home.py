"""Home: who is owed an answer, what is done about it, and how the page stays live."""

import re
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from core import clock
from core.settings import SchedulerMode

at_a_desk = pytest.mark.parametrize(
    "viewport", [pytest.param({"width": 1280, "height": 860}, id="desktop")], indirect=True
)
"""For rules that have nothing to do with the width of the screen."""


def ago(**period: float) -> str:
    """An instant before the real now, which the server of these tests goes by."""
    return (clock.now() - timedelta(**period)).isoformat()


def ahead(**period: float) -> str:
    return (clock.now() + timedelta(**period)).isoformat()


@pytest.fixture
def served_list(ada):
    """Ada owes Cedar Mills an answer since last week, broke a promise to Fjord Labs, and has time for Acme."""
    ada.record(company="Acme", role="Data Engineer", received_at=ago(minutes=5))
    ada.record(company="Cedar Mills", role="Platform Engineer", received_at=ago(days=30))
    promised = ada.record(company="Fjord Labs", role="Designer", received_at=ago(days=3))
    given = {"kind": "hold", "answered_at": ago(days=2), "promised_by": ago(hours=2)}
    ada.asked.put(f"/api/v1/invitations/{promised['id']}/answer", json=given).raise_for_status()
    return ada


def companies(page: Page) -> list[str]:
    """The companies of the rows, from the top."""
    links = page.get_by_role("main").get_by_role("listitem").get_by_role("link")
    return [name for name in links.all_inner_texts() if name in {"Acme", "Cedar Mills", "Fjord Labs"}]


def row(page: Page, company: str):
    return page.get_by_role("main").get_by_role("listitem").filter(has=page.get_by_role("link", name=company))


def test_what_presses_most_stands_first_with_its_clock_and_next_step(page, served_list, look):
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Needs an answer")
    expect(row(page, "Acme")).to_contain_text("most people answer within 24")
    assert companies(page) == ["Fjord Labs", "Cedar Mills", "Acme"]
    headings = [re.sub(r"\d+$", "", text) for text in page.get_by_role("heading", level=2).all_inner_texts()]
    assert [heading.strip() for heading in headings] == ["Broken promises", "Ghosting", "On track"]
    said = {item["company"]: item for item in served_list.get("/due")["items"]}
    for company, item in said.items():
        expect(row(page, company)).to_contain_text(item["clock"])
    expect(row(page, "Fjord Labs").get_by_role("link", name="Keep your promise")).to_have_attribute(
        "href", f"/invitations/{said['Fjord Labs']['id']}/reply"
    )
    look("home")


@at_a_desk
def test_a_draft_is_gone_on_with(page, ada):
    made = ada.record(company="Acme", role="Data Engineer")
    wanted = {"kind": "decline", "reason": "salary", "tone": "warm", "language": "en"}
    drafted = ada.asked.post(f"/api/v1/invitations/{made['id']}/replies", json=wanted).json()
    page.goto("/")
    row(page, "Acme").get_by_role("link", name="Send your draft").click()
    expect(page).to_have_url(re.compile(rf"/invitations/{made['id']}/reply\?kind=decline&reply={drafted['id']}"))


def test_a_snoozed_invitation_goes_out_of_the_way_and_comes_back_by_undo(page, served_list):
    page.goto("/")
    row(page, "Acme").get_by_role("button", name="Snooze Acme").click()
    page.get_by_role("menuitem", name="Tomorrow").click()
    expect(page.get_by_role("button", name="Snoozed 1")).to_be_visible()
    expect(row(page, "Acme")).to_have_count(0)
    [silent] = [one for one in served_list.get("/due")["items"] if one["company"] == "Acme"]
    assert silent["is_snoozed"]
    page.get_by_role("button", name="Snoozed 1").click()
    expect(row(page, "Acme")).to_contain_text("snoozed until")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="Snoozed 1")).to_have_count(0)
    assert not any(one["is_snoozed"] for one in served_list.get("/due")["items"])


def test_an_invitation_can_be_snoozed_until_a_day_of_ones_own(page, served_list, look):
    page.goto("/")
    row(page, "Acme").get_by_role("button", name="Snooze Acme").click()
    page.get_by_role("menuitem", name="Another day").click()
    dialog = page.get_by_role("dialog", name="Snooze Acme")
    dialog.get_by_role("button", name="Snooze", exact=True).click()
    expect(dialog.get_by_text("A day is missing")).to_be_visible()
    dialog.get_by_role("textbox", name=re.compile("Or until")).first.fill("31.12.2020")
    dialog.get_by_role("button", name="Snooze", exact=True).click()
    expect(dialog.get_by_role("group", name="Or until")).to_contain_text("Choose a moment that is still ahead.")
    look("snooze-dialog")
    day = datetime.fromisoformat(ahead(days=9))
    dialog.get_by_role("textbox", name=re.compile("Or until")).first.fill(f"{day:%Y-%m-%d}")
    dialog.get_by_role("button", name="Snooze", exact=True).click()
    expect(dialog).to_have_count(0)
    [silent] = [one for one in served_list.get("/due")["items"] if one["company"] == "Acme"]
    assert silent["snoozed_until"].startswith(f"{day - timedelta(days=1):%Y-%m-%d}T23:00")


def test_an_answer_given_elsewhere_stops_the_clock_until_it_is_undone(page, served_list, look):
    page.goto("/")
    row(page, "Cedar Mills").get_by_role("button", name="Cedar Mills: answered elsewhere").click()
    dialog = page.get_by_role("dialog", name="How did you answer Cedar Mills?")
    permitted = {one["company"]: one["permitted_answers"] for one in served_list.get("/due")["items"]}
    expect(dialog.get_by_role("radio")).to_have_count(len(permitted["Cedar Mills"]))
    offered = [one.get_attribute("value") for one in dialog.get_by_role("radio").all()]
    assert offered == permitted["Cedar Mills"]
    look("answered-elsewhere")
    dialog.get_by_role("combobox", name="Your reason").click()
    page.get_by_role("option", name="The pay").click()
    dialog.get_by_role("textbox", name="Note").fill("By telephone.")
    dialog.get_by_role("button", name="Save the answer").click()
    expect(row(page, "Cedar Mills")).to_have_count(0)
    [answered] = served_list.get("/invitations", q="Cedar")["items"]
    assert (answered["status"], answered["reason"]) == ("declined", "salary")
    page.get_by_role("button", name="Undo").click()
    expect(row(page, "Cedar Mills")).to_be_visible()
    assert served_list.get("/invitations", q="Cedar")["items"][0]["status"] == "awaiting_reply"


@at_a_desk
def test_a_promise_is_refused_beside_the_field_that_is_wrong(page, served_list):
    page.goto("/")
    row(page, "Acme").get_by_role("button", name="Acme: answered elsewhere").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("radio", name="I promised an answer").check()
    dialog.get_by_role("button", name="Save the answer").click()
    field = dialog.get_by_role("group", name="Promised by")
    expect(field).to_contain_text("A day is missing")
    field.get_by_role("textbox").first.fill("2020-01-01")
    dialog.get_by_role("button", name="Save the answer").click()
    expect(field).to_contain_text("A promise lies after the answer that made it.")


@at_a_desk
@pytest.mark.parametrize("filed", ["The employer called it off", "File away as never answered", "Delete"])
def test_whatever_takes_an_invitation_away_can_be_undone(page, ada, filed):
    made = ada.record(company="Acme", received_at=ago(hours=30))
    given = {"kind": "hold", "promised_by": ahead(days=2)}
    before = ada.asked.put(f"/api/v1/invitations/{made['id']}/answer", json=given).json()
    page.goto("/")
    page.get_by_role("button", name="More about Acme").click()
    page.get_by_role("menuitem", name=filed, exact=True).click()
    expect(row(page, "Acme")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(row(page, "Acme")).to_be_visible()
    after = ada.get(f"/invitations/{made['id']}")
    assert {**after, "version": 0, "updated_at": 0} == {**before, "version": 0, "updated_at": 0}


@at_a_desk
def test_an_undo_that_is_refused_is_said(page, ada):
    made = ada.record(company="Acme")
    page.goto("/")
    page.get_by_role("button", name="More about Acme").click()
    page.get_by_role("menuitem", name="File away", exact=True).click()
    expect(row(page, "Acme")).to_have_count(0)
    ada.asked.patch(f"/api/v1/invitations/{made['id']}", json={"role": "Chef"}).raise_for_status()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("alert").filter(has_text="This was changed elsewhere")).to_be_visible()
    assert ada.get(f"/invitations/{made['id']}")["status"] == "closed"


@at_a_desk
def test_an_interview_that_comes_up_is_asked_about(page, ada):
    made = ada.record(company="Acme", interview_at=ahead(hours=30))
    ada.asked.put(f"/api/v1/invitations/{made['id']}/answer", json={"kind": "accept"}).raise_for_status()
    page.goto("/")
    expect(page.get_by_role("heading", name="Still going?")).to_be_visible()
    expect(page.get_by_role("heading", name="All answered")).to_be_visible()
    row(page, "Acme").get_by_role("link", name="Confirm or cancel").click()
    expect(page).to_have_url(f"/invitations/{made['id']}")


def test_an_empty_account_is_led_to_its_first_invitation(page, ada, look):
    page.goto("/")
    main = page.get_by_role("main")
    expect(main.get_by_role("link", name="Paste or type an invitation")).to_have_attribute("href", "/record")
    expect(main.get_by_role("link", name="Bring a file")).to_have_attribute("href", "/import")
    look("first-run")
    main.get_by_role("button", name="Look around with an example").click()
    expect(main.get_by_role("listitem").first).to_be_visible()
    assert ada.get("/due")["counts"]["owed"] > 0


def test_all_answered_is_told_from_nothing_recorded(page, ada, look):
    made = ada.record(company="Acme")
    ada.asked.put(f"/api/v1/invitations/{made['id']}/answer", json={"kind": "decline"}).raise_for_status()
    page.goto("/")
    expect(page.get_by_role("heading", name="All answered")).to_be_visible()
    look("all-answered")


@at_a_desk
def test_what_another_client_changes_shows_without_a_reload(page, served_list):
    page.goto("/")
    expect(row(page, "Acme")).to_be_visible()
    page.evaluate("window.notReloaded = true")
    served_list.record(company="Cedar Mills Two", received_at=ago(days=9))
    expect(page.get_by_role("link", name="Cedar Mills Two")).to_be_visible()
    [acme] = [one for one in served_list.get("/due")["items"] if one["company"] == "Acme"]
    served_list.asked.put(f"/api/v1/invitations/{acme['id']}/answer", json={"kind": "decline"}).raise_for_status()
    expect(row(page, "Acme")).to_have_count(0)
    assert page.evaluate("window.notReloaded")


class TestLevels:
    """With the scheduler in the server, and its clock at hand."""

    @pytest.fixture
    def server_settings(self, monkeypatch):
        # As the metronome beats in earnest, the test would wait for a quarter of a minute.
        monkeypatch.setattr("scheduler.loop.BEAT", timedelta(seconds=1))
        return {"scheduler": SchedulerMode.EMBEDDED}

    @pytest.fixture
    def ahead_by(self) -> list[timedelta]:
        return [timedelta(0)]

    @pytest.fixture
    def server_clock(self, ahead_by):
        return lambda: clock.now() + ahead_by[0]

    @at_a_desk
    def test_a_level_crossed_in_the_background_shows_and_is_said(self, page, ada, ahead_by):
        ada.record(company="Acme", received_at=ago(minutes=5))
        page.goto("/")
        expect(page.get_by_role("heading", name=re.compile("On track"))).to_be_visible()
        ahead_by[0] = timedelta(days=20)
        expect(page.get_by_role("heading", name=re.compile("Ghosting"))).to_be_visible()
        expect(page.get_by_role("status").filter(has_text=re.compile("Just now: Acme is .Ghosting."))).to_be_visible()


@at_a_desk
def test_an_undo_by_key_and_a_decision_by_keys_alone(page, served_list):
    page.goto("/")
    expect(row(page, "Acme")).to_be_visible()
    page.keyboard.press("j")
    expect(page.get_by_role("link", name="Fjord Labs")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("link", name="Cedar Mills")).to_be_focused()
    page.keyboard.press("a")
    expect(page.get_by_role("radio", name="I declined")).to_be_focused()
    page.keyboard.press("Enter")
    expect(row(page, "Cedar Mills")).to_have_count(0)
    # The focus stays in the list: on whatever has taken the row's place.
    expect(page.get_by_role("link", name="Acme")).to_be_focused()
    page.keyboard.press("u")
    expect(row(page, "Cedar Mills")).to_be_visible()
    page.keyboard.press("s")
    expect(page.get_by_role("menuitem", name="In three hours")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("menu")).to_have_count(0)
    page.keyboard.press("k")
    expect(page.get_by_role("link", name="Cedar Mills")).to_be_focused()
    page.keyboard.press("r")
    expect(page).to_have_url(re.compile(r"/invitations/[^/]+/reply"))
    page.go_back()
    expect(row(page, "Acme")).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/invitations/[^/]+$"))
