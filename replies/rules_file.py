"""The review's wording, one file per language under `replies/rules`, and the table of what every file must hold.

A file that lacks a rule, a list or a sentence is refused when it is loaded, with a sentence that says what is missing:
a translator needs no code, and a half-translated review never runs.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import cast

from core.vocabulary import Principle, Reason, Severity
from replies.phrase import PhraseBook, bind
from replies.phrasebook import LanguageUnknown, languages

FALLBACK_LANGUAGE = "en"

_QUICK, _HONEST, _POLITE, _TOUCH = (
    Principle.RESPOND_QUICKLY,
    Principle.DIRECT_AND_HONEST,
    Principle.STAY_POLITE,
    Principle.KEEP_IN_TOUCH,
)

CASES: dict[str, tuple[Severity, Principle]] = {
    "placeholder.gap": (Severity.BLOCK, _POLITE),
    "placeholder.impersonal": (Severity.BLOCK, _POLITE),
    "wrong_name.other_company": (Severity.BLOCK, _POLITE),
    "wrong_name.company": (Severity.BLOCK, _POLITE),
    "wrong_name.role": (Severity.BLOCK, _POLITE),
    "wrong_name.greeting": (Severity.BLOCK, _POLITE),
    "no_decision.decline": (Severity.BLOCK, _HONEST),
    "no_decision.accept": (Severity.BLOCK, _HONEST),
    "no_decision.hold": (Severity.BLOCK, _HONEST),
    "no_decision.reschedule": (Severity.BLOCK, _HONEST),
    "mixed_message.confirms": (Severity.BLOCK, _HONEST),
    "mixed_message.declines": (Severity.BLOCK, _HONEST),
    "invented_excuse": (Severity.WARN, _HONEST),
    "reason_mismatch": (Severity.WARN, _HONEST),
    "over_apology.twice": (Severity.WARN, _POLITE),
    "over_apology.strong": (Severity.WARN, _POLITE),
    "blunt": (Severity.WARN, _POLITE),
    "blame": (Severity.WARN, _POLITE),
    "pay_demand": (Severity.WARN, _POLITE),
    "rival_detail.employer": (Severity.HINT, _POLITE),
    "rival_detail.amount": (Severity.HINT, _POLITE),
    "promise": (Severity.WARN, _HONEST),
    "vague_promise": (Severity.WARN, _QUICK),
    "passive_aggressive": (Severity.WARN, _POLITE),
    "shouting.exclamation": (Severity.WARN, _POLITE),
    "shouting.capitals": (Severity.WARN, _POLITE),
    "slang.emoji": (Severity.HINT, _POLITE),
    "slang.word": (Severity.HINT, _POLITE),
    "length.curt": (Severity.WARN, _POLITE),
    "length.short": (Severity.HINT, _POLITE),
    "length.lengthy": (Severity.HINT, _POLITE),
    "length.long": (Severity.WARN, _POLITE),
    "over_explaining": (Severity.HINT, _HONEST),
    "flattery": (Severity.HINT, _HONEST),
    "missing_part.thanks": (Severity.HINT, _POLITE),
    "missing_part.wish": (Severity.HINT, _TOUCH),
    "missing_part.name": (Severity.HINT, _POLITE),
    "self_deprecation": (Severity.HINT, _HONEST),
    "slapdash.spaces": (Severity.HINT, _POLITE),
    "slapdash.quotes": (Severity.HINT, _POLITE),
    "slapdash.capital": (Severity.HINT, _POLITE),
    "slapdash.repeated": (Severity.HINT, _POLITE),
    "date_without_zone": (Severity.WARN, _QUICK),
    "private_data": (Severity.HINT, _HONEST),
}
"""Every case of every rule, with the severity and the principle that are the same in all languages."""

RULES = tuple(dict.fromkeys(case.partition(".")[0] for case in CASES))
"""The rules of the review, in the order of its table."""

PHRASED_CASES = (
    *("placeholder.gap", "placeholder.impersonal", "mixed_message.confirms", "mixed_message.declines"),
    *("invented_excuse", "over_apology.twice", "over_apology.strong", "blunt", "blame", "pay_demand"),
    *("rival_detail.employer", "rival_detail.amount", "promise", "vague_promise", "passive_aggressive", "slang.word"),
    *("over_explaining", "flattery", "self_deprecation", "private_data"),
)
"""The cases that are recognised by phrases, `unless` others stand in the same sentence."""

PHRASE_LISTS = (
    *("greetings", "closings", "thanks", "wishes", "dates", "weekdays", "zones", "times"),
    *("decline", "decline_doubts", "hesitations", "retractions", "accept", "hold", "reschedule"),
)
"""The phrases that several rules share: `[phrases]` of a file."""

WORD_LISTS = (
    *("weekday_names", "honorifics", "impersonal_names", "greeting_links", "determiners", "abbreviations"),
    *("acronyms", "capitals", "pronouns", "role_extras"),
)
"""Plain words, compared without regard to case: `[words]` of a file."""

CLAIMED_REASONS = tuple(reason for reason in Reason if reason not in {Reason.OTHER, Reason.UNDISCLOSED})


class RulesFileIncomplete(ValueError):
    """A language's rules are complete or not loaded at all."""

    def __init__(self, language: str, lack: str) -> None:
        super().__init__(f"replies/rules/{language}.toml {lack}.")


@dataclass(frozen=True, slots=True)
class Wording:
    """What a person reads about one case: why it matters, and what to write instead."""

    why: str
    suggestion: str


@dataclass(frozen=True, slots=True)
class RuleSet:
    """One language's rules, ready to read a letter with."""

    language: str
    wordings: dict[str, Wording]
    words: dict[str, frozenset[str]]
    weekday_names: tuple[str, ...]
    principles: dict[Principle, str]
    book: PhraseBook
    ordinal_dot: bool


