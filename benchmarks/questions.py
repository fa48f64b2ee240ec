"""What people and programs ask most, as the services answer it: each a call that reads, and what it is called here."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection

from benchmarks.rows import COMMON, RARE
from core.vocabulary import Attention, Status
from models.account import Owner
from services import due, feeding, history, listing, viewing
from services.digest import digest_of
from services.insights.showing import show_insights
from services.listing import Wanted

Ask = Callable[[Connection], object]


class Question(NamedTuple):
    """A name for the table, and how it is asked."""

    name: str
    ask: Ask


def questions(connection: Connection, owner: Owner, *, now: datetime) -> list[Question]:
    """Everything that is measured, for one person. Each list is asked for its first 50, unless it is said otherwise."""
    first = _some_invitation(connection, owner, now=now)
    ask = partial(_list, owner, now)
    deep = _deep_cursor(connection, owner, now=now)
    month = {"received_from": now - timedelta(days=120), "received_to": now - timedelta(days=90)}
    interviews = {"interview_from": now - timedelta(days=20), "interview_to": now + timedelta(days=10)}
    return [
        Question(READ_ONE, lambda connection: viewing.show(connection, owner.id, first, language="en", now=now)),
        Question("its history", lambda connection: history.list_events(connection, owner.id, first)),
        Question(LIST, ask()),
        Question("list, half-way down", ask(cursor=deep)),
        Question("list of one status", ask(status=(Status.DECLINED,))),
        Question("list at two levels of attention", ask(attention=(Attention.OVERDUE, Attention.GHOSTING))),
        Question("list of one company", ask(company="Cedar 1")),
        Question("list with a tag", ask(tag="berlin")),
        Question("list of a month", ask(**month)),
        Question("list of a month's interviews", ask(sort="interview_at", **interviews)),
        Question("list of deleted ones", ask(deleted=True)),
        Question("list by company", ask(sort="company")),
        Question("list by deadline, all statuses", ask(sort="respond_by")),
        Question("list by the last change", ask(sort="-updated_at")),
        Question(SEARCH, ask(q=COMMON)),
        Question("search, a rare word", ask(q=RARE)),
        Question("search, two words", ask(q=f"{COMMON[:4]} hours")),
        Question("search, found nowhere", ask(q="xylophone")),
        Question("what is due", lambda connection: due.show_due(connection, owner, now=now)),
        Question("digest", lambda connection: digest_of(connection, owner, now=now, link_base="http://127.0.0.1")),
        Question("insights of a year", lambda connection: show_insights(connection, owner, now=now)),
        Question("calendar feed", lambda connection: feeding.write_feed(connection, owner, base="http://x", now=now)),
    ]


READ_ONE, LIST, SEARCH = "read one invitation", "list of 50", "search, a common word"

TARGET_GROWTH = 1.3
"""What a list of 50 may cost at ten million invitations, beside its cost at a hundred thousand."""


def _list(
    owner: Owner, now: datetime, *, sort: str = listing.DEFAULT_SORT, cursor: str | None = None, **wanted: Any
) -> Ask:
    return lambda connection: listing.list_invitations(
        connection, owner, Wanted(**wanted), now=now, sort=sort, cursor=cursor
    )


def _some_invitation(connection: Connection, owner: Owner, *, now: datetime) -> UUID:
    page = listing.list_invitations(connection, owner, Wanted(), now=now, limit=20)
    key: UUID = page["items"][-1]["id"]
    return key


def _deep_cursor(connection: Connection, owner: Owner, *, now: datetime) -> str | None:
    """The cursor behind about the middle of the person's invitations."""
    half = Wanted(received_to=now - timedelta(days=365))
    page = listing.list_invitations(connection, owner, half, now=now, limit=1)
    cursor: str | None = page["next_cursor"]
    return cursor
