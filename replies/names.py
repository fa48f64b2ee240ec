"""A contact's name as it is typed into trackers, made fit for a greeting.

Only what is plainly there is used: an address or a mailbox yields no name, and no gender is ever guessed. A gendered
honorific is dropped where a first and a last name remain, and kept where the person wrote nothing else but a surname.
"""

import re

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_BRACKETED = re.compile(r"<[^>]*>|\([^)]*\)|\[[^\]]*\]")
_WORD = re.compile(r"[^\W\d_]+")
_GENDERED = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "miss",
        "mx",
        "herr",
        "herrn",
        "frau",
        "fr",
        "hr",
        "sir",
        "madam",
        "madame",
        "mme",
        "mlle",
        "monsieur",
        "sr",
        "sra",
        "srta",
        "señor",
        "señora",
        "señorita",
    ]
)
_SPELLED_OUT = {"mme": "Madame", "mlle": "Madame"}
"""French writes these in full when it addresses somebody."""
_TITLES = {"dr": "Dr.", "dra": "Dra.", "prof": "Prof.", "professor": "Professor", "doctor": "Doctor"}
_CREDENTIALS = frozenset(
    [
        "phd",
        "mba",
        "msc",
        "bsc",
        "ma",
        "ba",
        "md",
        "jd",
        "mph",
        "pmp",
        "cpa",
        "cipd",
        "sphr",
        "phr",
        "shrm",
        "cp",
        "jr",
        "sr",
        "ii",
        "iii",
    ]
)
_PARTICLES = frozenset(
    [
        "von",
        "van",
        "der",
        "den",
        "de",
        "di",
        "da",
        "del",
        "della",
        "du",
        "la",
        "le",
        "zu",
        "zur",
        "vom",
        "ter",
        "ten",
        "af",
        "al",
        "bin",
        "ibn",
        "los",
        "las",
        "y",
    ]
)
_FIRST_AND_LAST = 2


def one_line(text: str | None) -> str | None:
    """Text on one line, each run of space as one; None where nothing is left. What is typed is otherwise kept."""
    return " ".join(_CONTROLS.sub(" ", text or "").split()) or None


def greeting_name(typed: str | None) -> str | None:
    """The name to greet, in the order in which it is spoken; None where no name is known."""
    name = one_line(_BRACKETED.sub(" ", one_line(typed) or "").strip(" \"'"))
    # What follows a bar or a bullet on a profile is a headline: "Ada Example | Talent Partner".
    name = re.split(r"\s*[|•·]\s*|\s+[\u2013\u2014-]\s+", name or "")[0].strip(" ,;\"'")
    if not _WORD.search(name) or re.search(r"[@/\\<>]|https?:", name):
        return None
    words = [_spelled_title(word) for word in _spoken_order(name).split()]
    bare = [word for word in words if _key(word) not in _GENDERED]
    plain = [word for word in bare if _key(word) not in _TITLES]
    chosen = bare if len(plain) >= _FIRST_AND_LAST or len(bare) == len(words) else words
    return _in_name_case(chosen) if plain else None


def _spoken_order(name: str) -> str:
    """ "Beispiel, Dr. Ada" as "Dr. Ada Beispiel", and "Ada Example, PhD" without what follows the comma."""
    parts = [part.strip() for part in name.split(",")]
    parts = [part for part in parts if part and not all(_key(word) in _CREDENTIALS for word in part.split())]
    if len(parts) < _FIRST_AND_LAST:
        return parts[0] if parts else name
    last, first = parts[0], parts[1]
    honorifics = [word for word in last.split() if _key(word) in _TITLES or _key(word) in _GENDERED]
    surnames = [word for word in last.split() if word not in honorifics]
    return " ".join([*honorifics, first, *surnames])


def _key(word: str) -> str:
    return re.sub(r"[.\-]", "", word.casefold())


def _spelled_title(word: str) -> str:
    if _key(word) in _SPELLED_OUT:
        return _SPELLED_OUT[_key(word)]
    return _TITLES.get(_key(word), word) if word.islower() or word.isupper() else word


def _in_name_case(words: list[str]) -> str:
    """Capitals as in a name, only where the typing had none of its own: all lower case, or all shouted."""
    untitled = [word for word in words if _key(word) not in _TITLES]
    letters = "".join(untitled)
    is_shouted = letters.isupper() and len(untitled) >= _FIRST_AND_LAST
    if not (letters.islower() or is_shouted):
        return " ".join(words)
    return " ".join(_capitalised(word, is_first=index == 0) for index, word in enumerate(words))


def _capitalised(word: str, *, is_first: bool) -> str:
    if _key(word) in _TITLES:
        return word
    if word.casefold() in _PARTICLES and not is_first:
        return word.casefold()
    return _WORD.sub(lambda part: part[0][:1].upper() + part[0][1:].casefold(), word)