def available_languages() -> tuple[str, ...]:
    """The codes that have a file of rules, sorted."""
    found = (entry.name for entry in files("replies").joinpath("rules").iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in found if name.endswith(".toml")))


def rules_for(language: str) -> RuleSet:
    """The rules of `language`, of its nearest kin ("de-AT" takes "de"), else the English ones."""
    return _load(_nearest(language) or FALLBACK_LANGUAGE)


def _nearest(language: str) -> str | None:
    code = language.strip().lower().replace("_", "-")
    known = _known_languages()
    while code not in known and "-" in code:
        code = code.rpartition("-")[0]
    return code if code in known else None


def language_to_judge_by(asked: str | None, accounts: str) -> str:
    """The language of a review: the one asked for, else the account's, else English where that has no rules.

    Raises LanguageUnknown for one that was asked for and has no rules: judging French by English rules would tell
    nothing. "de-AT" is German.
    """
    if asked is None:
        return accounts if _nearest(accounts) else FALLBACK_LANGUAGE
    if _nearest(asked):
        return asked
    known = ", ".join(available_languages())
    raise LanguageUnknown(
        f"There are no rules for the language {asked!r} yet; choose one of {known}.",
        errors=[{"loc": ["body", "language"], "msg": f"should be one of {known}"}],
    )


def language_to_write_in(asked: str | None, accounts: str) -> str:
    """The language of a draft: the one asked for, else the account's, else English where that has no words yet.

    One that is asked for is passed on as it is: composing refuses what it has no phrases for.
    """
    if asked is not None:
        return asked
    code = accounts.strip().casefold().replace("_", "-")
    is_written = any(candidate in languages() for candidate in (code, code.partition("-")[0]))
    return accounts if is_written and _nearest(accounts) else FALLBACK_LANGUAGE


def read_rules(language: str, source: str) -> RuleSet:
    """The rules in the text of a file. Raises RulesFileIncomplete, or PhraseUnreadable for a phrase."""
    reader = _Reader(language, tomllib.loads(source))
    principles = {principle: reader.sentence("principles", principle.value) for principle in Principle}
    wordings = {case: reader.wording(case, principles[CASES[case][1]]) for case in CASES}
    reader.refuse_unknown_cases()
    words = {name: frozenset(word.lower() for word in reader.strings("words", name)) for name in WORD_LISTS}
    weekday_names = reader.strings("words", "weekday_names")
    if len(weekday_names) != 7:
        raise RulesFileIncomplete(language, "must name seven days in words.weekday_names, Monday first")
    return RuleSet(
        language=language,
        wordings=wordings,
        words=words,
        weekday_names=weekday_names,
        principles=principles,
        book=bind(reader.groups()),
        ordinal_dot=reader.flag("ordinal_dot"),
    )


@cache
def _known_languages() -> frozenset[str]:
    return frozenset(available_languages())


@cache
def _load(language: str) -> RuleSet:
    return read_rules(language, files("replies").joinpath("rules", f"{language}.toml").read_text("utf-8"))


class _Reader:
    """Takes what it is asked for out of a parsed file, or says in a sentence what isn't there."""

    def __init__(self, language: str, content: dict[str, object]) -> None:
        self.language = language
        self.content = content

    def find(self, *path: str) -> object:
        place: object = self.content
        for key in path:
            place = _table(place).get(key)
        return place

    def sentence(self, *path: str) -> str:
        value = self.find(*path)
        if not isinstance(value, str) or not value.strip():
            raise RulesFileIncomplete(self.language, f"lacks the sentence {'.'.join(path)}")
        return value.strip()

    def flag(self, name: str) -> bool:
        value = self.find(name)
        if not isinstance(value, bool):
            raise RulesFileIncomplete(self.language, f"must say {name} = true or false")
        return value

    def strings(self, *path: str) -> tuple[str, ...]:
        value = self.find(*path)
        items = cast("list[object]", value) if isinstance(value, list) else []
        strings = tuple(item for item in items if isinstance(item, str) and item.strip())
        if not strings or len(strings) != len(items):
            raise RulesFileIncomplete(self.language, f"lacks the list of texts {'.'.join(path)}")
        return strings

    def wording(self, case: str, principle: str) -> Wording:
        path = ("rule", *case.split("."))
        why = self.sentence(*path, "why")
        if principle.lower() not in why.lower():
            lack = f'must name the principle "{principle}" in the sentence {".".join(path)}.why'
            raise RulesFileIncomplete(self.language, lack)
        return Wording(why, self.sentence(*path, "suggestion"))

    def refuse_unknown_cases(self) -> None:
        for rule in _table(self.find("rule")):
            if rule not in RULES:
                raise RulesFileIncomplete(self.language, f"holds a rule that the review doesn't know: {rule}")

    def groups(self) -> dict[str, tuple[str, ...]]:
        groups = {name: self.strings("phrases", name) for name in PHRASE_LISTS}
        for case in PHRASED_CASES:
            path = ("rule", *case.split("."))
            groups[case] = self.strings(*path, "phrases")
            if self.find(*path, "unless") is not None:
                groups[f"{case}:unless"] = self.strings(*path, "unless")
        for reason in CLAIMED_REASONS:
            groups[f"claims:{reason}"] = self.strings("reasons", reason.value, "claims")
            groups[f"mentions:{reason}"] = self.strings("reasons", reason.value, "mentions")
        return groups


def _table(value: object) -> dict[str, object]:
    return cast("dict[str, object]", value) if isinstance(value, dict) else {}
