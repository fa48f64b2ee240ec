"""Names of companies in a text: where one begins, where a legal form ends one, and when two names are one company."""

import re
from collections.abc import Iterator

from intake.guessing.message import Message
from intake.guessing.names import capitals_at, legal_forms, plain
from intake.guessing.phrases import Span
from intake.guessing.words_file import shared

LONGEST = 200
_MOST_BEFORE = 60
_MOST_FORMS = 40
_THE = re.compile(r"(?:the|der|die|das|dem|den|our friends at|team)\s", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{2,20}(?![\w.@/-]*[@/]|\.\w)")
_FOLLOWING = re.compile(r"(?:'s)?[ \n-]{1,2}([a-z]{2,12})")
_NOT_INSIDE = re.compile(r"[.,;:!?()|•·\n]")


def company_at(message: Message, at: int) -> Span | None:
    """The name of a company that begins at a place, with its legal form; None where no name begins there."""
    if article := _THE.match(message.flat, at):
        at = article.end()
    text, stops = message.flat, message.words.among("not_names")
    span = capitals_at(text, at, most=5, stops=stops)
    if span is None or span[1] - span[0] > LONGEST:
        return None
    start, end = span
    ends = [
        one.end() for one in legal_forms().finditer(text, start, min(len(text), end + 24)) if one.start() <= end + 2
    ]
    if ends:
        # Whatever stands behind "GmbH" isn't part of the name; "& Co. KG" is.
        end = ends[-1] if all(place <= end + 24 for place in ends) else ends[0]
    return (start, end) if len(plain(text[start:end])) > 1 else None


def employer_at(message: Message, at: int) -> Span | None:
    """The name at a place that is one of a program and of an employer alike, where no program is meant by it."""
    name = _WORD.match(message.flat, at)
    if name is None or name[0].casefold() not in shared("hosts")["employers"] or not name[0][0].isupper():
        return None
    following = _FOLLOWING.match(message.lower, name.end())
    is_program = following is not None and following[1] in shared("hosts")["programs"]
    return None if is_program else name.span()


def legal_form_before(message: Message, start: int, end: int) -> Iterator[Span]:
    """Names that carry a legal form, between two places."""
    for number, found in enumerate(legal_forms().finditer(message.flat, start, end)):
        if number >= _MOST_FORMS:
            return
        first = _begin_of_name(message, max(start, found.start() - _MOST_BEFORE), found.start())
        if first is not None:
            yield first, found.end()


def _begin_of_name(message: Message, start: int, end: int) -> int | None:
    """Where the words with capitals begin that lead up to a place."""
    start = max(start, message.flat.rfind("\n", start, end) + 1)
    window = message.flat[start:end].rstrip(" ,")
    begin = None
    place = start + len(window)
    for word in reversed(window.split(" ")[-6:]):
        place -= len(word)
        is_join = word in {"&", "und", "and", "of", "+"}
        is_name = (
            bool(word)
            and (word[0].isupper() or word[0].isdigit())
            and word.lower().strip(",") not in message.words.among("not_names")
        )
        if _NOT_INSIDE.search(word.rstrip(".")) or not (is_name or (is_join and begin is not None)):
            break
        if is_name:
            begin = place
        place -= 1
    return begin


def key_of(name: str) -> str:
    """What is left of a company's name for comparing: no legal form, no case, no accents, no blanks."""
    words = plain(legal_forms().sub(" ", f"{name} ")).split()
    while len(words) > 1 and words[-1] in {
        "gmbh",
        "inc",
        "ltd",
        "llc",
        "ag",
        "se",
        "kg",
        "co",
        "corp",
        "group",
        "plc",
        "bv",
        "careers",
        "recruiting",
    }:
        words.pop()
    return "".join(words)
