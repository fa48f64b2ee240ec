"""The messages that the reading is held to: what each says, and how what was read compares."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from intake.guessing.guess import Confidence, Guess, Guesses, Reader
from intake.guessing.reading import guesses_in

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Berlin")
FIELDS = (
    *("company", "role", "contact_name", "contact_email", "medium", "format", "location", "interview_at", "respond_by"),
    *("received_at", "job_url", "salary"),
)


def add_working_days(day: date, days: int) -> date:
    """Monday to Friday."""
    while days:
        day += timedelta(days=1)
        days -= day.weekday() < 5
    return day


def robin(*, day_first: bool = True) -> Reader:
    """Who reads every message of the tests."""
    return Reader(
        ZONE,
        day_first=day_first,
        names=frozenset({"Robin Falk"}),
        addresses=frozenset({"robin@falk.example"}),
        add_business_days=add_working_days,
    )


@dataclass(frozen=True)
class Sample:
    """A message with what it says. `free` may be read or not, but never be sure; `missed` is known not to be read."""

    file: str
    name: str
    text: str
    kind: str
    expects: dict[str, Any]
    free: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()
    given: dict[str, Any] = field(default_factory=dict[str, Any])
    day_first: bool = True

    def read(self) -> Guesses:
        return guesses_in(self.text.strip("\n"), now=NOW, reader=robin(day_first=self.day_first), **self.given)

    def says(self, name: str) -> Any:
        """What stands in the message for a field, None for nothing."""
        return self.expects.get(name)


def samples() -> Iterator[Sample]:
    for path in sorted((Path(__file__).parent / "messages").glob("*.toml")):
        for one in tomllib.loads(path.read_text(encoding="utf-8"))["message"]:
            expects = dict(one["expects"])
            # One of several proposed times may come first; which of them is nobody's to say.
            free, missed = (
                (*expects.pop("free", ()), *(["interview_at"] if "slots" in expects else [])),
                tuple(expects.pop("missed", one.get("missed", ()))),
            )
            given = {key: one[key] for key in ("subject", "sender_name", "sender_address") if key in one}
            yield Sample(
                path.stem,
                one["name"],
                one["text"],
                one["kind"],
                expects,
                free,
                missed,
                given,
                one.get("day_first", True),
            )


def shown(value: object) -> str:
    """A value as the files write it."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return value.isoformat() if isinstance(value, date) else str(value)


def first(guesses: tuple[Guess[Any], ...]) -> str | None:
    return shown(guesses[0].value) if guesses else None


def is_sure(guess: Guess[Any]) -> bool:
    return guess.confidence is Confidence.SURE
