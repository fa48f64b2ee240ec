"""A real browser on a real server: Debian's Chromium, the built page, and the product on a SQLite file.

Where there is no Chromium, or the page isn't built, these tests are skipped, and one loud line says so; where
continuous integration runs, that line is a failure. What a test sees stays in `.artefacts/browser` for a person to look
at: `look("home")` keeps a picture.
"""

import asyncio
import os
import shutil
import threading
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from api.app import create_app
from api.frontend import BUILT
from core import clock as wall_clock
from core.settings import SchedulerMode, Settings, SignUp
from tests.programs import found, leave_out

BUILT_PAGE = Path(os.environ.get("REPLYBY_BUILT_PAGE", BUILT))
CHROMIUM = found("chromium", "chromium-browser", "google-chrome")
ARTEFACTS = Path(__file__).parents[2] / ".artefacts" / "browser"
AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"

DESKTOP = {"width": 1280, "height": 860}
PHONE = {"width": 360, "height": 740}
PASSWORD = "correct horse battery"  # noqa: S105 - the plainly invented password of the cast

WHY_NONE = pytest.StashKey[str]()

expect.set_options(timeout=8_000)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Where they can't run, leave one of these tests in place of all, with the reason: one line tells it."""
    missing = "there is no Chromium (apt install chromium)" if CHROMIUM is None else None
    if missing is None and not (BUILT_PAGE / "index.html").is_file():
        missing = "the page isn't built (make install)"
    if missing is not None:
        ours = [item for item in items if Path(__file__).parent in item.path.parents]
        items[:] = [item for item in items if item not in ours[1:]]
        for item in ours[:1]:
            item.stash[WHY_NONE] = f"NONE OF {len(ours)} BROWSER TESTS RUN: {missing}"


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Leave out the test that stands in place of all."""
    if WHY_NONE in item.stash:
        leave_out(item.stash[WHY_NONE])


@pytest.fixture(scope="module")
def browser() -> Generator[Browser]:
    """Debian's Chromium, for the tests of one file; as root, and in a container, it has no sandbox of its own.

    Playwright keeps an event loop running in this thread for as long as it is started, beside which no other test
    could run one of its own: so it is started for a file, and not, as its plugin for pytest does, for the session.
    """
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
            ],
        )
        yield browser
        browser.close()


@dataclass
class Served:
    """A running Replyby of one test's own."""

    url: str
    settings: Settings
    asked: httpx2.Client = field(repr=False)
    """A client that is signed in as Ada once `enrol` was called, to put in place what a test begins with."""
    stop: Callable[[], None] = field(repr=False)
    """Stop the server for good."""

    def enrol(self, *, language: str = "en", time_zone: str = "Europe/Berlin", country: str | None = "DE") -> None:
        """Make Ada's account, as the first run does."""
        given = {
            "email": "ada@example.org",
            "password": PASSWORD,
            "name": "Ada Lovelace",
            "time_zone": time_zone,
            "language": language,
            "country": country,
        }
        self.asked.post("/api/v1/accounts", json=given).raise_for_status()
        self.sign_in()

    def sign_in(self) -> None:
        """Give the client Ada's session."""
        given = {"email": "ada@example.org", "password": PASSWORD}
        self.asked.post("/api/v1/sessions", json=given).raise_for_status()

    def record(self, **invitation: Any) -> dict[str, Any]:
        """Record an invitation, and return it as the interface shows it."""
        answer = self.asked.post("/api/v1/invitations", json={"company": "Acme", **invitation})
        answer.raise_for_status()
        return answer.json()

    def get(self, path: str, **query: Any) -> Any:
        """What the interface says at `/api/v1` + path."""
        answer = self.asked.get(f"/api/v1{path}", params=query)
        answer.raise_for_status()
        return answer.json()


class _Thread(threading.Thread):
    def __init__(self, settings: Settings, clock: Callable[[], datetime]) -> None:
        super().__init__(daemon=True)
        app = create_app(settings, clock=clock, built_page=BUILT_PAGE)
        self.server = uvicorn.Server(
            uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning", timeout_graceful_shutdown=1)
        )
        self.server.install_signal_handlers = lambda: None  # type: ignore[method-assign]

    def run(self) -> None:
        asyncio.run(self.server.serve())

    def port(self) -> int:
        for _ in range(400):
            if self.server.started:
                return self.server.servers[0].sockets[0].getsockname()[1]
            threading.Event().wait(0.025)
        raise RuntimeError("the server didn't start within ten seconds")

    def stop(self) -> None:
        self.server.should_exit = True
        self.join(10)


