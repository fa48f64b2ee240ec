"""The verdict on what went out: reminders, digests and replies, by what the receivers took and what is stored."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from email import policy
from email.parser import HeaderParser
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, select

from core.vocabulary import EventType, ReminderKind, ReminderState, ReplyState
from models.account import ACCOUNT
from models.channel import REMINDER
from models.invitation import EVENT, INVITATION
from models.reply import REPLY
from tests.faults.killing.wreck import plain
from tests.sinks import ReceivedMail, ReceivedRequest

LEVELS = ("due_soon", "overdue", "ghosting")


@dataclass(frozen=True, slots=True)
class Reminders:
    """What became of all reminders."""

    sent: int
    lost: list[str]
    overtaken: int
    """Digests that couldn't be sent on their day, and after which the same channel took a later day's."""
    repeated: int
    """Acceptances beyond the first."""
    unexcused: list[str]
    """Acceptances beyond the first that no kill between sending and settling explains."""
    strangers: list[str]
    """Acceptances under an id that isn't the ledger's for what they say."""


def judge_reminders(
    connection: Connection,
    hooks: Sequence[ReceivedRequest],
    mails: Sequence[ReceivedMail],
    struck: Counter[UUID],
) -> Reminders:
    """Judge all reminders. `struck` counts the kills that came while each was claimed and not settled."""
    accepted = Counter([request.headers["webhook-id"] for request in hooks])
    accepted.update(_id_of(mail) for mail in mails)
    rows = {str(row["id"]): plain(row) for row in connection.execute(select(REMINDER)).mappings()}
    touched = set(connection.execute(_TOUCHED).scalars())
    highest = _highest_alerts(rows.values())
    there = {str(one) for one in connection.execute(select(INVITATION.c.id)).scalars()}
    last = _last_digests(rows.values(), accepted)
    overtaken = {one for one, row in rows.items() if _is_overtaken_digest(row, last)}
    judged = (_lost(row, accepted, touched, highest) for one, row in rows.items() if one not in overtaken)
    excused = {str(one): count for one, count in struck.items()}
    again = {one: count - 1 for one, count in accepted.items() if count > 1}
    return Reminders(
        sent=sum(row["state"] == ReminderState.SENT for row in rows.values()),
        lost=[sentence for sentence in judged if sentence is not None],
        overtaken=len(overtaken),
        repeated=sum(again.values()),
        unexcused=[f"{one}: {count} more" for one, count in again.items() if count > excused.get(one, 0)],
        strangers=[*_strangers(hooks, rows, there), *(one for one in map(_id_of, mails) if one not in rows)],
    )


_TOUCHED = (
    select(EVENT.c.invitation_id).where(EVENT.c.type.in_(("answered", "snoozed", "deleted", "reply_sent"))).distinct()
)
"""What makes a reminder needless. The programs edit notes alone, which excuses nothing."""


def _header(mail: ReceivedMail, name: str) -> str:
    """One header. A whole mail takes long to read, and there are thousands."""
    return str(HeaderParser(policy=policy.default).parsestr(mail.raw.partition(b"\r\n\r\n")[0].decode())[name])


def _id_of(mail: ReceivedMail) -> str:
    return _header(mail, "Message-ID").strip("<>").partition("@")[0]


def _highest_alerts(rows: Iterable[Mapping[str, Any]]) -> dict[tuple[UUID, UUID], int]:
    """The highest level that a channel is alerted of, for each invitation. That it arrives is judged by itself."""
    highest: dict[tuple[UUID, UUID], int] = defaultdict(int)
    for row in rows:
        if row["kind"] == ReminderKind.ALERT:
            key = row["invitation_id"], row["channel_id"]
            highest[key] = max(highest[key], LEVELS.index(row["level"]))
    return highest


def _last_digests(rows: Iterable[Mapping[str, Any]], accepted: Counter[str]) -> dict[UUID, date]:
    """The latest day of which each channel took a digest."""
    last: dict[UUID, date] = {}
    for row in rows:
        if row["kind"] == ReminderKind.DIGEST and accepted[str(row["id"])]:
            last[row["channel_id"]] = max(row["local_on"], last.get(row["channel_id"], date.min))
    return last


def _is_overtaken_digest(row: Mapping[str, Any], last: Mapping[UUID, date]) -> bool:
    """Whether a digest was given up in sight, and a later day's, which tells all that still matters, arrived."""
    given_up = row["state"] in {ReminderState.SKIPPED, ReminderState.MISSED}
    return row["kind"] == ReminderKind.DIGEST and given_up and last.get(row["channel_id"], date.min) > row["local_on"]


