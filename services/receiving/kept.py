"""Messages as rows: what arrived is stored so that it can be looked at, and placed, as on the day when it came."""

from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date, datetime
from enum import Enum
from typing import Any, TypeAlias, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from core.vocabulary import Format, Medium, MessageForm, MessageOutcome, MessageState, MessageWay
from intake.arrived import Arrived
from intake.calendars.event import CalendarEvent
from intake.calendars.reading import read_calendar
from intake.guessing.guess import Confidence, Evidence, Guess, Guesses, Kind, MessageKind, Source, Why
from intake.wording import Told

MOST_TEXT = 100_000
MOST_REFERENCES = 50
LONGEST_ID = 500
"""Of a Message-ID and of a calendar's UID: what is longer names nothing that could be met again."""

Json: TypeAlias = Any

_BY_HAND = frozenset({"language", "kind"})
_TIMES = frozenset({"interview_at", "respond_by", "received_at", "slots"})
_CALENDAR = (
    "method", "sequence", "stamped_at", "is_cancelled", "summary", "location", "conference_url", "starts_at",
    "starts_on", "ends_at", "zone", "organizer_name", "organizer_address", "recurrence_id", "recurrence_rule",
)  # fmt: skip


def row_of(
    account_id: UUID,
    message_id: UUID,
    arrived: Arrived,
    *,
    way: MessageWay,
    import_batch_id: UUID | None,
    now: datetime,
) -> dict[str, Any]:
    """What arrived as a row that waits, until it is known where it belongs."""
    event = arrived.event
    return {
        "account_id": account_id,
        "id": message_id,
        "invitation_id": None,
        "import_batch_id": import_batch_id,
        "form": arrived.form.value,
        "way": way.value,
        "state": MessageState.WAITING.value,
        "outcome": MessageOutcome.UNCLEAR.value,
        "digest": arrived.digest,
        "message_id": message_id_of(arrived),
        "reference_ids": list(storable_references(arrived)),
        "subject": _cut(arrived.subject, 1_000),
        "sender_name": _cut(arrived.sender_name, 200),
        "sender_address": _cut(arrived.sender_address, 254),
        "reply_to": _cut(arrived.reply_to, 254),
        "received_at": arrived.received_at,
        "is_automatic": arrived.is_automatic,
        "body": storable_text(arrived.text[:MOST_TEXT]),
        "calendar": None if event is None else storable_text(event.source),
        "calendar_uid": None if event is None else storable_id(event.uid),
        "detail": {
            "language": arrived.guesses.language,
            "guesses": packed_guesses(arrived.guesses),
            "calendar": calendar_of(event),
            "notices": [packed_told(one) for one in arrived.notices],
            "because": None,
            # By it the mail is known again; an answer may name only the mail within, and that one tells no Message-ID.
            "is_of_carrier": arrived.answers_id is None and arrived.message_id is not None,
        },
        "dismissed_at": None,
        "created_at": now,
    }


def arrived_of(row: Mapping[str, Any], *, zone: ZoneInfo) -> Arrived:
    """A stored message as it arrived, with the guesses of that day. `zone` is the account's."""
    detail = row["detail"]
    return Arrived(
        form=MessageForm(row["form"]),
        digest=row["digest"],
        message_id=row["message_id"],
        reference_ids=tuple(row["reference_ids"]),
        subject=row["subject"],
        sender_name=row["sender_name"],
        sender_address=row["sender_address"],
        reply_to=row["reply_to"],
        received_at=row["received_at"],
        is_automatic=row["is_automatic"],
        text=row["body"],
        event=_event_of(row, zone),
        guesses=guesses_of(detail["guesses"]),
        notices=tuple(told_of(one) for one in detail["notices"]),
    )


def storable_text(text: str) -> str:
    """What both databases store alike: NUL and halves of surrogate pairs become marks of one character."""
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode()


def storable_id(name: str | None) -> str | None:
    """A Message-ID or UID as it is stored and looked up; None where it can't be."""
    if not name or len(name) > LONGEST_ID:
        return None
    return storable_text(name)


def message_id_of(arrived: Arrived) -> str | None:
    """The Message-ID by which a mail is known again: of one that was sent on by hand, that of the mail within."""
    return storable_id(arrived.answers_id or arrived.message_id)


