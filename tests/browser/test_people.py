"""People: whom to speak to and when, a few lines to write, what was spoken, and nothing that can't be undone."""

import re
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Locator, Page, expect

from core import clock

BERLIN = ZoneInfo("Europe/Berlin")


def today() -> date:
    return clock.now().astimezone(BERLIN).date()


def api(ada, method: str, path: str, **given: Any) -> Any:
    answer = ada.asked.request(method, f"/api/v1{path}", **given)
    answer.raise_for_status()
    return answer.json() if answer.content else None


def known(ada, **given: Any) -> dict[str, Any]:
    """Cleo, whom Ada knows; due for three weeks, unless something else is given."""
    person = {
        "name": "Cleo Park",
        "email": "cleo@acme.example",
        "company": "Acme",
        "role": "Head of Data",
        "speak_on": str(today() - timedelta(days=21)),
    }
    return api(ada, "POST", "/contacts", json=person | given)


def shown(ada, person: dict[str, Any]) -> dict[str, Any]:
    return ada.get(f"/contacts/{person['id']}")


def open_person(page: Page, person: dict[str, Any]) -> None:
    page.goto(f"/people/{person['id']}")
    expect(page.get_by_role("heading", level=1, name=person["name"])).to_be_visible()


def undo(page: Page) -> None:
    page.get_by_role("button", name="Undo").last.click()


def fact(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=re.compile(f"^Edit {name}: "))


def talks(page: Page) -> Locator:
    return page.get_by_role("region", name="When you spoke").get_by_role("listitem")


def next_talk(page: Page) -> Locator:
    return page.get_by_role("region", name=re.compile("^Speak to "))


def test_an_empty_page_teaches_how_people_come_to_stand_there_and_one_is_added_by_the_keyboard(ada, page, look):
    page.goto("/people")
    expect(page.get_by_text("whoever wrote to you stands here")).to_be_visible()
    look("people-nobody")
    page.get_by_role("main").get_by_role("button", name="Add a person").first.click()
    expect(page.get_by_role("textbox", name="Name")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog").get_by_text("A name is needed.")).to_be_visible()
    page.keyboard.type("Cleo Park")
    page.get_by_role("textbox", name="E-mail").fill("cleo@acme.example")
    look("people-add")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="Cleo Park")).to_be_visible()
    (person,) = ada.get("/contacts")["items"]
    assert (person["cadence_days"], person["speak_on"]) == (180, str(today() + timedelta(days=180)))


def test_an_address_that_somebody_has_is_refused_beside_it_with_the_way_to_them(ada, page):
    person = known(ada)
    page.goto("/people")
    page.get_by_role("button", name="Add a person").click()
    page.get_by_role("textbox", name="Name").fill("C. Park")
    page.get_by_role("textbox", name="E-mail").fill("Cleo@acme.example")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("dialog").get_by_text("is among your people already")).to_be_visible()
    page.get_by_role("link", name="Open who has this address").click()
    expect(page).to_have_url(re.compile(person["id"]))


def test_who_is_due_stands_first_and_the_search_finds_by_beginnings(ada, page, look):
    known(ada, name="Dana Field", email="dana@dune.example", company="Dune", speak_on=None)
    known(ada, name="Ben Moore", email="ben@elm.example", company="Elm", speak_on=str(today() + timedelta(days=22)))
    known(ada)
    page.goto("/people")
    names = page.get_by_role("main").get_by_role("listitem").get_by_role("link", name=re.compile("^(Cleo|Ben|Dana) "))
    expect(names).to_have_text(["Cleo Park", "Ben Moore", "Dana Field"])
    expect(page.get_by_role("region", name="Time to say hello")).to_contain_text("was due 3 weeks ago")
    expect(page.get_by_role("region", name="Coming up")).to_contain_text("due in 3 weeks")
    expect(page.get_by_role("region", name="No day set")).to_contain_text("Dana Field")
    look("people")
    page.get_by_role("searchbox", name="Search people").fill("elm")
    expect(names).to_have_text(["Ben Moore"])
    page.reload()
    expect(names).to_have_text(["Ben Moore"])
    page.get_by_role("searchbox", name="Search people").fill("nowhere")
    expect(page.get_by_role("heading", name="Nobody fits these words")).to_be_visible()


