"""Text from outside, made fit for one line of a message."""

import unicodedata

LINE_LIMIT = 160


def one_line(text: str, limit: int = LINE_LIMIT) -> str:
    """A text as one line: runs of white space become a space, controls are left out, what is too long ends in "…".

    Format characters go too, but for the joiners that scripts and emoji need: an override of direction would let a
    company's name rewrite the rest of its line.
    """
    spaced = " ".join(text.split())
    kept = "".join(c for c in spaced if c in "\u200c\u200d" or unicodedata.category(c) not in ("Cc", "Cf", "Cs"))
    return kept if len(kept) <= limit else kept[: limit - 1].rstrip() + "…"
