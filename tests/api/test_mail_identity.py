"""The mail identity: its server's password is never shown, it is tried on request, and only reaches what it may."""

import pytest
from pydantic import SecretStr

from core.vocabulary import Scope
from services.identity import credentials
from services.sending import mail_identities
from tests.outgoing import letterbox
from tests.sinks import SmtpSink

PATH = "/api/v1/mail-identity"
CANARY = "canary-secret-4711"
GIVEN = {"from_address": "ada@home.example", "from_name": "Ada Weber"}
PARTS = GIVEN | {"host": "smtp.home.example", "username": "ada", "password": CANARY}


@pytest.fixture
def settings(settings):
    """This machine may be called."""
    return settings.model_copy(update={"allow_private_targets": True})


async def put(person, **fields):
    return await person.client.put(PATH, json=GIVEN | fields)


async def test_without_one_there_is_none(ada):
    assert (await ada.client.get(PATH)).status_code == 404
    assert (await ada.client.delete(PATH)).status_code == 404
    assert (await ada.client.post(f"{PATH}/test")).status_code == 404


@pytest.mark.parametrize(
    ("fields", "masked"),
    [
        ({"host": "smtp.home.example", "username": "ada", "password": CANARY}, "smtps://a•••@smtp.home.example:465"),
        (
            {"host": "SMTP.home.example", "username": "ada", "password": f"{CANARY}/@:", "security": "starttls"},
            "smtp://a•••@smtp.home.example:587",
        ),
        ({"host": "smtp.home.example", "port": 2465}, "smtps://smtp.home.example:2465"),
        ({"url": f"smtp://ada%40x:{CANARY}@smtp.home.example:587"}, "smtp://a•••@smtp.home.example:587"),
        ({"url": "smtps://smtp.home.example"}, "smtps://smtp.home.example:465"),
    ],
)
async def test_its_server_is_kept_and_shown_masked_alone(ada, fields, masked):
    answer = await put(ada, **fields)
    assert answer.status_code == 200, answer.text
    shown = answer.json()
    assert (shown["url"], shown["tested_at"], shown["daily_cap"], shown["left"]) == (masked, None, 20, 20)
    exported = await ada.client.get("/api/v1/me/export")
    assert "ada@home.example" in exported.text
    for told in (answer, await ada.client.get(PATH), exported):
        assert CANARY not in told.text


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"url": "https://smtp.home.example"},
        {"url": f"smtp://ada:{CANARY}@smtp.home.example:587?starttls=never"},
        {"url": f"smtp://ada:{CANARY}@smtp.home.example?from=ben@example.com"},
        {"url": f"smtp://ada:{CANARY}@smtp.home.example/path"},
        {"url": "smtp://ada@smtp.home.example"},
        {"url": f"smtp://ada:{CANARY}ä@smtp.home.example"},
        {"url": f"smtp://ada:{CANARY}@127.1"},
        {"host": "smtp.home.example/x", "username": "ada", "password": CANARY},
        {"host": "127.1"},
        {"host": "smtp.home.example", "username": "ada"},
        {"host": "smtp.home.example", "url": "smtps://smtp.home.example"},
        {"password": CANARY, "username": "ada"},
        {"host": "smtp.home.example", "from_address": "Ada <ada@home.example>"},
        {"host": "smtp.home.example", "from_name": "Ada\r\nBcc: ben@example.com"},
        {"host": "smtp.home.example", "daily_cap": 0},
        {"host": "smtp.home.example", "daily_cap": 201},
    ],
)
async def test_what_cant_be_used_is_refused_without_repeating_it(ada, fields):
    answer = await put(ada, **fields)
    assert answer.status_code == 422, answer.text
    assert CANARY not in answer.text


async def test_another_address_or_server_has_to_be_tested_again_and_another_name_has_not(ada, clock):
    with letterbox() as box:
        await put(ada, url=box.url)
        assert (await ada.client.post(f"{PATH}/test")).json()["state"] == "sent"
        assert (await put(ada, from_name="A. Weber", daily_cap=5)).json()["tested_at"] is not None
        assert (await put(ada, from_address="weber@home.example")).json()["tested_at"] is None
        clock.forward(minutes=1)
        assert (await ada.client.post(f"{PATH}/test")).json()["state"] == "sent"
        assert (await put(ada, from_address="weber@home.example", url=box.url)).json()["tested_at"] is None


