"""The rules about what a letter says: its decision, its reason, and whether the two hold together."""

import re
from collections.abc import Iterator

from core.vocabulary import Reason, ReplyKind
from replies.letter import Letter
from replies.note import Note
from replies.phrase import Span
from replies.reading import lowered, spelled_plainly

_ENDING = (ReplyKind.DECLINE, ReplyKind.WITHDRAW)

_KIN: tuple[frozenset[Reason], ...] = (
    frozenset({Reason.LOCATION, Reason.WORK_MODE}),
    frozenset({Reason.TIMING, Reason.PERSONAL, Reason.PROCESS_LOAD}),
    frozenset({Reason.ROLE_MISMATCH, Reason.LEVEL_MISMATCH, Reason.VALUES_FIT, Reason.COMPANY_CONCERNS}),
    frozenset({Reason.PERSONAL, Reason.LOCATION}),
    frozenset({Reason.LEVEL_MISMATCH, Reason.SALARY}),
    frozenset({Reason.LOCATION, Reason.WORK_AUTHORISATION}),
)
"""Reasons that one honest sentence may well touch together: naming the one doesn't contradict the other."""

_OPPOSITES = {
    Reason.STAYING_PUT: Reason.ACCEPTED_OTHER_OFFER,
    Reason.ACCEPTED_OTHER_OFFER: Reason.STAYING_PUT,
}


_CLAUSE_END = re.compile(r"[,;:.!?\n\u2013]| - ")

_DOUBT_REACH = 20
"""A doubt reaches this many characters ahead: "I might have to decline"."""

_TRAILING_REACH = 40
"""A doubt at the sentence's end reaches this many characters back: "I decline the interview, perhaps"."""

_SENTENCE_MARKS = " .,;:!?\u2026\n"

_AMOUNT = re.compile(
    r"(?:[$\u20ac\u00a3]|\b(?:EUR|USD|GBP|CHF))\s?\d[\d.,' ]{0,12}k?"
    r"|\b(?:\d{1,3}(?: \d{3}){1,3}|\d[\d.,']{0,12})\s?"
    r"(?:[kK]\b|[$\u20ac\u00a3]|(?:EUR|USD|GBP|CHF|euros?|dollars?|pounds|Euro|Franken)\b)"
)


def decisions(letter: Letter) -> Iterator[Note]:
    """`no_decision` and `mixed_message`: one plain decision, and nothing in the letter that takes it back."""
    kind = letter.brief.kind
    if kind in _ENDING:
        if taken_back := _taken_back(letter, letter.matches("decline")):
            yield Note("no_decision.decline", *taken_back)
        elif not plain_declines(letter):
            yield Note("no_decision.decline", *_hesitation(letter))
        yield from (Note("mixed_message.confirms", *span) for span in letter.matches("mixed_message.confirms"))
    elif kind is ReplyKind.ACCEPT:
        if taken_back := _taken_back(letter, letter.matches("accept")):
            yield Note("no_decision.accept", *taken_back)
        elif not letter.matches("accept"):
            yield Note("no_decision.accept", *_hesitation(letter))
        yield from (Note("mixed_message.declines", *span) for span in letter.matches("mixed_message.declines"))
    elif kind is ReplyKind.HOLD:
        if not letter.matches("hold"):
            yield Note("no_decision.hold", *_hesitation(letter))
    elif kind is ReplyKind.RESCHEDULE and not letter.matches("reschedule"):
        yield Note("no_decision.reschedule", *_hesitation(letter))


def plain_declines(letter: Letter) -> list[Span]:
    """The phrases that decline, without a doubt standing before them in their sentence ("I might decline")."""
    doubts = letter.matches("decline_doubts")
    return [span for span in letter.matches("decline") if not _is_doubted(letter, span, doubts)]


def excuses(letter: Letter) -> Iterator[Note]:
    """`invented_excuse`: an emergency where the person's own reason is another one."""
    if letter.brief.reason is not Reason.PERSONAL:
        yield from (Note("invented_excuse", *span) for span in letter.matches("invented_excuse"))


