"""Without a connection: what was read last stays readable, says how old it is, and is forgotten at signing out."""

import re
from collections.abc import Callable, Generator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

KEPT = """async () => {
  const open = indexedDB.open("replyby");
  const base = await new Promise((done) => (open.onsuccess = () => done(open.result)));
  if (!base.objectStoreNames.contains("kept")) return "";
  const all = base.transaction("kept").objectStore("kept").getAll();
  const values = await new Promise((done) => (all.onsuccess = () => done(all.result)));
  base.close();
  return values.join();
}"""
"""What this browser keeps of the account."""

IS_KEPT = "navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller !== null)"
"""Whether the page's own files are kept, too."""


def eventually(page: Page, check: Callable[[], bool]) -> None:
    """Wait until the browser has done in the background what `check` asks for."""
    for _ in range(100):
        if check():
            return
        page.wait_for_timeout(100)
    raise AssertionError("it never came to pass")


@pytest.fixture
def viewport() -> dict[str, int]:
    return {"width": 360, "height": 740}


@pytest.fixture
def context(browser: Browser, served, viewport) -> Generator[BrowserContext]:
    """A profile in which the page may keep itself. Failing requests are what these tests are about."""
    context = browser.new_context(
        base_url=served.url, viewport=viewport, locale="en-GB", timezone_id="Europe/Berlin", reduced_motion="reduce"
    )
    yield context
    context.close()


@pytest.fixture
def kept(page: Page, ada) -> Page:
    """Home, kept on the device with its one invitation, and the page's own files with it."""
    ada.record(company="Acme", role="Data Engineer")
    page.goto("/")
    expect(page.get_by_role("link", name="Acme")).to_be_visible()
    eventually(page, lambda: "Acme" in page.evaluate(KEPT) and page.evaluate(IS_KEPT))
    return page


def test_the_page_opens_with_the_server_stopped(kept, served):
    served.stop()
    kept.reload()
    expect(kept.get_by_role("link", name="Acme")).to_be_visible()
    note = kept.get_by_role("status").filter(has_text=re.compile("The server can.t be reached"))
    expect(note).to_contain_text(re.compile(r"as of \w{3},? \d"), timeout=15_000)


def test_without_a_network_the_page_says_so_and_goes_on_by_itself(kept, context, served):
    context.set_offline(True)
    expect(kept.get_by_role("status").filter(has_text="You are offline")).to_contain_text("as of")
    kept.reload()
    expect(kept.get_by_role("link", name="Acme")).to_be_visible()
    context.set_offline(False)
    expect(kept.get_by_text("You are offline")).to_have_count(0)
    served.record(company="Blue Harbour")
    expect(kept.get_by_role("link", name="Blue Harbour")).to_be_visible(timeout=15_000)


def test_what_can_not_be_sent_is_refused_at_once_and_stays(kept, context):
    context.set_offline(True)
    kept.get_by_role("button", name="Snooze Acme").click()
    kept.get_by_role("menuitem", name="Tomorrow").click()
    expect(kept.get_by_role("alert").filter(has_text=re.compile("That didn.t work"))).to_be_visible()
    expect(kept.get_by_role("link", name="Acme")).to_be_visible()


def test_signing_out_forgets_everything_that_was_kept(kept):
    kept.evaluate("localStorage.setItem('replyby-words:a:b', JSON.stringify({at: Date.now(), words: 'Dear Cleo'}))")
    kept.get_by_role("button", name="More", exact=True).click()
    kept.get_by_role("menuitem", name="Sign out").click()
    expect(kept).to_have_url(re.compile("/sign-in"))
    eventually(kept, lambda: not {"Acme", "ada@"} & set(re.findall(r"Acme|ada@", kept.evaluate(KEPT))))
    # Nor is it written again by whatever was under way.
    kept.wait_for_timeout(1_500)
    assert "Acme" not in kept.evaluate(KEPT)
    assert not any("replyby-words" in key for key in kept.evaluate("Object.keys(localStorage)"))


def test_a_session_that_was_ended_elsewhere_leaves_nothing_behind(kept, ada):
    [here] = [one for one in ada.get("/sessions")["items"] if one["is_current"]]
    ada.asked.delete(f"/api/v1/sessions/{here['id']}").raise_for_status()
    kept.reload()
    expect(kept).to_have_url(re.compile("/sign-in"))
    eventually(kept, lambda: "Acme" not in kept.evaluate(KEPT))
