"""The words of a text as a search has them: without accents, and in small letters."""

import re
import unicodedata

_WORD = re.compile(r"[^\W_]+")


def folded_words(text: str) -> str:
    """The words of a text, lower-case and without accents, each after a space: how SQLite's search index sees them.

    Also a function of every SQLite connection, for what the index has not taken in yet.
    """
    # Small once more: what a mathematical or a circled capital is made of is a plain one.
    decomposed = unicodedata.normalize("NFKD", text.casefold()).casefold()
    plain = "".join(character for character in decomposed if not unicodedata.combining(character))
    return "".join(f" {word}" for word in _WORD.findall(plain))
