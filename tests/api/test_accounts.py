"""Signing up: who may make the first account, and what it gets."""

import asyncio

import httpx2
import pytest

from api.app import create_app
from core.secrets import Keyring
from core.vocabulary import SignUp
from models.account import ACCOUNT
from models.channel import CHANNEL

ADA = {"email": "Ada@Example.com", "password": "correct horse battery", "name": "Ada", "time_zone": "Europe/Berlin"}


def client_from(app, peer="127.0.0.1", base_url="http://127.0.0.1:8000"):
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app, client=(peer, 4711)), base_url=base_url)


async def test_the_first_account_is_made_and_signed_in(client, database):
    setup = (await client.get("/api/v1/setup")).json()
    assert setup["needs_account"] is True
    too_short = ADA | {"password": "x" * (setup["shortest_password"] - 1)}
    assert (await client.post("/api/v1/accounts", json=too_short)).status_code == 422
    answer = await client.post("/api/v1/accounts", json=ADA | {"password": "x" * setup["shortest_password"]})
    assert answer.status_code == 201
    assert answer.json()["email"] == "ada@example.com"
    assert answer.headers["etag"] == '"1"'
    assert (await client.get("/api/v1/me")).json() == answer.json()
    assert (await client.get("/api/v1/setup")).json()["needs_account"] is False
    stored = await database.read(lambda connection: connection.execute(ACCOUNT.select()).one())
    assert stored.password_hash.startswith("$argon2id$")


async def test_an_account_begins_with_the_working_week_that_was_asked_for(client):
    made = await client.post("/api/v1/accounts", json=ADA | {"working_days": [0, 1, 2, 3], "country": "DE"})
    assert made.json()["working_days"] == [0, 1, 2, 3]
    friday = {"received_at": "2026-11-20T09:00:00+01:00"}
    asked = await client.post("/api/v1/deadlines", json=friday, headers={"sec-fetch-site": "same-origin"})
    assert asked.json()["respond_by"] == "2026-11-25T17:00:00Z"


async def test_a_new_account_has_one_channel(client, database):
    await client.post("/api/v1/accounts", json=ADA)
    kinds = await database.read(lambda connection: [row.kind for row in connection.execute(CHANNEL.select())])
    assert kinds == ["console"]


async def test_of_two_first_accounts_at_once_one_is_made(client):
    both = [client.post("/api/v1/accounts", json=ADA | {"email": f"{name}@example.com"}) for name in ("ada", "ben")]
    answers = await asyncio.gather(*both)
    assert sorted(answer.status_code for answer in answers) == [201, 403]


async def test_a_second_account_needs_sign_up_to_be_open(settings, database, clock, ada):
    open_app = create_app(settings.model_copy(update={"sign_up": SignUp.OPEN}), database=database, clock=clock)
    async with client_from(open_app) as somebody:
        taken = await somebody.post("/api/v1/accounts", json=ADA)
        made = await somebody.post("/api/v1/accounts", json=ADA | {"email": "cleo@example.com"})
    assert (taken.status_code, made.status_code) == (409, 201)


@pytest.mark.parametrize(
    ("peer", "base_url", "headers"),
    [
        ("203.0.113.9", "http://127.0.0.1:8000", {}),
        ("127.0.0.1", "http://rebound.example:8000", {}),
        ("127.0.0.1", "http://127.0.0.1:8000", {"x-forwarded-for": "203.0.113.9"}),
        ("127.0.0.1", "http://127.0.0.1:8000", {"forwarded": "for=203.0.113.9"}),
    ],
)
async def test_who_comes_from_elsewhere_needs_the_printed_code(app, settings, peer, base_url, headers):
    async with client_from(app, peer, base_url) as stranger:
        assert (await stranger.get("/api/v1/setup", headers=headers)).json()["needs_code"] is True
        without = await stranger.post("/api/v1/accounts", json=ADA, headers=headers)
        wrong = await stranger.post("/api/v1/accounts", json=ADA | {"setup_code": "AAAA-BBBB-CCCC"}, headers=headers)
        assert (without.status_code, wrong.status_code) == (403, 403)
        code = Keyring(settings.key()).setup_code.lower().replace("-", " ")
        right = await stranger.post("/api/v1/accounts", json=ADA | {"setup_code": code}, headers=headers)
        assert right.status_code == 201


async def test_a_server_that_others_can_reach_asks_everybody_for_the_code(settings, database, clock):
    app = create_app(settings.model_copy(update={"host": "0.0.0.0"}), database=database, clock=clock)  # noqa: S104
    async with client_from(app) as somebody:
        assert (await somebody.get("/api/v1/setup")).json()["needs_code"] is True
        assert (await somebody.post("/api/v1/accounts", json=ADA)).status_code == 403


async def test_the_code_cant_be_guessed_at_leisure(app):
    async with client_from(app, "203.0.113.9") as stranger:
        answers = [await stranger.post("/api/v1/accounts", json=ADA | {"setup_code": "x"}) for _ in range(51)]
    assert [answer.status_code for answer in answers] == [403] * 50 + [429]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("password", "too short"),
        ("password", "x" * 1025),
        ("password", "Ada@example.com"),
        ("email", "not an address"),
        ("email", "a" * 250 + "@example.com"),
        ("email", "ada@example.com\r\nBcc: all@example.com"),
        ("name", "Ada\x00"),
        ("name", "A\nda"),
        ("name", ""),
        ("name", "\ud800"),
        ("time_zone", "Europe/Atlantis"),
        ("time_zone", "../../etc/passwd"),
        ("country", "XX"),
        ("country", "de"),
        ("region", "BY"),
        ("working_days", []),
        ("is_admin", True),
    ],
)
async def test_what_cant_be_used_is_named(client, field, value):
    import json

    body = json.dumps(ADA | {field: value}).encode()
    answer = await client.post("/api/v1/accounts", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 422
    assert [error["loc"] for error in answer.json()["errors"]] == [["body", field]]
    assert (await client.get("/api/v1/setup")).json()["needs_account"] is True


async def test_a_password_is_the_same_from_every_keyboard(client):
    await client.post("/api/v1/accounts", json=ADA | {"password": "Zürich im Sommer"})
    client.cookies.clear()
    typed_otherwise = {"email": ADA["email"], "password": "Zu\u0308rich im Sommer"}
    assert (await client.post("/api/v1/sessions", json=typed_otherwise)).status_code == 201


async def test_no_character_of_a_long_password_is_ignored(client):
    password = "long " * 200
    await client.post("/api/v1/accounts", json=ADA | {"password": password + "a"})
    client.cookies.clear()
    almost = await client.post("/api/v1/sessions", json={"email": ADA["email"], "password": password + "b"})
    assert almost.status_code == 401
