"""Which findings can be mended in one step, and the edit that does it: the finding's suggestion, carried out.

An edit is offered only where the mended text, reviewed again, has that finding no more and none that weighs as much
instead. So a sentence is never left out that carried the decision with it.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime

from core.vocabulary import Severity
from replies.brief import Brief, Edit, Finding
from replies.letter import Letter, take_apart
from replies.note import Note
from replies.phrase import Span
from replies.review import noticed
from replies.rules_file import rules_for

MOST_TEXT = 5_000
"""Code points of a text whose findings are offered edits: each costs another review, and no letter is longer."""
MOST_TRIED = 20

_WEIGHTS = {Severity.HINT: 0, Severity.WARN: 1, Severity.BLOCK: 2}
_BLANKS = " \t\u00a0\u202f"
_OPENING_EXCLAMATION = "\u00a1"

_Pairs = list[tuple[Note, Finding]]
_Mend = Callable[[Letter, Note, Finding], Iterator[Edit]]


def review_with_edits(text: str, brief: Brief, *, now: datetime) -> tuple[Finding, ...]:
    """The findings of `replies.review.review`, each with the edit that mends it, where there is one."""
    letter = take_apart(text, brief, rules_for(brief.language))
    pairs = noticed(letter, now=now)
    if len(text) > MOST_TEXT:
        return tuple(found for _, found in pairs)
    trial = _Trial(text, brief, pairs, now)
    return tuple(replace(found, edit=trial.edit_for(letter, note, found)) for note, found in pairs)


def applied(text: str, edit: Edit) -> str:
    """The text with an edit carried out."""
    return text[: edit.start] + edit.text + text[edit.end :]


class _Trial:
    """Tries edits on a text, and lets through those that mend more than they break."""

    def __init__(self, text: str, brief: Brief, pairs: _Pairs, now: datetime) -> None:
        self._text, self._brief, self._now = text, brief, now
        self._before = Counter(note.case for note, _ in pairs)
        self._left = MOST_TRIED

    def edit_for(self, letter: Letter, note: Note, found: Finding) -> Edit | None:
        mend = _MENDS.get(note.case)
        if mend is None:
            return None
        return next((edit for edit in mend(letter, note, found) if self._mends(edit, note.case, found.severity)), None)

    def _mends(self, edit: Edit, case: str, severity: Severity) -> bool:
        self._left -= 1
        if self._left < 0 or not self._text[edit.start : edit.end]:
            return False
        mended = take_apart(applied(self._text, edit), self._brief, rules_for(self._brief.language))
        after = noticed(mended, now=self._now)
        counted = Counter(note.case for note, _ in after)
        if counted[case] >= self._before[case]:
            return False
        weights = {note.case: _WEIGHTS[found.severity] for note, found in after}
        return all(weights[new] < _WEIGHTS[severity] for new in counted - self._before)


def _says_instead(_letter: Letter, _note: Note, found: Finding) -> Iterator[Edit]:
    """For the cases whose suggestion is itself what belongs there: a greeting, a name."""
    if found.suggestion:
        yield Edit(found.start, found.end, found.suggestion)


def _names_employer(letter: Letter, _note: Note, found: Finding) -> Iterator[Edit]:
    if letter.brief.company:
        yield Edit(found.start, found.end, letter.brief.company)


def _one_space(_letter: Letter, _note: Note, found: Finding) -> Iterator[Edit]:
    yield Edit(found.start, found.end, " ")


def _full_stop(letter: Letter, note: Note, found: Finding) -> Iterator[Edit]:
    text, (start, _) = letter.reading.original, letter.reading.place(*letter.sentence_at(note.start))
    opened = text.find(_OPENING_EXCLAMATION, start, found.start)
    # The mark that opens an exclamation in Spanish goes with the one that closes it.
    inside = text[opened : found.start].lstrip(_OPENING_EXCLAMATION) if opened >= 0 else ""
    # French sets a space before the mark, and none before a full stop.
    first = len(text[: found.start].rstrip(_BLANKS))
    yield Edit(opened if inside else first, found.end, f"{inside.rstrip(_BLANKS)}.")


def _lower_case(letter: Letter, note: Note, found: Finding) -> Iterator[Edit]:
    lower = found.excerpt.lower()
    is_first = letter.sentence_at(note.start)[0] == note.start
    yield Edit(found.start, found.end, lower[:1].upper() + lower[1:] if is_first else lower)


def _capital(_letter: Letter, _note: Note, found: Finding) -> Iterator[Edit]:
    yield Edit(found.start, found.end, found.excerpt[:1].upper() + found.excerpt[1:])


def _without_it(letter: Letter, _note: Note, found: Finding) -> Iterator[Edit]:
    text, start = letter.reading.original, found.start
    while start > 0 and text[start - 1] in _BLANKS:
        start -= 1
    yield Edit(start, found.end, "")


def _without_clause_or_sentence(letter: Letter, note: Note, _found: Finding) -> Iterator[Edit]:
    """Leave out the half sentence that gives a reason ("because …"), else the whole sentence."""
    start, end = letter.sentence_at(note.start)
    reasons = [at for at, _ in letter.matches("over_explaining") if start < at <= note.start]
    if reasons:
        last = end
        while last > note.end and letter.text[last - 1] in ".!?\u2026":
            last -= 1
        first = reasons[-1]
        while first > start and letter.text[first - 1] in f"{_BLANKS},\u2013-":
            first -= 1
        yield Edit(*letter.reading.place(first, last), text="")
    yield _leaving_out(letter.reading.original, letter.reading.place(start, end))


def _leaving_out(text: str, span: Span) -> Edit:
    """Without the blanks that would be left over: those after it, or at the end of a paragraph those before it."""
    start, end = span
    after = end
    while after < len(text) and text[after] in _BLANKS:
        after += 1
    begins_line = start == 0 or text[start - 1] == "\n"
    ends_line = after == len(text) or text[after] in "\r\n"
    if begins_line and ends_line:
        while after < len(text) and text[after] in "\r\n":
            after += 1
    elif ends_line:
        after = end
        while start > 0 and text[start - 1] in _BLANKS:
            start -= 1
    return Edit(start, after, "")


_MENDS: dict[str, _Mend] = {
    "placeholder.impersonal": _says_instead,
    "wrong_name.greeting": _says_instead,
    "wrong_name.other_company": _names_employer,
    "mixed_message.confirms": _without_clause_or_sentence,
    "mixed_message.declines": _without_clause_or_sentence,
    "invented_excuse": _without_clause_or_sentence,
    "over_apology.twice": _without_clause_or_sentence,
    "passive_aggressive": _without_clause_or_sentence,
    "rival_detail.amount": _without_clause_or_sentence,
    "self_deprecation": _without_clause_or_sentence,
    "shouting.exclamation": _full_stop,
    "shouting.capitals": _lower_case,
    "slang.emoji": _without_it,
    "slapdash.spaces": _one_space,
    "slapdash.capital": _capital,
    "slapdash.repeated": _without_clause_or_sentence,
}
"""The cases whose suggestion can be carried out without asking the person for words."""
