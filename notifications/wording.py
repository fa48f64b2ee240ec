"""The words of reminders, one TOML file a language: a translator adds a file to `wording/` and touches no code."""

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import cast

DEFAULT_LANGUAGE = "en"

Table = Mapping[str, "str | list[str] | Table"]


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of one language."""

    language: str
    table: Table

    def words(self, section: str, key: str, **facts: object) -> str:
        """One sentence or label, with the facts that it names in braces."""
        return cast("str", self._section(section)[key]).format(**facts)

    def counted(self, key: str, count: int) -> str:
        """A number and what it counts, in the singular or the plural."""
        forms = cast("Mapping[str, str]", self._section("counts")[key])
        return forms["one" if count == 1 else "other"].format(count=count)

    def day(self, local_on: date) -> str:
        """A date in words, weekday first."""
        calendar = cast("Mapping[str, list[str]]", self._section("calendar"))
        weekday, month = calendar["weekdays"][local_on.weekday()], calendar["months"][local_on.month - 1]
        return self.words("calendar", "day", weekday=weekday, day=local_on.day, month=month)

    def _section(self, name: str) -> Table:
        return cast("Table", self.table[name])


def languages() -> tuple[str, ...]:
    """The languages that have a file, in alphabetical order."""
    names = (entry.name for entry in files("notifications").joinpath("wording").iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


def wording(language: str) -> Wording:
    """The words of a language; those of `de` for `de-AT`; the English ones for a language without a file."""
    known = languages_at_start()
    short = language.lower().replace("_", "-").partition("-")[0]
    return _read(short if short in known else DEFAULT_LANGUAGE)


@functools.cache
def languages_at_start() -> frozenset[str]:
    """The languages, looked up once: the files don't change while the service runs."""
    return frozenset(languages())


@functools.cache
def _read(language: str) -> Wording:
    text = files("notifications").joinpath("wording", f"{language}.toml").read_text(encoding="utf-8")
    return Wording(language, cast("Table", tomllib.loads(text)))
