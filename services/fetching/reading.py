"""Reading what is new in a folder: found by UID, in small steps, and bounded whatever the folder holds.

Messages are found by their places in the folder, which ascend with their UIDs (RFC 3501, 2.3.1.2): a search by UID
could answer with a line as long as the folder, and a range of UIDs can be empty for millions.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from core.egress import Deadline, EgressPolicy
from core.egress_imap import (
    LINE_LIMIT,
    SESSION_SECONDS,
    ImapSession,
    ImapUnreadable,
    LiteralTooLarge,
    Opened,
)
from core.imap_answers import Listed
from services.fetching.failures import sentence_of
from services.fetching.mailboxes import Target
from services.fetching.opening import open_folder, signed_in

MOST_MESSAGES = 50
"""How many messages are fetched at once."""
MESSAGE_LIMIT = 5 * 1024 * 1024
BATCH_LIMIT = 8 * 1024 * 1024
"""How many bytes of messages are held at once."""
FIRST_MESSAGES = 500
FIRST_PERIOD = timedelta(days=60)
"""A folder is read for the first time from its newest 500 messages on, as far as they came within 60 days."""

TOO_LARGE = "it is larger than 5 MB"


@dataclass(frozen=True, slots=True)
class Position:
    """How far a folder has been read: the highest UID under its UIDVALIDITY, which is None before the first time."""

    uid_validity: int | None
    last_uid: int


@dataclass(frozen=True, slots=True)
class Fetched:
    """A message of the folder. `raw` is None where it is gone by now, or passed over for the reason `because`."""

    uid: int
    raw: bytes | None = field(repr=False)
    arrived_at: datetime | None = None
    because: str | None = None


@dataclass(slots=True)
class Batch:
    """What was fetched, in the order of the UIDs, and how that ended.

    `position` is where reading began; None where the folder wasn't opened. `problem` is a sentence; `stuck` the message
    that couldn't be had, where nothing came before it.
    """

    position: Position | None = None
    messages: list[Fetched] = field(default_factory=list[Fetched])
    has_more: bool = False
    problem: str | None = None
    stuck: Listed | None = None


def read_folder(target: Target, position: Position, *, policy: EgressPolicy, now: datetime) -> Batch:
    """Fetch what came after `position`: 50 messages or 8 MB, within 60 s. Call it in a thread, outside transactions.

    It never raises: what was fetched before something went wrong is in the batch, beside the problem.
    """
    batch = Batch()
    deadline = Deadline(SESSION_SECONDS)
    try:
        with signed_in(target, policy=policy, deadline=deadline) as session:
            opened = open_folder(session, target.folder)
            if opened.uid_validity == position.uid_validity:
                batch.position = position
                wanted = _newer_than(position.last_uid, session, opened)
            else:
                wanted = _newest(session, opened, now=now)
                batch.position = Position(opened.uid_validity, _before(wanted, session, opened))
            _take(batch, session, wanted)
    except Exception as problem:
        batch.problem = sentence_of(problem, is_late=deadline.is_past)
    return batch


def _newest(session: ImapSession, opened: Opened, *, now: datetime) -> list[Listed]:
    if opened.messages == 0:
        return []
    last = session.listed(max(opened.messages - FIRST_MESSAGES + 1, 1), opened.messages)
    lately = (n for n, one in enumerate(last) if one.arrived_at is None or one.arrived_at >= now - FIRST_PERIOD)
    return last[next(lately, len(last)) :]


def _before(wanted: list[Listed], session: ImapSession, opened: Opened) -> int:
    """The UID after which everything is wanted; where nothing is, that of the last message."""
    if wanted:
        return wanted[0].uid - 1
    return _uid_at(opened.messages, session) if opened.messages else 0


def _newer_than(uid: int, session: ImapSession, opened: Opened) -> list[Listed]:
    """The first messages after a UID, one more than are fetched where there are as many."""
    if opened.messages == 0 or _uid_at(opened.messages, session) <= uid:
        return []
    first = _first_place_after(uid, session, opened.messages)
    found = session.listed(max(first - 1, 1), min(first + MOST_MESSAGES, opened.messages))
    if first > 1 and (not found or found[0].uid > uid):
        # Its places have shifted under us: what stands between would be lost.
        raise ImapUnreadable("the folder's order isn't that of its UIDs")
    return [one for one in found if one.uid > uid]


def _first_place_after(uid: int, session: ImapSession, last: int) -> int:
    """The first place whose UID is higher, of which `last` is one: in widening steps from the end, then by halves."""
    low, high, step = 0, last, 1
    while high - step > 0:
        if _uid_at(high - step, session) <= uid:
            low = high - step
            break
        high, step = high - step, step * 2
    while high - low > 1:
        middle = (low + high) // 2
        if _uid_at(middle, session) <= uid:
            low = middle
        else:
            high = middle
    return high


def _uid_at(place: int, session: ImapSession) -> int:
    found = session.listed(place, place)
    if len(found) != 1:
        raise ImapUnreadable("the server doesn't list a message of the folder")
    return found[0].uid


def _take(batch: Batch, session: ImapSession, wanted: list[Listed]) -> None:
    held = 0
    for one in wanted[:MOST_MESSAGES]:
        if one.size > MESSAGE_LIMIT:
            batch.messages.append(_passed_over(one, TOO_LARGE))
            continue
        most = min(BATCH_LIMIT - held, session.bytes_left - 4 * LINE_LIMIT)
        if one.size > most and batch.messages:
            batch.has_more = True
            return
        try:
            raw = session.message(one.uid, most=MESSAGE_LIMIT)
        except LiteralTooLarge:
            # Whatever its listed size was. The rest of the session can't be read any more.
            batch.messages.append(_passed_over(one, TOO_LARGE))
            batch.has_more = True
            return
        except Exception:
            batch.stuck = None if batch.messages else one
            raise
        held += len(raw or b"")
        batch.messages.append(Fetched(one.uid, raw, one.arrived_at))
    batch.has_more = len(wanted) > MOST_MESSAGES


def _passed_over(one: Listed, because: str) -> Fetched:
    return Fetched(one.uid, None, one.arrived_at, because)