def test_one_click_says_that_we_spoke_and_undo_puts_the_day_back(ada, page, look):
    person = known(ada, cadence_days=90)
    open_person(page, person)
    expect(next_talk(page)).to_contain_text("Was due 3 weeks ago")
    look("person")
    page.get_by_role("textbox", name="What about?").fill("She starts a team in May.")
    page.get_by_role("button", name="We spoke").click()
    expect(talks(page)).to_contain_text("She starts a team in May.")
    expect(next_talk(page)).to_contain_text("Due in 3 months")
    assert shown(ada, person)["speak_on"] == str(today() + timedelta(days=90))
    expect(page.get_by_role("textbox", name="What about?")).to_have_value("")
    undo(page)
    expect(next_talk(page)).to_contain_text("Was due 3 weeks ago")
    expect(talks(page)).to_have_count(0)
    assert shown(ada, person)["speak_on"] == person["speak_on"]


def test_a_talk_of_another_day_is_noted_and_taken_back_with_its_undo(ada, page):
    person = known(ada, cadence_days=365)
    open_person(page, person)
    page.get_by_role("button", name="Another day, and how").click()
    page.get_by_role("textbox", name="When").fill("yesterday")
    page.get_by_role("combobox", name="How", exact=True).select_option(label="Telephone")
    page.get_by_role("button", name="We spoke").click()
    expect(talks(page)).to_contain_text("Telephone")
    after = shown(ada, person)
    assert after["speak_on"] == str(today() - timedelta(days=1) + timedelta(days=365))
    page.get_by_role("button", name="Take this back").click()
    expect(talks(page)).to_have_count(0)
    expect(page.get_by_role("heading", name="When you spoke")).to_be_focused()
    undo(page)
    expect(talks(page)).to_contain_text("Telephone")
    expect(next_talk(page)).to_contain_text("you last spoke yesterday")
    assert shown(ada, person)["speak_on"] == after["speak_on"]


def test_a_day_ahead_is_refused_where_one_is_to_have_spoken(ada, page):
    open_person(page, known(ada))
    page.get_by_role("button", name="Another day, and how").click()
    page.get_by_role("textbox", name="When").fill(f"{today() + timedelta(days=3)}")
    page.get_by_role("button", name="We spoke").click()
    expect(page.get_by_role("textbox", name="When")).to_have_attribute("aria-invalid", "true")
    expect(talks(page)).to_have_count(0)


def test_a_turn_is_put_off_once_and_a_cadence_counts_anew_each_with_its_undo(ada, page):
    person = known(ada)
    open_person(page, person)
    page.get_by_role("button", name="Another day", exact=True).click()
    page.get_by_role("menuitem", name="In a week").click()
    expect(next_talk(page)).to_contain_text("Due in 7 days")
    undo(page)
    expect(next_talk(page)).to_contain_text("Was due 3 weeks ago")
    page.get_by_role("combobox", name="How often").select_option(label="Every six months")
    expect(next_talk(page)).to_contain_text("Due in 6 months")
    undo(page)
    expect(next_talk(page)).to_contain_text("Was due 3 weeks ago")
    expect(page.get_by_role("combobox", name="How often")).to_have_value("none")
    page.get_by_role("combobox", name="How often").select_option(label="Another number of days …")
    page.get_by_role("textbox", name="Number of days").fill("0")
    page.keyboard.press("Enter")
    expect(page.get_by_text("A whole number from 1 to 3,660.")).to_be_visible()
    page.get_by_role("textbox", name="Number of days").fill("45")
    page.keyboard.press("Enter")
    expect(page.get_by_role("combobox", name="How often")).to_have_value("own")
    assert shown(ada, person)["cadence_days"] == 45


def test_a_day_of_ones_own_is_typed(ada, page, look):
    person = known(ada)
    open_person(page, person)
    page.get_by_role("button", name="Another day", exact=True).click()
    page.get_by_role("menuitem", name="A day of your own …").click()
    expect(page.get_by_role("textbox", name="Day")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text("A day is missing.")).to_be_visible()
    look("person-day")
    page.get_by_role("textbox", name="Day").fill("tomorrow")
    page.keyboard.press("Enter")
    expect(next_talk(page)).to_contain_text("Due tomorrow")
    assert shown(ada, person)["speak_on"] == str(today() + timedelta(days=1))


