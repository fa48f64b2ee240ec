"""Candidates put in order: equal ones together, what independent places say first, and no two that are both sure."""

from collections.abc import Callable, Hashable, Iterable
from dataclasses import replace
from datetime import date
from typing import TypeVar

from intake.guessing.guess import Confidence, Guess, Source, Why

MOST_CANDIDATES = 8
Value = TypeVar("Value", bound=str | date)

_INDEPENDENT = {
    **dict.fromkeys(("signature",), 1),
    **dict.fromkeys(("sender", "sender_beside", "mail_header", "chat_header", "domain"), 2),
    **dict.fromkeys(("introduction", "said", "mentioned", "marker"), 3),
    **dict.fromkeys(("label",), 4),
    **dict.fromkeys(("subject",), 5),
    **dict.fromkeys(("markup",), 6),
}
"""Reasons that rest on different parts of a message; two of different numbers confirm each other."""


def ranked(
    guesses: Iterable[Guess[Value]],
    key: Callable[[Value], Hashable],
    *,
    confirms: bool = False,
    prefers: Callable[[Value], int] | None = None,
) -> tuple[Guess[Value], ...]:
    """The best first. With `confirms`, independent reasons that agree make a guess sure.

    `prefers` chooses among equal values: the one with the highest number is shown.
    """
    together: dict[Hashable, list[Guess[Value]]] = {}
    for guess in guesses:
        together.setdefault(key(guess.value), []).append(guess)
    best = [_one_of(same, confirms=confirms, prefers=prefers) for same in together.values()]
    mentions = {id(one): len(same) for one, same in zip(best, together.values(), strict=True)}
    best.sort(
        key=lambda one: (
            one.confidence.rank,
            -mentions[id(one)],
            one.evidence.source is not Source.TEXT,
            one.evidence.start,
        )
    )
    return _without_rivals(best[:MOST_CANDIDATES])


def _one_of(same: list[Guess[Value]], *, confirms: bool, prefers: Callable[[Value], int] | None) -> Guess[Value]:
    best = min(same, key=lambda one: one.confidence.rank)
    if prefers is not None:
        value = max((one.value for one in same), key=prefers)
        best = replace(best, value=value)
    if not confirms or best.confidence is Confidence.SURE:
        return best
    told_by = {_INDEPENDENT.get(one.why.code, 0) for one in same if one.confidence.rank <= Confidence.LIKELY.rank} - {0}
    return replace(best, confidence=Confidence.SURE, why=Why("confirmed")) if len(told_by) > 1 else best


def _without_rivals(best: list[Guess[Value]]) -> tuple[Guess[Value], ...]:
    """Two candidates that are both sure contradict each other, so that neither is."""
    sure = [one for one in best if one.confidence is Confidence.SURE]
    if len(sure) < 2:
        return tuple(best)
    return tuple(
        replace(one, confidence=Confidence.LIKELY) if one.confidence is Confidence.SURE else one for one in best
    )
