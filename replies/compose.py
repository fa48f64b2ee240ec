"""The one place that composes a reply: a brief goes in, a subject and a letter come out.

The order of the parts is that of a decline in DOMAIN, section 4: greeting, thanks that name role and company, the
decision, one honest reason, the door, a referral, a good wish, the name. The same brief, `now` and `variation` give
the same letter in every process; another company, role or variation gives other phrasings.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain

from core.vocabulary import Format, Reason, ReplyKind, Tone
from replies.brief import Brief, Draft
from replies.completeness import DetailsNeeded, PromiseAlreadyPast, PromiseNeeded, SlotsNeeded, refuse_incomplete
from replies.facts import has_door, hours_until_interview, is_late, known_facts
from replies.names import one_line
from replies.phrasebook import Phrasebook, languages, phrasebook

__all__ = [
    "DetailsNeeded",
    "PromiseAlreadyPast",
    "PromiseNeeded",
    "SlotsNeeded",
    "compose",
    "languages",
]

CALL_FIRST_HOURS = 24
CALL_FIRST_HOURS_AFTER_ACCEPTING = 48

LONGEST_SUBJECT = 500
"""Characters of a subject: other people's mails have longer ones, and no mail program shows that much."""

_WORDS_AIMED_AT = {Tone.WARM: 75, Tone.NEUTRAL: 60, Tone.BRIEF: 44}
"""A letter of fewer words takes in its spare sentences, one by one, until it has so many."""
_MOST_WORDS = 115
_WORD = re.compile(r"\w+(?:['\u2019\-]\w+)*")
_REPLY_PREFIXES = re.compile(r"^(?:(?:re|aw|wg|fwd?|antw|antwort|sv|vs|tr|rv)\s*(?:\[\d+\])?\s*:\s*)+", re.IGNORECASE)
_CLOSED = re.compile(r"[.!?\u2026][\"'\u201c\u201d\u2018\u2019»«)\]]*$")
_DECLINING_KINDS = (ReplyKind.DECLINE, ReplyKind.WITHDRAW)


@dataclass(frozen=True, slots=True)
class _Spare:
    """A sentence that a letter can do without, and takes in where it would be curt."""

    text: str


_Paragraph = list["str | _Spare"]


