"""The words of one language: read from a file, checked as a whole, and chosen by what is known.

`replies/phrases/<code>.toml` holds every word of every letter, and its head says how a translator adds another. A file
is refused at once, with a sentence for whoever wrote it, rather than when the first letter needs what it lacks.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import cast

from core.errors import Invalid
from core.vocabulary import Reason, ReplyKind, Tone
from replies.dates import DateWords

FIELDS = frozenset(
    [
        "about",
        "company",
        "contact",
        "contract_type",
        "hours",
        "interview",
        "location",
        "my_salary",
        "not_before",
        "place",
        "promise",
        "received_month",
        "referral",
        "role",
        "sender",
        "spoke_month",
        "their_salary",
        "work_mode",
    ]
)
"""The facts that a phrasing may name in braces. Nothing else is ever substituted."""

REASONS_WITH_WORDS = tuple(reason for reason in Reason if reason not in (Reason.OTHER, Reason.UNDISCLOSED))
"""`other` is said in the person's own words, and `undisclosed` isn't said at all."""

_FIELD = re.compile(r"\{([a-z_]+)\}")
_NOTHING: frozenset[str] = frozenset()
_LETTER_SLOTS = {
    "opening": "thanks late",
    "decline": "appreciation decision release wish",
    "withdraw": "decision apology",
    "hold": "decision intent appreciation sooner wish",
    "reschedule": "decision personal apology alternatives request appreciation flexibility openness wish",
    "accept": "decision video phone onsite place ask_time ask_link ask_number ask_address ask_format appreciation "
    "preparation wish",
    "check_in": "thanks decision appreciation offer wish",
    "greeting": "named team plain",
    "closing": "line",
    "subject": " ".join(ReplyKind),
    "reason": " ".join(REASONS_WITH_WORDS),
    "door": "stay_in_touch about",
    "referral": "line",
    "advice": "call_within_a_day call_after_accepting",
}
_ALWAYS_KNOWN = {
    "hold.decision": frozenset({"promise"}),
    "greeting.named": frozenset({"contact"}),
    "greeting.team": frozenset({"company"}),
    "accept.place": frozenset({"location"}),
    "door.about": frozenset({"about"}),
    "referral.line": frozenset({"referral"}),
}
SLOTS = {
    f"{section}.{slot}": _ALWAYS_KNOWN.get(f"{section}.{slot}", _NOTHING)
    for section, names in _LETTER_SLOTS.items()
    for slot in names.split()
}
"""Every slot that a file must fill, and the facts that are known wherever the slot is used."""

OPTIONAL_SLOTS = frozenset({"check_in.hello", *(f"door.{reason}" for reason in Reason)})
"""A door for one reason; without it the reason takes `door.stay_in_touch`. And the thanks of a check-in that follows
no invitation; without it, it gives none.
"""

_SINGLE_SECTIONS = frozenset({"name", "dates", "zones", "hours", "words"})


class LanguageUnknown(Invalid):
    """No phrases are there for the language asked for."""

    type = "language-unknown"
    title = "Language unknown"


class PhrasebookUnusable(ValueError):
    """A file of phrases lacks something or names something that doesn't exist; the message says what and where."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A sentence with gaps. `fields` are the facts that it names."""

    text: str
    fields: frozenset[str]

    def filled(self, facts: Mapping[str, str]) -> str:
        """The sentence with its gaps filled; a fact comes through literally, whatever braces or code it holds.

        A closing mark is not doubled where the fact ends with one: "at Acme Inc." stays with its one full stop.
        """
        pieces = _FIELD.split(self.text)
        for gap in range(1, len(pieces), 2):
            fact = facts[pieces[gap]]
            pieces[gap] = fact
            if fact.endswith((".", "!", "?", "…")) and pieces[gap + 1].startswith("."):
                pieces[gap + 1] = pieces[gap + 1][1:]
        return "".join(pieces)


@dataclass(frozen=True, slots=True)
class Phrasebook:
    """The words of one language. `language` is its code."""

    language: str
    name: str
    dates: DateWords
    slots: Mapping[tuple[str, Tone], tuple[Phrase, ...]]
    words: Mapping[str, Mapping[str, str]]
    hours_one: str
    hours_many: str

    def holds(self, slot: str) -> bool:
        """Whether the file fills this slot; only the optional ones can be missing."""
        return (slot, Tone.NEUTRAL) in self.slots

    def fullest(self, slot: str, tone: Tone, facts: Mapping[str, str]) -> tuple[Phrase, ...]:
        """The phrasings whose facts are all known, and of those the ones that use the most: a fact that is known
        is said, and one that isn't leaves no gap. Never empty for a slot whose own facts are given.
        """
        fitting = [phrase for phrase in self.slots[slot, tone] if phrase.fields <= facts.keys()]
        most = max(len(phrase.fields) for phrase in fitting)
        return tuple(phrase for phrase in fitting if len(phrase.fields) == most)

    def hours_in_words(self, count: int) -> str:
        """A number of hours: "one hour", "6 hours"."""
        return self.hours_one if count == 1 else self.hours_many.replace("{count}", str(count))

    def entry_in_words(self, field: str, typed: str) -> str:
        """A short entry such as `remote` or `full_time` as it reads in a sentence; any other text as it was typed."""
        key = re.sub(r"[\s_-]+", " ", typed.casefold()).strip()
        return self.words.get(field, {}).get(key, typed)


