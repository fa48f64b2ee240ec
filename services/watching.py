"""What a live page has to fetch again: what happened to an account's invitations, and how the rest of it stands.

An event's key tells when the event was decided, and not when it was committed: another process may store one after a
later one was read. So every look begins `LATEST_COMMIT` before the last one, and whoever looks remembers what was seen.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple, TypeAlias
from uuid import UUID

from sqlalchemy import Connection, String, cast, func, literal, or_, select
from sqlalchemy import text as sql
from sqlalchemy.sql import bindparam
from sqlalchemy.sql.elements import BindParameter, ColumnElement

from core.vocabulary import EventType
from models.account import ACCOUNT
from models.channel import CHANNEL, REMINDER
from models.credential import API_TOKEN, SESSION
from models.import_batch import IMPORT_BATCH
from models.invitation import EVENT
from models.message import MESSAGE

LATEST_COMMIT = timedelta(seconds=60)
"""How long after its decision an event may be committed, the clocks of two machines being apart included."""

MOST_READ = 5_000
"""How many events one look reads at the most."""

CROWD = 500
"""Where a look meets more, an account with so many events is only told that there were many."""


class What(StrEnum):
    """What may have changed. Replies are told with the invitation that they belong to."""

    INVITATION = "invitation"
    REMINDER = "reminder"
    CHANNEL = "channel"
    IMPORT = "import"
    PROFILE = "profile"
    MESSAGE = "message"


class Happening(NamedTuple):
    """One event of an invitation, without its content."""

    id: UUID
    invitation_id: UUID
    type: EventType


Standing: TypeAlias = Mapping[What, str]
"""How what isn't an invitation stands, each in a text that changes with it."""


@dataclass(frozen=True, slots=True)
class Look:
    """What one look saw. An account without a `standing` is gone; what happened to a `crowded` one wasn't read."""

    happened: dict[UUID, list[Happening]]
    crowded: frozenset[UUID]
    standing: dict[UUID, Standing]


def _text(*parts: Any) -> ColumnElement[str]:
    """Values as one text, which is another one as soon as one of them is."""
    whole: ColumnElement[str] = literal("")
    for part in parts:
        whole = whole + func.coalesce(cast(part, String), "") + " "
    return whole


_THESE: BindParameter[UUID] = bindparam("accounts", expanding=True)

# The words of the partial index, to the letter: a planner compares them.
_HAPPENED = (
    select(EVENT.c.account_id, EVENT.c.id, EVENT.c.invitation_id, EVENT.c.type)
    .where(EVENT.c.account_id.in_(_THESE), EVENT.c.id > bindparam("after"), sql("event.actor <> 'import'"))
    .limit(bindparam("most"))
)

_LATEST_REMINDER = (
    select(REMINDER.c.id)
    .where(REMINDER.c.account_id == ACCOUNT.c.id)
    .order_by(REMINDER.c.id.desc())
    .limit(1)
    .scalar_subquery()
)
_OPEN_REMINDERS = (
    select(func.count())
    .where(REMINDER.c.account_id == ACCOUNT.c.id, sql("reminder.state IN ('planned', 'sending')"))
    .scalar_subquery()
)
_CHANNELS = (
    select(
        _text(
            func.count(),
            func.sum(CHANNEL.c.version),
            func.sum(CHANNEL.c.failures_in_a_row),
            func.max(CHANNEL.c.last_sent_at),
            func.max(CHANNEL.c.last_failed_at),
        )
    )
    .where(CHANNEL.c.account_id == ACCOUNT.c.id)
    .scalar_subquery()
)
_IMPORTS = (
    select(
        _text(
            func.count(),
            func.sum(IMPORT_BATCH.c.version),
            func.sum(IMPORT_BATCH.c.rows_done),
            func.max(IMPORT_BATCH.c.updated_at),
        )
    )
    .where(IMPORT_BATCH.c.account_id == ACCOUNT.c.id)
    .scalar_subquery()
)
# The words of the partial index, to the letter; a message that was placed is told with its invitation.
_WAITING = sql("message.state = 'waiting'")
_WAITING_MESSAGES = (
    select(func.count()).where(MESSAGE.c.account_id == ACCOUNT.c.id, _WAITING).correlate(ACCOUNT).scalar_subquery()
)
_LATEST_MESSAGE = (
    select(MESSAGE.c.id)
    .where(MESSAGE.c.account_id == ACCOUNT.c.id, _WAITING)
    .order_by(MESSAGE.c.id.desc())
    .limit(1)
    .correlate(ACCOUNT)
    .scalar_subquery()
)
_STANDING = select(
    ACCOUNT.c.id,
    _text(_LATEST_REMINDER, _OPEN_REMINDERS),
    _CHANNELS,
    _IMPORTS,
    _text(ACCOUNT.c.version),
    _text(_WAITING_MESSAGES, _LATEST_MESSAGE),
).where(ACCOUNT.c.id.in_(_THESE))
_STANDS = (What.REMINDER, What.CHANNEL, What.IMPORT, What.PROFILE, What.MESSAGE)

_GOOD_SESSIONS = select(SESSION.c.id).where(
    SESSION.c.id.in_(bindparam("sessions", expanding=True)), SESSION.c.expires_at > bindparam("now")
)
_GOOD_TOKENS = select(API_TOKEN.c.id).where(
    API_TOKEN.c.id.in_(bindparam("tokens", expanding=True)),
    or_(API_TOKEN.c.expires_at.is_(None), API_TOKEN.c.expires_at > bindparam("now")),
)


def look(connection: Connection, accounts: Sequence[UUID], *, since: datetime) -> Look:
    """What happened to the invitations of these accounts, from `LATEST_COMMIT` before `since`, and how the rest stands.

    Events of imports aren't among it: the import itself stands otherwise with each of its transactions.
    """
    happened: defaultdict[UUID, list[Happening]] = defaultdict(list)
    crowded: set[UUID] = set()
    wanted = list(accounts)
    while wanted:
        given = {"accounts": wanted, "after": _before(since - LATEST_COMMIT), "most": MOST_READ + 1}
        rows = connection.execute(_HAPPENED, given).all()
        if len(rows) <= MOST_READ:
            for account_id, event_id, invitation_id, kind in rows:
                happened[account_id].append(Happening(event_id, invitation_id, EventType(kind)))
            break
        busy = Counter(row[0] for row in rows)
        crowded |= {account for account, count in busy.items() if count > CROWD} or set(busy)
        wanted = [account for account in wanted if account not in crowded]
    stands = connection.execute(_STANDING, {"accounts": list(accounts)})
    standing: dict[UUID, Standing] = {row[0]: dict(zip(_STANDS, row[1:], strict=True)) for row in stands}
    return Look(dict(happened), frozenset(crowded), standing)


def still_good(
    connection: Connection, sessions: Collection[UUID], tokens: Collection[UUID], *, now: datetime
) -> set[UUID]:
    """Those of these sessions and tokens that are neither ended, nor revoked, nor over."""
    good: set[UUID] = set()
    if sessions:
        good.update(connection.execute(_GOOD_SESSIONS, {"sessions": list(sessions), "now": now}).scalars())
    if tokens:
        good.update(connection.execute(_GOOD_TOKENS, {"tokens": list(tokens), "now": now}).scalars())
    return good


def _before(instant: datetime) -> UUID:
    """A key before all that were made at the instant or later: UUIDv7 begins with the millisecond."""
    return UUID(int=int(instant.timestamp() * 1000) << 80)
