"""The small language in which the words' files are written, and one pass that finds all of their phrases in a text.

A phrase is matched as whole words, in lower case. Beyond letters it knows: `*` ends a word that may go on
("einlad*"), `(a|b)` chooses and `(a |)` may be left out, a blank is any short white space, and `…` stands for up to 40
characters of the same sentence. Nothing repeats without a bound, and a pattern is tried only where its first word
stands, so that no text makes the search slow.

It is a near relation of `replies.phrase`, and apart from it: a draft is our own text, while a message was wrapped and
marked up by programs, so that words, blanks and gaps are others here; and places may overlap, of which each is asked.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

MOST_FOUND = 200
"""How many places of one group are looked at; a message that is meant for people has a handful."""

_WORD = re.compile(r"[^\W_]+")
_SPELLED = {
    "(": "(?:",
    ")": ")",
    "|": "|",
    "*": r"\w{0,20}",
    " ": r"\s{1,4}",
    # One line may end within it, since mail programs wrap lines; a paragraph may not.
    "…": r"(?:[^.!?\n]|(?<=\d)\.|\n(?!\s{0,9}\n)){0,40}?(?<!\w)",
}
_STEM_LENGTH = 3

Span = tuple[int, int]


class PhraseUnreadable(ValueError):
    """A phrase must begin with a word, or with a choice of words in brackets, and close what it opens."""

    def __init__(self, phrase: str) -> None:
        super().__init__(f"The phrase {phrase!r} can't be read: begin it with a word or a (choice|of) words.")


@dataclass(frozen=True)
class PhraseBook:
    """Groups of phrases, by the first word of each; stems, which may go on, by their first three letters."""

    exact: Mapping[str, tuple[tuple[str, re.Pattern[str]], ...]]
    stems: Mapping[str, tuple[tuple[str, re.Pattern[str]], ...]]

    def find(self, lower: str) -> dict[str, list[Span]]:
        """Every place of every group in a lower-case text, in order."""
        found: dict[str, list[Span]] = {}
        for word in _WORD.finditer(lower):
            for group, pattern in (*self.exact.get(word[0], ()), *self.stems.get(word[0][:_STEM_LENGTH], ())):
                spans = found.setdefault(group, [])
                if len(spans) < MOST_FOUND and (match := pattern.match(lower, word.start())):
                    _add(spans, match.span())
        return found


def bind(groups: Mapping[str, Iterable[str]]) -> PhraseBook:
    """The book of these groups of phrases. Raises PhraseUnreadable."""
    exact: dict[str, dict[str, list[str]]] = {}
    stems: dict[str, dict[str, list[str]]] = {}
    for group, phrases in groups.items():
        for phrase in phrases:
            spelled = _spell(phrase)
            for word, is_whole in _beginnings(phrase):
                index = exact if is_whole else stems
                index.setdefault(word, {}).setdefault(group, []).append(spelled)
    return PhraseBook(_compiled(exact), _compiled(stems))


def _add(spans: list[Span], span: Span) -> None:
    if spans and spans[-1][0] == span[0]:
        spans[-1] = max(spans[-1], span)
    else:
        spans.append(span)


def _compiled(index: Mapping[str, Mapping[str, list[str]]]) -> dict[str, tuple[tuple[str, re.Pattern[str]], ...]]:
    return {
        word: tuple(
            (group, re.compile("|".join(sorted(choices, key=len, reverse=True)))) for group, choices in groups.items()
        )
        for word, groups in index.items()
    }


def _spell(phrase: str) -> str:
    text = phrase.lower().replace("… ", "…").replace(" …", "…")
    spelled = "".join(_SPELLED.get(char) or re.escape(char) for char in text)
    # Where a phrase ends in a blank, or after one, a word follows; else the last word must be a whole one.
    spelled = rf"(?:{spelled})(?:(?<!\w)|(?!\w))"
    try:
        re.compile(spelled)
    except re.error as error:
        raise PhraseUnreadable(phrase) from error
    return spelled


def _beginnings(phrase: str) -> set[tuple[str, bool]]:
    text = phrase.lower()
    if not text.startswith("("):
        return {_beginning(text, phrase)}
    inside, closed, after = text[1:].partition(")")
    if not closed or "(" in inside:
        raise PhraseUnreadable(phrase)
    return {_beginning(choice + after, phrase) for choice in inside.split("|")}


def _beginning(text: str, phrase: str) -> tuple[str, bool]:
    word = _WORD.match(text)
    if word is None:
        raise PhraseUnreadable(phrase)
    follower = text[word.end() : word.end() + 1]
    if follower != "*":
        # A choice glued to the first word ("rufe(n|)") makes it a stem.
        return (word[0], True) if follower != "(" else _stem(word[0], phrase)
    return _stem(word[0], phrase)


def _stem(word: str, phrase: str) -> tuple[str, bool]:
    if len(word) < _STEM_LENGTH:
        raise PhraseUnreadable(phrase)
    return word[:_STEM_LENGTH], False
