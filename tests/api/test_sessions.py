"""Signing in and out: cookies, sessions, throttles, and what a browser may send for another site's page."""

import asyncio

import httpx2
import pytest

from api.app import create_app
from core.vocabulary import Scope
from models.credential import API_TOKEN, SESSION
from services.identity import credentials

OURS = {"sec-fetch-site": "same-origin"}
SESSIONS = "/api/v1/sessions"


async def sign_in(client, person, password=None, **headers):
    credentials = {"email": person.email, "password": password or person.password}
    return await client.post(SESSIONS, json=credentials, headers=headers)


async def test_signing_in_sets_a_cookie_that_scripts_and_other_sites_cant_use(client, ada):
    answer = await sign_in(client, ada)
    assert answer.status_code == 201
    cookie = answer.headers["set-cookie"].lower()
    assert cookie.startswith("replyby=rbs_")
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "path=/" in cookie
    # Over plain http a browser drops what is Secure, and with it the prefix __Host-.
    assert "secure" not in cookie
    assert answer.json()["account"]["email"] == ada.email
    assert "rbs_" not in answer.text


async def test_behind_tls_the_cookie_is_bound_to_its_host(settings, database, clock, ada):
    app = create_app(
        settings.model_copy(update={"public_url": "https://replies.example"}), database=database, clock=clock
    )
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="https://replies.example") as there:
        answer = await sign_in(there, ada)
        cookie = answer.headers["set-cookie"].lower()
        assert cookie.startswith("__host-replyby=rbs_")
        assert "; secure" in cookie
        assert "domain" not in cookie
        assert answer.headers["strict-transport-security"]
        there.cookies.clear()
        planted = await there.get("/api/v1/me", headers={"cookie": "replyby=" + cookie.split("=", 1)[1].split(";")[0]})
        assert planted.status_code == 401


async def test_a_signed_in_browser_is_the_person(client, ada):
    await sign_in(client, ada)
    answer = await client.get("/api/v1/me")
    assert answer.json()["id"] == str(ada.id)


async def test_a_cookie_that_stands_twice_is_nobodys(client, ada):
    secret = (await sign_in(client, ada)).cookies["replyby"]
    client.cookies.clear()
    answer = await client.get("/api/v1/me", headers={"cookie": f"replyby={secret}; replyby=rbs_planted"})
    assert answer.status_code == 401


async def test_nobody_learns_whether_an_address_has_an_account(client, ada):
    known = await sign_in(client, ada, "not her password")
    unknown = await client.post(SESSIONS, json={"email": "nobody@example.com", "password": "not her password"})
    assert known.status_code == unknown.status_code == 401
    assert known.json() == unknown.json()
    assert known.headers["www-authenticate"]


async def test_signing_in_ends_the_session_that_the_cookie_held(client, ada):
    first = (await sign_in(client, ada)).cookies["replyby"]
    second = (await sign_in(client, ada, **OURS)).cookies["replyby"]
    assert first != second
    client.cookies.clear()
    assert (await client.get("/api/v1/me", headers={"cookie": f"replyby={first}"})).status_code == 401
    assert (await client.get("/api/v1/me", headers={"cookie": f"replyby={second}"})).status_code == 200


async def test_signing_out_ends_the_session_and_takes_the_cookie(client, ada):
    secret = (await sign_in(client, ada)).cookies["replyby"]
    answer = await client.delete(f"{SESSIONS}/current", headers=OURS)
    assert answer.status_code == 204
    assert 'replyby="";' in answer.headers["set-cookie"]
    assert (await client.get("/api/v1/me", headers={"cookie": f"replyby={secret}"})).status_code == 401


async def test_a_session_that_nobody_uses_for_a_month_is_over(client, ada, clock):
    await sign_in(client, ada)
    clock.forward(days=29)
    assert (await client.get("/api/v1/me")).status_code == 200
    clock.forward(days=29)
    assert (await client.get("/api/v1/me")).status_code == 200
    clock.forward(days=31)
    assert (await client.get("/api/v1/me")).status_code == 401


async def test_a_session_is_over_after_180_days_however_much_it_is_used(client, ada, clock):
    await sign_in(client, ada)
    for _ in range(8):
        clock.forward(days=20)
        assert (await client.get("/api/v1/me")).status_code == 200
    clock.forward(days=20)
    assert (await client.get("/api/v1/me")).status_code == 401


async def test_the_last_use_is_written_at_most_hourly(client, ada, clock, database):
    await sign_in(client, ada)

    def last_use(connection):
        return connection.scalar(SESSION.select().with_only_columns(SESSION.c.last_used_at))

    start = clock()
    clock.forward(minutes=59)
    await client.get("/api/v1/me")
    assert await database.read(last_use) == start
    later = clock.forward(minutes=1)
    await client.get("/api/v1/me")
    assert await database.read(last_use) == later


