"""What the message says of the pay: an amount or a range, where the words around it are about pay."""

import re
from collections.abc import Iterator
from functools import cache

from intake.guessing.guess import Confidence, Guess, Why
from intake.guessing.message import Message
from intake.guessing.words_file import Words

LONGEST = 200
_MOST_FOUND = 60
_NEAR = 90
_MONEY = r"(?:€|eur|euro|£|gbp|\$|usd|chf|us\$)"
_NUMBER = r"\d{1,3}(?:[.,'\s]\d{3}){0,2}(?:[.,]\d{1,2})?(?!\d)"
_AMOUNT = re.compile(
    rf"(?:(?<!\w){_MONEY}\s?)?(?<![\d\w.,:/-]){_NUMBER}\s?(?:k|tsd\.?|tausend)?(?![\w])(?:\s?{_MONEY})?"
    rf"(?:\s?(?:[-\u2013\u2014]|to|bis|and|und)\s?(?:{_MONEY}\s?)?{_NUMBER}\s?(?:k|tsd\.?|tausend)?(?![\w%])(?:\s?{_MONEY}(?!\w))?)?"
)
_HAS_MONEY = re.compile(rf"{_MONEY}|\d\s?k(?!\w)")


def salaries_of(message: Message) -> Iterator[Guess[str]]:
    """Candidates for the pay, as the message writes it."""
    for number, found in enumerate(_AMOUNT.finditer(message.lower)):
        if number > _MOST_FOUND * 20:
            return
        if not _HAS_MONEY.search(found[0]):
            continue
        start, end = found.start(), _with_period(message, found.end())
        if not message.is_said(start):
            continue
        first, last = message.sentence(start)
        is_pay = message.has("salary", max(first, start - _NEAR), min(last, end + 30))
        is_labelled = message.words.labels.get(message.line_at(start).label or "") == "salary"
        value = message.value(start, end, most=LONGEST)
        if value is None or not (is_pay or is_labelled or _is_yearly(found[0])):
            continue
        confidence = Confidence.SURE if is_labelled else Confidence.LIKELY if is_pay else Confidence.GUESS
        yield Guess(value, message.weigh(confidence, start), message.evidence(start, end), Why("pay"))


def _with_period(message: Message, end: int) -> int:
    """Where an amount ends with the words behind it: "brutto im Jahr"."""
    for _ in range(2):
        following = _period(message.words).match(message.lower, end)
        end = following.end() if following else end
    return end


def _period(words: Words) -> re.Pattern[str]:
    return _period_of(words.any_of("a_year"))


@cache
def _period_of(words: str) -> re.Pattern[str]:
    return re.compile(rf"\s?(?:{words})(?!\w)")


def _is_yearly(amount: str) -> bool:
    """Whether an amount is of the size of a year's pay, and its currency is named."""
    first = re.split(r"[-\u2013\u2014]|to|bis|and|und|[.,]\d{1,2}(?!\d)", amount)[0]
    digits = "".join(char for char in first if char.isdigit())
    thousands = 1_000 if re.search(r"\d\s?(?:k|tsd)", amount) else 1
    return 20_000 <= int(digits or 0) * thousands < 1_000_000 and re.search(_MONEY, amount) is not None
