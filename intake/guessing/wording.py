"""Why something was taken, as a sentence in the person's language."""

from intake.guessing.guess import Why
from intake.guessing.words_file import sentences_of


def say(why: Why, language: str) -> str:
    """The sentence of a reason, in `language`, or in English where there are no words for it."""
    return sentences_of(language)[why.code].format(**dict(why.parts))
