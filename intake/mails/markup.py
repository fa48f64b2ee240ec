"""What a mail's HTML says to programs (schema.org in JSON-LD), as guesses: it is read, and never believed outright.

A script is bounded in length by the reader of pages, in depth and number of its values here.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Any, cast

from core.vocabulary import Format
from intake.guessing.folding import on_one_line
from intake.guessing.guess import Confidence, Evidence, Guess, Guesses, Kind, MessageKind, Reader, Source, Value_co, Why
from intake.texts import web_address_in

_DEEPEST = 12
_MOST_VALUES = 600
_MOST_FOUND = 10
_MOST_NAME, _MOST_TITLE, _MOST_LOCATION, _MOST_LINK = 200, 300, 300, 2_000
_FIRST_YEAR, _LAST_YEAR = 1971, 2199
_EVENTS = frozenset({"event", "businessevent", "educationevent", "socialevent"})
_WHY = Why("markup")


def markup_guesses(scripts: Sequence[str], *, reader: Reader) -> Guesses:
    """What the scripts of a page say of a job and of an interview. A time without a zone is the reader's."""
    things = [thing for script in scripts for thing in _things(script)][:_MOST_FOUND]
    jobs = [thing for thing in things if _type(thing) == "jobposting"]
    events = [thing for thing in things if _type(thing) in _EVENTS]
    senders = [_dict(thing.get("publisher")) for thing in things if _type(thing) == "emailmessage"]
    companies = [_dict(job.get("hiringOrganization")) or {"name": job.get("hiringOrganization")} for job in jobs]
    organizers = [_dict(event.get("organizer")) or {} for event in events]
    organizers = [one for one in organizers if _type(one) == "organization"]
    return Guesses(
        language=None,
        kind=Kind(MessageKind.UNCLEAR, Why("kind_unclear")),
        company=(
            *_texts(companies, "name", _MOST_NAME, Confidence.LIKELY),
            *_texts([*organizers, *(one for one in senders if one)], "name", _MOST_NAME, Confidence.GUESS),
        ),
        role=tuple(_texts(jobs, "title", _MOST_TITLE, Confidence.LIKELY)),
        format=tuple(_formats(events)),
        location=tuple(_locations(events)),
        interview_at=tuple(_starts(events, reader)),
        job_url=tuple(_links(jobs)),
    )


def _things(script: str) -> Iterator[dict[str, Any]]:
    """Every object of a script that has a type, from the outside inward."""
    try:
        waiting: list[tuple[Any, int]] = [(json.loads(script.strip().removeprefix("<!--").removesuffix("-->")), 0)]
    except (ValueError, RecursionError):
        return
    looked_at = 0
    while waiting and looked_at < _MOST_VALUES:
        value, depth = waiting.pop(0)
        looked_at += 1
        if isinstance(value, dict):
            thing = cast("dict[str, Any]", value)
            if _type(thing):
                yield thing
            value = list(thing.values())[:_MOST_VALUES]
        if isinstance(value, list) and depth < _DEEPEST:
            waiting.extend((one, depth + 1) for one in cast("list[Any]", value)[:_MOST_VALUES])


def _type(thing: dict[str, Any]) -> str:
    named = thing.get("@type")
    if isinstance(named, list) and named:
        named = cast("list[Any]", named)[0]
    return named.rpartition("/")[2].lower() if isinstance(named, str) else ""


def _dict(value: Any) -> dict[str, Any]:
    if isinstance(value, list) and value:
        value = cast("list[Any]", value)[0]
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def _text(value: Any, most: int) -> str | None:
    """A text on one line within its limits."""
    if not isinstance(value, str):
        return None
    text = on_one_line(value[: most * 2])
    return text if 0 < len(text) <= most and text.isprintable() else None


def _guess(value: Value_co, said: str, confidence: Confidence) -> Guess[Value_co]:
    return Guess(value, confidence, Evidence(Source.MARKUP, 0, 0, said), _WHY)


def _texts(things: Sequence[dict[str, Any]], name: str, most: int, confidence: Confidence) -> Iterator[Guess[str]]:
    for thing in things:
        if (text := _text(thing.get(name), most)) is not None:
            yield _guess(text, text, confidence)


def _starts(events: Sequence[dict[str, Any]], reader: Reader) -> Iterator[Guess[datetime]]:
    for event in events:
        said = _text(event.get("startDate"), 40)
        at = _instant(said, reader) if said else None
        if said is not None and at is not None:
            yield _guess(at, said, Confidence.LIKELY)


def _instant(said: str, reader: Reader) -> datetime | None:
    try:
        date.fromisoformat(said)
    except ValueError:
        pass
    else:
        return None
    try:
        at = datetime.fromisoformat(said)
        at = (at if at.tzinfo is not None else at.replace(tzinfo=reader.zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return at if _FIRST_YEAR <= at.year <= _LAST_YEAR else None


def _locations(events: Sequence[dict[str, Any]]) -> Iterator[Guess[str]]:
    for event in events:
        place = event.get("location")
        said = _text(place, _MOST_LOCATION) or _text(_place(_dict(place)), _MOST_LOCATION)
        if said is not None:
            yield _guess(said, said, Confidence.LIKELY)


def _place(place: dict[str, Any]) -> str | None:
    """A place as one line: its name and its address; of a virtual one, the link."""
    if (link := _text(place.get("url"), _MOST_LOCATION)) is not None and _type(place) == "virtuallocation":
        return web_address_in(link)
    name, address = place.get("name"), place.get("address")
    parts = _dict(address)
    street, *town = [_text(parts.get(part), 120) for part in ("streetAddress", "postalCode", "addressLocality")]
    lines = [street, " ".join(piece for piece in town if piece)]
    where = _text(address, 200) or ", ".join(line for line in lines if line)
    pieces = [piece for piece in (_text(name, 120), where) if piece]
    return ", ".join(dict.fromkeys(pieces)) or None


def _formats(events: Sequence[dict[str, Any]]) -> Iterator[Guess[Format]]:
    for event in events:
        place = _dict(event.get("location"))
        if _type(place) == "virtuallocation":
            yield _guess(Format.VIDEO, "VirtualLocation", Confidence.LIKELY)
        elif _dict(place.get("address")).get("streetAddress"):
            yield _guess(Format.ONSITE, str(_place(place) or "")[:200], Confidence.LIKELY)


def _links(jobs: Sequence[dict[str, Any]]) -> Iterator[Guess[str]]:
    for job in jobs:
        said = _text(job.get("url"), _MOST_LINK)
        if said is not None and web_address_in(said) == said:
            yield _guess(said, said[:300], Confidence.LIKELY)