def reasons(letter: Letter) -> Iterator[Note]:
    """`reason_mismatch`: a plain contradiction to the chosen reason, in a letter that ends something.

    A reason that was left open (`other`, `undisclosed`) can't be contradicted, nor can the person's own details; a
    letter that also names the chosen reason merely says more.
    """
    brief = letter.brief
    if brief.kind not in _ENDING or brief.reason in {Reason.OTHER, Reason.UNDISCLOSED}:
        return
    opposite = _OPPOSITES.get(brief.reason)
    own_named = bool(letter.matches(f"claims:{brief.reason}") or letter.matches(f"mentions:{brief.reason}"))
    own_words = spelled_plainly(brief.details or "")
    for other in Reason:
        if other is brief.reason or other in {Reason.OTHER, Reason.UNDISCLOSED}:
            continue
        if other is not opposite and (own_named or any({other, brief.reason} <= kin for kin in _KIN)):
            continue
        for start, end in letter.matches(f"claims:{other}"):
            if not own_words or spelled_plainly(letter.text[start:end]) not in own_words:
                yield Note("reason_mismatch", start, end, {"reason": brief.reason.value, "claimed": other.value})


def explanations(letter: Letter) -> Iterator[Note]:
    """`over_explaining`: a third sentence of reasons, in a letter that says no or asks for another time."""
    if letter.brief.kind not in (*_ENDING, ReplyKind.RESCHEDULE):
        return
    groups = ["over_explaining", *(f"claims:{reason}" for reason in Reason)]
    starts = [start for group in groups for start, _ in letter.matches(group)]
    body = set(letter.body_sentences)
    explaining = sorted({letter.sentence_at(start) for start in starts} & body)
    if len(explaining) > 2:
        yield Note("over_explaining", *explaining[2])


def rivals(letter: Letter) -> Iterator[Note]:
    """`rival_detail`: the name of the other employer, or the money that it offers."""
    for start, end in letter.matches("rival_detail.employer"):
        name_end = _name_after(letter, end)
        if name_end > end:
            yield Note("rival_detail.employer", start, name_end)
    for start, _ in letter.matches("rival_detail.amount"):
        if amount := _AMOUNT.search(letter.masked, *letter.sentence_at(start)):
            yield Note("rival_detail.amount", *amount.span())


def _name_after(letter: Letter, end: int) -> int:
    text, at = letter.masked, end
    # An elided article or preposition ends with its apostrophe: "une offre d'Acme".
    while at < len(text) and text[at] in " '":
        at += 1
    stop = at
    while stop < len(text) and (text[stop].isalnum() or text[stop] in "&-"):
        stop += 1
    word = text[at:stop]
    is_name = word[:1].isupper() and lowered(word) not in letter.rules.words["pronouns"]
    return stop if is_name else end


def _hesitation(letter: Letter) -> Span:
    found = letter.matches("hesitations")
    return found[0] if found else letter.opening


def _taken_back(letter: Letter, decided: tuple[Span, ...]) -> Span | None:
    """Where a decision is taken back: later in its sentence ("or maybe not"), as the next one's opening, or by a doubt
    as its sentence's last word ("I decline, perhaps").

    One taken back counts against the letter even where another sentence decides.
    """
    for start, end in decided:
        sentence_end = letter.sentence_at(start)[1]
        for span in letter.matches("retractions"):
            is_opening = (
                letter.masked[sentence_end : span[0]].strip() == "" and letter.sentence_at(span[0])[0] == span[0]
            )
            if end <= span[0] < sentence_end or (sentence_end <= span[0] and is_opening):
                return span
        for span in letter.matches("hesitations"):
            is_last = not letter.masked[span[1] : sentence_end].strip(_SENTENCE_MARKS)
            if end <= span[0] <= end + _TRAILING_REACH and span[1] <= sentence_end and is_last:
                return span
    return None


def _is_doubted(letter: Letter, span: Span, doubts: tuple[Span, ...]) -> bool:
    """A doubt counts inside the decision ("nicht sicher, ob ich komme") or close before it in the same clause.

    In "I wish I might, but I must decline" it doesn't.
    """
    if any(span[0] < start < span[1] for start, _ in doubts):
        return True
    near = (letter.masked[end : span[0]] for _, end in doubts if 0 <= span[0] - end <= _DOUBT_REACH)
    return any(not _CLAUSE_END.search(between) for between in near)
