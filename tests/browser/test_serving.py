"""How the page is served: itself at every address of its own, and never in place of the interface."""

import re

import httpx2
import pytest
from playwright.sync_api import Page, expect

HTML = {"Accept": "text/html"}


def test_every_address_of_the_page_is_answered_with_the_page(served):
    for address in ("/", "/everything", "/invitations/019aaaaa-0000-7000-8000-000000000000", "/settings/profile"):
        answer = served.asked.get(address, headers=HTML)
        assert answer.status_code == 200, address
        assert "/assets/" in answer.text
        assert answer.headers["cache-control"] == "no-cache"
        policy = answer.headers["content-security-policy"]
        assert "script-src 'self';" in policy
        assert "unsafe-eval" not in policy


@pytest.mark.parametrize("address", ["/api/v1/nothing", "/api/v1", "/health/nothing", "/assets/gone.js"])
def test_an_unknown_address_of_the_interface_is_never_answered_with_the_page(served, address):
    answer = served.asked.get(address, headers=HTML)
    assert answer.status_code == 404
    assert "/assets/" not in answer.text


def test_a_method_that_the_interface_does_not_take_stays_a_405(served):
    assert served.asked.put("/api/v1/setup").status_code == 405


def test_a_file_named_by_its_content_is_kept_for_ever_and_sent_compressed(served):
    html = served.asked.get("/", headers=HTML).text
    script = max(re.findall(r'"(/assets/[^"]+\.js)"', html), key=lambda name: len(served.asked.get(name).content))
    small = served.asked.get(script)
    assert small.headers["content-encoding"] == "gzip"
    assert small.headers["content-type"].startswith("text/javascript")
    assert "immutable" in small.headers["cache-control"]
    plain = served.asked.get(script, headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.text == small.text
    assert int(small.headers["content-length"]) < len(plain.content) / 2
    again = served.asked.get(script, headers={"If-None-Match": small.headers["etag"]})
    assert again.status_code == 304


def test_nothing_outside_the_built_page_is_served(served):
    for address in ("/../app.py", "/%2e%2e/app.py", "/assets/../../app.py", "/assets/%2e%2e%2f%2e%2e%2fapp.py"):
        with httpx2.Client(base_url=served.url) as raw:
            assert "create_app" not in raw.get(address).text


def test_whoever_opens_the_address_first_is_led_to_making_the_account(page: Page):
    page.goto("/")
    expect(page).to_have_url("/welcome")