def _lost(
    row: Mapping[str, Any], accepted: Counter[str], touched: set[UUID], highest: Mapping[tuple[UUID, UUID], int]
) -> str | None:
    """Why a reminder counts as lost; None where it arrived, or there was a reason not to send it."""
    told = f"{row['kind']} {row['id']} is {row['state']} ({row['why'] or row['last_error'] or ''})"
    if row["state"] == ReminderState.SENT:
        return None if accepted[str(row["id"])] else f"{told} and never arrived"
    if row["state"] == ReminderState.SKIPPED and _is_overtaken(row, highest):
        return None
    if row["state"] == ReminderState.SKIPPED and row["kind"] != ReminderKind.DIGEST:
        return None if row["invitation_id"] is None or row["invitation_id"] in touched else told
    return told


def _is_overtaken(row: Mapping[str, Any], highest: Mapping[tuple[UUID, UUID], int]) -> bool:
    """Whether a later alert tells of the level that was reached before this one could be sent."""
    if row["kind"] != ReminderKind.ALERT:
        return False
    return LEVELS.index(row["level"]) < highest[row["invitation_id"], row["channel_id"]]


def _strangers(hooks: Iterable[ReceivedRequest], rows: Mapping[str, Mapping[str, Any]], there: set[str]) -> list[str]:
    """Requests whose content isn't that of the ledger's row under whose id they came.

    What was said of an invitation goes with it, where the import is taken back that brought it.
    """
    found: list[str] = []
    for request in hooks:
        row = rows.get(request.headers["webhook-id"])
        told: Any = json.loads(request.body)
        data: Any = told["data"]
        if "invitation" in data and data["invitation"]["invitation_id"] not in there:
            continue
        is_its = row is not None and told["type"] == f"reminder.{row['kind']}"
        if is_its and row is not None and row["kind"] == ReminderKind.DIGEST:
            is_its = request.path.endswith(str(row["account_id"]))
        elif is_its and row is not None and row["invitation_id"] is not None:
            is_its = data["invitation"]["invitation_id"] == str(row["invitation_id"])
        if not is_its:
            found.append(f"{request.headers['webhook-id']}: {told['type']}")
    return found


@dataclass(frozen=True, slots=True)
class Digests:
    """The digests of every account and local date."""

    accepted: int
    doubled: list[str]
    missing: list[str]


def judge_digests(
    connection: Connection, hooks: Sequence[ReceivedRequest], *, start: datetime, end: datetime
) -> Digests:
    """Judge all digests between two instants: one id each for account and date, and none left out."""
    ids: dict[tuple[str, str], set[str]] = defaultdict(set)
    for request in hooks:
        told: Any = json.loads(request.body)
        if told["type"] == "reminder.digest":
            ids[request.path, told["data"]["local_on"]].add(request.headers["webhook-id"])
    query = select(REMINDER.c.account_id, REMINDER.c.local_on, func.count()).where(REMINDER.c.kind == "digest")
    stored = {
        (account, day): count
        for account, day, count in connection.execute(query.group_by(REMINDER.c.account_id, REMINDER.c.local_on))
    }
    doubled = [f"{path} {day}" for (path, day), each in ids.items() if len(each) > 1]
    doubled += [f"{account} {day}: {count} stored" for (account, day), count in stored.items() if count > 1]
    due = [
        (account.id, day)
        for account in connection.execute(select(ACCOUNT.c.id, ACCOUNT.c.time_zone, ACCOUNT.c.digest_time))
        for day in _digest_days(account.time_zone, account.digest_time, start, end)
    ]
    missing = [f"{account} {day}" for account, day in due if (account, day) not in stored]
    return Digests(len(ids), doubled, missing)