@cache
def languages() -> tuple[str, ...]:
    """The codes of the languages that a letter can be written in: one for each file of phrases, in order."""
    files = (Path(entry.name) for entry in _folder().iterdir())
    return tuple(sorted(file.stem for file in files if file.suffix == ".toml"))


@cache
def phrasebook(language: str) -> Phrasebook:
    """The phrasebook of a language code; `de-AT` takes that of `de`. Raises LanguageUnknown."""
    code = language.replace("_", "-").casefold()
    for candidate in (code, code.partition("-")[0]):
        if candidate in languages():
            return read_phrasebook(_folder() / f"{candidate}.toml")
    known = ", ".join(languages())
    raise LanguageUnknown(
        f"There are no phrases for the language {language!r} yet; choose one of {known}.",
        errors=[{"loc": ["body", "language"], "msg": f"should be one of {known}"}],
    )


def read_phrasebook(file: Path | Traversable) -> Phrasebook:
    """Read and check a file of phrases; its name before `.toml` is the language's code. Raises PhrasebookUnusable.

    `compose` takes the result as `words`, so that a translator can read letters before the file is ours.
    """
    try:
        raw = cast("dict[str, object]", tomllib.loads(file.read_text(encoding="utf-8")))
        _refuse_unknown(raw)
        return Phrasebook(
            language=file.name.removesuffix(".toml"),
            name=_text(raw, "name"),
            dates=DateWords.of(_table(raw, "dates"), _table(raw, "zones")),
            slots=_slots(raw),
            words={field: _texts(entries, f"words.{field}") for field, entries in _table(raw, "words").items()},
            hours_one=_text(_table(raw, "hours"), "one"),
            hours_many=_text(_table(raw, "hours"), "many"),
        )
    except ValueError as error:
        # tomllib's own error is a ValueError too, and names line and column.
        raise PhrasebookUnusable(f"{file.name}: {error}") from error


def _folder() -> Traversable:
    return resources.files("replies") / "phrases"


def _refuse_unknown(raw: Mapping[str, object]) -> None:
    for section, content in raw.items():
        if section in _SINGLE_SECTIONS:
            continue
        if section not in _LETTER_SLOTS:
            raise ValueError(f"there is no section called {section}.")
        for slot in _as_table(content, section):
            if f"{section}.{slot}" not in SLOTS and f"{section}.{slot}" not in OPTIONAL_SLOTS:
                raise ValueError(f"there is no slot called {section}.{slot}.")


def _slots(raw: Mapping[str, object]) -> dict[tuple[str, Tone], tuple[Phrase, ...]]:
    found: dict[tuple[str, Tone], tuple[Phrase, ...]] = {}
    for slot in (*SLOTS, *sorted(OPTIONAL_SLOTS - SLOTS.keys())):
        section, _, name = slot.partition(".")
        content = _table(raw, section).get(name)
        if content is None:
            if slot in OPTIONAL_SLOTS:
                continue
            raise ValueError(f"the slot {slot} is missing.")
        for tone in Tone:
            found[slot, tone] = _phrases(slot, tone, content)
    return found


def _phrases(slot: str, tone: Tone, content: object) -> tuple[Phrase, ...]:
    lists = cast("dict[str, object]", content) if isinstance(content, dict) else {"any": content}
    unknown = lists.keys() - {*Tone, "any"}
    if unknown:
        raise ValueError(f"the slot {slot} names a tone that doesn't exist: {', '.join(sorted(unknown))}.")
    texts = [text for key in (tone.value, "any") for text in _text_list(lists.get(key, []), slot)]
    phrases = tuple(_phrase(text, slot) for text in texts)
    known = SLOTS.get(slot, _NOTHING)
    if not any(phrase.fields <= known for phrase in phrases):
        raise ValueError(f"the slot {slot} needs a phrasing in the tone {tone} that gets along without further facts.")
    return phrases


def _phrase(text: str, slot: str) -> Phrase:
    fields = frozenset(_FIELD.findall(text))
    if fields - FIELDS:
        raise ValueError(f"the slot {slot} names a fact that doesn't exist: {', '.join(sorted(fields - FIELDS))}.")
    if re.search(r"[{}]", _FIELD.sub("", text)):
        raise ValueError(f"the slot {slot} has a brace that belongs to no fact: {text!r}.")
    # French sets a space that no line may break at before ; : ! ? and inside its quotes; it is no stray one.
    if not text.strip() or text != text.strip() or re.search(r"\s\s|[^\S \u00a0\u202f]", text):
        raise ValueError(f"the slot {slot} has an empty phrasing or a stray space: {text!r}.")
    return Phrase(text, fields)


def _table(raw: Mapping[str, object], key: str) -> dict[str, object]:
    if key not in raw:
        raise ValueError(f"the section {key} is missing.")
    return _as_table(raw[key], key)


def _as_table(content: object, key: str) -> dict[str, object]:
    if not isinstance(content, dict):
        raise ValueError(f"{key} should be a table.")  # noqa: TRY004 - the file is at fault, not the caller's type
    return cast("dict[str, object]", content)


def _texts(content: object, key: str) -> dict[str, str]:
    table = _as_table(content, key)
    return {entry: _text(table, entry) for entry in table}


def _text(raw: Mapping[str, object], key: str) -> str:
    value = raw.get(key)
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{key} should be a text.")
    return value


def _text_list(content: object, slot: str) -> list[str]:
    texts = cast("list[object]", content) if isinstance(content, list) else [None]
    if not all(isinstance(text, str) for text in texts):
        raise ValueError(f"the slot {slot} should be a list of texts.")
    return cast("list[str]", texts)
