"""How a message is laid out: which lines are its head, its body, its signature, and which are quoted or mere footer.

The newest message counts. What is quoted beneath it counts less, footers and the person's own words not at all.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum

from intake.guessing.chats import ChatHead, chat_head
from intake.guessing.folding import Folded
from intake.guessing.guess import Reader
from intake.guessing.names import own_name
from intake.guessing.phrases import Span
from intake.guessing.words_file import Words

MOST_LINES = 2_000
"""So many lines are read; what follows them counts as footer."""
_LONGEST_HEAD_LINE = 500
_LITTLE = 160
_LINES_OF_INTRODUCTION = 2
"""So few characters before the head of a forwarded mail are a remark on it, and no message of their own."""
_MOST_SIGNATURE_LINES = 14
_LONGEST_AFTER_CLOSING = 30
_FOOTERS_BEGIN = 0.4
"""Footers begin after this share of the lines; before it, a word such as "privacy policy" marks its own line only."""

_LABEL = re.compile(r"[\s>*_|-]{0,12}([^\W\d_][\w\- ]{0,24}?)[*_]{0,2}\s?:[*_]{0,2}[ ]?(?!//)")
_QUOTE_MARK = re.compile(r"\s{0,4}>")
_DELIMITER = re.compile(r"--\s{0,3}|_{5,}|-{5,}|={5,}")


class Part(Enum):
    """What a line is."""

    BODY = "body"
    HEAD = "head"
    SIGNATURE = "signature"
    FOOTER = "footer"
    OWN = "own"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the folded text, without its end. `value_at` is where the value of a line "Label: value" begins."""

    start: int
    end: int
    text: str
    part: Part = Part.BODY
    is_quoted: bool = False
    label: str | None = None
    value_at: int = 0
    chat: ChatHead | None = None

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands in it but marks of quoting."""
        return not self.text.strip(" >")


def lay_out(folded: Folded, words: Words, found: Mapping[str, list[Span]], reader: Reader) -> tuple[Line, ...]:
    """The lines of a text, each with its part."""
    lines = [_labelled(line, words) for line in _lines(folded.text)]
    lines = _with_heads(lines, words)
    lines = _with_chats(lines, words, reader)
    lines = _with_quotes(lines, words, found)
    lines = _with_footers(lines, found.get("footer", []))
    return tuple(_with_signatures(lines, found.get("closing", [])))


def _lines(text: str) -> Iterator[Line]:
    start = 0
    for number, piece in enumerate(text.split("\n", MOST_LINES)):
        yield Line(start, start + len(piece), piece, Part.FOOTER if number == MOST_LINES else Part.BODY)
        start += len(piece) + 1


def _labelled(line: Line, words: Words) -> Line:
    if line.part is Part.FOOTER or ":" not in line.text[:40] or not (found := _LABEL.match(line.text)):
        return line
    name = found[1].strip().lower()
    if name in words.header_labels or name in words.labels:
        return replace(line, label=name, value_at=line.start + found.end())
    return line


def _with_heads(lines: list[Line], words: Words) -> list[Line]:
    heads = _heads(lines, words)
    for number, (first, last) in enumerate(heads):
        before = sum(len(line.text) for line in lines[:first])
        for place in range(first, last + 1):
            lines[place] = replace(lines[place], part=Part.HEAD)
        if number or before > _LITTLE:
            # A head beneath a message is the head of what that message answers.
            return [replace(line, is_quoted=True) if place >= first else line for place, line in enumerate(lines)]
    return lines


def _heads(lines: list[Line], words: Words) -> list[tuple[int, int]]:
    """Runs of lines "From: …", "Sent: …", at least two of them, one of which names the sender."""
    heads: list[tuple[int, int]] = []
    place = 0
    while place < len(lines):
        kinds: set[str] = set()
        last = at = place
        while at < len(lines) and at <= last + 1:
            kind = words.header_labels.get(lines[at].label or "")
            if kind and len(lines[at].text) <= _LONGEST_HEAD_LINE:
                kinds.add(kind)
                last = at
            at += 1
        if "from" in kinds and len(kinds) > 1:
            heads.append((place, last))
        # A part of a run that is no head is none either.
        place = last + 1
    return heads


def _with_chats(lines: list[Line], words: Words, reader: Reader) -> list[Line]:
    """The heads of chat messages; what the person wrote themselves is marked as their own."""
    if any(line.part is Part.HEAD for line in lines):
        return lines
    is_own = False
    for place, line in enumerate(lines):
        if line.part is Part.FOOTER:
            continue
        head = chat_head(line.text, line.start, words)
        if head is not None:
            is_own = head.is_own or own_name(head.name, reader.names)
            lines[place] = replace(line, chat=head, part=Part.OWN if is_own else Part.BODY)
        elif is_own:
            lines[place] = replace(line, part=Part.OWN)
    return lines


def _with_quotes(lines: list[Line], words: Words, found: Mapping[str, list[Span]]) -> list[Line]:
    lines = [replace(line, is_quoted=True) if _QUOTE_MARK.match(line.text) else line for line in lines]
    begins = _first_quote(lines, words, found)
    if begins is not None:
        rest = [line for line in lines[begins + 1 :] if not line.is_blank]
        has_marks = bool(rest) and rest[0].is_quoted
        for place in range(begins, len(lines)):
            if place == begins or not has_marks:
                lines[place] = replace(lines[place], is_quoted=True)
        # The line above a quotation names who wrote it, and when: it is a head.
        for place in range(begins, min(len(lines), begins + _LINES_OF_INTRODUCTION)):
            lines[place] = replace(lines[place], part=Part.HEAD)
            if lines[place].text.rstrip().endswith(":"):
                break
    if all(line.is_quoted or line.is_blank for line in lines):
        # Nothing was said above the quotation: it is the message.
        lines = [replace(line, is_quoted=False) for line in lines]
    return lines


def _first_quote(lines: list[Line], words: Words, found: Mapping[str, list[Span]]) -> int | None:
    begins, says = words.among("quote_begins"), words.among("quote_says")
    originals = {start for start, _ in found.get("original", [])}
    for place, line in enumerate(lines):
        text = line.text.strip(" >*-_").lower()
        if text.partition(" ")[0] in begins and len(text) <= _LONGEST_HEAD_LINE:
            after = lines[place + 1].text.strip(" >").lower() if place + 1 < len(lines) else ""
            both = f"{text} {after}" if not text.endswith(":") else text
            if both.endswith(":") and says & set(both.rstrip(":").split()):
                return place
        is_marked = any(start in originals for start in range(line.start, min(line.start + 30, line.end)))
        if is_marked and sum(len(one.text) for one in lines[:place]) > _LITTLE:
            return place
    return None


def _with_footers(lines: list[Line], footers: list[Span]) -> list[Line]:
    starts = [start for start, _ in footers]
    is_footer = False
    for place, line in enumerate(lines):
        if line.part is Part.HEAD or (place and line.is_quoted and not lines[place - 1].is_quoted):
            is_footer = False
        is_marked = any(line.start <= start < line.end for start in starts)
        if is_marked and place >= _FOOTERS_BEGIN * len(lines):
            is_footer = True
        if (is_marked or is_footer or line.part is Part.FOOTER) and line.part is not Part.HEAD:
            lines[place] = replace(line, part=Part.FOOTER)
    return lines


def _with_signatures(lines: list[Line], closings: list[Span]) -> list[Line]:
    ends = dict(closings)
    left = 0
    for place, line in enumerate(lines):
        if line.part is not Part.BODY or (place and line.is_quoted is not lines[place - 1].is_quoted):
            left = 0
        if line.part is not Part.BODY:
            continue
        first = line.start + len(line.text) - len(line.text.lstrip(" >*_"))
        rest = line.text[ends[first] - line.start :].strip(" ,.!-\u2013*_") if first in ends else None
        if (rest is not None and len(rest) <= _LONGEST_AFTER_CLOSING) or _DELIMITER.fullmatch(line.text):
            left = _MOST_SIGNATURE_LINES
            if rest:
                lines[place] = replace(line, part=Part.SIGNATURE)
            continue
        if left and not line.is_blank:
            left -= 1
            lines[place] = replace(line, part=Part.SIGNATURE)
    return lines
