"""Refusals and faults: always a problem, always with the security headers, never with our insides."""

import json

import httpx2
import pytest
import sqlalchemy.exc
from fastapi.routing import APIRoute

from api.app import create_app
from core.database import Database
from core.sqlite_file import DatabaseBusy

HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
}


def check_headers(answer):
    for name, value in HEADERS.items():
        assert answer.headers[name] == value
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert "unsafe-eval" not in answer.headers["content-security-policy"]
    assert "script-src 'unsafe-inline'" not in answer.headers["content-security-policy"]


def check_problem(answer, status):
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == status
    assert problem["title"]
    assert problem["detail"].endswith(".")
    assert problem["type"] == "about:blank" or problem["type"].startswith("urn:replyby:problem:")
    check_headers(answer)
    return problem


@pytest.fixture
def failing(app):
    """The application with a route that raises what it is told to."""
    causes = {
        "fault": RuntimeError("the secret is rb_canary_of_a_fault"),
        "busy": DatabaseBusy("The database is busy."),
        "operational": sqlalchemy.exc.OperationalError("SELECT canary", {}, Exception("connection to canary lost")),
        "no-connection": sqlalchemy.exc.TimeoutError("QueuePool limit canary"),
        "integrity": sqlalchemy.exc.IntegrityError("INSERT canary", {}, Exception("canary")),
        "data": sqlalchemy.exc.DataError("INSERT canary", {}, Exception("canary")),
        "cancelled": TimeoutError(),
    }

    async def fail(cause: str):
        raise causes[cause]

    app.router.routes.append(APIRoute("/api/v1/fail/{cause}", fail))
    return app


@pytest.mark.parametrize(
    ("cause", "status"),
    [
        ("fault", 500),
        ("busy", 503),
        ("operational", 503),
        ("no-connection", 503),
        ("integrity", 409),
        ("data", 422),
        ("cancelled", 500),
    ],
)
async def test_whatever_goes_wrong_inside_stays_inside(failing, client, cause, status):
    answer = await client.get(f"/api/v1/fail/{cause}")
    check_problem(answer, status)
    assert "canary" not in answer.text
    assert ("retry-after" in answer.headers) == (status == 503)
    if status == 500:
        assert answer.json()["error_id"] in answer.json()["detail"]


async def test_an_unknown_address_is_a_problem(client):
    for path in ("/nothing/here", "/api/v1/nothing", "/api/v1/me/", "/api/v1/%ff%00"):
        check_problem(await client.get(path), 404)


async def test_a_method_that_isnt_taken_names_all_that_are(client):
    answer = await client.post("/api/v1/me")
    check_problem(answer, 405)
    assert answer.headers["allow"] == "DELETE, GET, PATCH"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"{", "application/json"),
        (b"[]", "application/json"),
        (b"null", "application/json"),
        (b'"text"', "application/json"),
        (b"", "application/json"),
        (b'{"name": NaN}', "application/json"),
        (b'{"reply_business_days": Infinity}', "application/json"),
        (b'{"name": "\\u0000"}', "application/json"),
        (b'{"name": "\\ud800"}', "application/json"),
        (b'{"\\ud800": 1}', "application/json"),
        (b'{"name": "x"}', "text/plain"),
        (b'{"name": "x"}', "application/x-www-form-urlencoded"),
        (b"name=x", "application/x-www-form-urlencoded"),
    ],
)
async def test_a_body_that_is_no_use_is_refused_in_words(ada, body, content_type):
    answer = await ada.client.patch("/api/v1/me", content=body, headers={"content-type": content_type})
    problem = check_problem(answer, 422)
    assert problem["errors"]
    assert all({"loc", "msg"} <= set(error) <= {"loc", "msg", "code", "limit"} for error in problem["errors"])


@pytest.mark.parametrize(
    ("sent", "code", "limit"),
    [
        ({}, "required", None),
        ({"company": " "}, "empty", None),
        ({"company": "x" * 201}, "too-long", 200),
        ({"company": "Ac\nme"}, "not-one-line", None),
        ({"company": "Acme", "notes": "a\u0007b"}, "control-characters", None),
        ({"company": "Acme", "tags": [str(number) for number in range(21)]}, "too-many", 20),
        ({"company": "Acme", "contact_email": "ben"}, "not-an-email", None),
        ({"company": "Acme", "job_url": "acme"}, "not-a-web-address", None),
        ({"company": "Acme", "received_at": "2026-11-20T16:40:00"}, "zone-missing", None),
        ({"company": "Acme", "received_at": "1900-11-20T16:40:00Z"}, "outside-calendar", None),
        ({"company": "Acme", "respond_by": "2300-01-01"}, "outside-calendar", None),
        ({"company": "Acme", "format": "letter"}, None, None),
    ],
)
async def test_a_common_fault_of_a_field_has_a_code_by_which_to_say_it_in_other_words(ada, sent, code, limit):
    [error] = check_problem(await ada.client.post("/api/v1/invitations", json=sent), 422)["errors"]
    assert (error.get("code"), error.get("limit")) == (code, limit)


