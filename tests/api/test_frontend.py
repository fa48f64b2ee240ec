"""The built page as a client of any kind gets it: whole or in part, compressed or not, and nothing beside it."""

import gzip
import time
from pathlib import Path

import httpx2
import pytest

from api.app import create_app
from core.settings import SchedulerMode, Settings
from tests.conftest import BASE_URL

HTML = {"Accept": "text/html,application/xhtml+xml"}
SCRIPT = "console.log('Ada');" * 200
ADDRESS = "/assets/App-1.js"


@pytest.fixture
def built(tmp_path: Path) -> Path:
    folder = tmp_path / "page"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<title>the page</title>")
    (folder / ".built-from").write_text("a digest")
    (folder / "assets" / "App-1.js").write_text(SCRIPT)
    (folder / "assets" / "App-1.js.gz").write_bytes(gzip.compress(SCRIPT.encode()))
    return folder


@pytest.fixture
def visitor(tmp_path, clock, built) -> httpx2.AsyncClient:
    """Somebody who asks for files alone: no database is opened."""
    settings = Settings.model_validate({"data_dir": tmp_path, "scheduler": SchedulerMode.OFF})
    app = create_app(settings, clock=clock, built_page=built)
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url=BASE_URL)


@pytest.mark.parametrize("address", ["/", "/settings/profile", "/assets", "/metrics-of-mine", "/invitations/1?q=.x"])
async def test_an_address_of_the_page_is_answered_with_it(visitor, address):
    answer = await visitor.get(address, headers=HTML)
    assert (answer.status_code, answer.text) == (200, "<title>the page</title>")
    assert answer.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("address", ["/api", "/api/v1/nothing", "/health/nothing", "/assets/gone.js", "/assets/"])
async def test_the_page_stands_in_for_nothing_else(visitor, address):
    answer = await visitor.get(address, headers=HTML)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "address",
    [
        "/.built-from",
        "/%2ebuilt-from",
        "/assets/../.built-from",
        "/x/..%2f.built-from",
        "/..%2f..%2freplyby.db",
        "/%00",
    ],
)
async def test_what_is_hidden_or_outside_is_not_served(visitor, address):
    answer = await visitor.get(httpx2.URL(BASE_URL, raw_path=address.encode()), headers=HTML)
    assert answer.status_code == 404


async def test_a_file_is_sent_compressed_to_whoever_takes_it(visitor):
    small = await visitor.get(ADDRESS, headers={"Accept-Encoding": "br, GZIP;q=0.5"})
    assert (small.headers["content-encoding"], small.text) == ("gzip", SCRIPT)
    for unwilling in ("identity", "gzip;q=0", "br, gzip; q=0.000, identity"):
        whole = await visitor.get(ADDRESS, headers={"Accept-Encoding": unwilling})
        assert "content-encoding" not in whole.headers
        assert (whole.text, whole.headers["vary"]) == (SCRIPT, "Accept-Encoding")
        assert whole.headers["etag"] != small.headers["etag"]


async def test_the_head_of_a_file_tells_of_what_a_get_would_send(visitor):
    head, got = await visitor.head(ADDRESS), await visitor.get(ADDRESS)
    assert head.content == b""
    for name in ("content-type", "content-encoding", "content-length", "etag", "vary", "cache-control"):
        assert head.headers[name] == got.headers[name]


async def test_what_is_known_already_is_not_sent_again(visitor):
    known = (await visitor.get(ADDRESS)).headers["etag"]
    again = await visitor.get(ADDRESS, headers={"If-None-Match": known})
    assert (again.status_code, again.content, again.headers["vary"]) == (304, b"", "Accept-Encoding")
    assert "content-encoding" not in again.headers


async def test_a_part_of_a_file_is_a_part_of_the_file_itself(visitor):
    part = await visitor.get(ADDRESS, headers={"Range": "bytes=8-10"})
    assert (part.status_code, part.text, part.headers["content-range"]) == (206, "log", f"bytes 8-10/{len(SCRIPT)}")
    assert "content-encoding" not in part.headers
    parts = await visitor.get(ADDRESS, headers={"Range": "bytes=0-1,8-10"})
    assert parts.headers["content-type"].startswith("multipart/byteranges")
    assert (await visitor.get(ADDRESS, headers={"Range": "bytes=999999-"})).status_code == 416


@pytest.mark.parametrize("address", ["/", ADDRESS])
async def test_a_file_is_only_read(visitor, address):
    refused = await visitor.post(address)
    assert (refused.status_code, refused.headers["allow"]) == (405, "GET, HEAD")
    assert refused.headers["content-type"] == "application/problem+json"


async def test_an_endless_accept_is_not_parsed(visitor):
    began = time.process_time()
    answer = await visitor.get("/settings", headers={"Accept": "text/plain," * 300_000})
    assert answer.status_code == 404
    assert time.process_time() - began < 0.5