def test_a_few_lines_follow_tone_and_language_and_writing_them_is_noted(ada, page, look):
    invitation = ada.record(company="Acme", role="Data Engineer")
    person = known(ada, cadence_days=180, invitation_id=invitation["id"])
    page.goto("/people")
    page.get_by_role("link", name="Write a few lines to Cleo Park").click()
    lines = page.get_by_role("region", name="A few lines to write")
    expect(lines.get_by_role("heading", name="A few lines to write")).to_be_focused()
    expect(lines).to_contain_text("Cleo")
    expect(lines).to_contain_text("Ada Lovelace")
    look("person-check-in")
    lines.get_by_role("radiogroup", name="Language").get_by_text("Deutsch").click()
    expect(lines).to_contain_text("Grüße")
    lines.get_by_role("textbox", name="A sentence of your own").fill("Euer neues Werk gefällt mir.")
    expect(lines).to_contain_text("Euer neues Werk gefällt mir.", use_inner_text=True)
    expect(lines.get_by_role("link", name="Open in mail")).to_have_attribute(
        "href", re.compile("^mailto:cleo@acme.example.*neues", re.DOTALL)
    )
    assert ada.get(f"/contacts/{person['id']}/touchpoints")["items"] == [], "a draft moves nothing"
    lines.get_by_role("button", name="Copy").click()
    expect(lines.get_by_role("status")).to_contain_text("Is it out?")
    lines.get_by_role("button", name="I wrote to them").click()
    expect(lines).to_have_count(0)
    expect(next_talk(page)).to_contain_text("Due in 6 months")
    expect(talks(page)).to_have_count(1)
    expect(page.get_by_role("link", name="Acme · Data Engineer")).to_be_visible()


def test_a_fact_is_edited_in_place_and_a_lost_race_is_decided_by_the_person(ada, page):
    person = known(ada)
    open_person(page, person)
    fact(page, "Role").click()
    role = page.get_by_role("textbox", name="Role")
    expect(role).to_be_focused()
    role.fill("Director")
    page.keyboard.press("Escape")
    expect(fact(page, "Role")).to_be_focused()
    expect(fact(page, "Role")).to_contain_text("Head of Data")
    fact(page, "Role").click()
    page.get_by_role("textbox", name="Role").fill("Director")
    api(ada, "PATCH", f"/contacts/{person['id']}", json={"company": "Dune"})
    page.keyboard.press("Enter")
    race = page.get_by_role("alert").filter(has_text="was changed meanwhile")
    expect(race).to_contain_text("Company: was “Acme”, is now “Dune”")
    race.get_by_role("button", name="Save mine").click()
    expect(fact(page, "Role")).to_contain_text("Director")
    fact(page, "Name").click()
    page.get_by_role("textbox", name="Name").fill(" ")
    page.keyboard.press("Enter")
    expect(page.get_by_text("A name is needed.")).to_be_visible()
    page.keyboard.press("Escape")
    after = shown(ada, person)
    assert (after["name"], after["role"], after["company"]) == ("Cleo Park", "Director", "Dune")


def test_a_deleted_person_comes_back_by_undo_from_the_list_and_from_their_address(ada, page):
    person = known(ada)
    open_person(page, person)
    page.get_by_role("button", name="More to do").click()
    page.get_by_role("menuitem", name="Delete").click()
    expect(page).to_have_url(re.compile("/people$"))
    expect(page.get_by_role("heading", name="Nobody here yet")).to_be_visible()
    undo(page)
    expect(page.get_by_role("link", name="Cleo Park", exact=True)).to_be_visible()
    api(ada, "DELETE", f"/contacts/{person['id']}")
    page.goto("/people?deleted=true")
    page.get_by_role("button", name="Restore Cleo Park").click()
    expect(page.get_by_role("heading", name="Nobody was deleted")).to_be_visible()
    api(ada, "DELETE", f"/contacts/{person['id']}")
    page.goto(f"/people/{person['id']}")
    page.get_by_role("button", name="Restore").click()
    expect(page.get_by_role("heading", level=1, name="Cleo Park")).to_be_visible()


def test_an_address_of_nobody_is_not_found(ada, page):
    page.goto("/people/019ab0b7-2d52-7d52-b8f5-0d1c2f3a4b60")
    expect(page.get_by_text("There is nothing at this address.")).to_be_visible()