@pytest.fixture
def server_settings() -> dict[str, Any]:
    """Settings beside the usual ones; a module overrides this fixture to serve with its own."""
    return {}


@pytest.fixture
def server_clock() -> Callable[[], datetime]:
    """The clock of the server. The browser's is the real one, so most tests use that."""
    return wall_clock.now


@pytest.fixture
def served(
    tmp_path: Path,
    migrated_file: Path,
    server_settings: dict[str, Any],
    server_clock: Callable[[], datetime],
) -> Generator[Served]:
    """A server without an account, on a database of its own."""
    shutil.copyfile(migrated_file, tmp_path / "replyby.db")
    settings = Settings(
        _env_file=None,  # pyright: ignore[reportCallIssue]
        data_dir=tmp_path,
        secret_key="a key that only the tests know, 0123456789",  # pyright: ignore[reportArgumentType]
        **{"scheduler": SchedulerMode.OFF, "sign_up": SignUp.OPEN, **server_settings},
    )
    thread = _Thread(settings, server_clock)
    thread.start()
    url = f"http://127.0.0.1:{thread.port()}"
    try:
        with httpx2.Client(base_url=url, headers={"Sec-Fetch-Site": "same-origin"}) as asked:
            yield Served(url, settings, asked, thread.stop)
    finally:
        thread.stop()


@pytest.fixture(params=[pytest.param(DESKTOP, id="desktop"), pytest.param(PHONE, id="phone")])
def viewport(request: pytest.FixtureRequest) -> dict[str, int]:
    """Each test that takes `page` runs at both widths."""
    return request.param


@pytest.fixture
def complaints() -> list[str]:
    """What the browser complained of: errors in the console, refused requests, requests to other hosts."""
    return []


@pytest.fixture
def context(
    browser: Browser, served: Served, viewport: dict[str, int], complaints: list[str]
) -> Generator[BrowserContext]:
    """A fresh browser profile. Nothing may ask another host, break the policy or throw: the test fails that lets it."""
    is_phone = viewport["width"] < 600
    context = browser.new_context(
        base_url=served.url,
        viewport=viewport,
        has_touch=is_phone,
        locale="en-GB",
        timezone_id="Europe/Berlin",
        reduced_motion="reduce",
        service_workers="block",
    )
    context.on("request", lambda asked: _own(asked.url, served.url) or complaints.append(f"asked {asked.url}"))
    # A refusal of the interface is an answer, which the page shows; the browser calls it an error all the same.
    context.on("console", lambda said: _is_wrong(said) and complaints.append(said.text))
    context.on("weberror", lambda failed: complaints.append(str(failed.error)))
    yield context
    context.close()
    assert not complaints, complaints


def _is_wrong(said: ConsoleMessage) -> bool:
    return said.type == "error" and not said.text.startswith("Failed to load resource")


def _own(url: str, base: str) -> bool:
    return url.startswith((base, "data:", "blob:"))


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture
def ada(served: Served, context: BrowserContext) -> Served:
    """Ada has an account, and is signed in in the browser."""
    served.enrol()
    context.add_cookies([{"name": c.name, "value": c.value, "url": served.url} for c in served.asked.cookies.jar])
    return served


@pytest.fixture
def look(page: Page, viewport: dict[str, int], request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Keep pictures of the page, in light and dark, and hold it against axe's rules in both."""
    width = "phone" if viewport["width"] < 600 else "desktop"

    def look(name: str) -> None:
        ARTEFACTS.mkdir(parents=True, exist_ok=True)
        for scheme in ("light", "dark"):
            # As the system changes it, so that everything that follows the scheme follows here too.
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            expect(page.locator("html")).to_have_attribute("data-mantine-color-scheme", scheme)
            page.screenshot(path=ARTEFACTS / f"{name}-{width}-{scheme}.png", full_page=True)
            assert_accessible(page)
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert overflow <= 0, f"{name} is {overflow} px wider than the screen"

    return look


def assert_accessible(page: Page) -> None:
    """Hold the page against every rule of axe; a violation fails with what, where and why."""
    if page.evaluate("typeof window.axe") == "undefined":
        page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    told = [
        f"{violation['id']}: {violation['help']} at {[node['target'] for node in violation['nodes']][:3]} "
        f"({violation['nodes'][0].get('failureSummary', '')})"
        for violation in found["violations"]
    ]
    assert not told, "\n".join(told)
