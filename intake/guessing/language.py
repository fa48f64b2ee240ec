"""In which language a text is written, told by its small frequent words."""

import re

from intake.guessing.words_file import FALLBACK_LANGUAGE, available_languages, words_of

_WORD = re.compile(r"[^\W\d_]+")
_MOST_WORDS = 3_000
_LEAST_SHARE = 0.08
"""Of the words of any text of more than a line, at least so many are frequent ones of its language."""
_TOO_FEW_TO_TELL = 3


def language_of(lower: str, hint: str | None = None) -> str | None:
    """The language of a lower-case text; the hint decides between equals, and None means none that is known here."""
    counts, total = _counts(lower)
    best = max(counts.values(), default=0)
    if best < _TOO_FEW_TO_TELL or best < _LEAST_SHARE * total:
        return hint if hint in counts and best and best == counts.get(hint) else None
    equals = [code for code, count in counts.items() if count == best]
    return hint if hint in equals else equals[0]


def languages_to_read_by(lower: str, language: str | None) -> tuple[str, ...]:
    """Whose words are looked for: the text's own, English, and any that a part of the text is written in."""
    counts, _ = _counts(lower)
    if language is None:
        return available_languages()
    enough = max(_TOO_FEW_TO_TELL, counts[language] // 8)
    return tuple(
        code for code in available_languages() if code in {FALLBACK_LANGUAGE, language} or counts[code] >= enough
    )


def _counts(lower: str) -> tuple[dict[str, int], int]:
    seen = [word[0] for _, word in zip(range(_MOST_WORDS), _WORD.finditer(lower), strict=False)]
    known = {code: words_of((code,)).among("common") for code in available_languages()}
    return {code: sum(word in common for word in seen) for code, common in known.items()}, len(seen)
