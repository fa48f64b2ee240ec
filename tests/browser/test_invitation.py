"""An invitation's own page: where it stands, editing in place, lost races, its history, and undoing mistakes."""

import re
from datetime import timedelta
from typing import Any

import httpx2
from playwright.sync_api import Locator, Page, expect

from core import clock
from core.database import Database
from services import flagging

PASSWORD = "correct horse battery"  # noqa: S105 - the plainly invented password of the cast


def open_page(page: Page, invitation: dict[str, Any]) -> None:
    page.goto(f"/invitations/{invitation['id']}")
    expect(page.get_by_role("heading", level=1, name=invitation["company"])).to_be_visible()


def fact(page: Page, name: str) -> Locator:
    """The button that shows a fact and opens it to be edited."""
    return page.get_by_role("button", name=re.compile(f"^Edit {name}: "))


def history(page: Page) -> Locator:
    return page.get_by_role("region", name="History").get_by_role("listitem")


def api(ada, method: str, path: str, **given: Any) -> Any:
    answer = ada.asked.request(method, f"/api/v1{path}", **given)
    answer.raise_for_status()
    return answer.json() if answer.content else None


def full(ada) -> dict[str, Any]:
    now = clock.now()
    return ada.record(
        company="Acme GmbH",
        role="Data Engineer",
        contact_name="Cleo Park",
        contact_email="cleo@acme.example",
        medium="email",
        format="video",
        received_at=(now - timedelta(hours=31)).isoformat(),
        interview_at=(now + timedelta(days=12)).isoformat(),
        job_url="https://acme.example/jobs/17",
        notes="Ask for the team's size.",
        tags=["remote"],
    )


def test_the_page_tells_where_an_invitation_stands_in_the_apis_words(ada, page, look):
    invitation = full(ada)
    api(ada, "PATCH", f"/invitations/{invitation['id']}", json={"role": "Senior Data Engineer"})
    draft = api(ada, "POST", f"/invitations/{invitation['id']}/replies", json={"kind": "decline", "reason": "salary"})
    open_page(page, invitation)
    steps = ada.get(f"/invitations/{invitation['id']}/steps")
    standing = page.get_by_role("region", name="Where it stands")
    expect(standing).to_contain_text(re.compile(re.escape(steps["clock"]), re.IGNORECASE))
    expect(standing).to_contain_text(invitation["respond_by_explanation"])
    expect(standing).to_contain_text("most people answer within 24 h")
    expect(standing.get_by_role("link", name="Send your draft")).to_have_attribute(
        "href", re.compile(rf"/invitations/{invitation['id']}/reply\?.*{draft['id']}")
    )
    replies = page.get_by_role("region", name="Replies")
    expect(replies.get_by_role("article")).to_contain_text(draft["body"].splitlines()[0])
    expect(page.get_by_role("link", name="Open the posting")).to_have_attribute("href", invitation["job_url"])
    expect(history(page).first).to_contain_text("Draft begun: Decline")
    look("invitation")


def test_a_fact_is_edited_in_place_and_escape_leaves_it_as_it_was(ada, page):
    invitation = full(ada)
    open_page(page, invitation)
    fact(page, "Role").click()
    role = page.get_by_role("textbox", name="Role")
    expect(role).to_be_focused()
    role.fill("Chef")
    role.press("Escape")
    expect(fact(page, "Role")).to_contain_text("Data Engineer")
    expect(fact(page, "Role")).to_be_focused()

    page.keyboard.press("Enter")
    role.fill("Analyst")
    role.press("Enter")
    expect(fact(page, "Role")).to_contain_text("Analyst")
    expect(fact(page, "Role")).to_be_focused()
    expect(history(page).first).to_contain_text("Role: “Data Engineer” became “Analyst”")
    expect(history(page).first).to_contain_text("You")

    # Leaving the field saves as well, and empties where nothing is left.
    fact(page, "Contact").click()
    page.get_by_role("textbox", name="Contact", exact=True).fill("")
    page.get_by_role("heading", name="Replies").click()
    expect(history(page).first).to_contain_text("Contact taken out (it was “Cleo Park”)")
    shown = ada.get(f"/invitations/{invitation['id']}")
    assert (shown["role"], shown["contact_name"]) == ("Analyst", None)


