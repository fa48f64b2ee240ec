"""What keeps the service the same size: old attempts, keys, sessions and deleted invitations go, a few at a time."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Table, delete, select, tuple_
from sqlalchemy.sql import bindparam

from core.database import insert_new
from models.account import ACCOUNT
from models.channel import REMINDER
from models.contact import CONTACT
from models.credential import SESSION, SIGN_IN_ATTEMPT
from models.invitation import INVITATION
from models.message import MESSAGE
from models.upkeep import HEARTBEAT, IDEMPOTENCY_KEY
from services import searching
from services.tracking import KEPT_PERIOD

BATCH = 200
"""How many rows of a table go in one transaction."""

ATTEMPTS_KEPT_PERIOD = timedelta(hours=1)
ANSWERS_KEPT_PERIOD = timedelta(hours=24)
LEDGER_KEPT_PERIOD = timedelta(days=400)
"""How long the ledger tells why a reminder came, or didn't."""

MESSAGES_KEPT_PERIOD = timedelta(days=30)
"""How long a message that was put aside can be taken up again."""

SCHEDULER_BEAT = "scheduler"


def beat(connection: Connection, *, now: datetime, detail: dict[str, object]) -> None:
    """Note that a tick has been completed at `now`, by the real clock."""
    row = {"name": SCHEDULER_BEAT, "at": now, "detail": detail}
    connection.execute(
        insert_new(connection, HEARTBEAT)
        .values(row)
        .on_conflict_do_update(index_elements=["name"], set_={"at": now, "detail": detail})
    )


def last_beat(connection: Connection) -> datetime | None:
    """When any scheduler last completed a tick."""
    return connection.execute(select(HEARTBEAT.c.at).where(HEARTBEAT.c.name == SCHEDULER_BEAT)).scalar()


def clear_old(connection: Connection, *, now: datetime, ledger_period: timedelta = LEDGER_KEPT_PERIOD) -> int:
    """Delete at most `BATCH` rows of each kind that nobody needs any more. Returns how many went.

    The ledger is kept for `ledger_period`, as the operator decides.
    """
    return (
        _purge_deleted(connection, now=now)
        # With their touchpoints, which hang on them.
        + _clear(connection, CONTACT, CONTACT.c.deleted_at.is_not(None) & (CONTACT.c.deleted_at < now - KEPT_PERIOD))
        + _clear(
            connection,
            MESSAGE,
            MESSAGE.c.dismissed_at.is_not(None) & (MESSAGE.c.dismissed_at < now - MESSAGES_KEPT_PERIOD),
        )
        + _clear(connection, SIGN_IN_ATTEMPT, SIGN_IN_ATTEMPT.c.at < now - ATTEMPTS_KEPT_PERIOD)
        + _clear(connection, SESSION, SESSION.c.expires_at < now)
        + _clear(connection, IDEMPOTENCY_KEY, IDEMPOTENCY_KEY.c.created_at < now - ANSWERS_KEPT_PERIOD)
        + _clear(
            connection,
            REMINDER,
            # By the key, which begins with the account and the moment: the ledger is never read through.
            REMINDER.c.account_id.in_(select(ACCOUNT.c.id))
            & (REMINDER.c.id < _first_id(now - ledger_period))
            & REMINDER.c.next_attempt_at.is_(None),
        )
    )


def _purge_deleted(connection: Connection, *, now: datetime) -> int:
    """Deleted invitations can be restored for 30 days; then they go for good, with all that hangs on them."""
    rows = connection.execute(
        select(INVITATION.c.account_id, INVITATION.c.id)
        .where(INVITATION.c.deleted_at.is_not(None), INVITATION.c.deleted_at < now - KEPT_PERIOD)
        .limit(BATCH)
    ).all()
    searching.forget(connection, [row.id for row in rows])
    _delete_invitations(connection, [(row.account_id, row.id) for row in rows])
    return len(rows)


def _delete_invitations(connection: Connection, keys: Sequence[tuple[UUID, UUID]]) -> None:
    if keys:
        connection.execute(
            delete(INVITATION).where(
                INVITATION.c.account_id == bindparam("of_account"), INVITATION.c.id == bindparam("of_id")
            ),
            [{"of_account": account, "of_id": key} for account, key in keys],
        )


def _first_id(instant: datetime) -> UUID:
    """Less than every UUIDv7 that was made at that instant or later (RFC 9562: the first 48 bits are milliseconds)."""
    return UUID(int=int(instant.timestamp() * 1000) << 80)


def _clear(connection: Connection, table: Table, condition: ColumnElement[bool]) -> int:
    key = list(table.primary_key)
    old = select(*key).where(condition).limit(BATCH)
    return connection.execute(delete(table).where(tuple_(*key).in_(old))).rowcount
