"""What each of the cast owns, one thing of every kind, and everything that the database holds of an account."""

from typing import Any
from uuid import UUID

import httpx2
from sqlalchemy import Connection, select
from sqlmodel import SQLModel

from core.database import Database
from tests.conftest import PASSWORD, Clock, Person
from tests.inboxes import Inbox

API = "/api/v1"
_MAIL = (
    b"From: Cleo Park <cleo@acme.example>\nTo: %s\nSubject: Interview at Acme\n"
    b"Message-ID: <for-%s@acme.example>\nDate: Mon, 23 Nov 2026 09:00:00 +0100\n\n"
    b"We would like to invite you to an interview for the role of Engineer at Acme. Please reply by Friday.\n"
)
_UNCLEAR = b"From: Cleo Park <cleo@acme.example>\nSubject: Hello\nMessage-ID: <%s@acme.example>\n\nHello again.\n"


def mail_for(person: Person) -> bytes:
    """An invitation from Acme."""
    return _MAIL % (person.email.encode(), person.email.encode())


async def belongings_of(person: Person, database: Database, clock: Clock) -> dict[str, str]:
    """Make one of everything, and give the ids by their kinds."""
    client = person.client
    invitation = await _made(client, "/invitations", company="Acme", contact_email="cleo@acme.example")
    contact = await _made(client, "/contacts", name="Cleo Park")
    url = "https://hooks.example.com/replyby"
    channel = await _made(client, "/channels", name="Hook", kind="webhook", url=url, wants=["alerts"])
    received = Inbox(database, person, clock).bring(_UNCLEAR % person.email.encode())
    assert received.invitation_id is None, "a message that waits can be placed"
    upload = {"file": ("interview.eml", mail_for(person), "message/rfc822")}
    preview = await client.post(f"{API}/imports", files=upload)
    assert preview.status_code == 201, preview.text
    signed_in = await client.post(f"{API}/sessions", json={"email": person.email, "password": PASSWORD})
    client.cookies.clear()
    return {
        "invitation": invitation,
        "reply": await _made(client, f"/invitations/{invitation}/replies", kind="decline"),
        "contact": contact,
        "touchpoint": await _made(client, f"/contacts/{contact}/touchpoints"),
        "channel": channel,
        "message": str(received.message_id),
        "import": preview.json()["id"],
        "session": signed_in.json()["session"]["id"],
        "token": await _made(client, "/tokens", name="laptop", scopes=["read"]),
    }


async def _made(client: httpx2.AsyncClient, path: str, **body: Any) -> str:
    answer = await client.post(API + path, json=body)
    assert answer.status_code == 201, (path, answer.text)
    return answer.json()["id"]


def everything_of(database: Database, account_id: UUID) -> dict[str, list[Any]]:
    """Every row of an account's, by table."""

    def rows(connection: Connection) -> dict[str, list[Any]]:
        return {
            table.name: sorted(map(repr, connection.execute(select(table).where(owner == account_id)).all()))
            for table in SQLModel.metadata.sorted_tables
            if (owner := table.c.get("account_id", table.c.id if table.name == "account" else None)) is not None
        }

    return database.threads.read(rows)