@dataclass(frozen=True, slots=True)
class _Pen:
    """Writes a slot in the tone asked for, with the facts known, in the phrasing whose turn it is."""

    words: Phrasebook
    tone: Tone
    facts: Mapping[str, str]
    variation: int
    is_terse: bool = False
    """Takes the shorter half of the phrasings: the person's own words have filled the letter already."""

    def write(self, slot: str) -> str:
        phrases = self.words.fullest(slot, self.tone, self.facts)
        if self.is_terse:
            phrases = sorted(phrases, key=lambda phrase: len(phrase.text))[: max(2, len(phrases) // 2)]
        return phrases[self.turn(slot) % len(phrases)].filled(self.facts)

    def turn(self, slot: str) -> int:
        """Each slot starts elsewhere for another company and role, and moves on by one with each variation.

        Python's own `hash` differs between processes; a letter must not.
        """
        key = "\x1f".join((self.facts.get("company", ""), self.facts.get("role", ""), slot))
        return int.from_bytes(hashlib.sha256(key.encode("utf-8", "replace")).digest()[:4], "big") + self.variation


def compose(brief: Brief, *, now: datetime, words: Phrasebook | None = None) -> Draft:
    """Write the reply that a brief asks for, in its language and tone, of 40 to 130 words.

    Says only what the brief knows. A late reply apologises once, as does one that takes back a yes; a decline of an
    interview that had been accepted is worded as a withdrawal. Instants are written in the brief's zone. `words` takes
    the place of the language's own phrasebook (`replies.phrasebook.read_phrasebook`).
    Raises LanguageUnknown, PromiseNeeded, PromiseAlreadyPast, SlotsNeeded, DetailsNeeded.
    """
    refuse_incomplete(brief, now=now)
    book = words or phrasebook(brief.language)
    pen = _Pen(book, brief.tone, known_facts(brief, book, now=now), brief.variation)
    body = _body(brief, pen, now)
    if _count_words(body) > _MOST_WORDS:
        body = _body(brief, replace(pen, is_terse=True), now)
    return Draft(subject=_subject(brief, pen), body=body, advice=_advice(brief, pen, now))


def _body(brief: Brief, pen: _Pen, now: datetime) -> str:
    return "\n\n".join((_greeting(pen), *_trimmed(_letter(brief, pen, now), pen), _signature(pen)))


def _letter(brief: Brief, pen: _Pen, now: datetime) -> list[_Paragraph]:
    match brief.kind:
        case ReplyKind.DECLINE if not brief.is_accepted:
            return _decline(brief, pen, now)
        case ReplyKind.DECLINE | ReplyKind.WITHDRAW:
            return _withdrawal(brief, pen)
        case ReplyKind.HOLD:
            return _hold(brief, pen, now)
        case ReplyKind.RESCHEDULE:
            return _reschedule(brief, pen, now)
        case ReplyKind.ACCEPT:
            return _acceptance(brief, pen, now)
        case ReplyKind.CHECK_IN:
            return _check_in(brief, pen)


def _decline(brief: Brief, pen: _Pen, now: datetime) -> list[_Paragraph]:
    return [
        [*_opening(brief, pen, now), _Spare(pen.write("decline.appreciation"))],
        [pen.write("decline.decision"), *_reason(brief, pen)],
        [*_door(brief, pen), _Spare(pen.write("decline.release"))],
        [pen.write("decline.wish")],
    ]


def _withdrawal(brief: Brief, pen: _Pen) -> list[_Paragraph]:
    return [
        [pen.write("opening.thanks"), _Spare(pen.write("decline.appreciation"))],
        [pen.write("withdraw.decision"), *_reason(brief, pen), pen.write("withdraw.apology")],
        [*_door(brief, pen), _Spare(pen.write("decline.release"))],
        [pen.write("decline.wish")],
    ]


def _hold(brief: Brief, pen: _Pen, now: datetime) -> list[_Paragraph]:
    return [
        [*_opening(brief, pen, now), _Spare(pen.write("hold.appreciation"))],
        [pen.write("hold.decision"), pen.write("hold.intent"), *_details(brief)],
        [_Spare(pen.write("hold.sooner"))],
        [pen.write("hold.wish")],
    ]


def _reschedule(brief: Brief, pen: _Pen, now: datetime) -> list[_Paragraph]:
    personal = [pen.write("reschedule.personal")] if brief.reason is Reason.PERSONAL else []
    apology = [pen.write("reschedule.apology")] if brief.is_accepted else []
    room = "reschedule.flexibility" if brief.slots else "reschedule.openness"
    return [
        [*_opening(brief, pen, now), _Spare(pen.write("reschedule.appreciation"))],
        [pen.write("reschedule.decision"), *personal, *_details(brief), *apology],
        [_alternatives(brief, pen, now)],
        [_Spare(pen.write(room))],
        [pen.write("reschedule.wish")],
    ]


def _acceptance(brief: Brief, pen: _Pen, now: datetime) -> list[_Paragraph]:
    return [
        [*_opening(brief, pen, now), _Spare(pen.write("accept.appreciation"))],
        [pen.write("accept.decision"), *_place(brief, pen), *_details(brief)],
        [*_question(brief, pen), _Spare(pen.write("accept.preparation"))],
        [pen.write("accept.wish")],
    ]


def _check_in(brief: Brief, pen: _Pen) -> list[_Paragraph]:
    opening: _Paragraph = []
    if brief.is_invited:
        opening = [pen.write("check_in.thanks"), _Spare(pen.write("check_in.appreciation"))]
    elif pen.words.holds("check_in.hello"):
        opening = [pen.write("check_in.hello")]
    return [
        opening,
        [pen.write("check_in.decision"), *_details(brief), pen.write("check_in.offer")],
        [pen.write("check_in.wish")],
    ]


def _opening(brief: Brief, pen: _Pen, now: datetime) -> list[str]:
    late = [pen.write("opening.late")] if is_late(brief, now=now) else []
    return [pen.write("opening.thanks"), *late]


def _reason(brief: Brief, pen: _Pen) -> list[str]:
    """The reason, then the details; of `other` the details are the reason, and of `undisclosed` there is none."""
    if brief.reason in (Reason.OTHER, Reason.UNDISCLOSED):
        return _details(brief)
    return [pen.write(f"reason.{brief.reason}"), *_details(brief)]


def _details(brief: Brief) -> list[str]:
    """The person's own sentence, as it was typed, with a capital and a full stop where they lack."""
    details = one_line(brief.details)
    if details is None:
        return []
    # Only the first letter, and not where it stands in a word such as iOS or a URL.
    first = details.split(maxsplit=1)[0]
    opened = details[0].upper() + details[1:] if first.islower() and "://" not in first else details
    return [opened if _CLOSED.search(opened) else f"{opened}."]


def _door(brief: Brief, pen: _Pen) -> list[str]:
    own = "door.about" if "about" in pen.facts else f"door.{brief.reason}"
    door = [pen.write(own if pen.words.holds(own) else "door.stay_in_touch")] if has_door(brief, pen.facts) else []
    return [*door, *([pen.write("referral.line")] if "referral" in pen.facts else [])]


def _alternatives(brief: Brief, pen: _Pen, now: datetime) -> str:
    if not brief.slots:
        return pen.write("reschedule.request")
    dates = pen.words.dates
    lines = [dates.alternative_line(slot, zone=brief.zone, now=now) for slot in sorted(brief.slots)]
    return "\n".join((pen.write("reschedule.alternatives"), *lines))


def _place(brief: Brief, pen: _Pen) -> list[str]:
    if brief.format in (Format.VIDEO, Format.PHONE, Format.ONSITE):
        return [pen.write(f"accept.{brief.format}")]
    return [pen.write("accept.place")] if "location" in pen.facts else []


def _question(brief: Brief, pen: _Pen) -> list[str]:
    """At most one question: the first thing that is needed and isn't known."""
    if "interview" not in pen.facts:
        return [pen.write("accept.ask_time")]
    if "location" in pen.facts:
        return []
    asked = {Format.VIDEO: "ask_link", Format.PHONE: "ask_number", Format.ONSITE: "ask_address"}
    return [pen.write(f"accept.{asked.get(brief.format or Format.OTHER, 'ask_format')}")]


def _trimmed(paragraphs: list[_Paragraph], pen: _Pen) -> list[str]:
    """The paragraphs with as many spare sentences as the tone's length asks for; which comes first takes turns."""
    spares = [part for part in chain.from_iterable(paragraphs) if isinstance(part, _Spare)]
    count = sum(_count_words(part) for part in chain.from_iterable(paragraphs) if isinstance(part, str))
    taken: list[_Spare] = []
    for spare in spares if pen.turn("spares") % 2 else reversed(spares):
        longer = count + _count_words(spare.text)
        if count < _WORDS_AIMED_AT[pen.tone] and longer <= _MOST_WORDS:
            taken.append(spare)
            count = longer
    kept = ([_text(part) for part in parts if isinstance(part, str) or part in taken] for parts in paragraphs)
    return [" ".join(parts) for parts in kept if parts]


def _text(part: str | _Spare) -> str:
    return part if isinstance(part, str) else part.text


def _count_words(text: str) -> int:
    return len(_WORD.findall(text))


def _greeting(pen: _Pen) -> str:
    if "contact" in pen.facts:
        return pen.write("greeting.named")
    return pen.write("greeting.team" if "company" in pen.facts else "greeting.plain")


def _signature(pen: _Pen) -> str:
    return "\n".join((pen.write("closing.line"), *([pen.facts["sender"]] if "sender" in pen.facts else [])))


def _subject(brief: Brief, pen: _Pen) -> str:
    """The thread's subject with one "Re:", whatever prefixes it had gathered; else one that names role and sender."""
    # The company knows its own name: in a subject it stands in only where the role isn't known.
    facts = {field: fact for field, fact in pen.facts.items() if field != "company" or "role" not in pen.facts}
    thread = _REPLY_PREFIXES.sub("", one_line(brief.thread_subject) or "")
    kind = ReplyKind.WITHDRAW if brief.kind is ReplyKind.DECLINE and brief.is_accepted else brief.kind
    subject = f"Re: {thread}" if thread else replace(pen, facts=facts).write(f"subject.{kind}")
    return subject[:LONGEST_SUBJECT].rstrip()


def _advice(brief: Brief, pen: _Pen, now: datetime) -> tuple[str, ...]:
    """That a call comes first, where a letter may be read too late (DOMAIN, section 3)."""
    hours = hours_until_interview(brief, now=now)
    if hours is None or brief.kind not in (*_DECLINING_KINDS, ReplyKind.RESCHEDULE):
        return ()
    if hours < CALL_FIRST_HOURS:
        return (pen.write("advice.call_within_a_day"),)
    is_accepted = brief.is_accepted or brief.kind is ReplyKind.WITHDRAW
    if is_accepted and hours < CALL_FIRST_HOURS_AFTER_ACCEPTING:
        return (pen.write("advice.call_after_accepting"),)
    return ()
