"""Signatures: who signs, for which company, with which address."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from intake.guessing.layout import Line, Part
from intake.guessing.message import Message
from intake.guessing.names import capitals_at, person_in, separated
from intake.guessing.organisations import company_at, legal_form_before
from intake.guessing.phrases import Span
from intake.guessing.roles import is_job_noun
from intake.guessing.senders import addresses_in

_CONTACT_LINE = re.compile(
    r"(?:tel|phone|mobil|mobile|fax|t|m|e|p|w|web|www|https?|e-mail|email|mail|linkedin)\b[.:/]?|\+?\d[\d\s()/-]{5,}",
    re.IGNORECASE,
)
_MOST_LINES_OF_NAME = 2
_LAST_LINES = 7


@dataclass(frozen=True, slots=True)
class Signature:
    """What a signature says: the spans of a name and of companies, each with whether it carries a legal form.

    `is_closed` where a closing leads to it, `has_title` where a job is named beside the name.
    """

    name: Span | None
    companies: tuple[tuple[Span, bool], ...]
    addresses: tuple[tuple[int, int, str], ...]
    is_closed: bool
    has_title: bool


def signatures_in(message: Message) -> list[Signature]:
    """Every signature, the newest first; where no closing leads to one, a name that ends the message."""
    blocks = list(_blocks(message))
    signatures = [_signature(message, block, is_closed=True) for block in blocks]
    if not any(signature.name for signature in signatures):
        last = _last_lines(message)
        if last:
            signatures.append(_signature(message, last, is_closed=False))
    return signatures


def _blocks(message: Message) -> Iterator[list[Line]]:
    block: list[Line] = []
    for line in (*message.lines, None):
        if line is not None and line.part is Part.SIGNATURE and not line.is_blank:
            if block and line.is_quoted is not block[-1].is_quoted:
                yield block
                block = []
            block.append(line)
        elif block and (line is None or line.part is not Part.SIGNATURE) and not (line is not None and line.is_blank):
            yield block
            block = []


def _last_lines(message: Message) -> list[Line]:
    """The last lines of the message that is not quoted, where they follow a blank line and begin with a name."""
    newest = [line for line in message.lines if not line.is_quoted and line.part is Part.BODY]
    while newest and newest[-1].is_blank:
        newest.pop()
    if newest and _signs_alone(newest, message):
        return newest[-1:]
    block: list[Line] = []
    for line in reversed(newest[-_LAST_LINES:]):
        if line.is_blank:
            break
        block.insert(0, line)
    if not block or len(block) >= _LAST_LINES or len(newest) <= len(block):
        return []
    begins_with_name = person_in(block[0].text.strip(" -\u2013,"), message.words) is not None
    return block if begins_with_name else []


def _signs_alone(newest: list[Line], message: Message) -> bool:
    """Whether the last line is a name and nothing else, behind a line that ends its sentence."""
    if len(newest) < _MOST_LINES_OF_NAME or person_in(newest[-1].text, message.words) is None:
        return False
    return newest[-2].is_blank or newest[-2].text.rstrip()[-1] in ".!?)"


def _signature(message: Message, lines: list[Line], *, is_closed: bool) -> Signature:
    name: Span | None = None
    companies: list[tuple[Span, bool]] = []
    has_title = False
    for number, line in enumerate(lines):
        if message.has("legal", line.start, line.end):
            companies.extend((span, True) for span in legal_form_before(message, line.start, line.end))
            continue
        pieces = [_name_at(message, span) for span in _pieces(line, message)]
        if name is None and number < _MOST_LINES_OF_NAME:
            # "Best regards, Ben Weber" has the name in its second piece.
            persons = pieces[1:2] if message.has("closing", line.start, line.start + 3) else pieces[:1]
            name = next((span for span in persons if _is_person(message, span)), None)
            pieces = [span for span in pieces if span != name]
        has_title = has_title or (name is not None and any(_is_title(message, span) for span in pieces))
        companies.extend(_companies(message, line, pieces))
    addresses = tuple(found for line in lines for found in addresses_in(message, line.start, line.end))
    return Signature(name, tuple(companies), addresses, is_closed, has_title)


def _is_person(message: Message, span: Span) -> bool:
    return person_in(message.text[slice(*span)].strip(" -\u2013*_>"), message.words) is not None


def _name_at(message: Message, span: Span) -> Span:
    """The span without the "i. A." before a name that signs for another."""
    start, end = span
    lower = message.lower[start:end]
    first = start + len(lower) - len(lower.lstrip(" *_>"))
    for lead in message.words.words["signs_for"]:
        if message.lower.startswith(f"{lead} ", first):
            return first + len(lead) + 1, end
    return span


def _is_title(message: Message, span: Span) -> bool:
    text = message.lower[slice(*span)]
    has_job = any(is_job_noun(message.words, word) for word in text.split())
    return has_job or any(f" {job}" in f" {text}" for job in message.words.words["contact_jobs"])


def _pieces(line: Line, message: Message) -> Iterator[Span]:
    start = line.start
    for found in separated(message.words).finditer(line.text):
        if line.start + found.start() > start:
            yield start, line.start + found.start()
        start = line.start + found.end()
    if line.end > start:
        yield start, line.end


def _companies(message: Message, line: Line, pieces: list[Span]) -> Iterator[tuple[Span, bool]]:
    formed = list(legal_form_before(message, line.start, line.end))
    if formed:
        yield from ((span, True) for span in formed)
        return
    for start, end in pieces:
        text = message.text[start:end]
        begin = start + len(text) - len(text.lstrip(" *_>-\u2013"))
        if (
            _CONTACT_LINE.match(message.text, begin)
            or any(char.isdigit() for char in text)
            or "@" in text
            or "/" in text
        ):
            continue
        span = company_at(message, begin)
        if span is None or message.text[span[1] : end].strip(" *_.,"):
            continue
        words = message.lower[slice(*span)].split()
        is_job = any(is_job_noun(message.words, word) or word in message.words.among("not_persons") for word in words)
        is_job = is_job or any(word in message.words.among("contact_jobs") for word in words)
        is_long = capitals_at(message.text, begin, most=5) is not None and len(words) > 4
        if not is_job and not is_long:
            yield span, False
