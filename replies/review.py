"""The tone review: what a polite, honest reply would not say, found in a text by rules that can be read.

It is deterministic and works offline. Each finding rests on one of the four principles, marks a span of the text in
code points, says why in one sentence, and suggests what to write instead. Something missing from the beginning or as a
whole (a decision, thanks, a name of the employer) is shown at the first sentence after the greeting, something missing
from the end at the last sentence before the closing, and a matter of length at the whole text; an empty text at 0..0.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta

from core.vocabulary import Severity
from replies.brief import Brief, Finding
from replies.letter import Letter, take_apart
from replies.note import Note
from replies.review_decision import decisions, excuses, explanations, reasons, rivals
from replies.review_form import (
    apologies,
    carelessness,
    count_words,
    flattery,
    lengths,
    missing_parts,
    shouting,
    slang,
    times,
    vague_promises,
)
from replies.review_names import placeholders, wrong_names
from replies.rules_file import CASES, rules_for

__all__ = ["count_words", "is_blocked", "noticed", "review"]

ANSWER_WITHIN = timedelta(days=2)
"""The day that is suggested to who promises an answer without one."""

_SATURDAY = 5
_FIELD = re.compile(r"\{(\w+)\}")
_BY_WORDING = ("blunt", "blame", "pay_demand", "promise", "passive_aggressive", "self_deprecation", "private_data")
_ORDER = tuple(Severity)


def review(text: str, brief: Brief, *, now: datetime) -> tuple[Finding, ...]:
    """All findings in a text, by where they begin, then by severity; the brief tells what the text may know.

    The language's rules are those of `brief.language`, of its nearest kin, else the English ones. `now` (aware) serves
    the suggestions: a day to promise an answer for, and the name that the brief's zone bears then.
    """
    return tuple(found for _, found in noticed(take_apart(text, brief, rules_for(brief.language)), now=now))


def noticed(letter: Letter, *, now: datetime) -> list[tuple[Note, Finding]]:
    """The findings in a letter, in their order, each with the note that it was made from."""
    facts = _facts(letter, now)
    notes = {(note.case, note.start, note.end): note for rule in _DETECTORS for note in rule(letter)}
    pairs = [(note, _finding(note, letter, facts)) for note in notes.values()]
    return sorted(pairs, key=lambda pair: _place(pair[1]))


def _place(found: Finding) -> tuple[int, int, int, str]:
    return found.start, _ORDER.index(found.severity), found.end, found.rule


def is_blocked(findings: Iterable[Finding]) -> bool:
    """Whether a finding must be mended, or overridden by an explicit word of the person, before the text goes out."""
    return any(finding.severity is Severity.BLOCK for finding in findings)


def _by_wording(letter: Letter) -> Iterator[Note]:
    for case in _BY_WORDING:
        yield from (Note(case, *span) for span in letter.matches(case))


_DETECTORS: tuple[Callable[[Letter], Iterator[Note]], ...] = (
    *(placeholders, wrong_names, decisions, excuses, reasons, rivals, explanations, _by_wording),
    *(apologies, flattery, lengths, missing_parts, shouting, slang, carelessness, times, vague_promises),
)


def _finding(note: Note, letter: Letter, facts: dict[str, str]) -> Finding:
    severity, principle = CASES[note.case]
    wording = letter.rules.wordings[note.case]
    start, end = letter.reading.place(note.start, note.end)
    excerpt = letter.reading.original[start:end]
    fields = {**facts, **note.fields, "excerpt": excerpt}
    return Finding(
        rule=note.case.partition(".")[0],
        severity=severity,
        principle=principle,
        start=start,
        end=end,
        excerpt=excerpt,
        why=_filled(wording.why, fields),
        suggestion=_filled(wording.suggestion, fields),
    )


def _filled(sentence: str, fields: dict[str, str]) -> str:
    # One pass, so that a brace inside a company's name is never taken for a field.
    return _FIELD.sub(lambda match: fields.get(match[1], match[0]), sentence)


def _facts(letter: Letter, now: datetime) -> dict[str, str]:
    brief = letter.brief
    day = now.astimezone(brief.zone) + ANSWER_WITHIN
    while day.weekday() >= _SATURDAY:
        day += timedelta(days=1)
    return {
        "company": brief.company or "",
        "role": brief.role or "",
        "contact": brief.contact_name or "",
        "sender": brief.sender_name or "",
        "weekday": letter.rules.weekday_names[day.weekday()],
        "zone": now.astimezone(brief.zone).tzname() or brief.zone.key,
    }
