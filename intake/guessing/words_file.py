"""The words of each language, one file per language under `words`, and the table of what every file must hold.

A file that lacks a list or a sentence is refused when it is loaded, with a sentence that says what is missing: a
translator needs no code, and a message is never read by half a language.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import cast

from intake.guessing.phrases import PhraseBook, bind

FALLBACK_LANGUAGE = "en"
_DAYS, _MONTHS = 7, 12
_LONG_NOUN = 6


class WordsFileIncomplete(ValueError):
    """A language's words are complete or not loaded at all."""

    def __init__(self, language: str, lack: str) -> None:
        super().__init__(f"intake/guessing/words/{language}.toml {lack}.")


@dataclass(frozen=True)
class Words:
    """What the reading goes by: one language's words, or those of several put together."""

    languages: tuple[str, ...]
    words: Mapping[str, tuple[str, ...]]
    phrases: Mapping[str, tuple[str, ...]]

    def among(self, name: str) -> frozenset[str]:
        """The words of a list, to ask whether something is one of them."""
        return self._sets[name]

    def numbered(self, name: str) -> Mapping[str, int]:
        """Weekdays or months by their spellings: 0 is Monday, and 0 is January."""
        return self._numbers[name]

    @cached_property
    def book(self) -> PhraseBook:
        """Every group of phrases, ready to be found."""
        return bind(self.phrases)

    @cached_property
    def labels(self) -> Mapping[str, str]:
        """What lines of the form "Location: …" are about."""
        return {
            word: name.removeprefix("label_") for name in self.words if "label_" in name for word in self.words[name]
        }

    @cached_property
    def header_labels(self) -> Mapping[str, str]:
        """What the lines at the head of a forwarded mail are about: `from`, `recipient`, `sent`, `subject`."""
        return {word: name for name in ("from", "recipient", "sent", "subject") for word in self.words[name]}

    @cached_property
    def long_job_nouns(self) -> tuple[str, ...]:
        """The names of jobs that also end longer words: "Softwareentwickler", "Altenpfleger"."""
        return tuple(noun for noun in self.words["job_nouns"] if len(noun) >= _LONG_NOUN)

    @cached_property
    def _sets(self) -> Mapping[str, frozenset[str]]:
        return {name: frozenset(items) for name, items in self.words.items()}

    @cached_property
    def _numbers(self) -> Mapping[str, Mapping[str, int]]:
        return {
            name: {word: number for number, word in _spellings(self.words[name], length)}
            for name, length in (("weekdays", _DAYS), ("months", _MONTHS), ("numbers", 10))
        }

    def any_of(self, name: str) -> str:
        """The words of a list as a pattern, the longest first."""
        spellings = {word for item in self.words[name] for word in _each(name, item)}
        return "|".join(re.escape(word) for word in sorted(spellings, key=lambda word: (-len(word), word)))


def available_languages() -> tuple[str, ...]:
    """The codes that have a file of words, sorted; English first, since its closings stand in every language."""
    found = (entry.name for entry in files("intake.guessing").joinpath("words").iterdir())
    codes = sorted(name.removesuffix(".toml") for name in found if name.endswith(".toml") and name != "shared.toml")
    return tuple(sorted(codes, key=lambda code: (code != FALLBACK_LANGUAGE, code)))


@cache
def words_of(languages: tuple[str, ...]) -> Words:
    """The words of these languages together."""
    each = [_load(language)[0] for language in languages]
    return Words(
        languages=languages,
        words={name: tuple(word for one in each for word in one.words[name]) for name in each[0].words},
        phrases={name: tuple(phrase for one in each for phrase in one.phrases[name]) for name in each[0].phrases},
    )


def sentences_of(language: str) -> Mapping[str, str]:
    """The sentences of a language ("de-AT" takes "de"), else the English ones."""
    code = language.casefold().replace("_", "-").partition("-")[0]
    return _load(code if code in available_languages() else FALLBACK_LANGUAGE)[1]


def read_words(language: str, source: str, *, like: Words | None = None) -> tuple[Words, Mapping[str, str]]:
    """The words and sentences in the text of a file; `like` holds what must be there. Raises WordsFileIncomplete."""
    content = tomllib.loads(source)
    words = _lists(language, content, "words")
    phrases = _lists(language, content, "phrases")
    said = cast("dict[str, object]", content.get("why", {}))
    if like is not None:
        for section, have, wanted in (("words", words, like.words), ("phrases", phrases, like.phrases)):
            if missing := set(wanted) ^ set(have):
                raise WordsFileIncomplete(language, f"must hold the same lists as English: {section}.{min(missing)}")
    for name, length in (("weekdays", _DAYS), ("months", _MONTHS)):
        if len(words[name]) != length:
            raise WordsFileIncomplete(language, f"must name {length} {name}, in order")
    return Words((language,), words, phrases), {name: str(sentence) for name, sentence in said.items()}


@cache
def _load(language: str) -> tuple[Words, Mapping[str, str]]:
    source = files("intake.guessing").joinpath("words", f"{language}.toml").read_text("utf-8")
    if language == FALLBACK_LANGUAGE:
        return read_words(language, source)
    like, sentences = _load(FALLBACK_LANGUAGE)
    words, said = read_words(language, source, like=like)
    if missing := set(sentences) ^ set(said):
        raise WordsFileIncomplete(language, f"must hold the same sentences as English: why.{min(missing)}")
    return words, said


@cache
def shared(name: str) -> Mapping[str, tuple[str, ...]]:
    """A table of what is the same in every language: hosts, zones, legal forms."""
    source = files("intake.guessing").joinpath("words", "shared.toml").read_text("utf-8")
    table = cast("dict[str, list[str]]", tomllib.loads(source)[name])
    return {key: tuple(items) for key, items in table.items()}


def _lists(language: str, content: Mapping[str, object], section: str) -> dict[str, tuple[str, ...]]:
    table = cast("dict[str, object]", content.get(section, {}))
    lists: dict[str, tuple[str, ...]] = {}
    for name, value in table.items():
        items = cast("list[object]", value) if isinstance(value, list) else []
        if not items or not all(isinstance(item, str) and item.strip() for item in items):
            raise WordsFileIncomplete(language, f"lacks the list of texts {section}.{name}")
        lists[name] = tuple(str(item) for item in items)
    return lists


def _spellings(items: Iterable[str], length: int) -> Iterable[tuple[int, str]]:
    return ((place % length, word) for place, item in enumerate(items) for word in item.split())


def _each(name: str, item: str) -> list[str]:
    return item.split() if name in {"weekdays", "months", "numbers"} else [item]
