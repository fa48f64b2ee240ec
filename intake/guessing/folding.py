"""A text as the rules read it: composed, without what can't be seen, and the way back to the original.

Positions of the original count code points. Every folded character remembers where it began.
"""

import re
import unicodedata
from dataclasses import dataclass

_PLAIN = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u201b\u02bc\u00b4`", "'"),
        **dict.fromkeys("\u00a0\u2002\u2003\u2007\u2009\u202f\u200a\t", " "),
        **dict.fromkeys("\u2010\u2011", "-"),
        **dict.fromkeys("\r\v\f\x85\u2028\u2029", "\n"),
    }
)
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_CLUSTER = re.compile("\r\n|[^\u0300-\u036f][\u0300-\u036f]{1,8}|.", re.DOTALL)
_SURROGATE = re.compile("[\ud800-\udfff]")
_CHANGES_LENGTH = re.compile(f"{_UNSEEN.pattern}|\r\n|{_SURROGATE.pattern}|[\u0300-\u036f]")
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Folded:
    """The folded text, the same in lower case and of the same length, and where each of its characters began."""

    original: str
    text: str
    lower: str
    starts: tuple[int, ...] | None

    def place(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original that a span of the folded text stands for, without what follows it unseen."""
        if self.starts is None:
            return start, end
        first = self.starts[start]
        return first, max(first, self.starts[end - 1] + 1) if end > start else first


def fold(original: str) -> Folded:
    """Fold a text. What can't be seen (controls, marks of direction, soft hyphens) is left out."""
    if unicodedata.is_normalized("NFC", original) and not _CHANGES_LENGTH.search(original):
        text = original.translate(_PLAIN)
        return Folded(original, text, lowered(text), None)
    folded: list[str] = []
    starts: list[int] = []
    for cluster in _CLUSTER.finditer(original):
        shown = _shown(cluster[0])
        folded.append(shown)
        starts.extend([cluster.start()] * len(shown))
    text = "".join(folded)
    return Folded(original, text, lowered(text), (*starts, len(original)))


def lowered(text: str) -> str:
    """The text in lower case, of the same length: characters that would become two are left alone."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(char.lower() if len(char.lower()) == 1 else char for char in text)


def on_one_line(text: str) -> str:
    """The text with every run of white space as one blank, and none around it."""
    return _BLANKS.sub(" ", text).strip()


def _shown(cluster: str) -> str:
    if cluster == "\r\n":
        return "\n"
    if _UNSEEN.match(cluster):
        return ""
    if len(cluster) == 1:
        return _SURROGATE.sub("\ufffd", cluster.translate(_PLAIN))
    return unicodedata.normalize("NFC", _SURROGATE.sub("\ufffd", cluster))
