"""Files of messages: a mail, or a calendar's events, looked at as an import before anything of them is received.

What a message would do is decided by the very code that receives it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, BinaryIO, cast
from uuid import UUID

from sqlalchemy import Connection, select, update

from core.database import Threads
from core.vocabulary import MessageForm
from intake.arrivals import is_calendar, is_mail
from intake.arrived import Arrivals, Arrived
from intake.options import Recognised
from intake.wording import Told, Wording, told
from models.account import Owner
from models.import_batch import IMPORT_BATCH
from services.identity.own_addresses import own_addresses
from services.receiving.reading import read_for

SOURCES = frozenset(form.value for form in MessageForm)
"""The formats of files that hold messages and no rows."""

SUFFIXES = (".eml", ".ics", ".ical", ".vcs")

MOST_BYTES = 6 << 20
"""How much of a file is read: a little more than what is taken, so that what is larger is told from what isn't."""

_HEAD_BYTES = 65_536
_TIMES = frozenset({"interview_at", "received_at", "respond_by", "slots", "starts_at", "starts_on", "ends_at"})


class MessageFate(StrEnum):
    """What importing does with a message: what receiving it comes to, or that it is left out."""

    RECORDED = "recorded"
    UPDATED = "updated"
    CANCELLED = "cancelled"
    JOINED = "joined"
    KNOWN = "known"
    UNCLEAR = "unclear"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Item:
    """One message of a file, counted from 1. `left_out` says why it isn't received."""

    number: int
    arrived: Arrived
    given: Mapping[str, Any]
    left_out: Told | None


def holds_messages(stream: BinaryIO, filename: str | None) -> bool:
    """Whether a file is a mail or a calendar file, by how it begins, else by its name."""
    stream.seek(0)
    head = stream.read(_HEAD_BYTES)
    stream.seek(0)
    return is_calendar(head) or is_mail(head) or (bool(head) and (filename or "").lower().endswith(SUFFIXES))


def read_file(threads: Threads, stream: BinaryIO, owner: Owner, *, now: datetime) -> Arrivals:
    """Everything that a file of messages holds. The same file, account and `now` give the same."""
    own = threads.read(own_addresses, owner)
    stream.seek(0)
    return read_for(owner, stream.read(MOST_BYTES), own=own, now=now)


def recognised(arrivals: Arrivals, words: Wording) -> Recognised:
    """What the file is, as an import keeps it; with a `refusal` where nothing in it can be received."""
    refusal = arrivals.refusal
    if refusal is None and not arrivals.items:
        refusal = arrivals.unread[0].because if arrivals.unread else told("messages.nothing")
    return Recognised(
        source=arrivals.form.value,
        source_name=words.say(told("formats.mail" if arrivals.form is MessageForm.MAIL else "formats.calendar")),
        encoding="",
        delimiter="",
        header_line=0,
        headers=(),
        mapping={},
        unmapped=(),
        date_orders=(),
        notices=(),
        refusal=None if refusal is None else words.say(refusal),
    )


def items_of(arrivals: Arrivals, corrections: Mapping[str, Any], *, now: datetime) -> Iterator[Item]:
    """The messages of a file with what the person says of them, and which of them are left out.

    Of a whole calendar the interviews to come are taken alone.
    """
    is_calendar = arrivals.form is MessageForm.CALENDAR and len(arrivals.items) > 1
    for number, arrived in enumerate(arrivals.items, 1):
        given = revived(corrections.get(str(number)) or {})
        left_out = told("messages.left_out") if given.get("record") is False else None
        is_wanted = bool(given.get("record")) or given.get("invitation_id") is not None
        if left_out is None and is_calendar and not is_wanted:
            left_out = _no_interview(arrived, now=now)
        yield Item(number, arrived, given, left_out)


def revived(kept: Any, name: str = "") -> Any:
    """What was kept as JSON, with its instants, dates and ids as such again, by the names that they have everywhere."""
    if isinstance(kept, dict):
        # The value of a guess is a text or a time, as the field says that it is a guess at.
        return {
            key: revived(value, name if key == "value" else str(key))
            for key, value in cast("dict[str, Any]", kept).items()
        }
    if isinstance(kept, list):
        return [revived(value, name) for value in cast("list[Any]", kept)]
    if isinstance(kept, str):
        if name in _TIMES:
            return datetime.fromisoformat(kept) if "T" in kept else date.fromisoformat(kept)
        if name == "invitation_id":
            return UUID(kept)
    return kept


def forget_words(connection: Connection, account_id: UUID, batch_id: UUID) -> None:
    """Take the texts out of a preview that is done with: messages that were received are kept by themselves."""
    is_it = (IMPORT_BATCH.c.account_id == account_id) & (IMPORT_BATCH.c.id == batch_id)
    shown = connection.execute(select(IMPORT_BATCH.c.sample).where(is_it).with_for_update()).scalar()
    wordless = [{**one, "text": ""} for one in shown or ()]
    connection.execute(update(IMPORT_BATCH).where(is_it).values(sample=wordless))


def _no_interview(arrived: Arrived, *, now: datetime) -> Told | None:
    event = arrived.event
    if event is None or event.method not in {None, "PUBLISH"}:
        return None
    if not arrived.guesses.kind.is_invitation:
        return told("messages.no_interview")
    is_over = (event.starts_at is not None and event.starts_at <= now) or (
        event.starts_on is not None and event.starts_on < now.date()
    )
    return told("messages.over") if is_over else None