def test_home_names_three_people_after_everything_that_is_owed(ada, page, look):
    ada.record(company="Blue Harbour")
    for number in range(4):
        known(ada, name=f"Person {number}", email=f"p{number}@acme.example")
    page.goto("/")
    aside = page.get_by_role("region", name="Time to say hello")
    expect(aside.get_by_role("listitem")).to_have_count(3)
    expect(aside).to_contain_text("There are more")
    owed = page.get_by_role("link", name="Blue Harbour").bounding_box()
    people = aside.bounding_box()
    assert owed is not None
    assert people is not None
    assert owed["y"] < people["y"]
    look("home-people")
    aside.get_by_role("link", name="All people").click()
    expect(page.get_by_role("heading", level=1, name="People")).to_be_visible()


def test_the_palette_knows_people(ada, page):
    person = known(ada)
    page.goto("/")
    expect(page.get_by_role("region", name="Time to say hello")).to_be_visible()
    page.keyboard.press("/")
    page.get_by_role("combobox").fill("cle")
    expect(page.get_by_role("option", name=re.compile("Cleo Park · Acme"))).to_be_visible()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(person["id"]))


def test_after_a_decline_that_keeps_the_door_open_one_is_told_when_to_say_hello(ada, page, look):
    invitation = ada.record(
        company="Acme", role="Data Engineer", contact_name="Cleo Park", contact_email="cleo@acme.example"
    )
    given = {"kind": "decline", "reason": "staying_put", "keep_in_touch": True}
    reply = api(ada, "POST", f"/invitations/{invitation['id']}/replies", json=given)
    page.goto(f"/invitations/{invitation['id']}/reply?reply={reply['id']}")
    page.get_by_role("button", name="I sent it").click()
    expect(page.get_by_text("You will be reminded to say hello:")).to_be_visible()
    look("sent-say-hello")
    page.get_by_role("link", name="Cleo Park").click()
    expect(next_talk(page)).to_contain_text("Due in 6 months")
    expect(talks(page).get_by_role("link")).to_have_text(reply["subject"])
    expect(page.get_by_role("button", name="Take this back")).to_have_count(0)


@pytest.mark.parametrize("language", ["de"])
def test_the_page_speaks_german(served, context, page, look, language):
    served.enrol(language=language)
    context.add_cookies([{"name": c.name, "value": c.value, "url": served.url} for c in served.asked.cookies.jar])
    person = known(served)
    page.goto("/people")
    expect(page.get_by_role("heading", level=1, name="Kontakte")).to_be_visible()
    expect(page.get_by_role("region", name="Zeit, dich zu melden")).to_contain_text("war vor 3 Wochen fällig")
    page.goto(f"/people/{person['id']}?write=true")
    expect(page.get_by_role("region", name="Ein paar Zeilen zum Schreiben")).to_contain_text("Grüße")
    look("person-german")


def test_the_example_shows_somebody(ada, page, look):
    page.goto("/")
    page.get_by_role("button", name="Look around with an example").click()
    aside = page.get_by_role("region", name="Time to say hello")
    expect(aside.get_by_role("listitem").first).to_be_visible()
    look("home-example-people")
    aside.get_by_role("link", name="All people").click()
    expect(page.get_by_role("region", name="Coming up")).to_be_visible()
    look("people-example")
    page.get_by_role("region", name="Coming up").get_by_role("link").first.click()
    expect(talks(page).first).to_be_visible()
    look("person-example")


def test_a_digest_of_people_alone_shows_them_in_its_preview(ada, page):
    known(ada, speak_on=str(today()))
    page.goto("/settings/reminders")
    expect(page.get_by_role("region", name="If it were sent now")).to_contain_text("Cleo Park")


def test_somebody_who_is_declined_elsewhere_appears_by_themselves(ada, page):
    invitation = ada.record(contact_name="Cleo Park", contact_email="cleo@acme.example")
    page.goto("/people")
    expect(page.get_by_role("heading", name="Nobody here yet")).to_be_visible()
    given = {"kind": "decline", "reason": "personal", "keep_in_touch": True}
    reply = api(ada, "POST", f"/invitations/{invitation['id']}/replies", json=given)
    api(ada, "POST", f"/replies/{reply['id']}/sent")
    expect(page.get_by_role("region", name="Coming up")).to_contain_text("Cleo Park")
