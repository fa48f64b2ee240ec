"""Lists of a length that a browser couldn't hold: they scroll at the same cost everywhere, and are chosen from."""

import re
import sqlite3
from contextlib import closing
from uuid import UUID

import pytest
from playwright.sync_api import CDPSession, Page, expect

from tests.browser.conftest import DESKTOP, Served

MANY = 20_000

SCROLL = """
async ([, to]) => {
  const narrow = innerWidth < 600, box = narrow ? document.scrollingElement : document.querySelector("[role=grid]");
  const row = narrow ? 92 : 44;
  let frames = 0;
  for (; box.scrollTop < to * row; frames++) {
    await new Promise(requestAnimationFrame);
    box.scrollTop += 32 * row;
  }
  return frames;
}
"""
"""Every frame shows rows that the one before it didn't."""


def test_a_long_list_scrolls_smoothly_and_is_found_again_where_it_was_left(ada: Served, page: Page) -> None:
    ada.record(company="Acme")
    crowd(ada, MANY)
    page.goto("/everything")
    expect(page.get_by_text("More than 100 invitations")).to_be_visible()
    # The page's own time on the processor: what else the machine does meanwhile doesn't count.
    asked = page.context.new_cdp_session(page)
    asked.send("Performance.enable", {"timeDomain": "threadTicks"})
    early, late = (cost_of_a_frame(page, asked, span) for span in ((0, 1_000), (4_000, 5_500)))
    assert early < 0.05, early
    assert late < early * 2, (early, late)
    assert page.evaluate("document.querySelectorAll('*').length") < 2_000

    links = page.get_by_role("link", name=re.compile(r"^Acme \d{5}"))
    link = links.nth(links.count() // 2)
    expect(link).to_be_visible()
    company = re.findall(r"Acme \d{5}", link.inner_text())[0]
    link.click()
    expect(page).to_have_url(re.compile("/invitations/"))
    page.go_back()
    expect(page.get_by_text(company)).to_be_in_viewport()


@pytest.mark.parametrize("viewport", [pytest.param(DESKTOP, id="desktop")])
def test_all_that_match_are_chosen_at_once_up_to_a_told_maximum(ada: Served, page: Page) -> None:
    ada.record(company="Acme")
    crowd(ada, 1_500)
    page.goto("/everything")
    page.get_by_role("checkbox", name="Choose all").click()
    expect(page.get_by_role("toolbar")).to_contain_text("1,000 chosen, the most at once")


def cost_of_a_frame(page: Page, asked: CDPSession, span: tuple[int, int]) -> float:
    """Seconds of the page's own time for one frame of scrolling from one row to another."""
    page.evaluate(SCROLL, (0, span[0]))
    before = _spent(asked)
    frames = page.evaluate(SCROLL, span)
    return (_spent(asked) - before) / frames


def _spent(asked: CDPSession) -> float:
    metrics = asked.send("Performance.getMetrics")["metrics"]
    return next(metric["value"] for metric in metrics if metric["name"] == "TaskDuration")


def crowd(served: Served, count: int) -> None:
    """So many more invitations, written past the interface: copies of the one that there is."""
    with closing(sqlite3.connect(served.settings.data_dir / "replyby.db", timeout=10)) as database:
        names = [row[1] for row in database.execute("PRAGMA table_info(invitation)")]
        first = dict(zip(names, database.execute("SELECT * FROM invitation").fetchone(), strict=True))
        given = f"INSERT INTO invitation ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"  # noqa: S608
        database.executemany(given, ([_copy(first, number)[name] for name in names] for number in range(count)))
        database.commit()


def _copy(row: dict[str, object], number: int) -> dict[str, object]:
    hours, minutes = divmod(number, 60)
    received = f"2025-{hours // 672 % 12 + 1:02}-{hours // 24 % 28 + 1:02} {hours % 24:02}:{minutes:02}:00.000000"
    key = UUID(int=(0x019A << 112) | (7 << 76) | (2 << 62) | number).hex
    return row | {"id": key, "company": f"Acme {number:05}", "received_at": received, "next_flag_at": None}
