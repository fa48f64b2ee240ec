"""The first load: how much script it takes, and how soon it answers on a slow machine."""

import os
from collections.abc import Generator
from statistics import median
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

MOST_SCRIPT = 250_000
"""Bytes of script as they are sent, compressed, until home stands with everything that is loaded by itself."""

SOON_ENOUGH = 1.5
"""Seconds from asking for the address until a button of the first row answers, with a quarter of the speed."""

SLOWER = 4


@pytest.fixture
def viewport() -> dict[str, int]:
    return {"width": 360, "height": 740}


@pytest.fixture
def fresh(browser: Browser, served, viewport) -> Generator[Any]:
    """Opens profiles that have never seen the page, in which Ada is signed in."""
    served.enrol()
    for company in ("Acme", "Blue Harbour", "Cedar Mills", "Dune", "Elm", "Fjord Labs", "Gable", "Harrow"):
        served.record(company=company, role="Data Engineer")
    opened: list[BrowserContext] = []

    def open_one() -> Page:
        context = browser.new_context(
            base_url=served.url, viewport=viewport, locale="en-GB", service_workers="block", reduced_motion="reduce"
        )
        context.add_cookies([{"name": c.name, "value": c.value, "url": served.url} for c in served.asked.cookies.jar])
        opened.append(context)
        return context.new_page()

    yield open_one
    for context in opened:
        context.close()


def test_the_first_load_of_home_stays_within_its_budget_of_script(fresh):
    page = fresh()
    line = page.context.new_cdp_session(page)
    scripts: dict[str, str] = {}
    sizes: dict[str, int] = {}

    def note(event: dict[str, Any]) -> None:
        if event["response"]["url"].partition("?")[0].endswith(".js"):
            scripts[event["requestId"]] = event["response"]["url"].rpartition("/")[2]

    line.on("Network.responseReceived", note)
    line.on("Network.loadingFinished", lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]}))
    line.send("Network.enable")
    page.goto("/")
    expect(page.get_by_role("link", name="Acme")).to_be_visible()
    page.wait_for_timeout(1_500)
    sent = sorted(((sizes[request], name) for request, name in scripts.items() if request in sizes), reverse=True)
    assert len(sent) > 3
    total = sum(size for size, _ in sent)
    print(f"{total:,} bytes of script in {len(sent)} files")  # noqa: T201 - the figure is what the budget is held by
    assert total <= MOST_SCRIPT, sent


def test_home_answers_soon_on_a_slow_machine(fresh):
    """By the clock where the machine has time; where others keep it busy, by what the page itself takes of it."""
    if os.getloadavg()[0] < (os.cpu_count() or 1):
        times = [answered(fresh(), rate=SLOWER).after for _ in range(3)]
    else:
        times = [answered(fresh(), rate=1).busy * SLOWER for _ in range(3)]
    print(f"home answered after {[round(time, 2) for time in times]} s")  # noqa: T201 - so is this one
    assert median(times) <= SOON_ENOUGH, times


class Answered(NamedTuple):
    """A menu of the first row has opened at a click."""

    after: float
    """Seconds since home was asked for."""
    busy: float
    """Seconds for which the page's thread was at work, the waiting for others left out."""


def answered(page: Page, *, rate: int) -> Answered:
    """Open home at one `rate`-th of the speed, and click as soon as there is something to click at."""
    line = page.context.new_cdp_session(page)
    line.send("Performance.enable", {"timeDomain": "threadTicks"})
    line.send("Emulation.setCPUThrottlingRate", {"rate": rate})
    # The page's own clock, stopped as the menu comes: the time that the test takes to look doesn't count.
    page.add_init_script(
        """new MutationObserver(() => {
          const more = document.querySelector("main li button[aria-haspopup=menu]");
          if (more !== null && window.clickedAt === undefined) {
            window.clickedAt = performance.now();
            setTimeout(() => more.click());
          }
          if (document.querySelector("[role=menu]") !== null) window.answeredAt ??= performance.now();
        }).observe(document, {subtree: true, childList: true});"""
    )
    page.goto("/", wait_until="commit")
    expect(page.get_by_role("menu")).to_be_visible(timeout=20_000)
    measured = {one["name"]: one["value"] for one in line.send("Performance.getMetrics")["metrics"]}
    return Answered(page.evaluate("window.answeredAt") / 1000, measured["TaskDuration"])
