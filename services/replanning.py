"""A changed zone, country or policy decides every open deadline anew: a thousand at once, the rest by the tick."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import Connection, select, update
from sqlalchemy.sql import bindparam

from core.trouble import TROUBLE
from core.vocabulary import EventType
from models.account import ACCOUNT, OWNER_COLUMNS, Owner
from models.invitation import INVITATION, OWED
from services import history, reminding
from services.planning import clock_of
from services.searching import condition

log = structlog.stdlib.get_logger(__name__)

AT_ONCE = 1_000
"""How many invitations are planned anew in the transaction that changed the policy."""

BATCH = 200
"""How many the tick plans anew in one transaction."""

_FIELDS = (
    "id",
    "received_at",
    "interview_at",
    "stated_at",
    "stated_on",
    "promised_at",
    "status",
    "deleted_at",
    "respond_by",
    "flagged",
    "snoozed_until",
)

_OPEN = (
    select(*(INVITATION.c[name] for name in _FIELDS))
    .where(
        INVITATION.c.account_id == bindparam("account"),
        INVITATION.c.id > bindparam("after"),
        INVITATION.c.deleted_at.is_(None),
        condition(OWED),
    )
    .order_by(INVITATION.c.id)
    .limit(bindparam("most"))
    .with_for_update()
)

_STORE = (
    update(INVITATION)
    .where(INVITATION.c.account_id == bindparam("of_account"), INVITATION.c.id == bindparam("of_id"))
    .values(
        respond_by=bindparam("new_respond_by"),
        respond_by_basis=bindparam("new_basis"),
        respond_by_facts=bindparam("new_facts"),
        due_soon_at=bindparam("new_due_soon_at"),
        ghosting_at=bindparam("new_ghosting_at"),
        flagged=bindparam("new_flagged"),
        next_flag_at=bindparam("new_next_flag_at"),
        flag_failures=0,
        version=INVITATION.c.version + 1,
        updated_at=bindparam("at"),
    )
)


def replan_account(connection: Connection, owner: Owner, *, now: datetime, actor: str = history.PERSON) -> int:
    """Plan the open invitations of an account anew under the policy that it has now. Returns how many were done.

    Up to a thousand are done here; where there are more, the account is marked and the tick goes on with it.
    """
    done, last = _replan(connection, owner, UUID(int=0), most=AT_ONCE, now=now, actor=actor)
    _mark(connection, owner.id, last if done == AT_ONCE else None)
    return done


def replan_some(connection: Connection, *, now: datetime, most: int = BATCH) -> int:
    """Go on with one account that is marked. Returns how many were planned anew; 0 where none wait."""
    row = connection.execute(
        select(*OWNER_COLUMNS, ACCOUNT.c.replan_after)
        .where(ACCOUNT.c.replan_after.is_not(None))
        .order_by(ACCOUNT.c.replan_after)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()
    if row is None:
        return 0
    *owned, after = row
    owner = Owner(*owned)
    try:
        with connection.begin_nested():
            done, last = _replan(connection, owner, after, most=most, now=now, actor=history.SCHEDULER)
    except TROUBLE:
        raise
    except Exception:
        # Left marked, it would keep every other account from its turn.
        log.exception("An account could not be planned anew", account=str(owner.id))
        done, last = 0, after
    _mark(connection, owner.id, last if done == most else None)
    return max(1, done)


def _replan(
    connection: Connection, owner: Owner, after: UUID, *, most: int, now: datetime, actor: str
) -> tuple[int, UUID]:
    rows = connection.execute(_OPEN, {"account": owner.id, "after": after, "most": most}).mappings().all()
    stored: list[dict[str, Any]] = []
    events: list[dict[str, Any]] = []
    urgent: list[tuple[UUID, datetime]] = []
    for found in rows:
        row: dict[str, Any] = {str(name): value for name, value in found.items()}
        try:
            clock = clock_of(owner, row, now=now)
        except Exception:
            # The others go on. This one keeps the deadline that it has, until it is edited.
            log.exception("An invitation could not be planned anew", invitation=str(row["id"]))
            continue
        stored.append(_changes(owner.id, row["id"], clock.columns, now=now))
        if clock.columns["respond_by"] != row["respond_by"]:
            reminding.cancel(connection, owner.id, row["id"], because="The deadline was planned anew.")
            detail = {"from": row["respond_by"].isoformat(), "to": clock.columns["respond_by"].isoformat()}
            events.append(
                history.event(owner.id, row["id"], EventType.DEADLINE_CHANGED, at=now, actor=actor, detail=detail)
            )
            # One that has stayed where it was has been reminded of already.
            if clock.is_urgent and (row["snoozed_until"] is None or row["snoozed_until"] <= now):
                urgent.append((row["id"], clock.columns["respond_by"]))
        passed = [level for level in clock.passed if level.rank > row["flagged"]]
        events += history.flags(owner.id, row["id"], passed, at=now, announced=False, actor=actor)
    _write(connection, owner.id, stored, events, urgent, now=now)
    return len(rows), rows[-1]["id"] if rows else after


def _write(
    connection: Connection,
    account_id: UUID,
    stored: list[dict[str, Any]],
    events: list[dict[str, Any]],
    urgent: Sequence[tuple[UUID, datetime]],
    *,
    now: datetime,
) -> None:
    if stored:
        connection.execute(_STORE, stored)
    history.remember(connection, events)
    reminding.plan_urgent(connection, account_id, urgent, now=now)


def _changes(account_id: UUID, invitation_id: UUID, columns: dict[str, Any], *, now: datetime) -> dict[str, Any]:
    return {
        "of_account": account_id,
        "of_id": invitation_id,
        "new_respond_by": columns["respond_by"],
        "new_basis": columns["respond_by_basis"],
        "new_facts": columns["respond_by_facts"],
        "new_due_soon_at": columns["due_soon_at"],
        "new_ghosting_at": columns["ghosting_at"],
        "new_flagged": columns["flagged"],
        "new_next_flag_at": columns["next_flag_at"],
        "at": now,
    }


def _mark(connection: Connection, account_id: UUID, after: UUID | None) -> None:
    connection.execute(update(ACCOUNT).where(ACCOUNT.c.id == account_id).values(replan_after=after))