async def test_a_test_sends_one_message_to_oneself_and_not_every_second(ada, clock):
    with letterbox() as box:
        await put(ada, url=box.url)
        tried = await ada.client.post(f"{PATH}/test")
        assert tried.json()["state"] == "sent"
        again = await ada.client.post(f"{PATH}/test")
        assert (again.status_code, again.headers["retry-after"]) == (429, "21")
    [(sender, recipients, raw)] = box.mails
    assert (sender, recipients) == ("ada@home.example", [ada.email])
    assert b"Auto-Submitted: auto-generated" in raw
    assert (await ada.client.get(PATH)).json()["tested_at"] == clock().isoformat().replace("+00:00", "Z")


async def test_another_server_gives_no_more_guesses_at_passwords(ada, monkeypatch):
    monkeypatch.setattr(mail_identities, "TESTS_AT_ONCE", 2)
    with SmtpSink("refuse_sender") as sink:
        for expected in (200, 200, 429):
            await put(ada, url=f"smtp://127.0.0.1:{sink.port}")
            answer = await ada.client.post(f"{PATH}/test")
            assert answer.status_code == expected, answer.text
            await ada.client.delete(PATH)
    assert answer.headers["retry-after"] == "301"


async def test_a_failed_test_says_why_and_nothing_that_the_server_said(ada):
    with SmtpSink("refuse_sender") as sink:
        await put(ada, url=sink.url.partition("?")[0])
        tried = (await ada.client.post(f"{PATH}/test")).json()
    assert tried == {"state": "failed", "detail": "The mail server did not accept the sender's address."}
    shown = (await ada.client.get(PATH)).json()
    assert (shown["tested_at"], shown["last_error"]) == (None, tried["detail"])


async def test_a_password_goes_out_over_a_secured_connection_alone(ada):
    with SmtpSink() as sink:
        await put(ada, url=f"smtp://ada:{CANARY}@127.0.0.1:{sink.port}")
        tried = (await ada.client.post(f"{PATH}/test")).json()
        assert tried["state"] == "failed"
        assert "secure connection" in tried["detail"]
        assert sink.messages == []


class TestOfTheOpenInternet:
    """Without the operator's word for private networks."""

    @pytest.fixture
    def settings(self, settings):
        return settings.model_copy(update={"allow_private_targets": False, "smtp_url": SecretStr("smtp://mail:25")})

    @pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "169.254.169.254", "[::ffff:127.0.0.1]"])
    async def test_a_server_in_a_private_network_is_never_called(self, ada, host):
        with SmtpSink() as sink:
            assert (await put(ada, url=f"smtp://{host}:{sink.port}")).status_code == 200
            tried = (await ada.client.post(f"{PATH}/test")).json()
            assert tried["state"] == "failed"
            assert sink.connections == 0


async def test_only_whoever_may_send_sets_it_or_tries_it(ada, database, clock):
    made = database.threads.write(
        credentials.make_token,
        ada.id,
        name="reader",
        scopes=frozenset({Scope.READ, Scope.WRITE}),
        expires_at=None,
        now=clock(),
    )
    mine = {"authorization": f"Bearer {made.secret}"}
    assert (await ada.client.put(PATH, json=PARTS, headers=mine)).status_code == 403
    assert (await ada.client.put(PATH, json=PARTS)).status_code == 200
    assert (await ada.client.post(f"{PATH}/test", headers=mine)).status_code == 403
    assert (await ada.client.get(PATH, headers=mine)).status_code == 200


async def test_it_is_nobody_elses_and_a_lost_race_is_told(ada, ben):
    first = await ada.client.put(PATH, json=PARTS)
    assert (await ben.client.get(PATH)).status_code == 404
    assert (await ben.client.delete(PATH)).status_code == 404
    tag = {"if-match": first.headers["etag"]}
    assert (await ada.client.put(PATH, json=PARTS, headers=tag)).status_code == 200
    assert (await ada.client.put(PATH, json=PARTS, headers=tag)).status_code == 412
    assert (await ada.client.delete(PATH)).status_code == 204
