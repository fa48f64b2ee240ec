"""The ledger of reminders: planning them once, cancelling what has become needless, claiming and settling.

Nothing is sent here. Deciding and sending are two stages joined by this table: a row is stored in the transaction
that decided it, claimed under a lease, sent by an edge outside any transaction, and settled.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select, update
from sqlalchemy.sql import bindparam

from core.database import insert_new
from core.ids import new_id
from core.vocabulary import ReminderKind, ReminderState, Want
from models.channel import CHANNEL, REMINDER
from services.holding.standing import is_held
from services.searching import condition

UNSETTLED = condition("reminder.state IN ('planned', 'sending')")
"""What is yet to be sent, word for word as the partial indexes have it: no planner looks into a parameter."""

_USABLE = (
    select(CHANNEL.c.account_id, CHANNEL.c.id, CHANNEL.c.name, CHANNEL.c.wants)
    .where(
        CHANNEL.c.account_id.in_(bindparam("accounts", expanding=True)),
        CHANNEL.c.confirmed_at.is_not(None),
        CHANNEL.c.disabled_at.is_(None),
    )
    .order_by(CHANNEL.c.account_id, CHANNEL.c.id)
)

_CANCEL = (
    update(REMINDER)
    .where(
        REMINDER.c.account_id == bindparam("account"),
        REMINDER.c.invitation_id == bindparam("invitation"),
        # What is held would be planned again by the release.
        REMINDER.c.state.in_([ReminderState.PLANNED.value, ReminderState.HELD.value]),
    )
    .values(state=ReminderState.SKIPPED.value, why=bindparam("because"), next_attempt_at=None)
)

_OF_CHANNEL = (
    update(REMINDER)
    .where(REMINDER.c.account_id == bindparam("account"), REMINDER.c.channel_id == bindparam("channel"))
    .values(state=ReminderState.SKIPPED.value, why=bindparam("because"), next_attempt_at=None)
)
_CANCEL_CHANNEL = _OF_CHANNEL.where(UNSETTLED, REMINDER.c.state == ReminderState.PLANNED.value)
_CANCEL_HELD = _OF_CHANNEL.where(REMINDER.c.state == ReminderState.HELD.value)
"""By itself, and only where something can be held: the index by channel knows only what is unsettled."""


def usable_channels(
    connection: Connection, accounts: Sequence[UUID], want: Want | None = None
) -> dict[UUID, list[Any]]:
    """The confirmed and living channels of these accounts, by account; those that want `want`, or all.

    Each has `id`, `name` and `wants`.
    """
    found: dict[UUID, list[Any]] = {account: [] for account in accounts}
    for row in connection.execute(_USABLE, {"accounts": list(accounts)}):
        if want is None or want.value in row.wants:
            found[row.account_id].append(row)
    return found


def planned(
    kind: ReminderKind,
    *,
    account_id: UUID,
    channel_id: UUID,
    channel_name: str,
    dedupe_key: str,
    now: datetime,
    invitation_id: UUID | None = None,
    level: str | None = None,
    local_on: date | None = None,
    state: ReminderState = ReminderState.PLANNED,
    why: str | None = None,
    detail: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """A row of the ledger, due at once, ready to be stored by `plan`."""
    return {
        "account_id": account_id,
        "id": new_id(now),
        "channel_id": channel_id,
        "channel_name": channel_name,
        "invitation_id": invitation_id,
        "kind": kind.value,
        "level": level,
        "local_on": local_on,
        "dedupe_key": dedupe_key,
        "state": state.value,
        "why": why,
        "next_attempt_at": now if state is ReminderState.PLANNED else None,
        "lease_until": None,
        "attempts": 0,
        "last_error": None,
        "detail": detail or {},
        "created_at": now,
        "sent_at": None,
    }


def plan(connection: Connection, reminders: Iterable[dict[str, Any]]) -> None:
    """Store reminders; one that was decided before, by this process or another, is left as it is.

    One that was taken back meanwhile, and has become needed again, is planned again.
    """
    rows = list(reminders)
    if not rows:
        return
    new = insert_new(connection, REMINDER)
    connection.execute(
        new.on_conflict_do_update(
            index_elements=["account_id", "dedupe_key"],
            set_={
                "state": new.excluded.state,
                "why": None,
                "next_attempt_at": new.excluded.next_attempt_at,
                "attempts": 0,
                "detail": new.excluded.detail,
            },
            where=(REMINDER.c.state == ReminderState.SKIPPED.value)
            & (new.excluded.state == ReminderState.PLANNED.value),
        ),
        rows,
    )


def plan_urgent(
    connection: Connection, account_id: UUID, due: Sequence[tuple[UUID, datetime]], *, now: datetime
) -> None:
    """Remind at once, on every channel, of deadlines that come before the account's next digest.

    `due` are invitations and their deadlines. Many at a time (an import) make one reminder, not a pile; it names the
    most pressing.
    """
    if not due:
        return
    due = sorted(due, key=lambda one: one[1])
    first, respond_by = due[0]
    alone = len(due) == 1
    for_deadline = f"{first}:{respond_by.isoformat()}" if alone else f"{first}+{len(due)}"
    plan(
        connection,
        (
            planned(
                ReminderKind.URGENT,
                account_id=account_id,
                channel_id=channel.id,
                channel_name=channel.name,
                invitation_id=first if alone else None,
                dedupe_key=f"urgent:{for_deadline}:{channel.id}",
                now=now,
                detail={} if alone else {"invitations": [str(invitation) for invitation, _ in due[:50]]},
            )
            for channel in usable_channels(connection, [account_id])[account_id]
        ),
    )


def cancel(connection: Connection, account_id: UUID, invitation_id: UUID, *, because: str) -> None:
    """Take back what is planned, or held, about one invitation, in the transaction that made it needless."""
    connection.execute(_CANCEL, {"account": account_id, "invitation": invitation_id, "because": because})


def cancel_channel(
    connection: Connection, account_id: UUID, channel_id: UUID, *, because: str, kind: ReminderKind | None = None
) -> None:
    """Take back what is planned, or held, for one channel: everything, or one kind."""
    of_kind = () if kind is None else (REMINDER.c.kind == kind.value,)
    for statement in (_CANCEL_CHANNEL, _CANCEL_HELD) if is_held(connection) else (_CANCEL_CHANNEL,):
        connection.execute(
            statement.where(*of_kind), {"account": account_id, "channel": channel_id, "because": because}
        )
