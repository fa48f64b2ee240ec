"""Which job the message is about: "for the position of …", "für die Stelle als …", "… (m/w/d)", "the … role"."""

import re
from collections.abc import Iterator
from functools import cache

from intake.guessing.guess import Confidence, Guess, Source, Why
from intake.guessing.layout import Part
from intake.guessing.message import Message
from intake.guessing.names import capitals_at
from intake.guessing.phrases import Span
from intake.guessing.words_file import Words, shared

LONGEST = 300
_MOST_SPAN = 110
_MOST_WORDS = 9
_STOP = re.compile(r"(?<!bzw)[.](?!\w)|[;!?\n\"„“”«»|•·]|,\s|\s[-\u2013\u2014]\s|:\s|\s\(|[()\[\]]|$")
_SPLIT = re.compile(r"\S+")
_ENDING = re.compile(r"(?:[:*/_]-?in(?:nen)?|/-in|/in|\(in\)|-in)$")
_AFTERWORDS = re.compile(r"(?:[IVX]{1,3}|[A-Z0-9ÄÖÜ][\w&/+.#-]*)$")
_LONGEST_WORD = 60
_MOST_FOUND = 40


def roles_of(message: Message) -> Iterator[Guess[str]]:
    """Candidates for the role, in one text: the message, or its subject."""
    yield from _after(message, "role", Confidence.SURE)
    yield from _after(message, "role_loose", Confidence.LIKELY)
    yield from _before_word(message)
    yield from _before_marks(message)
    yield from _labelled(message)
    if message.source is Source.SUBJECT:
        yield from _standing(message, 0, len(message.text), Confidence.LIKELY, "subject")
        return
    for line in message.lines:
        if line.part is Part.HEAD and message.words.header_labels.get(line.label or "") == "subject":
            yield from _standing(message, line.value_at, line.end, Confidence.LIKELY, "subject")
        elif line.part is Part.BODY and len(line.text) < 2_000:
            yield from _standing(message, line.start, line.end, Confidence.GUESS, "mentioned")


def _guess(message: Message, span: Span, confidence: Confidence, why: str) -> Iterator[Guess[str]]:
    start, end = span
    value = message.value(start, end, most=LONGEST)
    if value is None or not message.counts(start):
        return
    lower = value.lower()
    is_contacts = any(lower.startswith(job) or f" {job}" in f" {lower}" for job in message.words.words["contact_jobs"])
    if is_contacts and why == "mentioned":
        return
    yield Guess(value, message.weigh(confidence, start), message.evidence(start, end), Why(why))


def _after(message: Message, group: str, confidence: Confidence) -> Iterator[Guess[str]]:
    for _, end in message.spans(group):
        span = _role_at(message, end)
        if span is not None:
            yield from _guess(message, span, confidence, "said")


def _before_word(message: Message) -> Iterator[Guess[str]]:
    """ "the Senior Backend Engineer role"."""
    for start, _ in message.spans("role_after"):
        if (span := _role_before(message, start, is_named=True)) is not None:
            has_noun = any(is_job_noun(message.words, word) for word in message.text[slice(*span)].split())
            yield from _guess(message, span, Confidence.SURE if has_noun else Confidence.LIKELY, "said")


def _before_marks(message: Message) -> Iterator[Guess[str]]:
    for number, found in enumerate(_marks().finditer(message.lower)):
        if number >= _MOST_FOUND:
            return
        span = _role_before(message, found.start(), is_marked=True)
        if span is not None and message.line_at(span[0]).part in {Part.BODY, Part.HEAD}:
            yield from _guess(message, span, Confidence.SURE, "marker")


def _labelled(message: Message) -> Iterator[Guess[str]]:
    for line in message.lines:
        if line.label and message.words.labels.get(line.label) == "role" and line.part is Part.BODY:
            span = _role_at(message, line.value_at) or _whole(message, line.value_at, line.end)
            if span is not None:
                yield from _guess(message, span, Confidence.SURE, "label")


def _whole(message: Message, start: int, end: int) -> Span | None:
    text = message.text[start:end]
    words = text.split()
    if not 1 <= len(words) <= _MOST_WORDS or len(text) > _MOST_SPAN or not words[0][0].isupper():
        return None
    return start + len(text) - len(text.lstrip()), start + len(text.rstrip(" .;*_"))


def _role_at(message: Message, at: int) -> Span | None:
    """The role that begins at a place: up to the last word that ends the name of a job, and its specialisation."""
    text = message.flat
    while at < len(text) and text[at] in " \n*_\"'„“«»:":
        at += 1
    stop = _STOP.search(text, at, min(len(text), at + _MOST_SPAN))
    limit = stop.start() if stop else min(len(text), at + _MOST_SPAN)
    return _job_within(message, [(found.start(), found.end()) for found in _SPLIT.finditer(text, at, limit)])


