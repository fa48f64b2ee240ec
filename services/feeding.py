"""The calendar feed: until when to answer, and when the interviews are, as calendars take it.

Past ones are kept for 30 days. An interview that was called off or declined stays as a cancelled one for as long, so
that it disappears in calendars that only ever add; everything else that is settled is simply not there any more.
"""

import tomllib
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, cast

from sqlalchemy import ColumnElement, Connection, Select, UnaryExpression, literal, select, union_all
from sqlalchemy.sql import bindparam

from core.vocabulary import Status
from models.account import Owner
from models.explanation import explain
from models.invitation import INVITATION, OWED
from models.local_time import local
from models.words import clock_time
from replies.calendars.feed import FeedEntry, calendar_feed
from services.searching import condition

MOST_ENTRIES = 1_000
KEPT_PERIOD = timedelta(days=30)
DEADLINE_LENGTH = timedelta(minutes=15)
"""How long a deadline stands in the calendar; it ends when the answer is due."""
INTERVIEW_LENGTH = timedelta(hours=1)
"""How long an interview is taken to last."""
DEADLINE_ALARMS = (timedelta(days=1), timedelta(hours=2))
INTERVIEW_ALARMS = (timedelta(days=1), timedelta(hours=1))
"""How long before the beginning a calendar rings."""

_DEADLINE = "deadline"
_INTERVIEW = "interview"
_CALLED_OFF = (Status.DECLINED, Status.WITHDRAWN, Status.CANCELLED_BY_EMPLOYER)
_OPEN = (Status.AWAITING_REPLY, Status.HOLDING, Status.RESCHEDULING)

_MOMENT = INVITATION.c.received_at.type
_NOW, _SINCE = bindparam("now", type_=_MOMENT), bindparam("since", type_=_MOMENT)


def _part(
    kind: str, at: ColumnElement[Any], order: UnaryExpression[Any], *conditions: ColumnElement[bool]
) -> Select[*tuple[Any, ...]]:
    """One stretch of an index, from now into one direction."""
    names = ("id", "version", "company", "role", "location", "job_url", "status", "respond_by_facts", "updated_at")
    part = (
        select(literal(kind).label("kind"), at.label("at"), *(INVITATION.c[name] for name in names))
        .where(INVITATION.c.account_id == bindparam("account"), INVITATION.c.deleted_at.is_(None), *conditions)
        .order_by(order)
        .limit(MOST_ENTRIES)
        .subquery()
    )
    return select(part)


# Word for word as the partial indexes have it: no planner looks into a parameter.
_OWED = condition(f"invitation.{OWED}")
_MEETS = INVITATION.c.interview_at.is_not(None) & (
    INVITATION.c.status.in_([status.value for status in (*_OPEN, Status.ACCEPTED)])
    | (INVITATION.c.status.in_([status.value for status in _CALLED_OFF]) & (INVITATION.c.updated_at >= _SINCE))
)
_RESPOND_BY, _INTERVIEW_AT = INVITATION.c.respond_by, INVITATION.c.interview_at
_NEAREST = union_all(
    _part(_DEADLINE, _RESPOND_BY, _RESPOND_BY.asc(), _OWED, _RESPOND_BY >= _NOW),
    _part(_DEADLINE, _RESPOND_BY, _RESPOND_BY.desc(), _OWED, _RESPOND_BY < _NOW, _RESPOND_BY >= _SINCE),
    _part(_INTERVIEW, _INTERVIEW_AT, _INTERVIEW_AT.asc(), _MEETS, _INTERVIEW_AT >= _NOW),
    _part(_INTERVIEW, _INTERVIEW_AT, _INTERVIEW_AT.desc(), _MEETS, _INTERVIEW_AT < _NOW, _INTERVIEW_AT >= _SINCE),
)


def write_feed(connection: Connection, owner: Owner, *, base: str, now: datetime) -> bytes:
    """The account's calendar: the 1,000 deadlines and interviews that are nearest to `now`, in their order.

    `base` is what links to the page begin with. The same rows give the same bytes.
    """
    given = {"account": owner.id, "now": now, "since": now - KEPT_PERIOD}
    rows = [dict(row) for row in connection.execute(_NEAREST, given).mappings()]
    nearest = sorted(rows, key=lambda row: (abs(row["at"] - now), row["id"], row["kind"]))[:MOST_ENTRIES]
    in_order = sorted(nearest, key=lambda row: (row["at"], row["id"], row["kind"]))
    words = _words_for(owner.language)
    entries = [_entry(row, owner, words, base) for row in in_order]
    return calendar_feed(entries, name=words["name"], now=now)


def _entry(row: Mapping[str, Any], owner: Owner, words: Mapping[str, str], base: str) -> FeedEntry:
    return (_deadline if row["kind"] == _DEADLINE else _interview)(row, owner, words, f"{base}/invitations/{row['id']}")


def _deadline(row: Mapping[str, Any], owner: Owner, words: Mapping[str, str], link: str) -> FeedEntry:
    time = clock_time(local(row["at"], owner.zone))
    return FeedEntry(
        uid=f"{row['id']}-deadline@replyby",
        sequence=row["version"],
        starts_at=row["at"] - DEADLINE_LENGTH,
        ends_at=row["at"],
        summary=words["deadline"].format(what=_what(row, words), time=time),
        description=f"{explain(row['respond_by_facts'], owner.language)}\n{link}",
        location=None,
        url=link,
        updated_at=row["updated_at"],
        is_cancelled=False,
        is_busy=False,
        alarms=DEADLINE_ALARMS,
    )


def _interview(row: Mapping[str, Any], owner: Owner, words: Mapping[str, str], link: str) -> FeedEntry:
    del owner
    status = Status(row["status"])
    is_off, is_open = status in _CALLED_OFF, status in _OPEN
    told = words["off" if is_off else "open" if is_open else "agreed"]
    return FeedEntry(
        uid=f"{row['id']}-interview@replyby",
        sequence=row["version"],
        starts_at=row["at"],
        ends_at=row["at"] + INTERVIEW_LENGTH,
        summary=told.format(what=_what(row, words)),
        description=link,
        location=row["location"],
        url=link,
        updated_at=row["updated_at"],
        is_cancelled=is_off,
        is_tentative=is_open,
        alarms=() if is_off else INTERVIEW_ALARMS,
    )


def _what(row: Mapping[str, Any], words: Mapping[str, str]) -> str:
    if row["role"] is None:
        return row["company"]
    return words["what"].format(company=row["company"], role=row["role"])


def _words_for(language: str) -> Mapping[str, str]:
    every = _all_words()
    return every.get(language.replace("_", "-").partition("-")[0].casefold()) or every["en"]


@cache
def _all_words() -> Mapping[str, Mapping[str, str]]:
    written = Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
    return cast("Mapping[str, Mapping[str, str]]", tomllib.loads(written))
