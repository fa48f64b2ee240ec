"""What the service keeps for its own sake: answers of retried requests, the last tick, what to index, a hold."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from models.columns import json, key, owner, table_of, text


class IdempotencyKey(SQLModel, table=True):
    """The stored answer of a POST that carried an Idempotency-Key. `fingerprint` is a digest of the request."""

    __tablename__ = "idempotency_key"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (Index("ix_idempotency_key_created_at", "created_at"),)

    account_id: UUID = owner(primary_key=True)
    key: str = text(200, primary_key=True)
    fingerprint: str = text(64)
    status: int
    body: str = text()
    headers: dict[str, str] = json()
    created_at: datetime


class Heartbeat(SQLModel, table=True):
    """When something that runs by itself last did so."""

    name: str = text(40, primary_key=True)
    at: datetime
    detail: dict[str, Any] = json()


class SearchQueue(SQLModel, table=True):
    """Invitations, from one id to another, whose words SQLite's search index has yet to take in.

    An import adds one row for a whole batch, which is why the index doesn't slow it. PostgreSQL keeps its own list of
    pending entries, and this table stays empty there.
    """

    __tablename__ = "search_queue"  # pyright: ignore[reportAssignmentType]
    __table_args__ = (Index("ix_search_queue_account_id", "account_id"),)

    id: UUID = key()
    account_id: UUID = owner()
    from_id: UUID = Field()
    to_id: UUID = Field()


class Hold(SQLModel, table=True):
    """Nothing leaves this installation by itself since `held_at`, until somebody releases it: one row, or none.

    A restored copy begins so, since what it was made from may still be running elsewhere.
    """

    name: str = text(40, primary_key=True)
    held_at: datetime
    why: str = text(300)


IDEMPOTENCY_KEY = table_of(IdempotencyKey)
HEARTBEAT = table_of(Heartbeat)
SEARCH_QUEUE = table_of(SearchQueue)
HOLD = table_of(Hold)