async def test_a_person_sees_and_ends_their_own_sessions_only(client, ada, ben):
    await sign_in(client, ada)
    mine = (await client.get(SESSIONS)).json()["items"]
    assert [one["is_current"] for one in mine] == [True]
    assert (await ben.client.get(SESSIONS)).json()["items"] == []
    refused = await ben.client.delete(f"{SESSIONS}/{mine[0]['id']}")
    never = await ben.client.delete(f"{SESSIONS}/{ben.id}")
    assert refused.status_code == never.status_code == 404
    assert refused.json() == never.json()
    assert (await client.get("/api/v1/me")).status_code == 200
    assert (await client.delete(f"{SESSIONS}/{mine[0]['id']}", headers=OURS)).status_code == 204
    assert (await client.get("/api/v1/me")).status_code == 401


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site", "origin": "http://127.0.0.1:8000"},
    ],
)
async def test_a_cookie_alone_changes_nothing(client, ada, headers):
    await sign_in(client, ada)
    answer = await client.patch("/api/v1/me", json={"name": "Mallory"}, headers=headers)
    assert answer.status_code == 403
    assert answer.json()["type"] == "urn:replyby:problem:cross-site-request"
    assert (await ada.client.get("/api/v1/me")).json()["name"] == "Ada"


@pytest.mark.parametrize(
    "headers", [{"sec-fetch-site": "same-origin"}, {"sec-fetch-site": "none"}, {"origin": "http://127.0.0.1:8000"}]
)
async def test_our_own_page_changes_what_its_person_wants(client, ada, headers):
    await sign_in(client, ada)
    answer = await client.patch("/api/v1/me", json={"name": "Ada B."}, headers=headers)
    assert answer.status_code == 200


async def test_another_sites_page_cant_sign_anybody_in(client, ada):
    assert (await sign_in(client, ada, origin="https://evil.example")).status_code == 403
    assert (await sign_in(client, ada, **{"sec-fetch-site": "cross-site"})).status_code == 403
    assert (await sign_in(client, ada, origin="http://127.0.0.1:8000")).status_code == 201


async def test_a_program_with_a_token_needs_no_word_about_its_site(ada):
    assert (await ada.client.patch("/api/v1/me", json={"name": "Ada B."})).status_code == 200


async def test_an_account_gives_ten_guesses_in_five_minutes(client, ada, clock):
    for _ in range(10):
        assert (await sign_in(client, ada, "a wrong guess")).status_code == 401
    answer = await sign_in(client, ada)
    assert answer.status_code == 429
    assert 1 <= int(answer.headers["retry-after"]) <= 301
    clock.forward(minutes=5, seconds=1)
    assert (await sign_in(client, ada)).status_code == 201


async def test_guesses_at_once_are_all_counted(client, ada):
    answers = await asyncio.gather(*(sign_in(client, ada, "a wrong guess") for _ in range(16)))
    assert sorted(answer.status_code for answer in answers) == [401] * 10 + [429] * 6


async def test_signing_in_rightly_costs_no_guess_and_wins_none_back(client, ada):
    for _ in range(9):
        await sign_in(client, ada, "a wrong guess")
    for _ in range(3):
        client.cookies.clear()
        assert (await sign_in(client, ada)).status_code == 201
    client.cookies.clear()
    assert (await sign_in(client, ada, "a wrong guess")).status_code == 401
    assert (await sign_in(client, ada)).status_code == 429


async def test_one_address_cant_try_one_guess_at_many_accounts(client, ada):
    for number in range(50):
        await client.post(SESSIONS, json={"email": f"p{number}@example.com", "password": "a wrong guess"})
    assert (await sign_in(client, ada)).status_code == 429


async def test_what_is_stored_of_a_session_lets_nobody_in(client, ada, database):
    secret = (await sign_in(client, ada)).cookies["replyby"]
    stored = await database.read(lambda connection: str(connection.execute(SESSION.select()).all()))
    tokens = await database.read(lambda connection: str(connection.execute(API_TOKEN.select()).all()))
    assert secret not in stored
    assert ada.token not in tokens


async def test_scopes_hold(client, database, clock, ada):
    def token(*scopes):
        return database.threads.write(
            credentials.make_token, ada.id, name="t", scopes=frozenset(scopes), expires_at=None, now=clock()
        ).secret

    reading = {"authorization": f"Bearer {token(Scope.READ)}"}
    writing = {"authorization": f"Bearer {token(Scope.WRITE)}"}
    assert (await client.get("/api/v1/me", headers=reading)).status_code == 200
    refused = await client.patch("/api/v1/me", json={"name": "X"}, headers=reading)
    assert refused.status_code == 403
    assert 'error="insufficient_scope"' in refused.headers["www-authenticate"]
    assert (await client.get("/api/v1/me", headers=writing)).status_code == 403
    assert (await client.patch("/api/v1/me", json={"name": "X"}, headers=writing)).status_code == 200


@pytest.mark.parametrize(
    "authorization", ["Bearer rb_nope", "Bearer", "Basic YWRhOmFkYQ==", "rb_x", "Bearer " + "x" * 5000, "Bearer \xff"]
)
async def test_a_credential_that_is_no_good_is_refused_and_says_how(client, authorization):
    answer = await client.get("/api/v1/me", headers=[(b"authorization", authorization.encode("latin-1"))])
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert answer.headers["content-type"] == "application/problem+json"
