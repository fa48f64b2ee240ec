"""What proves who asks: sessions of browsers, tokens of programs. Stored as digests, so that no reader can use them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.sql import bindparam

from core.errors import Forbidden, Invalid, NotFound
from core.ids import new_id
from core.secrets import digest, new_secret
from core.vocabulary import Scope
from models.account import ACCOUNT, OWNER_COLUMNS, Owner
from models.credential import API_TOKEN, SESSION

SESSION_PREFIX = "rbs_"
TOKEN_PREFIX = "rb_"  # noqa: S105 - how tokens begin, not one of them

IDLE_PERIOD = timedelta(days=30)
"""A session that nobody used for so long is over."""
LONGEST_SESSION = timedelta(days=180)
"""A session is over then, however much it is used."""
NOTED_EVERY = timedelta(hours=1)
"""How often a credential's last use is written."""
MOST_TOKENS = 100

SESSION_FIELDS = ("id", "user_agent", "address", "created_at", "last_used_at", "expires_at")
TOKEN_FIELDS = ("id", "name", "scopes", "created_at", "last_used_at", "expires_at")

_OWNER_WIDTH = len(OWNER_COLUMNS)
_BY_SESSION = (
    select(*OWNER_COLUMNS, SESSION.c.id, SESSION.c.last_used_at, SESSION.c.expires_at)
    .join(SESSION, SESSION.c.account_id == ACCOUNT.c.id)
    .where(SESSION.c.digest == bindparam("digest"))
)
_BY_TOKEN = (
    select(
        *OWNER_COLUMNS,
        API_TOKEN.c.id,
        API_TOKEN.c.last_used_at,
        API_TOKEN.c.expires_at,
        API_TOKEN.c.name.label("token_name"),
        API_TOKEN.c.scopes,
    )
    .join(API_TOKEN, API_TOKEN.c.account_id == ACCOUNT.c.id)
    .where(API_TOKEN.c.digest == bindparam("digest"))
)


class ScopesExceeded(Forbidden):
    """A token can't make one that may do more than itself."""

    type = "scopes-exceeded"
    title = "More than you may do"


class ExpiryPassed(Invalid):
    """A token would have expired before it was made."""

    title = "Already over"


class TooManyTokens(Invalid):
    """An account has as many tokens as it may have."""

    title = "Too many tokens"


@dataclass(frozen=True, slots=True)
class Credential:
    """A good session or token, and whose it is. `name` and `scopes` are a token's."""

    owner: Owner
    id: UUID
    name: str | None
    scopes: frozenset[Scope]
    is_noted: bool
    """Its last use was written within the hour."""
    good_until: datetime
    """Until when it needs neither a note of its use nor another look at its expiry."""


@dataclass(frozen=True, slots=True)
class Made:
    """What was just made, with the one sight of its secret."""

    id: UUID
    secret: str
    expires_at: datetime | None
    row: dict[str, Any]


_EVERYTHING = frozenset(Scope)
_SCOPES = {scope.value: scope for scope in Scope}


def by_session(connection: Connection, secret: str, *, now: datetime) -> Credential | None:
    """The session of a cookie; None where it never was, has ended or is over."""
    row = connection.execute(_BY_SESSION, {"digest": digest(secret)}).first()
    if row is None:
        return None
    session_id, last_used_at, expires_at = row[_OWNER_WIDTH:]
    if expires_at <= now:
        return None
    is_noted = now - last_used_at < NOTED_EVERY
    good_until = min(expires_at, last_used_at + NOTED_EVERY)
    return Credential(Owner(*row[:_OWNER_WIDTH]), session_id, None, _EVERYTHING, is_noted, good_until)


def by_token(connection: Connection, secret: str, *, now: datetime) -> Credential | None:
    """The API token of an Authorization header; None where it never was, was revoked or is over."""
    row = connection.execute(_BY_TOKEN, {"digest": digest(secret)}).first()
    if row is None:
        return None
    token_id, last_used_at, expires_at, name, scopes = row[_OWNER_WIDTH:]
    if expires_at is not None and expires_at <= now:
        return None
    is_noted = last_used_at is not None and now - last_used_at < NOTED_EVERY
    granted = frozenset(_SCOPES[scope] for scope in scopes)
    good_until = (last_used_at or now) + NOTED_EVERY
    if expires_at is not None:
        good_until = min(expires_at, good_until)
    return Credential(Owner(*row[:_OWNER_WIDTH]), token_id, name, granted, is_noted, good_until)


