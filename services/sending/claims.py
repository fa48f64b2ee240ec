"""Taking approved replies out to be sent, one at a time for each account.

A claim is a conditional write with a lease. Whoever claimed a reply sends it once and settles it
(`services.sending.settling`); where that never happens, the lease runs out, and since nobody can know whether the
reply left, it is parked as `outcome_unknown` and asked about. No machine sends it again.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection, select, update
from sqlalchemy.sql import bindparam

from core.vocabulary import EventType, ReplyState
from models.reply import REPLY, UNDER_WAY
from services.history import SCHEDULER
from services.holding.standing import is_held
from services.searching import condition
from services.sending.keeping import store_reply, tell
from services.sending.outcomes import NOT_GONE

CLAIM_LEASE = timedelta(seconds=120)
"""How long a claim holds. A mail takes 45 s at the most; the rest is for settling while the database is away."""

STALE_PERIOD = timedelta(hours=1)
"""How late a reply may leave. What waited longer, since nothing ran or a backup was restored, is left to the person."""

STALE = "Nothing was running when this reply was to leave, so it has not been sent. Look at it once more and send it."
UNKNOWN = "The sending broke off at a moment at which nobody can know whether the reply went out."

MOST_LANES = 200
MOST_PARKED = 100

_IS_DUE = condition(UNDER_WAY), REPLY.c.send_at <= bindparam("now")
_IS_APPROVED = REPLY.c.state == ReplyState.APPROVED.value
_DUE = select(REPLY.c.account_id, REPLY.c.state).where(*_IS_DUE).distinct().limit(MOST_LANES)
_NEXT = (
    select(REPLY)
    .where(REPLY.c.account_id == bindparam("account"), _IS_APPROVED, *_IS_DUE)
    .order_by(REPLY.c.send_at, REPLY.c.id)
    .limit(1)
    .with_for_update(skip_locked=True)
)
_EXPIRED = (
    select(REPLY)
    .where(REPLY.c.state == ReplyState.SENDING.value, *_IS_DUE)
    .order_by(REPLY.c.send_at)
    .limit(MOST_PARKED)
    .with_for_update(skip_locked=True)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What the present asks for: the accounts that have something to send, and whether a lease has run out."""

    accounts: tuple[UUID, ...]
    has_expired: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """A reply that is ours to send until `lease_until`, for the `attempts`th time."""

    account_id: UUID
    id: UUID
    lease_until: datetime
    attempts: int


def look(connection: Connection, *, now: datetime) -> Due:
    """What is to be done by `now`, from one small index. Nothing is, while the installation is held."""
    if is_held(connection):
        return Due(accounts=(), has_expired=False)
    rows = connection.execute(_DUE, {"now": now}).all()
    return Due(
        accounts=tuple(row.account_id for row in rows if row.state == ReplyState.APPROVED),
        has_expired=any(row.state == ReplyState.SENDING for row in rows),
    )


def claim_next(connection: Connection, account_id: UUID, *, now: datetime) -> Claimed | None:
    """Claim the next reply of an account, or None where none is due. What is stale fails visibly, unsent.

    None while the installation is held.
    """
    if is_held(connection):
        return None
    while (found := connection.execute(_NEXT, {"account": account_id, "now": now}).mappings().first()) is not None:
        row = {str(name): value for name, value in found.items()}
        if row["send_at"] < now - STALE_PERIOD:
            store_reply(connection, row, NOT_GONE | {"state": ReplyState.FAILED.value, "last_error": STALE}, now=now)
            tell(connection, row, EventType.REPLY_FAILED, now=now, actor=SCHEDULER, why=STALE)
            continue
        lease_until, attempts = now + CLAIM_LEASE, row["attempts"] + 1
        done = connection.execute(
            update(REPLY)
            .where(REPLY.c.account_id == account_id, REPLY.c.id == row["id"], _IS_APPROVED)
            .values(
                state=ReplyState.SENDING.value,
                lease_until=lease_until,
                send_at=lease_until,
                attempts=attempts,
                version=row["version"] + 1,
                updated_at=now,
            )
        )
        if done.rowcount == 1:
            return Claimed(account_id=account_id, id=row["id"], lease_until=lease_until, attempts=attempts)
    return None


def park_expired(connection: Connection, *, now: datetime) -> int:
    """Whatever is `sending` past its lease has an unknown outcome from now on. Returns how many."""
    rows = connection.execute(_EXPIRED, {"now": now}).mappings().all()
    for found in rows:
        row = {str(name): value for name, value in found.items()}
        # The lease's end stays: by it the sender, if it lives after all, can still say that the server took it.
        changed = {"state": ReplyState.OUTCOME_UNKNOWN.value, "send_at": None, "last_error": UNKNOWN}
        store_reply(connection, row, changed, now=now)
        tell(connection, row, EventType.REPLY_OUTCOME_UNKNOWN, now=now, actor=SCHEDULER)
    return len(rows)
