"""Settling what became of a reply that was claimed. Only who holds the lease settles, and taken is taken for good."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from core.vocabulary import EventType, ReplyState
from models.reply import REPLY
from services.history import SCHEDULER
from services.identity.accounts import load_owner
from services.sending.claims import UNKNOWN, Claimed
from services.sending.departing import Held
from services.sending.keeping import store_reply, tell
from services.sending.outcomes import NOT_GONE, note_gone

RETRY_PERIODS = (timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2))
"""The waits before it is tried again what the server has surely not taken; meanwhile it can be taken back."""


def settle_taken(connection: Connection, claimed: Claimed, *, taken_at: datetime, now: datetime) -> bool:
    """The server took it: it is sent, and the invitation answered. Also where the lease had run out meanwhile.

    False where the person has said otherwise by then, or it is gone.
    """
    row = _ours(connection, claimed, ReplyState.SENDING, ReplyState.OUTCOME_UNKNOWN)
    owner = load_owner(connection, claimed.account_id)
    if row is None or owner is None:
        return False
    note_gone(connection, owner, row, sent_at=taken_at, now=now, actor=SCHEDULER)
    return True


def settle_not_taken(connection: Connection, claimed: Claimed, sentence: str, *, passes: bool, now: datetime) -> bool:
    """The server surely didn't take it: it waits to be tried again, or has failed visibly. False where not ours."""
    row = _ours(connection, claimed, ReplyState.SENDING)
    if row is None:
        return False
    if passes and claimed.attempts <= len(RETRY_PERIODS):
        waits = RETRY_PERIODS[claimed.attempts - 1]
        changed: dict[str, Any] = {"state": ReplyState.APPROVED.value, "send_at": now + waits}
        store_reply(connection, row, changed | {"lease_until": None, "last_error": sentence}, now=now)
        return True
    return _hold(connection, row, Held(ReplyState.FAILED, sentence), now=now)


def settle_held(connection: Connection, claimed: Claimed, held: Held, *, now: datetime) -> bool:
    """It was held back at the last look. False where it isn't ours any more."""
    row = _ours(connection, claimed, ReplyState.SENDING)
    return row is not None and _hold(connection, row, held, now=now)


def settle_unknown(connection: Connection, claimed: Claimed, *, now: datetime) -> bool:
    """It was handed over, and no answer came: the person is asked. False where it isn't ours any more."""
    row = _ours(connection, claimed, ReplyState.SENDING)
    if row is None:
        return False
    changed = {"state": ReplyState.OUTCOME_UNKNOWN.value, "send_at": None, "last_error": UNKNOWN}
    store_reply(connection, row, changed, now=now)
    tell(connection, row, EventType.REPLY_OUTCOME_UNKNOWN, now=now, actor=SCHEDULER)
    return True


def _hold(connection: Connection, row: dict[str, Any], held: Held, *, now: datetime) -> bool:
    changed = NOT_GONE | {"state": held.state.value, "lease_until": None, "last_error": held.why}
    store_reply(connection, row, changed, now=now)
    tell(connection, row, EventType.REPLY_FAILED, now=now, actor=SCHEDULER, why=held.why)
    return True


def _ours(connection: Connection, claimed: Claimed, *states: ReplyState) -> dict[str, Any] | None:
    found = (
        connection.execute(
            select(REPLY)
            .where(
                REPLY.c.account_id == claimed.account_id,
                REPLY.c.id == claimed.id,
                REPLY.c.lease_until == claimed.lease_until,
                REPLY.c.state.in_([state.value for state in states]),
            )
            .with_for_update()
        )
        .mappings()
        .first()
    )
    return None if found is None else {str(name): value for name, value in found.items()}
