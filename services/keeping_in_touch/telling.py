"""Whom the digest names today, of the people to speak to: a few, and nobody every day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, select
from sqlalchemy.sql import bindparam

from models.account import Owner
from models.contact import CONTACT
from services import planning
from services.keeping_in_touch.days import TOLD_EVERY, is_told_on
from services.keeping_in_touch.people import day_of

MOST_PEOPLE = 3
"""How many people one digest names."""

_MOST_READ = 1_000
_IS_DUE = (
    CONTACT.c.account_id == bindparam("account"),
    CONTACT.c.deleted_at.is_(None),
    CONTACT.c.speak_on <= bindparam("today"),
)
_DUE = (
    select(CONTACT.c.id, CONTACT.c.name, CONTACT.c.company, CONTACT.c.speak_on, CONTACT.c.spoke_at)
    .where(*_IS_DUE)
    .order_by(CONTACT.c.speak_on, CONTACT.c.id)
    .limit(_MOST_READ)
)
_COUNT = select(func.count()).select_from(CONTACT).where(*_IS_DUE)


@dataclass(frozen=True, slots=True)
class Told:
    """The people that a digest names, the longest due first, and how many more are due."""

    rows: Sequence[Any]
    more: int


def told_today(connection: Connection, owner: Owner, *, now: datetime) -> Told:
    """Whom the digest of `now` names, and how many it doesn't; nobody is counted on a day that names nobody.

    It is a function of dates alone: asked again on the same day, it answers the same.
    """
    today = day_of(owner, now)
    given = {"account": owner.id, "today": today}
    due = connection.execute(_DUE, given).all()
    candidates = [row for row in due if is_told_on(row.speak_on, today, lambda day: planning.is_digest_day(owner, day))]
    if not candidates:
        return Told((), 0)
    total = connection.execute(_COUNT, given).scalar_one() if len(due) == _MOST_READ else len(due)
    named = _whose_turn(candidates, today)
    return Told(named, total - len(named))


def _whose_turn(candidates: Sequence[Any], today: date) -> list[Any]:
    """Three of those who could be named. Where there are more, each week begins further on: nobody waits for ever."""
    first = MOST_PEOPLE * (today.toordinal() // TOLD_EVERY.days) if len(candidates) > MOST_PEOPLE else 0
    turns = {(first + step) % len(candidates) for step in range(min(MOST_PEOPLE, len(candidates)))}
    return [row for place, row in enumerate(candidates) if place in turns]
