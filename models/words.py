"""The words for days, times and amounts in each language; `words.toml` holds them, for translators to add to."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any, cast

DEFAULT_LANGUAGE = "en"
MOST_DAYS_BY_WEEKDAY = 6
"""How many days apart two days may be and still be told apart by their weekdays."""


class Precision(Enum):
    """How much of a date must be said: its weekday, the day of the month too, the year too."""

    PLAIN = "day_plain"
    DATED = "day_dated"
    FULL = "day_full"

    @classmethod
    def for_days(cls, days: Iterable[date]) -> "Precision":
        """What tells these days apart: the weekday up to six days; beyond, the date, with the year where it differs."""
        in_order = sorted(days)
        first, last = in_order[0], in_order[-1]
        if (last - first).days <= MOST_DAYS_BY_WEEKDAY:
            return cls.PLAIN
        return cls.DATED if first.year == last.year else cls.FULL


@dataclass(frozen=True, slots=True)
class Words:
    """One language's words."""

    weekdays: Sequence[str]
    months: Sequence[str]
    amounts: Mapping[str, Mapping[str, str]]
    sentences: Mapping[str, str]

    def say(self, name: str, /, **parts: str) -> str:
        """The sentence of that name, with its parts filled in."""
        return self.sentences[name].format(**parts)

    def amount(self, of: str, n: int) -> str:
        """A number with its noun, as in "2 days"."""
        forms = self.amounts[of]
        form = forms.get(str(n)) or forms["one" if n == 1 else "other"]
        return form.format(n=n)

    def day(self, day: date, precision: Precision) -> str:
        """A date, as in "Tue", "Tue 8 Dec" or "Tue 8 Dec 2026"."""
        return self.say(
            precision.value,
            weekday=self.weekdays[day.weekday()],
            day=str(day.day),
            month=self.months[day.month - 1],
            year=str(day.year),
        )

    def moment(self, wall: datetime, precision: Precision) -> str:
        """A date and time, as in "Tue 18:00"."""
        return self.say("moment", day=self.day(wall, precision), time=clock_time(wall))

    def listed(self, items: Sequence[str]) -> str:
        """Items one after another, as in "a, b and c"."""
        if len(items) < 2:
            return "".join(items)
        return self.say("last_of_list", list=", ".join(items[:-1]), last=items[-1])


def clock_time(wall: datetime) -> str:
    """The time of day, as in "18:00"."""
    return f"{wall.hour:02}:{wall.minute:02}"


def words_for(language: str) -> Words:
    """The words of a language, such as `de` or `de-AT`; those of English where they aren't known."""
    every = all_words()
    return every.get(language.replace("_", "-").partition("-")[0].casefold()) or every[DEFAULT_LANGUAGE]


@cache
def all_words() -> Mapping[str, Words]:
    """Every language of the file, by its code."""
    tables = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))
    return {code: _words_of(cast("Mapping[str, Any]", table)) for code, table in tables.items()}


def _words_of(table: Mapping[str, Any]) -> Words:
    return Words(
        weekdays=tuple(table["weekdays"]),
        months=tuple(table["months"]),
        amounts=table["amounts"],
        sentences=table["sentences"],
    )
