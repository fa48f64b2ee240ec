"""A letter taken apart for the review: sentences, greeting, closing, and every phrase that the rules know."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from replies.brief import Brief
from replies.masking import mask
from replies.phrase import Span
from replies.reading import Reading, lowered, read, unwrapped
from replies.rules_file import RuleSet

_SENTENCE_END = re.compile(
    r"[.!?\u2026]{1,5}[\"'\u201c\u201d\u00bb)\]]{0,3}(?=\s)|\n(?=[ \t]{0,40}\n)|\n(?= *[-*\u2022\u2013] )"
)
_LAST_WORD = re.compile(r"[^\s(\"']{1,20}$")
_SPACE = re.compile(r"\s+")
_CLOSING_LINES = 8
_GREETING_LENGTH = 80
_NAME_PART = re.compile(r"[^,!:;\n]{0,80}")


@dataclass(frozen=True, slots=True)
class Greeting:
    """Where the greeting stands, the words of address in it, and whom it names."""

    start: int
    end: int
    addressee: str
    name_start: int


@dataclass(frozen=True, slots=True)
class Letter:
    """All spans count characters of `text`, the folded letter; `masked` is as long as it."""

    reading: Reading
    rules: RuleSet
    brief: Brief
    text: str
    masked: str
    found: dict[str, tuple[Span, ...]]
    sentences: tuple[Span, ...]
    greeting: Greeting | None
    closing: Span | None
    """From the closing formula to the end."""

    def matches(self, group: str) -> tuple[Span, ...]:
        """Where the phrases of a group stand, except where a phrase of its `unless` is in the same sentence."""
        excuses = self.found.get(f"{group}:unless", ())
        spans = self.found.get(group, ())
        if not excuses:
            return spans
        excused = {self.sentence_at(start) for start, _ in excuses}
        return tuple(span for span in spans if self.sentence_at(span[0]) not in excused)

    def sentence_at(self, position: int) -> Span:
        """The sentence in which a position stands."""
        index = bisect_right(self.sentences, position, key=lambda span: span[0]) - 1
        return self.sentences[index] if index >= 0 else (0, len(self.text))

    def sentences_with(self, group: str) -> set[Span]:
        """The sentences in which a phrase of the group stands."""
        return {self.sentence_at(start) for start, _ in self.found.get(group, ())}

    @property
    def opening(self) -> Span:
        """Where a finding about something missing is shown: the first sentence after the greeting, else 0..0."""
        after = self.greeting.end if self.greeting else 0
        return next((span for span in self.sentences if span[0] >= after), (0, 0))

    @property
    def body_sentences(self) -> tuple[Span, ...]:
        """The sentences between the greeting and the closing."""
        first = self.greeting.end if self.greeting else 0
        last = self.closing[0] if self.closing else len(self.text)
        return tuple(span for span in self.sentences if first <= span[0] < last)


def take_apart(text: str, brief: Brief, rules: RuleSet) -> Letter:
    """Reads a letter once, for all rules."""
    reading = read(text)
    masked = mask(reading.text, brief)
    found = rules.book.find(unwrapped(lowered(masked)))
    # Greeting and closing are formulas around names; a name must not hide them ("Best" may well be one).
    greeting = _greeting(reading.text, rules)
    closing = _closing(reading.text, rules, after=greeting.end if greeting else 0)
    sentences = tuple(_sentences(masked, rules, greeting, closing))
    return Letter(reading, rules, brief, reading.text, masked, found, sentences, greeting, closing)


def _sentences(text: str, rules: RuleSet, greeting: Greeting | None, closing: Span | None) -> Iterator[Span]:
    last = closing[0] if closing else len(text)
    start = 0
    if greeting:
        yield greeting.start, greeting.end
        start = greeting.end + (text[greeting.end : greeting.end + 1] in {",", "!", ":", ";", "."})
    for mark in _SENTENCE_END.finditer(text, start, last):
        if mark[0] == "." and _goes_on(text, mark, rules):
            continue
        if span := _trimmed(text, start, mark.end()):
            yield span
        start = mark.end()
    if span := _trimmed(text, start, last):
        yield span
    if closing:
        yield closing


def _goes_on(text: str, mark: re.Match[str], rules: RuleSet) -> bool:
    before = _LAST_WORD.search(text, max(0, mark.start() - 20), mark.start())
    if before is None:
        return False
    word = before[0].lower()
    if word in rules.words["abbreviations"] or (len(word) == 1 and word.isalpha() and word != "i"):
        return True
    return rules.ordinal_dot and word.isdigit() and len(word) <= 2


def _trimmed(text: str, start: int, end: int) -> Span | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None


def _greeting(text: str, rules: RuleSet) -> Greeting | None:
    line = next(iter(re.finditer(r"\S[^\n]{0,200}", text)), None)
    if line is None:
        return None
    head = lowered(line[0][:_GREETING_LENGTH])
    first = len(head) - len(head.lstrip("\u00a1"))
    openers = [span for span in rules.book.find(head).get("greetings", ()) if span[0] == first]
    if not openers:
        return None
    name_start = line.start() + openers[0][1]
    part = _NAME_PART.match(text, name_start)
    addressee = _name_in(part[0] if part else "", rules)
    return Greeting(line.start(), name_start + len(addressee), addressee, name_start)


def _name_in(part: str, rules: RuleSet) -> str:
    """The leading words that can belong to an address: capitals, honorifics, "and", "team"; the rest is the letter."""
    known = rules.words["greeting_links"] | rules.words["honorifics"] | rules.words["impersonal_names"]
    end = 0
    for word in re.finditer(r"\S+", part):
        bare = word[0].strip("().").lower()
        if not (word[0][0].isupper() or word[0][0] in "([{<" or bare in known):
            break
        end = word.end()
        if word[0].endswith(".") and bare not in known and len(bare) > 1:
            break
    return part[:end].rstrip(" .")


def _closing(text: str, rules: RuleSet, *, after: int) -> Span | None:
    lines = [line for line in re.finditer(r"[^\s][^\n]*", text) if line.start() >= after][-_CLOSING_LINES:]
    for line in lines:
        if any(start == 0 for start, _ in rules.book.find(lowered(line[0][:_GREETING_LENGTH])).get("closings", ())):
            is_formula = len(_SPACE.split(line[0].strip())) <= _CLOSING_LINES and not line[0].rstrip().endswith("?")
            if is_formula:
                return line.start(), len(text.rstrip())
    return None
