"""A text as the review reads it: composed, with plain line ends, quotes and blanks, and the way back to the original.

Positions of the original count code points. Folding may shorten a text (a letter and its combining accent become one
character, CRLF becomes one line end), so every folded character remembers where it began.
"""

import re
import unicodedata
from dataclasses import dataclass

_PLAIN = {
    **dict.fromkeys("\u2018\u2019\u201b\u02bc\u00b4`", "'"),
    **dict.fromkeys("\u00a0\u2007\u2009\u202f\u200a\t\v\f", " "),
    **dict.fromkeys("\r\u2028\u2029\x85", "\n"),
    **dict.fromkeys("\u2010\u2011", "-"),
}
_UNSEEN = frozenset("\u00ad\u200b\u200c\u2060\ufeff")
"""Soft hyphens and blanks of no width: a reader doesn't see them, so the rules don't either."""

_UNUSUAL = re.compile(f"[{re.escape(''.join(_PLAIN) + ''.join(_UNSEEN))}]")
_LONE_LINE_END = re.compile(r"(?<!\n)\n(?! *\n)")


@dataclass(frozen=True, slots=True)
class Reading:
    """The folded text; `starts[i]` is where its character i begins in the original, with one more for the end."""

    original: str
    text: str
    starts: tuple[int, ...]

    def place(self, start: int, end: int) -> tuple[int, int]:
        """The span of the original that a span of the folded text stands for."""
        first = self.starts[start]
        return first, max(first, self.starts[end])


def read(original: str) -> Reading:
    """Folds a text for the rules."""
    if unicodedata.is_normalized("NFC", original) and not _UNUSUAL.search(original):
        return Reading(original, original, tuple(range(len(original) + 1)))
    folded: list[str] = []
    starts: list[int] = []
    at = 0
    while at < len(original):
        end = _cluster_end(original, at)
        for char in _folded(original[at:end]):
            folded.append(char)
            starts.append(at)
        at = end
    return Reading(original, "".join(folded), (*starts, len(original)))


def lowered(text: str) -> str:
    """The text in lower case, of the same length: characters that would become two are left alone."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(char.lower() if len(char.lower()) == 1 else char for char in text)


def unwrapped(text: str) -> str:
    """The text with single line ends as blanks, so that a phrase may go on in the next line; same length."""
    return _LONE_LINE_END.sub(" ", text)


def spelled_plainly(text: str) -> str:
    """A name in the form in which names are compared: no case, no accents, "ue" for "ü"."""
    for umlaut, spelling in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        text = text.casefold().replace(umlaut, spelling)
    bare = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return bare.replace("\u2019", "'")


# A hostile text could pile thousands of accents upon one letter; composing them costs more than linearly.
_MAX_CLUSTER = 16


def _cluster_end(text: str, start: int) -> int:
    if text.startswith("\r\n", start):
        return start + 2
    end = start + 1
    while end < len(text) and end - start < _MAX_CLUSTER and unicodedata.combining(text[end]):
        end += 1
    return end


def _folded(cluster: str) -> str:
    if cluster == "\r\n":
        return "\n"
    if cluster in _UNSEEN:
        return ""
    return _PLAIN.get(cluster) or unicodedata.normalize("NFC", cluster)
