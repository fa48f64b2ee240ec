"""Arriving: the first run, signing in and out, and what is never let in."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from core.settings import SignUp
from tests.browser.conftest import PASSWORD, PHONE, Served
from tests.conftest import Clock

Look = Callable[[str], None]

AT_ONE_WIDTH = pytest.mark.parametrize("viewport", [pytest.param(PHONE, id="phone")], indirect=True)
"""For rules that have nothing to do with how wide the screen is."""


def fill_sign_in(page: Page, password: str) -> None:
    page.get_by_label("E-mail").fill("ada@example.org")
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()


def sign_out(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    more = page.get_by_role("button", name="More")
    (more if more.is_visible() else page.get_by_role("button", name="Ada Lovelace")).click()
    page.get_by_role("menuitem", name="Sign out").click()


def test_the_first_run_leads_from_nothing_to_a_filled_page(page: Page, served: Served, look: Look) -> None:
    page.goto("/")
    expect(page.get_by_role("heading", name="Welcome to Replyby", level=1)).to_be_visible()
    expect(page.get_by_text("Germany · Europe/Berlin · Monday to Friday")).to_be_visible()
    page.get_by_label("Your name").fill("Ada Lovelace")
    page.get_by_label("E-mail").fill("ada@example.org")
    page.get_by_label("Password", exact=True).fill("too short")
    expect(page.get_by_text("One more character.")).to_be_visible()
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Change").click()
    page.get_by_role("checkbox", name="Friday").press("Space")
    expect(page.get_by_text("Germany · Europe/Berlin · Monday to Thursday")).to_be_visible()
    look("welcome")
    page.get_by_role("button", name="Create account").click()

    expect(page.get_by_role("heading", name="Good to have you, Ada Lovelace")).to_be_focused()
    expect(page.get_by_text("received Fri 16:40 Europe/Berlin, counted from Mon + 2 business days")).to_be_visible()
    look("ways-on")
    page.get_by_role("button", name="Look around with an example").click()
    expect(page).to_have_url(re.compile(r"/$"))
    expect(page.get_by_text("Flamingo Freight").first).to_be_visible()

    served.sign_in()
    assert served.get("/me")["working_days"] == [0, 1, 2, 3]
    assert served.get("/me")["country"] == "DE"


@AT_ONE_WIDTH
def test_what_was_guessed_can_be_mended(page: Page, served: Served) -> None:
    page.goto("/welcome")
    page.get_by_role("button", name="Change").click()
    page.get_by_role("combobox", name="Time zone").fill("Madrid")
    page.get_by_role("option", name="Europe/Madrid").click()
    page.get_by_role("combobox", name="Country").fill("Spai")
    page.get_by_role("option", name="Spain").click()
    page.get_by_role("combobox", name="Region").fill("Catal")
    page.get_by_role("option", name="Catalunya").click()
    page.get_by_label("Your name").fill("Ada Lovelace")
    page.get_by_label("E-mail").fill("ada@example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_role("heading", name="Good to have you")).to_be_visible()
    served.sign_in()
    profile = served.get("/me")
    assert [profile[name] for name in ("time_zone", "country", "region", "working_days")] == [
        "Europe/Madrid",
        "ES",
        "CT",
        None,
    ]


@AT_ONE_WIDTH
def test_a_refusal_stands_beside_the_field_that_caused_it(page: Page, served: Served) -> None:
    served.enrol()
    page.goto("/welcome")
    page.get_by_label("Your name").fill("Ben")
    page.get_by_label("E-mail").fill("ada@example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_label("E-mail")).to_be_focused()
    expect(page.get_by_label("E-mail")).to_have_accessible_description(re.compile("There is an account with this"))


@AT_ONE_WIDTH
def test_a_refusal_speaks_the_language_of_the_page(page: Page, served: Served, look: Look) -> None:
    served.enrol()
    page.add_init_script("localStorage.setItem('replyby-language', 'de')")
    page.goto("/welcome")
    page.get_by_label("Dein Name").fill("Ben")
    page.get_by_label("E-Mail").fill("ada..king@example.org")
    page.get_by_label("Passwort", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Konto anlegen").click()
    expect(page.get_by_label("E-Mail")).to_have_accessible_description(
        "Das ist keine E-Mail-Adresse wie ada@example.com."
    )
    page.get_by_label("E-Mail").fill("ada@example.org")
    page.get_by_role("button", name="Konto anlegen").click()
    expect(page.get_by_label("E-Mail")).to_have_accessible_description(re.compile("gibt es schon ein Konto"))
    look("refused-in-german")


def test_a_wrong_password_is_told_and_the_right_one_leads_back(page: Page, served: Served, look: Look) -> None:
    served.enrol()
    page.goto("/settings/tokens")
    expect(page.get_by_role("heading", name="Sign in", level=1)).to_be_visible()
    look("sign-in")
    fill_sign_in(page, "correct horse")
    expect(page.get_by_role("alert")).to_contain_text("belong together")
    fill_sign_in(page, PASSWORD)
    expect(page).to_have_url(re.compile(r"/settings/tokens$"))
    page.goto("/sign-in")
    expect(page).to_have_url(re.compile(r"/$"))
    page.goto("/welcome")
    expect(page).to_have_url(re.compile(r"/$"))


@AT_ONE_WIDTH
def test_nobody_is_led_to_another_host(page: Page, served: Served) -> None:
    served.enrol()
    for foreign in ("//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"):
        page.context.clear_cookies()
        page.goto(f"/sign-in?next={foreign}")
        fill_sign_in(page, PASSWORD)
        expect(page).to_have_url(f"{served.url}/")


def test_whoever_signs_out_is_out(page: Page, ada: Served) -> None:
    page.goto("/settings/profile")
    sign_out(page)
    expect(page.get_by_role("heading", name="Sign in", level=1)).to_be_visible()
    page.goto("/settings/profile")
    expect(page).to_have_url(re.compile("/sign-in"))


class TestThrottled:
    """The server's clock stands, so that the wait doesn't run out."""

    @pytest.fixture
    def server_clock(self) -> Clock:
        return Clock()

    def test_too_many_guesses_are_told_with_how_long_to_wait(
        self, page: Page, served: Served, server_clock: Clock, look: Look
    ) -> None:
        served.enrol()
        for _ in range(10):
            served.asked.post("/api/v1/sessions", json={"email": "ada@example.org", "password": "wrong"})
        page.goto("/sign-in")
        fill_sign_in(page, PASSWORD)
        expect(page.get_by_role("alert")).to_have_text("Too many attempts. Try again in 6 minutes.")
        expect(page.get_by_role("button", name="Sign in")).to_be_disabled()
        look("sign-in-throttled")
        server_clock.forward(minutes=6)
        page.reload()
        fill_sign_in(page, PASSWORD)
        expect(page).to_have_url(f"{served.url}/")


class TestClosed:
    """A server that takes nobody else."""

    @pytest.fixture
    def server_settings(self) -> dict[str, Any]:
        return {"sign_up": SignUp.CLOSED}

    @AT_ONE_WIDTH
    def test_no_link_leads_to_an_account_that_nobody_could_make(self, page: Page, served: Served) -> None:
        served.enrol()
        page.goto("/sign-in")
        expect(page.get_by_role("button", name="Sign in")).to_be_visible()
        expect(page.get_by_role("link", name="Create account")).to_have_count(0)
        page.goto("/welcome")
        expect(page.get_by_role("heading", name="No new accounts here")).to_be_visible()
