"""Takes the pictures of the README, from the running product with its demonstration: `make pictures`."""

import re
import shutil
import sys
import tempfile
import threading
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import uvicorn
from playwright.sync_api import Page, ViewportSize, expect, sync_playwright

from api.app import create_app
from core.settings import SchedulerMode, Settings

HERE = Path(__file__).parent
WHO = {"email": "ada@example.org", "password": "correct horse battery"}
SIZE: ViewportSize = {"width": 1180, "height": 760}
HUNTR = HERE.parents[1] / "tests" / "docs" / "huntr.csv"


@contextmanager
def served() -> Generator[str]:
    """The product on a free port, with an empty folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(_env_file=None, data_dir=Path(folder), scheduler=SchedulerMode.OFF)  # pyright: ignore[reportCallIssue]
        server = uvicorn.Server(uvicorn.Config(create_app(settings), port=0, log_level="warning"))
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        while not server.started:
            threading.Event().wait(0.02)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
        server.should_exit = True
        thread.join(10)


def take(page: Page, name: str) -> None:
    """Keep what is seen, at twice the width in points, so that it stays sharp."""
    page.wait_for_load_state("networkidle")
    page.screenshot(path=HERE / f"{name}.png")


def look_around(page: Page) -> None:
    """From a fresh account to the three pictures: home, the composer, an import."""
    page.get_by_role("heading", name="Needs an answer", level=1).wait_for()
    take(page, "home")
    page.get_by_role("link", name="Decide").first.click()
    page.get_by_role("combobox", name="Reason").click()
    page.get_by_role("option", name="The pay").click()
    page.get_by_label("I look for").fill("€70,000")
    letter = page.get_by_role("textbox", name="Letter")
    expect(letter).to_have_value(re.compile("€70,000"))
    letter.focus()
    letter.press("Control+End")
    letter.press_sequentially("\n\nPS: My car broke down this morning!!")
    page.get_by_text("words").first.wait_for()
    page.locator("mark").first.wait_for()
    page.set_viewport_size({"width": 1180, "height": 1160})
    letter.evaluate("letter => letter.blur()")
    take(page, "composer")
    page.set_viewport_size(SIZE)
    page.goto("/import")
    page.set_input_files("input[type=file]", HUNTR)
    page.get_by_role("heading", level=1).filter(has_text="huntr.csv").wait_for()
    take(page, "import")


def main() -> None:
    """Needs a Chromium on the path, and the built page."""
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.exit("The pictures are taken with Chromium: apt install chromium")
    with served() as address, httpx2.Client(base_url=address, headers={"Sec-Fetch-Site": "same-origin"}) as asked:
        account = {**WHO, "name": "Ada Lovelace", "time_zone": "Europe/Berlin", "country": "DE"}
        asked.post("/api/v1/accounts", json=account).raise_for_status()
        asked.post("/api/v1/sessions", json=WHO).raise_for_status()
        asked.post("/api/v1/demonstration").raise_for_status()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
            context = browser.new_context(
                base_url=address,
                viewport=SIZE,
                device_scale_factor=1.5,
                locale="en-GB",
                timezone_id="Europe/Berlin",
                reduced_motion="reduce",
            )
            context.add_cookies([{"name": c.name, "value": c.value or "", "url": address} for c in asked.cookies.jar])
            page = context.new_page()
            page.goto("/")
            look_around(page)
            browser.close()


if __name__ == "__main__":
    main()
