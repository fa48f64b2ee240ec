"""POSTs that are sent again under their Idempotency-Key: the work is done once, and its answer is given each time."""

import asyncio
from datetime import timedelta
from typing import Annotated

import httpx2
import pytest
from fastapi.routing import APIRoute
from pydantic import Field
from sqlalchemy import func, select

from api.deps import Asker, Now, Writing
from api.idempotency import Once
from api.schemas.base import Shape, View
from models.credential import API_TOKEN
from services.identity import credentials

NOTES = "/api/v1/notes"


class Note(Shape):
    text: Annotated[str, Field(max_length=100)]


class NoteView(View):
    id: str
    text: str


def remember(connection, asker: Asker, text: str, *, now):
    """The smallest service that leaves a row behind: a token by the name of the text."""
    made = credentials.make_token(
        connection, asker.owner.id, name=text, scopes=frozenset(asker.scopes), expires_at=None, now=now
    )
    if text == "fails":
        raise credentials.TooManyTokens("No more.")
    return {"id": str(made.id), "text": text}


async def post_note(wanted: Note, asker: Writing, now: Now, once: Once):
    return await once.write(
        remember, asker, wanted.text, view=NoteView, headers=lambda note: {"Location": f"{NOTES}/{note['id']}"}, now=now
    )


@pytest.fixture
def notes(app):
    app.router.routes.append(APIRoute(NOTES, post_note, methods=["POST"], response_model=NoteView))
    return app


def rows(connection):
    return connection.scalar(select(func.count()).select_from(API_TOKEN).where(API_TOKEN.c.name != "tests"))


async def send(person, text="hello", key="k1") -> httpx2.Response:
    headers = {"idempotency-key": key} if key is not None else {}
    return await person.client.post(NOTES, json={"text": text}, headers=headers)


async def test_the_first_answer_is_given_again_to_the_byte(notes, ada, database):
    first, again = await send(ada), await send(ada)
    assert first.status_code == again.status_code == 201
    assert first.content == again.content
    assert first.headers["location"] == again.headers["location"]
    assert "idempotent-replay" not in first.headers
    assert again.headers["idempotent-replay"] == "true"
    assert await database.read(rows) == 1


async def test_without_a_key_every_request_is_a_new_one(notes, ada, database):
    first, again = await send(ada, key=None), await send(ada, key=None)
    assert first.json()["id"] != again.json()["id"]
    assert await database.read(rows) == 2


async def test_a_key_is_for_one_request(notes, ada, database):
    await send(ada)
    other = await send(ada, text="goodbye")
    assert other.status_code == 422
    assert other.json()["type"] == "urn:replyby:problem:idempotency-key-reused"
    assert await database.read(rows) == 1


async def test_a_key_is_its_accounts_own(notes, ada, ben, database):
    mine, theirs = await send(ada), await send(ben)
    assert mine.json()["id"] != theirs.json()["id"]
    assert await database.read(rows) == 2


async def test_requests_at_once_with_one_key_do_the_work_once(notes, ada, database):
    answers = await asyncio.gather(*(send(ada) for _ in range(4)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert await database.read(rows) == 1


async def test_what_failed_is_done_when_it_is_sent_again(notes, ada, database):
    assert (await send(ada, text="fails")).status_code == 422
    assert await database.read(rows) == 0
    assert (await send(ada)).status_code == 201


async def test_a_key_is_forgotten_after_a_day(notes, ada, clock, database):
    await send(ada)
    clock.set(clock() + timedelta(hours=24))
    again = await send(ada, text="tomorrow")
    assert again.status_code == 201
    assert await database.read(rows) == 2


@pytest.mark.parametrize("key", ["", "x" * 201, "a b", "\u00e9"])
async def test_a_key_that_is_none_is_refused(notes, ada, key):
    headers = [(b"idempotency-key", key.encode("latin-1"))]
    answer = await ada.client.post(NOTES, json={"text": "hello"}, headers=headers)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["loc"][0] == "header"
