"""Mail that is handed in at the account's private address."""

import asyncio
from typing import Any

import httpx2
import pytest

from api.security.body_limit import MAIL_BYTES
from core.database import Database
from core.vocabulary import PrivateLinkKind
from services.identity import private_links
from services.receiving.forwarding import MAILS_AT_ONCE
from tests.conftest import Clock, Person
from tests.letters import INVITATION, event, ics, mail

UNKNOWN = "/api/v1/intake/mail/rbm_nobody-has-this-one"


@pytest.fixture
def address(database: Database, ada: Person, clock: Clock) -> str:
    made = database.threads.write(
        private_links.make, ada.id, PrivateLinkKind.MAIL, base="http://127.0.0.1:8000", now=clock()
    )
    return made["url"].removeprefix("http://127.0.0.1:8000")


async def hand_in(client: httpx2.AsyncClient, address: str, raw: bytes, **headers: str) -> httpx2.Response:
    return await client.post(address, content=raw, headers={"content-type": "message/rfc822", **headers})


async def test_a_mail_that_is_handed_in_becomes_an_invitation_and_again_is_known(
    client: httpx2.AsyncClient, ada: Person, address: str
) -> None:
    first = await hand_in(client, address, mail())
    assert first.status_code == 201, first.text
    told = first.json()
    assert told["outcome"] == "recorded"
    (invitation,) = (await ada.client.get("/api/v1/invitations")).json()["items"]
    assert (invitation["id"], invitation["company"]) == (told["invitation_id"], "Acme")
    again = await hand_in(client, address, mail())
    assert (again.status_code, again.json()) == (200, {**told, "outcome": "known"})


@pytest.mark.parametrize("kind", ["text/plain", "application/octet-stream", "application/json", "multipart/form-data"])
async def test_any_content_type_is_taken(client: httpx2.AsyncClient, address: str, kind: str) -> None:
    taken = await hand_in(client, address, mail(), **{"content-type": kind})
    assert taken.json()["outcome"] == "recorded"


async def test_what_is_handed_in_twice_at_once_is_recorded_once(
    client: httpx2.AsyncClient, ada: Person, address: str
) -> None:
    answers = await asyncio.gather(*(hand_in(client, address, mail()) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 201]
    assert len((await ada.client.get("/api/v1/invitations")).json()["items"]) == 1


async def test_an_address_that_nobody_has_answers_as_one_that_never_was(
    client: httpx2.AsyncClient, database: Database, ada: Person, address: str
) -> None:
    never = await client.post("/api/v1/nothing-here", content=b"x")
    for path in (UNKNOWN, "/api/v1/intake/mail/%00", f"/api/v1/intake/mail/{'x' * 500}"):
        answer = await hand_in(client, path, mail())
        assert (answer.status_code, answer.json()) == (404, never.json())
    database.threads.write(private_links.revoke, ada.id, PrivateLinkKind.MAIL)
    assert (await hand_in(client, address, mail())).status_code == 404


async def test_the_address_of_a_calendar_feed_takes_no_mail(
    client: httpx2.AsyncClient, database: Database, ada: Person, clock: Clock
) -> None:
    made = database.threads.write(private_links.make, ada.id, PrivateLinkKind.FEED, base="http://x", now=clock())
    secret = made["url"].rpartition("/")[2].removesuffix(".ics")
    assert (await hand_in(client, f"/api/v1/intake/mail/{secret}", mail())).status_code == 404


async def test_a_large_mail_is_taken_from_those_who_know_the_address_alone(
    client: httpx2.AsyncClient, address: str
) -> None:
    two = mail(INVITATION + "\n" + ("x" * 998 + "\n") * 2_000)
    assert (await hand_in(client, address, two)).status_code == 201
    assert (await hand_in(client, UNKNOWN, two)).status_code == 413


async def test_a_mail_that_is_too_large_is_refused_before_it_is_read(client: httpx2.AsyncClient, address: str) -> None:
    read = 0

    async def body() -> Any:
        nonlocal read
        for _ in range(64):
            read += 1 << 20
            yield b"x" * (1 << 20)

    named = await client.post(address, content=body(), headers={"content-length": str(64 << 20)})
    assert (named.status_code, read) == (413, 0)
    counted = await client.post(address, content=body())
    assert counted.status_code == 413
    assert read <= MAIL_BYTES + (2 << 20)


@pytest.mark.parametrize("raw", [b"", b"%PDF-1.7 not a mail", b"\x00" * 2_000, b"hello\n"])
async def test_what_is_no_mail_is_refused_in_a_sentence(client: httpx2.AsyncClient, address: str, raw: bytes) -> None:
    refused = await hand_in(client, address, raw)
    assert refused.status_code == 422
    assert refused.json()["type"] == "urn:replyby:problem:mail-refused"
    assert refused.json()["detail"].endswith(".")


async def test_so_many_mails_at_once_are_asked_to_come_later(
    client: httpx2.AsyncClient, database: Database, clock: Clock, address: str
) -> None:
    for _ in range(MAILS_AT_ONCE):
        assert (await hand_in(client, address, mail())).status_code in {200, 201}
    refused = await hand_in(client, address, mail())
    assert refused.status_code == 429
    clock.forward(seconds=int(refused.headers["retry-after"]))
    assert (await hand_in(client, address, mail())).status_code == 200


async def test_a_calendar_file_can_be_handed_in_too(client: httpx2.AsyncClient, address: str) -> None:
    assert (await hand_in(client, address, ics(event()))).json()["outcome"] == "recorded"


async def test_the_secret_is_in_no_line_of_the_log(
    client: httpx2.AsyncClient, address: str, caplog: pytest.LogCaptureFixture
) -> None:
    secret = address.rpartition("/")[2]
    with caplog.at_level("DEBUG"):
        await hand_in(client, address, b"no mail")
        await hand_in(client, address, mail())
    ours = [record for record in caplog.records if not record.name.startswith(("httpx2", "httpcore2"))]
    assert not [record.name for record in ours if secret in record.getMessage()]