def test_an_employers_deadline_moves_the_clock_and_taking_it_out_returns_to_the_rule(ada, page):
    invitation = full(ada)
    open_page(page, invitation)
    expect(fact(page, "Answer due")).to_contain_text("by your own rule")
    fact(page, "Answer due").click()
    day = page.get_by_role("textbox", name=re.compile("deadline: date"))
    expect(day).to_have_value("")
    # A calendar that was opened by the way is closed by the first Escape, and the editing goes on.
    page.get_by_role("button", name=re.compile("^Pick a date: ")).click()
    expect(page.get_by_role("dialog").get_by_role("table")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    day.fill(f"{clock.now() + timedelta(days=4):%d/%m/%Y}")
    day.press("Enter")
    expect(fact(page, "Answer due")).to_contain_text("set by the employer")
    shown = ada.get(f"/invitations/{invitation['id']}")
    expect(page.get_by_role("region", name="Where it stands")).to_contain_text(shown["respond_by_explanation"])
    expect(history(page).first).to_contain_text("Deadline moved from")
    fact(page, "Answer due").click()
    day.fill("")
    page.get_by_role("textbox", name=re.compile("deadline: time")).fill("")
    page.get_by_role("button", name="Save").click()
    expect(fact(page, "Answer due")).to_contain_text("by your own rule")
    assert ada.get(f"/invitations/{invitation['id']}")["respond_by"] == invitation["respond_by"]


def test_what_the_api_refuses_is_said_at_the_field_and_the_words_stay(ada, page):
    invitation = full(ada)
    open_page(page, invitation)
    fact(page, "Company").click()
    company = page.get_by_role("textbox", name="Company")
    company.fill("")
    company.press("Enter")
    expect(company).to_have_accessible_description(re.compile("."))
    expect(company).to_have_attribute("aria-invalid", "true")
    company.press("Escape")
    page.get_by_role("button", name="Add Salary").click()
    page.get_by_role("textbox", name="Salary").fill("70,000 €")
    page.get_by_role("textbox", name="Salary").press("Enter")
    expect(fact(page, "Salary")).to_contain_text("70,000 €")


def test_a_lost_race_says_what_the_other_change_was_and_lets_choose(ada, page, look):
    invitation = full(ada)
    place = f"/invitations/{invitation['id']}"
    open_page(page, invitation)
    fact(page, "Role").click()
    role = page.get_by_role("textbox", name="Role")
    role.fill("Analyst")
    api(ada, "PATCH", place, json={"role": "Architect", "location": "Hamburg"})
    role.press("Enter")
    race = page.get_by_role("alert").filter(has_text="was changed meanwhile")
    expect(race).to_contain_text("Role: was “Data Engineer”, is now “Architect”")
    expect(race).to_contain_text("Place: was “nothing”, is now “Hamburg”")
    expect(race).to_contain_text("Role to “Analyst”")
    expect(race.get_by_role("button", name="Save mine")).to_be_focused()
    look("invitation-race")
    race.get_by_role("button", name="Keep theirs").click()
    expect(fact(page, "Role")).to_contain_text("Architect")
    assert ada.get(place)["role"] == "Architect"

    fact(page, "Role").click()
    role.fill("Analyst")
    api(ada, "PATCH", place, json={"salary": "70,000 €"})
    role.press("Enter")
    expect(race).to_contain_text("Salary: was “nothing”, is now “70,000 €”")
    race.get_by_role("button", name="Save mine").click()
    expect(fact(page, "Role")).to_contain_text("Analyst")
    shown = ada.get(place)
    assert (shown["role"], shown["salary"]) == ("Analyst", "70,000 €")


def test_deleting_can_be_undone_at_once_and_later(ada, page, look):
    invitation = full(ada)
    place = f"/invitations/{invitation['id']}"

    def delete():
        page.get_by_role("button", name="More to do").click()
        page.get_by_role("menuitem", name="Delete").click()
        expect(page.get_by_role("heading", level=1, name="A deleted invitation")).to_be_visible()

    open_page(page, invitation)
    delete()
    assert ada.get("/invitations")["items"] == []
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", level=1, name="Acme GmbH")).to_be_visible()
    delete()
    page.reload()
    expect(history(page).first).to_contain_text("Deleted")
    look("invitation-deleted")
    page.get_by_role("button", name="Restore it").click()
    expect(page.get_by_role("heading", level=1, name="Acme GmbH")).to_be_visible()
    assert ada.get(place)["attention"] is not None


def test_an_answer_stops_the_clock_and_undoing_it_starts_it_again(ada, page):
    invitation = full(ada)
    api(ada, "PUT", f"/invitations/{invitation['id']}/answer", json={"kind": "decline", "reason": "timing"})
    open_page(page, invitation)
    standing = page.get_by_role("region", name="Where it stands")
    expect(standing).to_contain_text("Declined")
    expect(standing).to_contain_text("The timing")
    expect(standing.get_by_role("button", name="Snooze")).to_be_hidden()
    standing.get_by_role("button", name="Undo the answer").click()
    expect(standing.get_by_role("link", name="Decide")).to_be_visible()
    expect(history(page).first).to_contain_text("Answer undone; it stands at “Needs an answer” again")


def test_the_menu_offers_what_the_api_permits_and_no_more(ada, page):
    invitation = full(ada)
    open_page(page, invitation)
    page.get_by_role("button", name="More to do").click()
    expect(page.get_by_role("menuitem", name="Open it again")).to_be_hidden()
    page.get_by_role("menuitem", name="The employer called it off").click()
    standing = page.get_by_role("region", name="Where it stands")
    expect(standing).to_contain_text("Called off by the employer")
    page.get_by_role("button", name="More to do").click()
    expect(page.get_by_role("menuitem", name="The employer called it off")).to_be_hidden()
    page.get_by_role("menuitem", name="Open it again").click()
    expect(standing.get_by_role("button", name="Answered elsewhere")).to_be_visible()


def test_filing_is_undone_to_where_the_invitation_stood(ada, page):
    invitation = full(ada)
    api(ada, "PUT", f"/invitations/{invitation['id']}/answer", json={"kind": "accept"})
    open_page(page, invitation)
    standing = page.get_by_role("region", name="Where it stands")
    page.get_by_role("button", name="More to do").click()
    page.get_by_role("menuitem", name="File it away").click()
    expect(standing).to_contain_text("Filed away")
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(standing).to_contain_text("Accepted")
    page.get_by_role("button", name="More to do").click()
    page.get_by_role("menuitem", name="File it away").click()
    expect(standing).to_contain_text("Filed away")
    page.get_by_role("button", name="More to do").click()
    page.get_by_role("menuitem", name="Back to “Accepted”").click()
    expect(standing).to_contain_text("Accepted")


def test_an_invitation_that_never_was_or_is_somebody_elses_is_not_found(ada, page):
    with httpx2.Client(base_url=ada.url, headers={"Sec-Fetch-Site": "same-origin"}) as ben:
        given = {"email": "ben@example.org", "password": PASSWORD, "name": "Ben", "time_zone": "Europe/Berlin"}
        ben.post("/api/v1/accounts", json=given).raise_for_status()
        made = ben.post("/api/v1/invitations", json={"company": "Acme"})
        made.raise_for_status()
    for address in (made.json()["id"], "019aaaaa-0000-7000-8000-000000000000", "nonsense"):
        page.goto(f"/invitations/{address}")
        expect(page.get_by_role("heading", name="Not found")).to_be_visible()


def test_the_history_tells_a_level_that_was_reached_and_by_whom(ada, page):
    now = clock.now()
    invitation = ada.record(company="Acme", respond_by=(now + timedelta(hours=2)).isoformat())
    open_page(page, invitation)
    quiet = history(page).filter(has_text="Had passed already, and nobody was alerted: Due soon")
    expect(quiet).to_contain_text("You")
    database = Database(f"sqlite:///{ada.settings.data_dir}/replyby.db")
    database.threads.write(flagging.flag_due, now=now + timedelta(hours=3))
    page.reload()
    reached = history(page).filter(has_text="Reached the level “Overdue”")
    expect(reached).to_contain_text("Replyby")
