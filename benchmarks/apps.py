"""What the service is compared with: bare FastAPI returning a constant, and the bare design without the product."""

import os
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from fastapi import FastAPI
from sqlalchemy import Connection, insert, select
from sqlalchemy.sql import bindparam

from api.app import create_app
from api.schemas.invitation import InvitationCreate, InvitationPage, InvitationView
from core.clock import now
from core.database import Database
from core.ids import new_id
from core.settings import load_settings
from models.account import ACCOUNT, OWNER_COLUMNS, Owner
from models.invitation import INVITATION
from services.planning import clock_of
from services.viewing import SHOWN, view

_NO_TELEMETRY: Any = {"tracing": False, "metrics": False, "logs": False, "operation_spans": False}


def replyby() -> FastAPI:
    """The service itself."""
    return create_app(load_settings())


def constant() -> FastAPI:
    """Bare FastAPI: an endpoint that returns a constant text, so many bytes as JSON; POST reads its body first."""
    app = FastAPI(telemetry=_NO_TELEMETRY)
    body = "x" * (int(os.environ["BENCH_SIZE"]) - 2)

    @app.get("/constant")
    async def get_constant() -> str:
        return body

    @app.post("/constant", status_code=201)
    async def post_constant(given: dict[str, Any]) -> str:  # noqa: ARG001 - read, and left
        return body

    return app


def bare() -> FastAPI:
    """The same statements on the same database, without identity, history, reminders and search."""
    settings = load_settings()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> Any:
        app.state.database = Database(settings.url)
        app.state.owner = await app.state.database.read(_first_owner)
        yield
        await app.state.database.close()

    app = FastAPI(telemetry=_NO_TELEMETRY, lifespan=lifespan)

    @app.get("/invitations/{key}", response_model=InvitationView)
    async def one(key: UUID) -> Any:
        return await app.state.database.read(_one, app.state.owner, key, now())

    @app.get("/invitations", response_model=InvitationPage)
    async def many(limit: int = 50) -> Any:
        return await app.state.database.read(_many, app.state.owner, limit, now())

    @app.post("/invitations", status_code=201, response_model=InvitationView)
    async def create(given: InvitationCreate) -> Any:
        return await app.state.database.write(_create, app.state.owner, given.model_dump(), now())

    return app


_ONE = select(*SHOWN).where(
    INVITATION.c.account_id == bindparam("account"),
    INVITATION.c.id == bindparam("id"),
    INVITATION.c.deleted_at.is_(None),
)
_MANY = (
    select(*SHOWN)
    .where(INVITATION.c.account_id == bindparam("account"), INVITATION.c.deleted_at.is_(None))
    .order_by(INVITATION.c.received_at.desc(), INVITATION.c.id.desc())
    .limit(bindparam("most"))
)
_CREATE = insert(INVITATION).returning(*SHOWN)


def _first_owner(connection: Connection) -> Owner:
    return Owner(*connection.execute(select(*OWNER_COLUMNS).order_by(ACCOUNT.c.id).limit(1)).one())


def _one(connection: Connection, owner: Owner, key: UUID, at: datetime) -> dict[str, Any]:
    return view(connection.execute(_ONE, {"account": owner.id, "id": key}).one(), language="en", now=at)


def _many(connection: Connection, owner: Owner, limit: int, at: datetime) -> dict[str, Any]:
    rows = connection.execute(_MANY, {"account": owner.id, "most": limit + 1}).all()
    return {"items": [view(row, language="en", now=at) for row in rows[:limit]], "next_cursor": "more"}


def _create(connection: Connection, owner: Owner, given: dict[str, Any], at: datetime) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(column.name for column in INVITATION.c)
    stated = given.pop("respond_by", None)
    row |= given
    row |= {
        "account_id": owner.id,
        "id": new_id(at),
        "received_at": row["received_at"] or at,
        "stated_at": stated,
        "tags": row["tags"] or [],
        "status": "awaiting_reply",
        "version": 1,
        "created_at": at.astimezone(UTC),
        "updated_at": at,
    }
    row |= clock_of(owner, row, now=at).columns
    return view(connection.execute(_CREATE, row).one(), language="en", now=at)
