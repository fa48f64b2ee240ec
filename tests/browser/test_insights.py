"""Insights in the browser: what the interface tells, in words, as charts and as tables; and no more than it tells."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from core.clock import now
from tests.browser.conftest import DESKTOP, PHONE

at_a_desk = pytest.mark.parametrize("viewport", [pytest.param(DESKTOP, id="desktop")])
on_the_way = pytest.mark.parametrize("viewport", [pytest.param(PHONE, id="phone")])


def answered(served, company: str, *, days_ago: int, after: timedelta, kind: str = "decline", **answer) -> None:
    """An invitation of `days_ago`, answered so long after its receipt."""
    received = now() - timedelta(days=days_ago)
    made = served.record(company=company, received_at=received.isoformat(), medium="email")
    put = served.asked.put(
        f"/api/v1/invitations/{made['id']}/answer",
        json={"kind": kind, "answered_at": (received + after).isoformat(), **answer},
    )
    put.raise_for_status()


@pytest.fixture
def told(ada):
    """Seven answers of the last months, and one invitation that was left unanswered for long."""
    for number, hours in enumerate((1, 3, 6, 20, 20, 30, 400)):
        reason = {"reason": "salary" if number % 3 else "location"} if number else {}
        kind = "decline" if number else "accept"
        answered(ada, f"Acme {number}", days_ago=25 + 20 * number, after=timedelta(hours=hours), kind=kind, **reason)
    ada.record(company="Blue Harbour", received_at=(now() - timedelta(days=40)).isoformat())
    return ada


def test_a_person_sees_how_she_answers_beside_what_a_survey_found(told, page: Page, look):
    page.goto("/insights")
    expect(page.get_by_text("8 invitations: 7 answered, 1 still waits for you.")).to_be_visible()
    shown = told.get("/insights")
    on_time = f"{round(100 * shown['on_time']['share'])}%"
    expect(page.get_by_role("region", name="In short").get_by_text(on_time, exact=True)).to_be_visible()
    expect(page.get_by_role("region", name="In short").get_by_text("20 hours", exact=True)).to_be_visible()
    expect(page.get_by_text("13%")).to_be_visible()
    expect(page.get_by_text("Job seekers (Indeed, 2021)")).to_be_visible()
    expect(page.get_by_text("28%", exact=True)).to_be_visible()
    expect(
        page.get_by_role("img", name=re.compile("Replies by the time they took. up to 1 h: 1. 1.4 h: 1."))
    ).to_be_visible()
    expect(page.get_by_text(re.compile("^12.24 h$"))).to_be_visible()
    look("insights")


def test_each_chart_is_there_as_a_table_too(told, page: Page, look):
    page.goto("/insights")
    page.get_by_role("button", name="As a table: How long your replies took").click()
    row = page.get_by_role("row", name=re.compile("^12.24 h 2$"))
    expect(row).to_be_visible()
    page.get_by_role("button", name="As a table: Month by month").click()
    page.get_by_role("button", name="As a table: Why you declined").click()
    expect(page.get_by_role("row", name=re.compile("The pay 1")).first).to_be_visible()
    look("insights-tables")
    page.get_by_role("button", name="As a chart: How long your replies took").click()
    expect(row).to_be_hidden()


def test_what_is_too_little_to_say_is_not_said(ada, page: Page, look):
    answered(ada, "Acme", days_ago=5, after=timedelta(hours=5), reason="salary")
    answered(ada, "Oak", days_ago=6, after=timedelta(hours=50), reason="salary")
    page.goto("/insights")
    short = page.get_by_role("region", name="In short")
    expect(short.get_by_text("Too few to say")).to_have_count(3)
    expect(short.get_by_text("2 so far; it takes 5.")).to_have_count(3)
    expect(short.get_by_text("%")).to_have_count(0)
    expect(page.get_by_text("28%", exact=True)).to_be_visible()
    look("insights-few")


def test_without_invitations_it_teaches_where_insights_come_from(ada, page: Page, look):
    page.goto("/insights")
    expect(page.get_by_role("heading", name="Nothing to tell yet")).to_be_visible()
    look("insights-empty")
    page.get_by_role("link", name="Import a list").click()
    expect(page).to_have_url("/import")


@at_a_desk
def test_the_span_is_in_the_address_and_survives_a_reload(told, page: Page):
    page.goto("/insights")
    page.get_by_role("radiogroup", name="Received").get_by_text("3 months").click()
    expect(page).to_have_url("/insights?period=3-months")
    expect(page.get_by_text("8 invitations", exact=True)).to_be_hidden()
    page.reload()
    expect(page.get_by_role("radio", name="3 months")).to_be_checked()
    page.get_by_role("radiogroup", name="Received").get_by_text("Ever").click()
    expect(page).to_have_url("/insights?period=all")
    expect(page.get_by_text("8 invitations", exact=True)).to_be_visible()
    page.go_back()
    expect(page.get_by_role("radio", name="3 months")).to_be_checked()


@at_a_desk
def test_dates_that_make_no_span_are_refused_beside_them(told, page: Page):
    page.goto("/insights?from=2020-01-01&to=2020-02-29")
    expect(page.get_by_role("heading", name="Nothing was received then")).to_be_visible()
    page.get_by_label("To", exact=True).fill("01/01/2019")
    expect(page.get_by_role("alert")).to_contain_text("a span ends on the day it begins, or later")
    page.get_by_label("From", exact=True).fill("01/01/2018")
    expect(page.get_by_role("heading", name="Nothing was received then")).to_be_visible()
    page.get_by_role("button", name="Look at everything").click()
    expect(page.get_by_text("8 invitations", exact=True)).to_be_visible()
    expect(page.get_by_role("radio", name="Ever")).to_be_checked()


@on_the_way
def test_german_is_german_down_to_the_numbers(told, page: Page, look):
    told.asked.patch("/api/v1/me", json={"language": "de"}).raise_for_status()
    page.goto("/insights")
    expect(page.get_by_text("8 Einladungen: 7 beantwortet, 1 wartet noch auf dich.")).to_be_visible()
    expect(page.get_by_role("region", name="Kurz gesagt").get_by_text("20 Stunden", exact=True)).to_be_visible()
    expect(page.get_by_text(re.compile("^28\\s%$"))).to_be_visible()
    look("insights-de")
