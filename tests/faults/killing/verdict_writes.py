"""The verdict on what was acknowledged, and on flags: each finding is a sentence about what is wrong."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, select

from core.vocabulary import EventType, Want
from models.channel import CHANNEL, REMINDER
from models.invitation import EVENT, INVITATION
from tests.faults.killing.tale import Tale

PROGRAM = "token:load"
"""The actor of what the programs did."""

AT_ONCE = 200
"""So many invitations are looked up in one query."""

_COLUMNS = (
    INVITATION.c.id,
    INVITATION.c.company,
    INVITATION.c.notes,
    INVITATION.c.status,
    INVITATION.c.snoozed_until,
    INVITATION.c.deleted_at,
    INVITATION.c.due_soon_at,
    INVITATION.c.respond_by,
    INVITATION.c.ghosting_at,
    INVITATION.c.created_at,
    INVITATION.c.account_id,
)


def contradictions(connection: Connection, tales: Sequence[Tale]) -> list[str]:
    """Where the database contradicts what was acknowledged: something missing, doubled, or half there."""
    found: list[str] = []
    for first in range(0, len(tales), AT_ONCE):
        some = tales[first : first + AT_ONCE]
        rows = _rows_by_company(connection, [tale.company for tale in some])
        events = _events_by_invitation(connection, [row["id"] for each in rows.values() for row in each])
        for tale in some:
            stored = rows.get(tale.company, [])
            of_programs = events[stored[0]["id"]] if stored else Counter[str]()
            contradiction = tale.contradiction(stored, of_programs)
            if contradiction is not None:
                found.append(contradiction)
    return found


def _rows_by_company(connection: Connection, companies: list[str]) -> dict[str, list[Mapping[str, Any]]]:
    rows: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in connection.execute(select(*_COLUMNS).where(INVITATION.c.company.in_(companies))).mappings():
        rows[row["company"]].append({**row, "is_deleted": row["deleted_at"] is not None})
    return rows


def _events_by_invitation(connection: Connection, ids: list[UUID]) -> dict[UUID, Counter[str]]:
    events: dict[UUID, Counter[str]] = defaultdict(Counter)
    wanted = (EVENT.c.invitation_id.in_(ids), EVENT.c.actor == PROGRAM, EVENT.c.type != EventType.FLAGGED.value)
    query = select(EVENT.c.invitation_id, EVENT.c.type, func.count()).where(*wanted)
    for invitation, kind, count in connection.execute(query.group_by(EVENT.c.invitation_id, EVENT.c.type)):
        events[invitation][kind] = count
    return events


@dataclass(frozen=True, slots=True)
class Flags:
    """What the history tells of deadlines that passed."""

    recorded: int
    """Levels that a tick recorded."""
    missed: list[str]
    doubled: list[str]
    slowest: timedelta
    """The longest that a level waited, from its instant, or from the start of a service where none ran."""
    unalerted: list[str]
    """Announced levels of which there isn't one alert for each channel."""


def judge_flags(connection: Connection, births: Sequence[datetime], *, now: datetime) -> Flags:
    """Judge all flags. `births` are the instants at which a service started, in order; `now` is the last one's end."""
    flagged, announced = _flags_by_invitation(connection)
    changed = _changed_by_people(connection)
    missed, doubled, waits = list[str](), list[str](), [timedelta(0)]
    for row in connection.execute(select(*_COLUMNS)).mappings():
        levels = flagged[row["id"]]
        thresholds = {"due_soon": "due_soon_at", "overdue": "respond_by", "ghosting": "ghosting_at"}
        crossed = {level for level, column in thresholds.items() if row[column] <= now}
        doubled += [f"{row['company']}: {level}" for level, events in levels.items() if len(events) > 1]
        if row["id"] not in changed and row["status"] == "awaiting_reply":
            missed += [f"{row['company']}: {level}" for level in crossed - levels.keys()]
        for level, events in levels.items():
            due_at = max(row[thresholds[level]], *(birth for birth in births if birth <= events[0].at))
            if events[0].actor == "scheduler" and row["id"] not in changed:
                waits.append(events[0].at - due_at)
    return Flags(
        recorded=sum(event.actor == "scheduler" for levels in flagged.values() for event in chain(*levels.values())),
        missed=missed,
        doubled=doubled,
        slowest=max(waits),
        unalerted=_unalerted(connection, announced),
    )


def _flags_by_invitation(connection: Connection) -> tuple[dict[UUID, dict[str, list[Any]]], list[Any]]:
    flagged: dict[UUID, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    announced: list[Any] = []
    query = select(EVENT).where(EVENT.c.type == EventType.FLAGGED.value).order_by(EVENT.c.id)
    for event in connection.execute(query):
        flagged[event.invitation_id][event.detail["level"]].append(event)
        if event.detail["announced"]:
            announced.append(event)
    return flagged, announced


def _changed_by_people(connection: Connection) -> set[UUID]:
    """The invitations whose clock somebody may have stopped."""
    stopping = ("answered", "answer_undone", "snoozed", "deleted", "restored")
    query = select(EVENT.c.invitation_id).where(EVENT.c.type.in_(stopping)).distinct()
    return set(connection.execute(query).scalars())


def _unalerted(connection: Connection, announced: Iterable[Any]) -> list[str]:
    """Announced levels without an alert for each channel of the account that wants them, or with more of them.

    Of those recorded at one moment, the highest counts.
    """
    highest: dict[tuple[UUID, datetime], tuple[str, UUID]] = {}
    ranks = ["due_soon", "overdue", "ghosting"]
    for event in announced:
        key, level = (event.invitation_id, event.at), event.detail["level"]
        earlier, _ = highest.get(key, (level, event.account_id))
        highest[key] = max(earlier, level, key=ranks.index), event.account_id
    channels = Counter(
        row.account_id
        for row in connection.execute(select(CHANNEL.c.account_id, CHANNEL.c.wants))
        if Want.ALERTS.value in row.wants
    )
    query = select(REMINDER.c.invitation_id, REMINDER.c.level, func.count()).where(REMINDER.c.kind == "alert")
    alerts = {
        (invitation, level): count
        for invitation, level, count in connection.execute(query.group_by(REMINDER.c.invitation_id, REMINDER.c.level))
    }
    return [
        f"{invitation} {level}: {alerts.get((invitation, level), 0)} alerts for {channels[account]} channels"
        for (invitation, _), (level, account) in highest.items()
        if alerts.get((invitation, level), 0) != channels[account]
    ]
