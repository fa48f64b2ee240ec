"""The small language in which the rules' wording is written, and one pass that finds all of it in a text.

A phrase is matched as whole words, in lower case. Beyond letters it knows: `*` ends a word that may go on ("apolog*"),
`(a|b)` chooses, `(a )?` may be left out, a blank is any short white space, and `…` stands for up to 40 characters of
the same sentence. Nothing in it repeats without a bound, so no text makes the matching slow.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

GAP_LENGTH = 40
"""How many characters `…` may skip."""

_WORD = re.compile(r"\w+")
_SPELLED = {"(": "(?:", ")": ")", "|": "|", "?": "?", "*": r"\w*", " ": " {1,8}"}
# The dot of "22. November" or "10.30" ends no sentence.
_GAP = rf"(?:(?:[^.!?\n]|(?<=\d)\.){{0,{GAP_LENGTH}}}?)"

Span = tuple[int, int]


class PhraseUnreadable(ValueError):
    """A phrase must begin with a word, or with a choice of words in brackets, and close what it opens."""

    def __init__(self, phrase: str) -> None:
        super().__init__(f"The phrase {phrase!r} can't be read: begin it with a word or a (choice|of) words.")


@dataclass(frozen=True, slots=True)
class PhraseBook:
    """Phrases by group, indexed by the words they begin with."""

    exact: Mapping[str, tuple[tuple[str, re.Pattern[str]], ...]]
    stems: Mapping[str, tuple[tuple[str, re.Pattern[str]], ...]]
    stem_lengths: tuple[int, ...]

    def find(self, text: str) -> dict[str, tuple[Span, ...]]:
        """Every match of every group in a lower-case text, in order and without overlaps inside a group."""
        found: dict[str, list[Span]] = {}
        known: dict[str, tuple[tuple[str, re.Pattern[str]], ...]] = {}
        for word in _WORD.finditer(text):
            candidates = known.get(word[0])
            if candidates is None:
                candidates = known[word[0]] = self._beginning_with(word[0])
            for group, pattern in candidates:
                if match := pattern.match(text, word.start()):
                    _add(found.setdefault(group, []), match.span())
        return {group: tuple(spans) for group, spans in found.items()}

    def _beginning_with(self, word: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
        candidates = list(self.exact.get(word, ()))
        for length in self.stem_lengths:
            if length <= len(word):
                candidates.extend(self.stems.get(word[:length], ()))
        return tuple(candidates)


def bind(groups: Mapping[str, Iterable[str]]) -> PhraseBook:
    """The book of these groups of phrases. Raises PhraseUnreadable."""
    exact: dict[str, dict[str, list[str]]] = {}
    stems: dict[str, dict[str, list[str]]] = {}
    for group, phrases in groups.items():
        for phrase in phrases:
            spelled = _spell(phrase)
            for word, is_whole in _beginnings(phrase):
                (exact if is_whole else stems).setdefault(word, {}).setdefault(group, []).append(spelled)
    return PhraseBook(_compiled(exact), _compiled(stems), tuple(sorted({len(stem) for stem in stems})))


def _add(spans: list[Span], span: Span) -> None:
    if spans and span[0] < spans[-1][1]:
        if span[1] > spans[-1][1] or span[0] == spans[-1][0]:
            spans[-1] = (spans[-1][0], max(span[1], spans[-1][1]))
        return
    spans.append(span)


def _compiled(index: dict[str, dict[str, list[str]]]) -> dict[str, tuple[tuple[str, re.Pattern[str]], ...]]:
    return {
        word: tuple((group, re.compile(f"(?:{'|'.join(choices)})")) for group, choices in groups.items())
        for word, groups in index.items()
    }


def _spell(phrase: str) -> str:
    text = phrase.strip().lower().replace(" … ", "…")
    spelled = "".join(rf"\b{_GAP}\b" if char == "…" else _SPELLED.get(char, re.escape(char)) for char in text)
    spelled = f"(?:{spelled})(?!\\w)"
    try:
        re.compile(spelled)
    except re.error as error:
        raise PhraseUnreadable(phrase) from error
    return spelled


def _beginnings(phrase: str) -> set[tuple[str, bool]]:
    text = phrase.strip().lower()
    if not text.startswith("("):
        return {_beginning(text, phrase)}
    inside, closed, after = text[1:].partition(")")
    if not closed or after.startswith("?") or "(" in inside:
        raise PhraseUnreadable(phrase)
    return {_beginning(choice + after if choice.isalnum() else choice, phrase) for choice in inside.split("|")}


def _beginning(text: str, phrase: str) -> tuple[str, bool]:
    word = _WORD.match(text)
    if word is None:
        raise PhraseUnreadable(phrase)
    follower = text[word.end() : word.end() + 1]
    if follower == "?":
        return word[0][:-1], False
    return word[0], follower not in {"*", "("}
