"""The log of requests: a line each, that names the route and never what somebody typed."""

import io
import json
from collections.abc import AsyncGenerator
from typing import Any

import httpx2
import pytest

from api.app import create_app
from api.request_ids import request_id_of
from core.database import Database
from core.settings import Settings
from tests.conftest import BASE_URL, Clock, Person


@pytest.fixture
async def visitor(settings: Settings, database: Database, clock: Clock) -> AsyncGenerator[httpx2.AsyncClient]:
    app = create_app(settings, database=database, clock=clock, log_requests=True)

    @app.get("/api/v1/breaks")
    async def breaks() -> None:
        raise RuntimeError("on purpose")

    # Above the page, which answers whatever no route does.
    app.router.routes.insert(0, app.router.routes.pop())
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url=BASE_URL) as client:
        yield client


def requests_in(log: io.StringIO) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    return [line for line in lines if line["event"] == "request"]


async def test_a_request_is_one_line_with_all_that_the_page_about_it_names(
    log: io.StringIO, visitor: httpx2.AsyncClient, ada: Person
) -> None:
    answer = await visitor.get("/api/v1/me", headers={"authorization": f"Bearer {ada.token}"})
    (line,) = requests_in(log)
    assert line.pop("ms") >= 0
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "request",
        "level": "info",
        "logger": "replyby.requests",
        "method": "GET",
        "route": "/api/v1/me",
        "status": 200,
        "account": str(ada.id),
        "request_id": answer.headers["x-request-id"],
    }


async def test_what_was_typed_is_not_in_the_log(log: io.StringIO, visitor: httpx2.AsyncClient) -> None:
    await visitor.get("/canary-path?token=canary-query")
    await visitor.delete("/api/v1/tokens/canary-id", headers={"authorization": "Bearer canary-token"})
    await visitor.request("CANARY", "/health/live")
    assert [(line["route"], line["status"], line["account"]) for line in requests_in(log)][1:] == [
        ("/api/v1/tokens/{token_id}", 401, None),
        ("/health/live", 405, None),
    ]
    assert "canary" not in log.getvalue().lower()


async def test_an_id_that_came_along_is_kept_and_answered(log: io.StringIO, visitor: httpx2.AsyncClient) -> None:
    answer = await visitor.get("/health/live", headers={"x-request-id": "proxy-17.a:b_c"})
    assert answer.headers["x-request-id"] == "proxy-17.a:b_c"
    assert requests_in(log)[0]["request_id"] == "proxy-17.a:b_c"


@pytest.mark.parametrize("given", [b"", b"a b", b'x"y', b"\xe4", b"x" * 65, b"a\tb", b"{}", b"<script>"])
def test_an_id_that_is_not_short_and_plain_is_replaced(given: bytes) -> None:
    made = request_id_of({"headers": [(b"x-request-id", given)]})
    assert made != given
    assert made.replace(b"-", b"").isalnum()


def test_no_two_requests_have_the_same_id() -> None:
    assert len({request_id_of({"headers": []}) for _ in range(1_000)}) == 1_000


async def test_a_fault_is_found_by_the_id_of_its_request(log: io.StringIO, visitor: httpx2.AsyncClient) -> None:
    answer = await visitor.get("/api/v1/breaks")
    assert answer.status_code == 500
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    (fault,) = [line for line in lines if line["event"] == "unforeseen error"]
    assert fault["request_id"] == answer.headers["x-request-id"]
    assert fault["error_id"] == answer.json()["error_id"]
    await visitor.get("/health/live")
    assert requests_in(log)[-1]["request_id"] != fault["request_id"]


async def test_nothing_is_logged_where_nobody_asked_for_it(
    log: io.StringIO, client: httpx2.AsyncClient, ada: Person
) -> None:
    await client.get("/health/live")
    await ada.client.get("/api/v1/me")
    assert requests_in(log) == []
