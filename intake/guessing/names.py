"""Names: runs of words with capitals, which of them can be a person's, and whether two are the same."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache

from intake.guessing.words_file import Words, shared

_TOKEN = re.compile(r"[^\W_](?:[\w&'+/]|[.-](?=\w)|\.(?=\s[A-ZÄÖÜ]\w)(?<=\b\w)){0,40}")
_AND = re.compile(r"&")
_BLANKS = re.compile(r" {1,4}")
_JOINS = frozenset(
    {
        "of",
        "de",
        "van",
        "von",
        "der",
        "den",
        "la",
        "le",
        "du",
        "di",
        "da",
        "and",
        "und",
        "zu",
        "zur",
        "bin",
        "al",
        "für",
    }
)
_PERSON = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+){0,3}\.?")
_MOST_WORDS = 5
_LONGEST_PERSON = 60
_MARKS = re.compile(r"[^\w\s]+|_+")


def capitals_at(text: str, at: int, *, most: int = _MOST_WORDS, stops: Iterable[str] = ()) -> tuple[int, int] | None:
    """The span of the words with capitals that begin at `at`, joined by "of", "von", "&"; None where there is none."""
    stopped = frozenset(stops)
    begin = end = at
    count = 0
    while count < most:
        word = _TOKEN.match(text, begin) or _AND.match(text, begin)
        if word is None:
            break
        is_join = word[0] == "&" or word[0] in _JOINS
        if not is_join and (word[0].lower() in stopped or not (word[0][0].isupper() or word[0][0].isdigit())):
            break
        if is_join and count == 0:
            break
        if not is_join:
            end, count = word.end(), count + 1
        begin = word.end()
        following = _BLANKS.match(text, begin)
        if following is None:
            break
        begin = following.end()
    return (at, end) if end > at else None


def person_in(text: str, words: Words) -> str | None:
    """The name of a person that a short text consists of, without "Mr" and "Frau"; None where it names none."""
    if len(text) > _LONGEST_PERSON or has_legal_form(text):
        return None
    parts = text.strip(" ,.;*_\"'").split()
    parts = [part for part in parts if part.strip(".").lower() not in words.among("honorifics")]
    if not 1 <= len(parts) <= _MOST_WORDS or not all(_is_part_of_name(part, words) for part in parts):
        return None
    if parts[-1].lower() in _JOINS or parts[0].lower() in _JOINS or len(parts[-1].strip(".")) < 2:
        return None
    return " ".join(parts)


def _is_part_of_name(part: str, words: Words) -> bool:
    lower = part.lower().strip(".")
    if lower in _JOINS or lower in words.among("titles"):
        return True
    if lower in words.among("not_names") or lower in words.among("not_persons") or lower in words.among("job_nouns"):
        return False
    has_capital = part[0].isupper() and (len(part) < 4 or not part.isupper() or part.isalpha())
    return has_capital and _PERSON.fullmatch(part) is not None


@cache
def legal_forms() -> re.Pattern[str]:
    """A legal form behind a name; those that are words too are in capitals."""
    table = shared("legal_forms")
    words = [re.escape(form) for form in sorted(table["any"], key=len, reverse=True)]
    capitals = [re.escape(form) for form in table["capitals"]]
    return re.compile(rf"(?<=[^\W_][\s,.])\s?(?:(?i:{'|'.join(words)})|{'|'.join(capitals)})(?![\w&])")


def has_legal_form(name: str) -> bool:
    """Whether a name carries a legal form."""
    return legal_forms().search(f"{name} ") is not None


def separated(words: Words) -> re.Pattern[str]:
    """What stands between a name, a title and a company: "Ben Weber | Acme", "Recruiter at Acme"."""
    return _separated_by(words.any_of("at_company"))


@cache
def _separated_by(words: str) -> re.Pattern[str]:
    return re.compile(rf"\s?[|•·‧]\s?|\s[\u2013\u2014-]\s|,\s|\s?\(|\s(?:via|{words})\s")


def plain(name: str) -> str:
    """A name in the form in which names are compared: no case, no accents, no marks, "ue" for "ü"."""
    folded = name.casefold()
    for umlaut, spelling in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
        folded = folded.replace(umlaut, spelling)
    bare = "".join(char for char in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(char))
    return " ".join(_MARKS.sub(" ", bare).split())


def own_name(name: str, own: Iterable[str]) -> bool:
    """Whether a name is the person's own, or a part of it; a single word is not enough to take a longer name for it."""
    wanted = set(plain(name).split())
    each = [set(plain(one).split()) for one in own]
    return bool(wanted) and any(wanted <= one or (len(one) > 1 and one <= wanted) for one in each if one)
