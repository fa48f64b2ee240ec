"""How and where the talk is held: the words for it, and addresses and numbers that the message gives for it."""

import re
from collections.abc import Iterator

from core.vocabulary import Format
from intake.guessing.guess import Confidence, Guess, Why
from intake.guessing.layout import Part
from intake.guessing.links import MOST_LOCATION
from intake.guessing.message import Message
from intake.guessing.phrases import Span

_MOST_FOUND = 40
_TOWN = r"(?:[,\s]{1,3}(?:[A-Z]{1,2}-)?\d{4,5}\s[A-ZÄÖÜ][\w-]{1,30}(?:\s(?:am|an\sder|im)\s[A-ZÄÖÜ][\w-]{1,25})?)?"
_GERMAN_STREET = re.compile(
    r"(?:[A-ZÄÖÜ][\w.-]{1,30}\s){0,2}(?:[A-ZÄÖÜ][\wß-]{0,30}(?:straße|strasse|str\.|gasse|allee|platz|damm|ufer|weg|ring|markt|graben|hof|chaussee)"
    r"|(?:[A-ZÄÖÜ][\wß-]{1,30}[\s-])?(?:Straße|Strasse|Str\.|Allee|Platz|Damm|Ufer|Weg|Ring|Gasse|Markt|Chaussee))\s\d{1,4}\s?[a-z]?(?![\w-])"
    + _TOWN
)
_ENGLISH_STREET = re.compile(
    r"(?<![\w.,/-])\d{1,5}[a-zA-Z]?\s(?:[A-Z][\w'.-]{1,25}\s){1,4}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Square|Sq|Boulevard|Blvd|Way|"
    r"Court|Place|Quay|Row|Terrace|Wharf|Park|Yard)\b\.?(?:,\s[A-Z][\w'-]{1,25}(?:\s[A-Z0-9][\w'-]{1,25}){0,3}){0,3}"
)
_PHONE = re.compile(r"\+?\(?\d[\d\s()/.-]{6,22}\d")
_STREET_WORD = re.compile(r"stra|str\.|gasse|allee|platz|damm|ufer|weg|ring|markt|hof|graben|chaussee", re.IGNORECASE)


def formats_of(message: Message) -> Iterator[Guess[Format]]:
    """Candidates for how the interview is held, by the message's words."""
    for group, form in (("video", Format.VIDEO), ("phone", Format.PHONE), ("onsite", Format.ONSITE)):
        for start, end in message.spans(group):
            confidence = _sureness(message, form, start, end)
            if confidence is not None:
                yield Guess(form, message.weigh(confidence, start), message.evidence(start, end), Why("said"))
    for line in message.lines:
        label = message.words.labels.get(line.label or "")
        if line.part is not Part.BODY or label not in {"format", "place"}:
            continue
        for group, form in (("video", Format.VIDEO), ("phone", Format.PHONE), ("onsite", Format.ONSITE)):
            place = next((one for one in message.found.get(group, ()) if line.value_at <= one[0] < line.end), None)
            if place is not None:
                yield Guess(form, message.weigh(Confidence.SURE, place[0]), message.evidence(*place), Why("label"))


def _sureness(message: Message, form: Format, start: int, end: int) -> Confidence | None:
    first, last = message.sentence(start)
    is_talk = message.has("topic", first, last) or message.has("invitation", first, last)
    if message.has("work_mode", first, last) or _is_own_number(message, start, end):
        return None
    words = message.lower[start:end].split()
    if len(words) == 1 and form is Format.PHONE and words[0] in {"phone", "telephone"}:
        return Confidence.GUESS if is_talk else None
    return Confidence.LIKELY if is_talk else Confidence.GUESS


def _is_own_number(message: Message, start: int, end: int) -> bool:
    """Whether "phone" only leads to somebody's number: "Phone: +49 …", or asks for one."""
    rest = message.lower[end : end + 12].lstrip(" .:")
    return rest.startswith(("number", "+", "0", "nummer", "no.", "(0")) and message.lower[start:end].split()[0] in {
        "phone",
        "telephone",
        "telefon",
    }


def locations_of(message: Message) -> Iterator[Guess[str]]:
    """Candidates for where: lines that name it, streets in what is said, a number to dial."""
    for line in message.lines:
        if line.part is Part.BODY and message.words.labels.get(line.label or "") == "place":
            yield from _labelled(message, line.value_at, line.end)
    for start, end in _streets(message):
        line = message.line_at(start)
        if line.part is not Part.BODY:
            continue
        first, last = message.sentence(start)
        is_talk = any(message.has(group, first, last) for group in ("topic", "invitation", "onsite", "place"))
        confidence = (
            Confidence.SURE
            if is_talk and message.has("onsite", first, last)
            else Confidence.LIKELY
            if is_talk
            else Confidence.GUESS
        )
        yield from _guess(message, (start, end), confidence, "address")
    for _, end in message.spans("dial_in"):
        found = _PHONE.search(message.text, end, min(len(message.text), end + 40))
        if found is not None:
            yield from _guess(message, found.span(), Confidence.LIKELY, "phone_number")


def onsite_by_address(locations: list[Guess[str]]) -> Iterator[Guess[Format]]:
    """An address that the talk is at says that it is held there."""
    for guess in locations:
        if guess.why.code == "address" and guess.confidence is not Confidence.GUESS:
            yield Guess(Format.ONSITE, Confidence.LIKELY, guess.evidence, guess.why)


def _labelled(message: Message, start: int, end: int) -> Iterator[Guess[str]]:
    text = message.text[start:end].strip(" *_")
    if not 2 < len(text) <= MOST_LOCATION or "://" in text or text.lower() in {"tbd", "tba", "n/a"}:
        return
    begin = message.text.index(text, start)
    is_address = any(char.isdigit() for char in text) and ("," in text or _GERMAN_STREET.match(text) is not None)
    confidence = Confidence.SURE if is_address else Confidence.LIKELY
    yield from _guess(message, (begin, begin + len(text)), confidence, "address" if is_address else "label")


def _streets(message: Message) -> Iterator[Span]:
    for number, line in enumerate(message.lines):
        if number > 2_000:
            return
        if line.part is not Part.BODY or not any(char.isdigit() for char in line.text):
            continue
        # A wrapped line may end between the street and the town.
        last = min(len(message.text), line.end + 60)
        if _STREET_WORD.search(line.text):
            yield from _found(_GERMAN_STREET, message, line.start, line.end, last)
        yield from _found(_ENGLISH_STREET, message, line.start, line.end, last)


def _found(pattern: re.Pattern[str], message: Message, start: int, end: int, last: int) -> Iterator[Span]:
    for number, found in enumerate(pattern.finditer(message.flat, start, last)):
        if number >= _MOST_FOUND or found.start() >= end:
            return
        yield found.span()


def _guess(message: Message, span: Span, confidence: Confidence, why: str) -> Iterator[Guess[str]]:
    value = message.value(*span, most=MOST_LOCATION)
    if value is not None and message.counts(span[0]):
        yield Guess(value, message.weigh(confidence, span[0]), message.evidence(*span), Why(why))
