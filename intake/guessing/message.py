"""A message, read once: its lines, its sentences, the phrases in it, and how much each of its places counts."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from intake.guessing.folding import Folded, fold, on_one_line
from intake.guessing.guess import Confidence, Evidence, Reader, Source
from intake.guessing.language import language_of, languages_to_read_by
from intake.guessing.layout import Line, Part, lay_out
from intake.guessing.phrases import Span
from intake.guessing.words_file import Words, shared, words_of

_END = re.compile(r"[.!?]+(?=[\s\"')])|\n\s{0,9}\n|\n(?=[ \t>]{0,6}(?:[-*•\u2013·]|\d{1,2}[.)])\s)")
_LAST_WORD = re.compile(r"(\w{1,12})$")
_SHORT_LINE = 48
_QUOTING = re.compile(r"^[ >]{1,8}(?=\S)")
_BULLET = re.compile(r"[ \t>]{0,6}(?:[-*•\u2013·]|\d{1,2}[.)])\s")
_MOST_EXCERPT = 300


@dataclass(frozen=True)
class Message:
    """A text with everything that the rules ask of it. Positions are those of the folded text."""

    folded: Folded
    words: Words
    language: str | None
    lines: tuple[Line, ...]
    found: dict[str, list[Span]]
    reader: Reader
    received_at: datetime
    source: Source = Source.TEXT
    _starts: list[int] = field(default_factory=list[int])

    @property
    def text(self) -> str:
        """The folded text."""
        return self.folded.text

    @cached_property
    def flat(self) -> str:
        """The folded text with a blank for every line end within a paragraph, where a mail program wrapped it."""
        pieces: list[str] = []
        for line, following in zip(self.lines, (*self.lines[1:], None), strict=True):
            pieces.append(_QUOTING.sub(lambda mark: " " * len(mark[0]), line.text))
            if following is not None:
                goes_on = len(line.text) >= _SHORT_LINE and not following.is_blank and not following.label
                is_same = following.part is line.part is Part.BODY and not _BULLET.match(following.text)
                pieces.append(" " if goes_on and is_same else "\n")
        return "".join(pieces)

    @property
    def lower(self) -> str:
        """The folded text in lower case, of the same length."""
        return self.folded.lower

    def line_at(self, place: int) -> Line:
        """The line in which a place lies."""
        return self.lines[max(0, bisect_right(self._starts, place) - 1)]

    def line_number(self, place: int) -> int:
        """The number of that line, from 0."""
        return max(0, bisect_right(self._starts, place) - 1)

    def counts(self, place: int) -> bool:
        """Whether what stands there counts at all: not in a footer, nor in the person's own words."""
        return self.line_at(place).part not in {Part.FOOTER, Part.OWN}

    def is_said(self, place: int) -> bool:
        """Whether a place is part of what is said, and not of a head, a signature or a footer."""
        line = self.line_at(place)
        return line.part is Part.BODY and (line.chat is None or place >= line.chat.text_at)

    def weigh(self, confidence: Confidence, place: int) -> Confidence:
        """How sure something is, given where it stands: what is quoted is a step less sure."""
        return confidence.lowered() if self.line_at(place).is_quoted else confidence

    def spans(self, group: str, *, in_body: bool = True) -> Iterator[Span]:
        """Where phrases of a group stand, in what is said (or, if not `in_body`, wherever something counts)."""
        for span in self.found.get(group, ()):
            if self.is_said(span[0]) if in_body else self.counts(span[0]):
                yield span

    def has(self, group: str, start: int, end: int) -> bool:
        """Whether a phrase of the group begins between two places."""
        return any(start <= one[0] < end for one in self.found.get(group, ()))

    def evidence(self, start: int, end: int) -> Evidence:
        """The span as evidence, in code points of the text as it was given."""
        first, last = self.folded.place(start, min(end, start + _MOST_EXCERPT))
        return Evidence(self.source, first, last, self.folded.original[first:last])

    def value(self, start: int, end: int, *, most: int) -> str | None:
        """The words of a span as a value of one line: None where there are none, or more than a field takes."""
        text = on_one_line(self.text[start:end]).strip(" *_,;|")
        return text if 0 < len(text) <= most and "\ufffd" not in text else None

    def sentence(self, place: int) -> Span:
        """The span of the sentence around a place."""
        number = bisect_right(self._sentence_starts, place) - 1
        starts = self._sentence_starts
        return starts[number], starts[number + 1] if number + 1 < len(starts) else len(self.text)

    @cached_property
    def _sentence_starts(self) -> list[int]:
        starts = {0}
        for found in _END.finditer(self.text):
            if found[0][0] == "\n" or self._ends_sentence(found):
                starts.add(found.end())
        for line, following in zip(self.lines, self.lines[1:], strict=False):
            if len(line.text) < _SHORT_LINE or following.label or following.part is not line.part:
                starts.add(following.start)
        return sorted(starts)

    def _ends_sentence(self, found: re.Match[str]) -> bool:
        if found[0] != ".":
            return True
        before = _LAST_WORD.search(self.lower, max(0, found.start() - 12), found.start())
        return before is None or not (before[1].isdigit() or before[1] in shared("marks")["abbreviations"])


def read(
    text: str, *, reader: Reader, received_at: datetime, hint: str | None, source: Source = Source.TEXT
) -> Message:
    """Read a text for the rules."""
    folded = fold(text)
    language = language_of(folded.lower, hint)
    words = words_of(languages_to_read_by(folded.lower, language))
    found = words.book.find(folded.lower)
    lines = lay_out(folded, words, found, reader)
    return Message(folded, words, language, lines, found, reader, received_at, source, [line.start for line in lines])
