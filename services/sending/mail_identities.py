"""The account's own mail identity: as whom, and by which server, its replies leave.

The server's URL is written once and never shown again: it is stored encrypted, and answers carry its masked form.
Nothing leaves by an identity before its server has taken a test message.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, delete, func, select, update
from sqlalchemy.sql import bindparam

from core.database import insert_new
from core.errors import Invalid, LostRace, NotFound
from core.secrets import Keyring, digest
from core.versions import IfVersion, is_other
from models.mailing import MAIL_IDENTITY
from models.reply import REPLY
from services.identity.throttling import Subject, count_guess
from services.sending.outgoing import Server
from services.trials import TestedJustNow

CAP_PERIOD = timedelta(hours=24)
"""The period of the daily cap, which ends now: midnight doesn't make it anew."""

TESTS_AT_ONCE = 30
"""How many tests an account has within five minutes (`throttling.WINDOW`), however often it changes the server."""

TEST_PERIOD = timedelta(seconds=20)
"""The least time between two test messages."""

IDENTITY_FIELDS = (
    *("from_address", "from_name", "daily_cap", "tested_at", "last_error", "version", "created_at", "updated_at"),
)

_ONE = select(MAIL_IDENTITY).where(MAIL_IDENTITY.c.account_id == bindparam("account"))
_COUNTED = (
    REPLY.c.account_id == bindparam("account"),
    REPLY.c.approved_at.is_not(None),
    REPLY.c.approved_at > bindparam("since"),
)
_APPROVED_LATELY = select(func.count()).select_from(REPLY).where(*_COUNTED)
_NEWEST_FIRST = select(REPLY.c.approved_at).where(*_COUNTED).order_by(REPLY.c.approved_at.desc())


class MailIdentityNotFound(NotFound):
    """The account has no mail identity."""

    title = "No mail identity"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A mail identity as the person wants it; without a server the stored one stays."""

    from_address: str
    from_name: str | None
    daily_cap: int
    server: Server | None


def show_identity(connection: Connection, account_id: UUID, *, now: datetime) -> dict[str, Any]:
    """The identity, its server masked, and how many replies may still leave. Raises MailIdentityNotFound."""
    row = find_identity(connection, account_id)
    if row is None:
        raise no_such_identity()
    left = max(0, row["daily_cap"] - approved_lately(connection, account_id, now=now))
    return {name: row[name] for name in IDENTITY_FIELDS} | {"url": row["url_masked"], "left": left}


def set_identity(
    connection: Connection,
    account_id: UUID,
    keyring: Keyring,
    wanted: Wanted,
    *,
    now: datetime,
    if_version: IfVersion = None,
) -> dict[str, Any]:
    """Store the identity. Another address or server counts as untested. Raises LostRace, and Invalid without a server.

    Nothing is sent.
    """
    row = find_identity(connection, account_id, for_update=True)
    version = 0 if row is None else row["version"]
    if is_other(version, if_version):
        raise LostRace(f"The mail identity is at version {version} by now, not {if_version}. Read it again.")
    if row is None and wanted.server is None:
        raise Invalid.field("host", "Give the mail server: `host` with its fields, or `url`.", code="required")
    changed: dict[str, Any] = {
        "from_address": wanted.from_address,
        "from_name": wanted.from_name,
        "daily_cap": wanted.daily_cap,
        "version": version + 1,
        "updated_at": now,
    }
    if wanted.server is not None:
        changed |= {"url_encrypted": keyring.encrypt(wanted.server.url), "url_masked": wanted.server.masked}
    if row is None or wanted.server is not None or row["from_address"] != wanted.from_address:
        changed |= {"tested_at": None, "tried_at": None, "last_error": None}
    connection.execute(
        insert_new(connection, MAIL_IDENTITY)
        .values({"account_id": account_id, "created_at": now, "url_encrypted": "", "url_masked": ""} | changed)
        .on_conflict_do_update(index_elements=["account_id"], set_=changed)
    )
    return show_identity(connection, account_id, now=now)


def delete_identity(connection: Connection, account_id: UUID) -> None:
    """Forget the identity: what waits to leave by it doesn't any more. Raises MailIdentityNotFound."""
    done = connection.execute(delete(MAIL_IDENTITY).where(MAIL_IDENTITY.c.account_id == account_id))
    if done.rowcount == 0:
        raise no_such_identity()


def find_identity(connection: Connection, account_id: UUID, *, for_update: bool = False) -> dict[str, Any] | None:
    """The stored identity, held until the transaction ends where it is to be changed or counted against."""
    query = _ONE.with_for_update() if for_update else _ONE
    row = connection.execute(query, {"account": account_id}).mappings().first()
    return None if row is None else {str(name): value for name, value in row.items()}


def approved_lately(connection: Connection, account_id: UUID, *, now: datetime) -> int:
    """How many replies the account has let leave in the period of the cap: waiting, under way, gone, or unknown."""
    given = {"account": account_id, "since": now - CAP_PERIOD}
    return connection.execute(_APPROVED_LATELY, given).scalar_one()


def next_leaves_at(connection: Connection, account_id: UUID, cap: int, *, now: datetime) -> datetime | None:
    """When a cap lets the next reply leave: as soon as fewer than `cap` are counted. None: at once."""
    given = {"account": account_id, "since": now - CAP_PERIOD}
    oldest = connection.execute(_NEWEST_FIRST.offset(cap - 1).limit(1), given).scalar()
    return None if oldest is None else oldest + CAP_PERIOD


def begin_test(connection: Connection, account_id: UUID, *, now: datetime) -> dict[str, Any]:
    """The identity that is about to be tried, and the word that it was tried now.

    Raises MailIdentityNotFound, TestedJustNow and TooManyGuesses.
    """
    row = find_identity(connection, account_id, for_update=True)
    if row is None:
        raise no_such_identity()
    until = now if row["tried_at"] is None else row["tried_at"] + TEST_PERIOD
    if until > now:
        seconds = int((until - now).total_seconds()) + 1
        raise TestedJustNow(
            f"The mail server was tried a short while ago. Try again in {seconds} s.",
            headers={"Retry-After": str(seconds)},
        )
    # Counted for the account, which no change of the server forgets: it may be somebody else's, and each is a guess.
    count_guess(connection, [Subject(digest(f"mail-identity:{account_id}"), TESTS_AT_ONCE)], now=now)
    # Noted before it is tried: two requests at once make one message.
    connection.execute(update(MAIL_IDENTITY).where(MAIL_IDENTITY.c.account_id == account_id).values(tried_at=now))
    return row


def end_test(connection: Connection, row: Mapping[str, Any], *, problem: str | None, now: datetime) -> None:
    """Note how the test of the identity in `row` ended, unless it was changed meanwhile: another one wasn't tried."""
    values: dict[str, Any] = {"last_error": problem} if problem is not None else {"last_error": None, "tested_at": now}
    connection.execute(
        update(MAIL_IDENTITY)
        .where(MAIL_IDENTITY.c.account_id == row["account_id"], MAIL_IDENTITY.c.version == row["version"])
        .values(**values)
    )


def no_such_identity() -> MailIdentityNotFound:
    """The refusal where the account has no identity."""
    return MailIdentityNotFound("No mail server is set. PUT /api/v1/mail-identity sets one.")