def note_use(connection: Connection, account_id: UUID, credential_id: UUID, *, is_token: bool, now: datetime) -> None:
    """Write down the last use, and let a session live on, though never past LONGEST_SESSION."""
    if is_token:
        connection.execute(
            update(API_TOKEN)
            .where(API_TOKEN.c.account_id == account_id, API_TOKEN.c.id == credential_id)
            .values(last_used_at=now)
        )
        return
    mine = (SESSION.c.account_id == account_id) & (SESSION.c.id == credential_id)
    created_at = connection.scalar(select(SESSION.c.created_at).where(mine))
    if created_at is not None:
        expires_at = min(now + IDLE_PERIOD, created_at + LONGEST_SESSION)
        connection.execute(update(SESSION).where(mine).values(last_used_at=now, expires_at=expires_at))


def open_session(
    connection: Connection,
    account_id: UUID,
    *,
    user_agent: str | None,
    address: str | None,
    replaces: str | None = None,
    now: datetime,
) -> Made:
    """Sign a browser in, with a new secret; the one that its cookie held before is over."""
    if replaces is not None:
        end_session_of(connection, replaces)
    secret = new_secret(SESSION_PREFIX)
    row: dict[str, Any] = {
        "id": new_id(now),
        "account_id": account_id,
        "digest": digest(secret),
        "user_agent": user_agent[:300] if user_agent else None,
        "address": address,
        "created_at": now,
        "last_used_at": now,
        "expires_at": now + IDLE_PERIOD,
    }
    connection.execute(insert(SESSION), [row])
    return Made(row["id"], secret, row["expires_at"], {name: row[name] for name in SESSION_FIELDS})


def end_session_of(connection: Connection, secret: str) -> None:
    """Sign out the browser whose cookie this is."""
    connection.execute(delete(SESSION).where(SESSION.c.digest == digest(secret)))


def end_session(connection: Connection, account_id: UUID, session_id: UUID) -> None:
    """Sign one browser of the account out. Raises NotFound."""
    ended = connection.execute(
        delete(SESSION).where(SESSION.c.account_id == account_id, SESSION.c.id == session_id)
    ).rowcount
    if not ended:
        raise NotFound("There is no such session.")


def end_other_sessions(connection: Connection, account_id: UUID, *, but: UUID | None) -> None:
    """Sign every browser of the account out, but one."""
    others = SESSION.c.account_id == account_id
    if but is not None:
        others &= SESSION.c.id != but
    connection.execute(delete(SESSION).where(others))


def list_sessions(connection: Connection, account_id: UUID, *, now: datetime) -> list[dict[str, Any]]:
    """The browsers that are signed in, the newest first."""
    rows = connection.execute(
        select(*(SESSION.c[name] for name in SESSION_FIELDS))
        .where(SESSION.c.account_id == account_id, SESSION.c.expires_at > now)
        .order_by(SESSION.c.id.desc())
        .limit(500)
    )
    return [dict(zip(SESSION_FIELDS, row, strict=True)) for row in rows]


def make_token(
    connection: Connection,
    account_id: UUID,
    *,
    name: str,
    scopes: frozenset[Scope],
    expires_at: datetime | None,
    within: Iterable[Scope] = tuple(Scope),
    now: datetime,
) -> Made:
    """Make a token for a program. `within` are the scopes of whoever asks.

    Raises ScopesExceeded, ExpiryPassed and TooManyTokens.
    """
    if not scopes <= frozenset(within):
        raise ScopesExceeded("A token can't make one with more scopes than its own. Make it signed in, in the browser.")
    if expires_at is not None and expires_at <= now:
        raise ExpiryPassed.field("expires_at", "expires_at must lie in the future; leave it out for a lasting token.")
    if len(list_tokens(connection, account_id)) >= MOST_TOKENS:
        raise TooManyTokens(f"An account has at most {MOST_TOKENS} tokens: revoke one that isn't used any more.")
    secret = new_secret(TOKEN_PREFIX)
    row: dict[str, Any] = {
        "id": new_id(now),
        "account_id": account_id,
        "name": name,
        "digest": digest(secret),
        "scopes": [scope.value for scope in Scope if scope in scopes],
        "created_at": now,
        "last_used_at": None,
        "expires_at": expires_at,
    }
    connection.execute(insert(API_TOKEN), [row])
    return Made(row["id"], secret, expires_at, {name: row[name] for name in TOKEN_FIELDS})


def list_tokens(connection: Connection, account_id: UUID) -> list[dict[str, Any]]:
    """The account's tokens, the newest first; their secrets are gone for good."""
    rows = connection.execute(
        select(*(API_TOKEN.c[name] for name in TOKEN_FIELDS))
        .where(API_TOKEN.c.account_id == account_id)
        .order_by(API_TOKEN.c.id.desc())
    )
    return [dict(zip(TOKEN_FIELDS, row, strict=True)) for row in rows]


def revoke_token(connection: Connection, account_id: UUID, token_id: UUID) -> None:
    """Take a token back; it is refused from now on. Raises NotFound."""
    revoked = connection.execute(
        delete(API_TOKEN).where(API_TOKEN.c.account_id == account_id, API_TOKEN.c.id == token_id)
    ).rowcount
    if not revoked:
        raise NotFound("There is no such token.")
