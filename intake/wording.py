"""What is said about files, one TOML file a language: a translator adds a file to `wording/` and touches no code.

Whatever reads a file decides what is to be said, by the name of a sentence; the words are put to it where it is
reported, in the language of the account.
"""

import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import NamedTuple, TypeAlias, cast

DEFAULT_LANGUAGE = "en"


class Told(NamedTuple):
    """Something to say: the name of a sentence, as in `row.no_company`, and what stands in its braces.

    A part may be told itself, and several of them are listed. A number is a count, and is grouped as the language
    groups it; what isn't counted, such as the number of a line, is given as text.
    """

    name: str
    parts: "Mapping[str, Part]"


Part: TypeAlias = "str | int | Told | tuple[Told, ...]"


def told(name: str, /, **parts: Part) -> Told:
    """Something to say, with the parts that its sentence names in braces."""
    return Told(name, parts)


@dataclass(frozen=True, slots=True)
class Wording:
    """The sentences of one language, by their names."""

    language: str
    sentences: Mapping[str, str]

    def say(self, what: Told) -> str:
        """The sentence, with its parts filled in."""
        parts = {name: part if isinstance(part, str) else self._part(part) for name, part in what.parts.items()}
        return self.sentences[what.name].format(**parts)

    def _part(self, part: Part) -> str:
        if isinstance(part, int):
            return f"{part:,}".replace(",", self.sentences["numbers.thousands"])
        if isinstance(part, Told):
            return self.say(part)
        return ", ".join(self.say(one) for one in part) if isinstance(part, tuple) else part


def languages() -> tuple[str, ...]:
    """The languages that have a file, in alphabetical order."""
    names = (entry.name for entry in files("intake").joinpath("wording").iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


def wording(language: str) -> Wording:
    """The words of a language; those of `de` for `de-AT`; the English ones for a language without a file."""
    short = language.casefold().replace("_", "-").partition("-")[0]
    return _read(short if short in _languages_at_start() else DEFAULT_LANGUAGE)


@functools.cache
def _languages_at_start() -> frozenset[str]:
    # Looked up once: the files don't change while the service runs.
    return frozenset(languages())


@functools.cache
def _read(language: str) -> Wording:
    text = files("intake").joinpath("wording", f"{language}.toml").read_text(encoding="utf-8")
    sections = cast("Mapping[str, Mapping[str, str]]", tomllib.loads(text))
    said = {f"{section}.{name}": text for section, table in sections.items() for name, text in table.items()}
    return Wording(language, said)
