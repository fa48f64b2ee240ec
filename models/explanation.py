"""Why a deadline is what it is, in one sentence, from the facts that were stored when it was decided."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from core.vocabulary import RespondByBasis
from models.words import Precision, Words, words_for


def explain(facts: Mapping[str, object], language: str) -> str:
    """The sentence for the facts of a `models.deadline.Deadline`, in that language, or in English.

    Times are wall clocks of the zone that the facts name. Days that lie more than six days apart are given with
    their dates. Facts of a version that isn't known here give no more than the deadline, and none give "".
    """
    words = words_for(language)
    render = _VERSIONS.get(facts.get("v"))
    if render is not None:
        return render(facts, words)
    return _bare(facts, words)


@dataclass(frozen=True, slots=True)
class _Telling:
    """The facts of version 1, with the words to tell them in and how much of each date must be told."""

    facts: Mapping[str, object]
    words: Words
    precision: Precision

    def moment(self, name: str) -> str:
        return self.words.moment(datetime.fromisoformat(str(self.facts[name])), self.precision)

    def day(self, name: str) -> str:
        return self.words.day(date.fromisoformat(str(self.facts[name])), self.precision)

    @property
    def zone(self) -> str:
        return str(self.facts["zone"])


def _version_1(facts: Mapping[str, object], words: Words) -> str:
    match facts["basis"]:
        case RespondByBasis.POLICY:
            return _policy(facts, words)
        case RespondByBasis.STATED:
            return _stated(facts, words)
        case RespondByBasis.PROMISED:
            return _promised(facts, words)
        case _:
            return _before_interview(facts, words)


_VERSIONS: Mapping[object, Callable[[Mapping[str, object], Words], str]] = {1: _version_1}


def _policy(facts: Mapping[str, object], words: Words) -> str:
    telling = _telling(facts, words, "received", "respond_by")
    parts = {
        "received": telling.moment("received"),
        "zone": telling.zone,
        "amount": words.amount("business_days", _number(facts, "days")),
        "respond_by": telling.moment("respond_by"),
    }
    if "counted_from" in facts:
        sentence = words.say("counted_from", counted_from=telling.day("counted_from"), **parts)
    else:
        sentence = words.say("policy", **parts)
    return _with_holidays(sentence, telling)


def _with_holidays(sentence: str, telling: _Telling) -> str:
    skipped = cast("list[str]", telling.facts.get("holidays", []))
    if not skipped:
        return sentence
    # A holiday is known by its date, so that one is told even where the weekday would be enough.
    precision = Precision.FULL if telling.precision is Precision.FULL else Precision.DATED
    days = [telling.words.day(date.fromisoformat(day), precision) for day in skipped]
    name = "one_holiday" if len(days) == 1 else "holidays"
    return telling.words.say(name, sentence=sentence, holidays=telling.words.listed(days))


def _stated(facts: Mapping[str, object], words: Words) -> str:
    telling = _telling(facts, words, "received", "respond_by")
    if "stated_on" not in facts:
        return words.say("stated", respond_by=telling.moment("respond_by"), zone=telling.zone)
    return words.say(
        "stated_on",
        stated_on=telling.day("stated_on"),
        respond_by=datetime.fromisoformat(str(facts["respond_by"])).strftime("%H:%M"),
        zone=telling.zone,
    )


def _promised(facts: Mapping[str, object], words: Words) -> str:
    telling = _telling(facts, words, "received", "respond_by")
    return words.say("promised", respond_by=telling.moment("respond_by"), zone=telling.zone)


def _before_interview(facts: Mapping[str, object], words: Words) -> str:
    telling = _telling(facts, words, "received", "respond_by", "interview", "otherwise")
    parts = {name: telling.moment(name) for name in ("received", "respond_by", "interview", "otherwise")}
    amount = _period(words, _number(facts, "minutes"))
    return words.say(f"cap_{facts['cap']}", zone=telling.zone, amount=amount, **parts)


def _bare(facts: Mapping[str, object], words: Words) -> str:
    try:
        wall = datetime.fromisoformat(str(facts["respond_by"]))
        zone = str(facts["zone"])
    except (KeyError, ValueError):
        return ""
    return words.say("bare", respond_by=words.moment(wall, Precision.FULL), zone=zone)


def _telling(facts: Mapping[str, object], words: Words, *moments: str) -> _Telling:
    days = [datetime.fromisoformat(str(facts[name])).date() for name in moments]
    return _Telling(facts, words, Precision.for_days(days))


def _period(words: Words, minutes: int) -> str:
    hours, rest = divmod(minutes, 60)
    return words.amount("minutes", minutes) if rest else words.amount("hours", hours)


def _number(facts: Mapping[str, object], name: str) -> int:
    return int(str(facts[name]))