def _job_within(message: Message, words: list[Span]) -> Span | None:
    stops = message.words.among("inside_jobs")
    while words and message.lower[slice(*words[0])] in message.words.among("before_jobs"):
        words = words[1:]
    noun = None
    for number, span in enumerate(words[:_MOST_WORDS]):
        word = message.text[slice(*span)].strip("*_\"'")
        if _is_stop(message.words, word, stops):
            break
        if is_job_noun(message.words, word) or (
            noun is not None
            and number == noun + 1
            and _AFTERWORDS.match(word)
            and word.lower() not in message.words.among("not_names")
        ):
            noun = number
    if noun is None:
        return None
    first, last = words[0], words[noun]
    if specialised := _specialised_end(message, last[1]):
        return first[0], specialised
    end = last[1] - (len(message.text[slice(*last)]) - len(message.text[slice(*last)].rstrip("*_\"'")))
    return first[0], end


def _specialised_end(message: Message, at: int) -> int | None:
    """Where a role ends that goes on "im Bereich Data Science"."""
    rest = message.flat[at : at + 30].lower()
    lead = next((one for one in message.words.words["specialised"] if rest.startswith(f" {one} ")), None)
    if lead is None:
        return None
    span = capitals_at(message.flat, at + len(lead) + 2, most=4, stops=message.words.among("not_names"))
    return span[1] if span else None


def _is_stop(words: Words, word: str, inside: frozenset[str]) -> bool:
    lower = word.lower()
    if lower in inside:
        return False
    is_function_word = lower in words.among("common") or lower in {"position", "role", "opening", "vacancy"}
    return is_function_word and not is_job_noun(words, word)


def _role_before(message: Message, end: int, *, is_marked: bool = False, is_named: bool = False) -> Span | None:
    first = max(0, end - _MOST_SPAN)
    window = message.flat[first:end]
    cut = max((found.end() for found in _STOP.finditer(window) if found.end() < len(window.rstrip())), default=0)
    words = [(first + found.start(), first + found.end()) for found in _SPLIT.finditer(window, cut)][-_MOST_WORDS:]
    begin = len(words)
    for number in range(len(words) - 1, -1, -1):
        word = message.text[slice(*words[number])].strip("*_\"'(")
        lower = word.lower()
        is_inside = lower in message.words.among("inside_jobs") and number > 0
        has_capital = bool(word) and (word[0].isdigit() or word[:2] != word[:2].lower())  # "iOS Engineer"
        if not word or not (has_capital or is_inside or is_job_noun(message.words, word)):
            break
        if lower in message.words.among("not_names") and not is_job_noun(message.words, word):
            break
        begin = number
    chosen = words[begin:]
    while chosen and message.lower[slice(*chosen[0])] in message.words.among("inside_jobs") | message.words.among(
        "before_jobs"
    ):
        chosen = chosen[1:]
    if not chosen:
        return None
    has_noun = any(is_job_noun(message.words, message.text[slice(*span)]) for span in chosen)
    is_led = begin > 0 and message.lower[slice(*words[begin - 1])] in message.words.among("articles")
    if not has_noun and not (len(chosen) <= 5 and (is_marked or (is_named and is_led and len(chosen) > 1))):
        return None
    return chosen[0][0], chosen[-1][1]


def _standing(message: Message, start: int, end: int, confidence: Confidence, why: str) -> Iterator[Guess[str]]:
    """Runs of capitals that end in the name of a job."""
    number = 0
    for found in _SPLIT.finditer(message.text, start, end):
        word = found[0].strip("*_\"'(),.;:!?|")
        if not word or not word[0].isupper() or not is_job_noun(message.words, word):
            continue
        number += 1
        if number > _MOST_FOUND:
            return
        last = found.start() + found[0].index(word) + len(word)
        span = _role_before(message, last)
        if why == "mentioned" and span and _is_headline(message, span, start, end):
            continue
        if span is not None and len(message.text[slice(*span)].split()) > (why == "mentioned"):
            yield from _guess(message, span, confidence, why)


def _is_headline(message: Message, span: Span, start: int, end: int) -> bool:
    """Whether a line is somebody's own title: "Sales Manager at Acme" and nothing before it."""
    is_first = not message.text[start : span[0]].strip(" -*•|")
    following = message.lower[span[1] : end].split()[:1]
    return is_first and bool(following) and (following[0] == "|" or following[0] in message.words.among("at_company"))


def is_job_noun(words: Words, word: str) -> bool:
    """Whether a word ends the name of a job: "Engineer", "Softwareentwicklerin", "Entwickler:in"."""
    lower = _ENDING.sub("", word.strip("*_\"'(),.;:!?").lower())
    if lower in words.among("job_nouns"):
        return True
    return len(lower) < _LONGEST_WORD and "-" not in lower[-3:] and lower.endswith(words.long_job_nouns)


@cache
def _marks() -> re.Pattern[str]:
    marks = "|".join(re.escape(mark) for mark in sorted(shared("marks")["gender"], key=len, reverse=True))
    return re.compile(rf"\s?[(\[]\s?(?:{marks})\s?[)\]]|\s(?:m/w/d|w/m/d)(?!\w)")