def _digest_days(zone: str, at: str, start: datetime, end: datetime) -> list[date]:
    """The local dates on which the time of the digest came between two instants; in a week without a clock change."""
    hour, minute = (int(part) for part in at.split(":"))
    first = start.astimezone(ZoneInfo(zone)).replace(hour=hour, minute=minute, second=0, microsecond=0)
    instants = [first + timedelta(days=offset) for offset in range((end - start).days + 2)]
    return [instant.date() for instant in instants if start < instant <= end]


@dataclass(frozen=True, slots=True)
class Replies:
    """What became of the replies that were to leave."""

    approved: int
    sent: int
    unknown: int
    given_up: int
    """Those that were to leave while nothing ran, and would have been more than an hour late."""
    doubled: list[str]
    hidden: list[str]
    """Those that may have gone out, or surely did, and are shown as something else."""
    stuck: list[str]
    forsaken: list[str]
    """Those that were given up though they weren't late, and that no mail server refused: it takes every one."""


TOO_LATE = timedelta(hours=1)


def judge_replies(
    connection: Connection, mails: Sequence[ReceivedMail], approved: set[UUID], struck: Counter[UUID]
) -> Replies:
    """Judge all replies. `struck` counts the kills that came while each was claimed and not settled."""
    taken = Counter(_header(mail, "Subject") for mail in mails)
    states, hidden, stuck, forsaken = Counter[str](), list[str](), list[str](), list[str]()
    waited = _waited(connection)
    rows = connection.execute(select(REPLY)).mappings().all()
    for row in rows:
        left, state = taken[row["subject"]], row["state"]
        if row["id"] in approved:
            states[state] += 1
        told = f"{row['id']} is {state}, taken {left} times, struck {struck[row['id']]} times"
        if state in {ReplyState.APPROVED, ReplyState.SENDING}:
            stuck.append(told)
        elif state not in _states_of(is_taken=left > 0, is_struck=struck[row["id"]] > 0):
            hidden.append(told)
        elif state == ReplyState.FAILED and waited.get(row["invitation_id"], timedelta(0)) < TOO_LATE:
            forsaken.append(f"{told} ({row['last_error']})")
    return Replies(
        approved=len(approved),
        sent=states[ReplyState.SENT],
        unknown=sum(row["state"] == ReplyState.OUTCOME_UNKNOWN for row in rows),
        given_up=states[ReplyState.FAILED],
        doubled=[f"{subject}: {count} times" for subject, count in taken.items() if count > 1],
        hidden=hidden,
        stuck=stuck,
        forsaken=forsaken,
    )


def _waited(connection: Connection) -> dict[UUID, timedelta]:
    """How long after its approval the reply to each invitation was given up; each has one reply at the most."""
    query = select(EVENT.c.invitation_id, EVENT.c.type, func.max(EVENT.c.at).label("at"))
    types = (EventType.REPLY_APPROVED.value, EventType.REPLY_FAILED.value)
    last: dict[UUID, dict[str, datetime]] = defaultdict(dict)
    for row in connection.execute(query.where(EVENT.c.type.in_(types)).group_by(EVENT.c.invitation_id, EVENT.c.type)):
        last[row.invitation_id][row.type] = row.at
    approved, failed = types
    return {one: at[failed] - at[approved] for one, at in last.items() if len(at) == len(types)}


def _states_of(*, is_taken: bool, is_struck: bool) -> set[ReplyState]:
    """What a reply may be shown as: where a kill hit its sending, nobody can know, taken or not."""
    if is_struck:
        return {ReplyState.OUTCOME_UNKNOWN}
    if is_taken:
        return {ReplyState.SENT}
    return set(ReplyState) - {ReplyState.SENT, ReplyState.OUTCOME_UNKNOWN}


def unanswered(connection: Connection) -> list[str]:
    """The invitations whose reply is out, and that still owe an answer."""
    query = (
        select(INVITATION.c.company)
        .join(REPLY, (REPLY.c.account_id == INVITATION.c.account_id) & (REPLY.c.invitation_id == INVITATION.c.id))
        .where(REPLY.c.state == ReplyState.SENT.value, INVITATION.c.status == "awaiting_reply")
    )
    return list(connection.execute(query).scalars())
