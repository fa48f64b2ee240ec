"""How many requests are answered: enough for any person, and none that takes the service away from the others."""

from collections.abc import Callable
from pathlib import Path

import httpx2
import pytest
from fastapi import FastAPI
from starlette.types import Scope

from api.app import create_app
from api.security import rate_limit
from api.security.rate_limit import RateLimit, TooManyRequests
from core.database import Database
from core.settings import Settings, load_settings
from tests.conftest import BASE_URL, Clock, Person

PER_MINUTE = 6


@pytest.fixture
def limited(settings: Settings, database: Database, clock: Clock) -> FastAPI:
    return create_app(settings.model_copy(update={"rate_limit": PER_MINUTE}), database=database, clock=clock)


def visit(app: FastAPI, peer: str = "192.0.2.7", **headers: str) -> httpx2.AsyncClient:
    transport = httpx2.ASGITransport(app=app, client=(peer, 4711))
    return httpx2.AsyncClient(transport=transport, base_url=BASE_URL, headers=headers)


def bearer(person: Person) -> dict[str, str]:
    return {"authorization": f"Bearer {person.token}"}


async def test_an_account_that_asks_too_often_is_told_when_to_come_back(
    limited: FastAPI, ada: Person, ben: Person
) -> None:
    async with visit(limited, **bearer(ada)) as client:
        for _ in range(PER_MINUTE):
            assert (await client.get("/api/v1/me")).status_code == 200
        refused = await client.get("/api/v1/me")
        assert refused.status_code == 429
        assert refused.json()["type"] == "urn:replyby:problem:too-many-requests"
        assert refused.headers["retry-after"] == "10"
    async with visit(limited, **bearer(ben)) as client:
        assert (await client.get("/api/v1/me")).status_code == 200


async def test_whoever_is_not_signed_in_is_counted_by_address(limited: FastAPI, ada: Person) -> None:
    async with visit(limited) as client:
        for _ in range(PER_MINUTE):
            assert (await client.get("/api/v1/setup")).status_code == 200
        assert (await client.get("/api/v1/setup")).status_code == 429
        assert (await client.get("/api/v1/me")).status_code == 429
        assert (await client.get("/api/v1/nothing")).status_code == 429
    async with visit(limited, "192.0.2.8") as client:
        assert (await client.get("/api/v1/setup")).status_code == 200
    async with visit(limited, **bearer(ada)) as client:
        assert (await client.get("/api/v1/me")).status_code == 200, "somebody known, from the same address"


@pytest.mark.parametrize("junk", [{"authorization": "Bearer rb_wrong"}, {"cookie": "replyby=wrong"}, {"cookie": "x=y"}])
async def test_a_credential_that_proves_nothing_is_no_way_round(limited: FastAPI, junk: dict[str, str]) -> None:
    for path, usual in (("/api/v1/me", 401), ("/api/v1/setup", 200)):
        limited.state.rate_limit._buckets.clear()
        async with visit(limited, **junk) as client:
            for _ in range(PER_MINUTE):
                assert (await client.get(path)).status_code == usual
            assert (await client.get(path)).status_code == 429


async def test_those_who_watch_and_the_page_itself_are_never_refused(limited: FastAPI) -> None:
    async with visit(limited) as client:
        for _ in range(PER_MINUTE + 2):
            for path in ("/health/live", "/health/ready", "/metrics"):
                assert (await client.get(path)).status_code == 200
            assert (await client.get("/")).status_code == 200


async def test_the_addresses_of_one_subscriber_share_a_bucket(limited: FastAPI) -> None:
    for number in range(PER_MINUTE):
        async with visit(limited, f"2001:db8:1:2::{number}") as client:
            assert (await client.get("/api/v1/setup")).status_code == 200
    async with visit(limited, "2001:db8:1:2:ffff::9") as client:
        assert (await client.get("/api/v1/setup")).status_code == 429
    async with visit(limited, "2001:db8:1:3::1") as client:
        assert (await client.get("/api/v1/setup")).status_code == 200


def test_none_is_refused_where_the_limit_is_off() -> None:
    limit = RateLimit(0)
    for _ in range(10_000):
        limit.take("ada")
    assert len(limit) == 0


class Stopwatch:
    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def stopwatch() -> Stopwatch:
    return Stopwatch()


def most(limit: RateLimit, asker: str) -> int:
    """How many requests are answered right now."""
    for number in range(1_000):
        try:
            limit.take(asker)
        except TooManyRequests:
            return number
    raise AssertionError("none was refused")


def test_a_bucket_fills_up_again_second_by_second_and_no_higher(stopwatch: Stopwatch) -> None:
    limit = RateLimit(60, clock=stopwatch)
    assert most(limit, "ada") == 60
    stopwatch.seconds += 3
    assert most(limit, "ada") == 3
    stopwatch.seconds += 3_600
    assert most(limit, "ada") == 60


def test_a_refusal_costs_nothing_and_says_when_one_more_fits(stopwatch: Stopwatch) -> None:
    limit = RateLimit(6, clock=stopwatch)
    assert most(limit, "ada") == 6
    for _ in range(20):
        with pytest.raises(TooManyRequests) as refused:
            limit.take("ada")
        assert refused.value.headers["Retry-After"] == "10"
    stopwatch.seconds += 10
    assert most(limit, "ada") == 1


def test_however_many_ask_only_so_many_are_remembered(stopwatch: Stopwatch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limit, "MOST_BUCKETS", 100)
    limit = RateLimit(10, clock=stopwatch)
    assert most(limit, "wild") == 10
    for number in range(5_000):
        limit.take(f"quiet {number}")
        stopwatch.seconds += 0.001
        assert len(limit) <= 100
    assert most(limit, "wild") == 0, "whoever asks too often isn't forgotten for the sake of those who don't"


def test_every_operation_that_can_refuse_so_says_it_and_no_credential_counts_where_none_is_asked_for(
    tmp_path: Path,
) -> None:
    app = create_app(load_settings(data_dir=tmp_path, database_url=None))
    pattern = app.state.rate_limit.open_to_all
    for path, operations in app.openapi()["paths"].items():
        is_interface = path.startswith("/api/")
        assert all(("429" in operation["responses"]) is is_interface for operation in operations.values()), path
        is_open = any("security" not in operation for operation in operations.values())
        assert (pattern.match(path) is not None) is (is_open and is_interface), path


def test_an_address_behind_a_proxy_of_ours_is_the_one_that_it_names() -> None:
    limit = RateLimit(2, trusted_proxies=("10.0.0.0/8",))

    def asked(forwarded: str) -> Scope:
        return {"client": ("10.0.0.1", 1), "headers": [(b"x-forwarded-for", forwarded.encode())]}

    ways: tuple[Callable[[], str], ...] = (lambda: "1.2.3.4, 203.0.113.9", lambda: "5.6.7.8, 203.0.113.9, 10.0.0.3")
    for way in ways:
        limit.take_for_stranger(asked(way()))
    with pytest.raises(TooManyRequests):
        limit.take_for_stranger(asked("203.0.113.9"))
    limit.take_for_stranger(asked("203.0.113.10"))