def storable_references(arrived: Arrived) -> tuple[str, ...]:
    """The Message-IDs that a message refers to, the nearest first; a long thread's oldest are left out."""
    found = (storable_id(name) for name in arrived.reference_ids[:MOST_REFERENCES])
    itself = message_id_of(arrived)
    return tuple(dict.fromkeys(name for name in found if name is not None and name != itself))


def calendar_of(event: CalendarEvent | None) -> dict[str, Json] | None:
    """What is shown of a calendar event, as JSON keeps it."""
    if event is None:
        return None
    return {name: _json(getattr(event, name)) for name in _CALENDAR}


def packed_guesses(guesses: Guesses) -> dict[str, Json]:
    """Guesses as JSON keeps them."""
    kind = guesses.kind
    packed: dict[str, Json] = {
        "language": guesses.language,
        "kind": [kind.code.value, _packed_why(kind.why), _packed_evidence(kind.evidence)],
    }
    for field in fields(Guesses):
        if field.name not in _BY_HAND and (found := getattr(guesses, field.name)):
            packed[field.name] = [_packed_guess(one) for one in found]
    return packed


def guesses_of(packed: Mapping[str, Json]) -> Guesses:
    """What `packed_guesses` kept."""
    code, why, evidence = packed["kind"]
    found = {name: tuple(_guess_of(name, one) for one in many) for name, many in packed.items() if name not in _BY_HAND}
    kind = Kind(MessageKind(code), _why_of(why), _evidence_of(evidence))
    return Guesses(language=packed["language"], kind=kind, **cast("dict[str, Any]", found))


def packed_told(what: Told) -> list[Json]:
    """Something to say as JSON keeps it, so that it is said in the language that the account has by then."""
    return [what.name, {name: _packed_part(part) for name, part in what.parts.items()}]


def told_of(packed: Json) -> Told:
    """What `packed_told` kept."""
    name, parts = packed
    return Told(name, {key: _part_of(part) for key, part in parts.items()})


def _packed_part(part: Any) -> Json:
    if isinstance(part, Told):
        return {"told": packed_told(part)}
    if isinstance(part, tuple):
        return {"each": [packed_told(one) for one in cast("tuple[Told, ...]", part)]}
    return storable_text(part) if isinstance(part, str) else part


def _part_of(packed: Json) -> Any:
    if isinstance(packed, dict):
        kept = cast("dict[str, Any]", packed)
        return told_of(kept["told"]) if "told" in kept else tuple(told_of(one) for one in kept["each"])
    return packed


def _packed_guess(guess: Guess[Any]) -> list[Json]:
    return [_json(guess.value), guess.confidence.value, _packed_evidence(guess.evidence), _packed_why(guess.why)]


def _guess_of(name: str, packed: list[Json]) -> Guess[Any]:
    value, confidence, evidence, why = packed
    if name in _TIMES:
        # A date is kept without a time, and is one again.
        value = datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
    elif name == "medium":
        value = Medium(value)
    elif name == "format":
        value = Format(value)
    return Guess(value, Confidence(confidence), cast("Evidence", _evidence_of(evidence)), _why_of(why))


def _packed_why(why: Why) -> list[Json]:
    return [why.code, [[name, storable_text(text)] for name, text in why.parts]]


def _why_of(packed: list[Json]) -> Why:
    code, parts = packed
    return Why(code, tuple((name, text) for name, text in parts))


def _packed_evidence(evidence: Evidence | None) -> list[Json] | None:
    if evidence is None:
        return None
    return [evidence.source.value, evidence.start, evidence.end, storable_text(evidence.excerpt)]


def _evidence_of(packed: list[Json] | None) -> Evidence | None:
    if packed is None:
        return None
    source, start, end, excerpt = packed
    return Evidence(Source(source), start, end, excerpt)


def _event_of(row: Mapping[str, Any], zone: ZoneInfo) -> CalendarEvent | None:
    if row["calendar"] is None:
        return None
    events = read_calendar(row["calendar"].encode(), zone=zone).events
    return replace(events[0], uid=row["calendar_uid"] or events[0].uid) if events else None


def _json(value: object) -> Json:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    return storable_text(value) if isinstance(value, str) else value


def _cut(text: str | None, most: int) -> str | None:
    return storable_text(text)[:most] if text else None
