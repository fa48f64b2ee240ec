"""The counters of a server: what is to be told of at its first occurrence is exported before it."""

import re
from pathlib import Path

import httpx2
import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from prometheus_client.parser import text_string_to_metric_families
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from api import frontend
from api.app import create_app
from api.metrics import METHODS
from api.security import body_limit
from api.security.rate_limit import LimitStrangers
from core.settings import SchedulerMode, Settings
from tests.conftest import BASE_URL, Clock

SOME = {"uuid": "0198c5c1-9f30-7000-8000-000000000000"}
"""What stands in an address for a part of its template, by the kind of the part."""

broken = Response(status_code=500)


@pytest.fixture
def app(tmp_path: Path, clock: Clock) -> FastAPI:
    """A server with a page, and without a database."""
    (tmp_path / "index.html").write_text("<title>the page</title>")
    settings = Settings.model_validate({"data_dir": tmp_path, "scheduler": SchedulerMode.OFF})
    return create_app(settings, clock=clock, built_page=tmp_path)


@pytest.fixture
def visitor(app: FastAPI) -> httpx2.AsyncClient:
    transport = httpx2.ASGITransport(app=app, raise_app_exceptions=False)
    return httpx2.AsyncClient(transport=transport, base_url=BASE_URL, headers={"Sec-Fetch-Site": "same-origin"})


async def faults(visitor: httpx2.AsyncClient) -> dict[tuple[str, str], float]:
    """How often each operation has answered 500, as it is exported."""
    return {
        (sample.labels["method"], sample.labels["route"]): sample.value
        for family in text_string_to_metric_families((await visitor.get("/metrics")).text)
        for sample in family.samples
        if sample.name == "replyby_http_requests_total" and sample.labels["status"] == "500"
    }


def operations(app: FastAPI) -> list[tuple[str, APIRoute]]:
    routes = [route for route in app.router.routes if isinstance(route, APIRoute)]
    return [(method, route) for route in routes for method in route.methods or ()]


def address(template: str) -> str:
    return re.sub(r"\{\w+(?::(\w+))?\}", lambda part: SOME.get(part[1], "some"), template)


async def test_a_fresh_server_exports_that_no_operation_has_failed(app: FastAPI, visitor: httpx2.AsyncClient) -> None:
    told = await faults(visitor)
    with_route = {(method, route.path) for method, route in operations(app)}
    without_route = {(method, "(none)") for method in (*METHODS, "other")}
    assert len(with_route) > 100
    assert told == dict.fromkeys(with_route | without_route, 0.0)


async def test_the_first_fault_of_each_operation_counts_where_there_were_none(
    app: FastAPI, visitor: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    # There is no database to be asked, before the route is found, whose mail may be large.
    monkeypatch.setattr(body_limit, "MAILS", "/none/")
    expected = await faults(visitor)
    for method, route in operations(app):
        if route.path == "/metrics":
            continue
        monkeypatch.setattr(route, "app", broken)
        assert (await visitor.request(method, address(route.path))).status_code == 500, route.path
        expected[method, route.path] += 1
    assert await faults(visitor) == expected


@pytest.mark.parametrize("method", [*sorted(METHODS), "BREW"])
async def test_so_does_one_before_any_route_is_found(
    visitor: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    async def break_down(_: LimitStrangers, scope: Scope, receive: Receive, send: Send) -> None:
        await broken(scope, receive, send)

    expected = await faults(visitor)
    with monkeypatch.context() as for_a_moment:
        for_a_moment.setattr(LimitStrangers, "__call__", break_down)
        assert (await visitor.request(method, "/api/v1/me")).status_code == 500
    expected["other" if method == "BREW" else method, "(none)"] += 1
    assert await faults(visitor) == expected


@pytest.mark.parametrize("path", ["/", "/api/v1/openapi.json"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_so_does_one_of_the_page_and_of_the_description(
    app: FastAPI, visitor: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch, method: str, path: str
) -> None:
    def break_down(*_: object) -> None:
        raise RuntimeError("nobody foresaw this")

    monkeypatch.setattr(frontend, "is_interface", break_down)
    monkeypatch.setattr(app, "openapi", break_down)
    expected = await faults(visitor)
    assert (await visitor.request(method, path)).status_code == 500
    expected[method, "(none)"] += 1
    assert await faults(visitor) == expected