async def test_a_number_out_of_bounds_comes_with_the_bound(ada):
    answer = await ada.client.patch("/api/v1/me", json={"reply_business_days": 0, "cap_hours": 9_000})
    errors = check_problem(answer, 422)["errors"]
    assert [(error["code"], error["limit"]) for error in errors] == [("too-small", 1), ("too-big", 2160)]


@pytest.mark.parametrize("body", [b"\xff\xfe{", b"[" * 100_000, b'{"name": ' + b"9" * 5000 + b"}"])
async def test_a_body_that_cant_be_read_is_refused(ada, body):
    answer = await ada.client.patch("/api/v1/me", content=body, headers={"content-type": "application/json"})
    assert answer.status_code in {400, 422}
    check_problem(answer, answer.status_code)


async def test_a_flood_of_wrong_fields_gets_a_short_answer(ada):
    body = {f"{'x' * 1000}{number}": number for number in range(900)}
    answer = await ada.client.patch("/api/v1/me", json=body)
    check_problem(answer, 422)
    assert len(answer.content) < 50_000


async def test_what_was_typed_never_comes_back_from_a_password_field(client):
    body = {"email": "ada@example.com", "password": ["canary password"]}
    answer = await client.post("/api/v1/sessions", json=body)
    assert answer.status_code == 422
    assert "canary" not in answer.text


async def test_a_body_that_says_it_is_too_large_is_refused_before_it_is_read(client, settings):
    pulled = 0

    async def body():
        nonlocal pulled
        for _ in range(3):
            pulled += 1
            yield b"x" * 1000

    headers = {"content-length": str(settings.max_body_bytes + 1), "content-type": "application/json"}
    request = client.build_request("POST", "/api/v1/sessions", content=body(), headers=headers)
    answer = await client.send(request)
    check_problem(answer, 413)
    assert pulled <= 1


@pytest.mark.parametrize("path", ["/api/v1/imports", "/api/v1/intake/mail/a-secret"])
async def test_while_the_database_is_away_a_large_body_is_to_be_sent_again_and_not_too_large(settings, clock, path):
    """Who may send one isn't known then: 413 and 500 would be final for a mail server."""
    away = Database("postgresql+psycopg://replyby@127.0.0.1:1/replyby?connect_timeout=2")
    transport = httpx2.ASGITransport(app=create_app(settings, database=away, clock=clock))
    async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client:
        headers = {"authorization": f"Bearer rb_{'x' * 43}"}
        answer = await client.post(path, content=b"x" * (settings.max_body_bytes + 1), headers=headers)
        endless = await client.post(path, content=b"", headers=headers | {"content-length": str(10**12)})
    check_problem(answer, 503)
    assert answer.headers["retry-after"]
    # Whoever would send on only fills the connection.
    assert answer.headers["connection"] == "close"
    # What nobody may send needs no database to be refused.
    check_problem(endless, 413)
    await away.close()


async def test_a_body_without_a_length_is_counted(app, settings):
    sent = []
    parts = iter([b" " * 65_536] * (settings.max_body_bytes // 65_536 + 5))
    taken = 0

    async def receive():
        nonlocal taken
        taken += 65_536
        return {"type": "http.request", "body": next(parts), "more_body": True}

    async def send(message):
        sent.append(message)

    headers = [(b"content-type", b"application/json"), (b"host", b"127.0.0.1:8000")]
    await app(
        {
            "type": "http",
            "method": "POST",
            "path": "/api/v1/sessions",
            "raw_path": b"/api/v1/sessions",
            "query_string": b"",
            "headers": headers,
            "http_version": "1.1",
            "scheme": "http",
            "server": ("127.0.0.1", 8000),
            "client": ("127.0.0.1", 4711),
            "root_path": "",
        },
        receive,
        send,
    )
    assert sent[0]["status"] == 413
    assert taken <= settings.max_body_bytes + 2 * 65_536
    assert json.loads(sent[1]["body"])["status"] == 413


@pytest.mark.parametrize("length", ["-1", "abc", "1e3", "9" * 30])
async def test_a_length_that_is_no_number_is_refused(client, length):
    answer = await client.post("/api/v1/sessions", content=b"{}", headers={"content-length": length})
    check_problem(answer, 400)


async def test_every_answer_of_data_is_kept_by_nobody(ada):
    answer = await ada.client.get("/api/v1/me")
    check_headers(answer)
    assert answer.headers["cache-control"] == "no-store"
    assert "script-src" not in answer.headers["content-security-policy"]


async def test_a_full_database_is_no_fault_of_ours(settings, clock, tmp_path):
    """The file is gone from under a running service: 503, and no word of where it was."""
    from core.database import Database

    nowhere = Database(f"sqlite:///{tmp_path}/gone/replyby.db")
    app = create_app(settings, database=nowhere, clock=clock)
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://127.0.0.1:8000") as client:
        check_problem(await client.get("/api/v1/me", headers={"authorization": "Bearer rb_x"}), 503)
        ready = await client.get("/health/ready")
        assert check_problem(ready, 503)["type"] == "urn:replyby:problem:not-ready"
        assert (await client.get("/health/live")).status_code == 200
        assert str(tmp_path) not in ready.text
    await nowhere.close()
