"""What is wrong with the work that is done by itself: ticks, flags, reminders, imports, and rows that were given up."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import ColumnElement, Connection, Table, func, select

from core.vocabulary import ImportState, ReminderState
from models.account import ACCOUNT
from models.channel import REMINDER
from models.import_batch import IMPORT_BATCH
from models.invitation import INVITATION
from services import delivering, flagging, plan_digests, upkeep
from services.doctoring.complaint import Area, Complaint
from services.holding.standing import find_hold
from services.reminding import UNSETTLED

LATE = timedelta(minutes=5)
"""Later than this nothing is that runs, were it by cron once a minute."""

LATELY = timedelta(days=7)
MOST_NAMED = 5


def examine_work(connection: Connection, *, now: datetime) -> Iterator[Complaint]:
    """The scheduler, and what waits for it."""
    yield from _examine_hold(connection)
    yield from _examine_ticks(connection, now=now)
    yield from _examine_imports(connection, now=now)
    yield from _examine_quarantine(connection, now=now)
    yield from _examine_zones(connection)


def _examine_hold(connection: Connection) -> Iterator[Complaint]:
    hold = find_hold(connection)
    if hold is None:
        return
    waiting = _count(connection, REMINDER, REMINDER.c.state == ReminderState.HELD.value)
    yield _complaint(
        f"Nothing is sent since {_moment(hold.held_at)}, and {waiting} reminders wait. {hold.why}",
        "Make sure that what the backup was made from has stopped for good; then run `replyby release`.",
    )


def _examine_ticks(connection: Connection, *, now: datetime) -> Iterator[Complaint]:
    if connection.execute(select(ACCOUNT.c.id).limit(1)).first() is None:
        # Nobody waits for anything yet.
        return
    last = upkeep.last_beat(connection)
    if last is None or now - last > LATE:
        since = "has never ticked" if last is None else f"last ticked at {_moment(last)}"
        yield _complaint(
            f"The scheduler {since}: deadlines pass unnoticed.",
            "Start `replyby serve`, or `replyby scheduler`, or run `replyby tick` by cron every minute.",
        )
    late = now - LATE
    if flags := _count(connection, INVITATION, INVITATION.c.next_flag_at <= late):
        yield _complaint(f"{flags} invitations should have been flagged by now.", "Look for errors in the log.")
    if find_hold(connection) is None and (
        due := _count(connection, REMINDER, UNSETTLED & (REMINDER.c.next_attempt_at <= late))
    ):
        yield _complaint(
            f"{due} reminders should have gone out by now.",
            "Look for errors in the log, and for a mail server or channel that hangs.",
        )


def _examine_imports(connection: Connection, *, now: datetime) -> Iterator[Complaint]:
    under_way = IMPORT_BATCH.c.state.in_([ImportState.IMPORTING.value, ImportState.UNDOING.value])
    if stuck := _count(connection, IMPORT_BATCH, under_way & (IMPORT_BATCH.c.lease_until < now - LATE)):
        yield _complaint(
            f"{stuck} imports stopped half-way, and nobody goes on with them.",
            "Start `replyby serve` or `replyby scheduler`: they go on with it within a minute.",
        )


def _examine_quarantine(connection: Connection, *, now: datetime) -> Iterator[Complaint]:
    """Rows that failed three times and are left alone. Nobody else shows them."""
    failed = (INVITATION.c.flag_failures >= flagging.MOST_FAILURES) & INVITATION.c.next_flag_at.is_(None)
    if ids := _named(connection, INVITATION, failed & INVITATION.c.deleted_at.is_(None)):
        yield _complaint(
            f"These invitations couldn't be flagged three times, and are left alone: {ids}.",
            "The log says why. Editing such an invitation has it tried again.",
        )
    if ids := _named(connection, ACCOUNT, ACCOUNT.c.plan_failures >= plan_digests.MOST_FAILURES):
        yield _complaint(
            f"The digests of these accounts couldn't be planned three times, and are left alone: {ids}.",
            "The log says why; it is often a time zone that this machine doesn't know. Editing the profile helps.",
        )
    unwritable = (REMINDER.c.state == ReminderState.FAILED.value) & (REMINDER.c.last_error == delivering.UNWRITABLE)
    if ids := _named(connection, REMINDER, unwritable & (REMINDER.c.created_at >= now - LATELY)):
        yield _complaint(
            f"These reminders of the last week couldn't be written three times, and were given up: {ids}.",
            "The log says why; please report it.",
        )


def _examine_zones(connection: Connection) -> Iterator[Complaint]:
    unknown = sorted(
        zone for zone in connection.execute(select(ACCOUNT.c.time_zone).distinct()).scalars() if not _is_known(zone)
    )
    if unknown:
        yield _complaint(
            f"This machine doesn't know the time zone {unknown[0]}, which an account has.",
            "Install the newest time zones: pip install --upgrade tzdata.",
        )


def _is_known(zone: str) -> bool:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError):
        return False
    return True


def _count(connection: Connection, table: Table, condition: ColumnElement[bool]) -> int:
    return connection.scalar(select(func.count()).select_from(table).where(condition)) or 0


def _named(connection: Connection, table: Table, condition: ColumnElement[bool]) -> str:
    """The ids of the first such rows, and how many more there are; empty where there are none."""
    ids: list[UUID] = list(
        connection.execute(select(table.c.id).where(condition).order_by(table.c.id).limit(MOST_NAMED + 1)).scalars()
    )
    named = ", ".join(map(str, ids[:MOST_NAMED]))
    if len(ids) <= MOST_NAMED:
        # As a rule: no index tells of these rows, so that nothing is read twice for a number that is known.
        return named
    return f"{named} and {_count(connection, table, condition) - MOST_NAMED} more"


def _moment(instant: datetime) -> str:
    return f"{instant:%Y-%m-%d %H:%M} UTC"


def _complaint(what: str, remedy: str) -> Complaint:
    return Complaint(Area.WORK, what, remedy)
