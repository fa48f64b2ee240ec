"""The rules about form: length, parts, apologies counted, capitals, marks, care, and times that can be kept."""

import re
from collections.abc import Iterator

from core.vocabulary import ReplyKind
from replies.letter import Letter
from replies.note import Note
from replies.phrase import Span
from replies.reading import lowered, spelled_plainly

CURT_BELOW, SHORT_BELOW, LENGTHY_ABOVE, LONG_ABOVE = 25, 40, 130, 160
"""Words of the whole letter, greeting and name included."""

_ENDING = frozenset({ReplyKind.DECLINE, ReplyKind.WITHDRAW})

_WORDS = re.compile(r"[^\W_]+(?:['\u2019\u2010\u2011-][^\W_]+)*")
_LETTERS = re.compile(r"[^\W\d_]+")
_LONE_CAPITALS = 6
_EXCLAMATION = re.compile(r"!(?:[!1?]{0,20}!)?")
_EMOJI = re.compile(
    "(?:[\U0001f1e6-\U0001f1ff]{2}|[\U0001f300-\U0001faff\u2600-\u2712\u2715-\u27bf\u2b50\u2b55]"
    "(?:[\ufe0f\U0001f3fb-\U0001f3ff\u200d]{1,2}[\U0001f300-\U0001faff\u2600-\u27bf]?){0,8})"
    r"|(?<!\S)[:;=8]'?-?[)(DPp|/](?!\w)|(?<!\w)<3(?!\w)"
)
_DOUBLE_SPACE = re.compile(r"(?<=\S)[ \u00a0]{2,}(?=\S)")
_QUOTES = re.compile('["\u201c\u201d\u201e\u201f\u00ab\u00bb]')
_CLOCK_TIME = re.compile(r"(?<![\w:.,+-])(?:[01]?\d|2[0-4])(?::[0-5]\d)(?::[0-5]\d)?(?![\d:])", re.ASCII)
_OFFSET = re.compile(
    r"(?<![\w])(?:(?:UTC|GMT)\s?)?[+\u2212-](?:0\d|1[0-4]|\d)(?::?[0-5]\d)?(?!\w)|(?<!\w)[A-Z][a-z]+/[A-Z]\w+"
)
_OPENING_MARKS = "\u00a1\u00bf"
_DIGIT = re.compile(r"\d")
_REPEATED_WORDS = 4


def count_words(text: str) -> int:
    """Words are runs of letters and digits, apostrophes and hyphens inside: "can't" and "follow-up" are one each."""
    return sum(1 for _ in _WORDS.finditer(text))


def good_length(kind: ReplyKind) -> tuple[int, int]:
    """From how many words to how many a letter of a kind is neither short nor long."""
    return (SHORT_BELOW if kind in _ENDING else CURT_BELOW, LENGTHY_ABOVE)


def lengths(letter: Letter) -> Iterator[Note]:
    """`length`, of the whole letter: curt and long for every kind, the hints for letters that end something.

    A hold, an acceptance or a proposal of other times is rightly short, so 25 to 39 words are no matter there.
    """
    words = count_words(letter.reading.original)
    fewest, most = good_length(letter.brief.kind)
    case = None
    if words < CURT_BELOW:
        case = "length.curt"
    elif words < fewest:
        case = "length.short"
    elif words > LONG_ABOVE:
        case = "length.long"
    elif words > most:
        case = "length.lengthy"
    if case:
        yield Note(case, 0, len(letter.text), {"words": str(words)})


def apologies(letter: Letter) -> Iterator[Note]:
    """`over_apology`: the second apology, or one laid on too thick."""
    strong = letter.matches("over_apology.strong")
    yield from (Note("over_apology.strong", *span) for span in strong)
    counted = letter.matches("over_apology.twice")
    if len(counted) > 1 and not any(start < counted[1][1] and counted[1][0] < end for start, end in strong):
        yield Note("over_apology.twice", *counted[1])


def flattery(letter: Letter) -> Iterator[Note]:
    """`flattery`: the third superlative."""
    praise = letter.matches("flattery")
    if len(praise) > 2:
        yield Note("flattery", *praise[2])


def missing_parts(letter: Letter) -> Iterator[Note]:
    """`missing_part`: thanks in every letter but a check-in, a good wish where it ends something, a name at the end."""
    kind = letter.brief.kind
    if kind is not ReplyKind.CHECK_IN and not letter.matches("thanks"):
        yield Note("missing_part.thanks", *letter.opening)
    if kind in _ENDING and not letter.matches("wishes"):
        yield Note("missing_part.wish", *_last(letter))
    if not _is_signed(letter):
        yield Note("missing_part.name", *_last(letter))


def shouting(letter: Letter) -> Iterator[Note]:
    """`shouting`: `!!`, a second exclamation mark, words in capitals that aren't known acronyms."""
    marks = [match.span() for match in _EXCLAMATION.finditer(letter.masked)]
    loud = [span for index, span in enumerate(marks) if span[1] - span[0] > 1 or index == 1]
    yield from (Note("shouting.exclamation", *span) for span in loud[:1])
    for run in _capital_runs(letter.masked):
        if _is_shouted([lowered(letter.masked[start:end]) for start, end in run], letter):
            yield Note("shouting.capitals", run[0][0], run[-1][1])


def slang(letter: Letter) -> Iterator[Note]:
    """`slang`: pictures and chat words."""
    yield from (Note("slang.emoji", *match.span()) for match in _EMOJI.finditer(letter.masked))
    yield from (Note("slang.word", *span) for span in letter.matches("slang.word"))


def carelessness(letter: Letter) -> Iterator[Note]:
    """`slapdash`: double spaces, a quote left open, a sentence without a capital, a sentence said twice."""
    yield from (Note("slapdash.spaces", *match.span()) for match in _DOUBLE_SPACE.finditer(letter.text))
    quotes = [match.span() for match in _QUOTES.finditer(letter.text) if not _is_inch(letter.text, match.start())]
    if len(quotes) % 2:
        yield Note("slapdash.quotes", *quotes[-1])
    yield from (Note("slapdash.capital", *span) for span in _uncapitalised(letter))
    seen: set[str] = set()
    for start, end in letter.body_sentences:
        sentence = " ".join(_WORDS.findall(spelled_plainly(letter.text[start:end])))
        if sentence.count(" ") + 1 >= _REPEATED_WORDS and sentence in seen:
            yield Note("slapdash.repeated", start, end)
        seen.add(sentence)


def times(letter: Letter) -> Iterator[Note]:
    """`date_without_zone`: in a hold, reschedule or acceptance, a time of day needs its weekday and a zone.

    The weekday stands in the time's own sentence or line; one word on the zone serves the whole letter.
    """
    if letter.brief.kind not in {ReplyKind.HOLD, ReplyKind.RESCHEDULE, ReplyKind.ACCEPT}:
        return
    has_zone = bool(letter.matches("zones") or _OFFSET.search(letter.masked))
    clock_times = [match.span() for match in _CLOCK_TIME.finditer(letter.masked)]
    dated = letter.sentences_with("weekdays")
    worded = [span for span in letter.matches("times") if not any(s < span[1] and span[0] < e for s, e in clock_times)]
    for start, end in sorted([*clock_times, *worded]):
        if not has_zone or letter.sentence_at(start) not in dated:
            yield Note("date_without_zone", start, end)


def vague_promises(letter: Letter) -> Iterator[Note]:
    """`vague_promise`: an answer promised without a day, unless a date or a number stands in the sentence."""
    dated = letter.sentences_with("dates") | letter.sentences_with("weekdays")
    dated |= {letter.sentence_at(digit.start()) for digit in _DIGIT.finditer(letter.masked)}
    for start, end in letter.matches("vague_promise"):
        if letter.sentence_at(start) not in dated:
            yield Note("vague_promise", start, end)


def _last(letter: Letter) -> Span:
    """Where something missing from the end is shown: the last sentence, else 0..0."""
    body = letter.body_sentences
    return body[-1] if body else (0, 0)


def _is_signed(letter: Letter) -> bool:
    sender = letter.brief.sender_name
    tail = letter.text[letter.closing[0] :] if letter.closing else letter.text.rstrip()[-80:]
    if not sender or not sender.strip():
        # Who writes isn't known: a closing formula is enough, and so is a last line that could be a name.
        last_line = letter.text.rstrip().rpartition("\n")[2].strip()
        return letter.closing is not None or (0 < count_words(last_line) <= 4 and last_line[-1].isalnum())
    words = set(_WORDS.findall(spelled_plainly(tail)))
    return any(word in words for word in _WORDS.findall(spelled_plainly(sender)))


def _capital_runs(text: str) -> Iterator[list[Span]]:
    run: list[Span] = []
    for word in _LETTERS.finditer(text):
        if run and (not word[0].isupper() or text[run[-1][1] : word.start()].strip(" ,'\n")):
            yield run
            run = []
        if word[0].isupper():
            run.append(word.span())
    if run:
        yield run


def _is_shouted(words: list[str], letter: Letter) -> bool:
    known = letter.rules.words["acronyms"]
    unknown = [word for word in words if word not in known and len(word) > 1]
    if not unknown:
        return False
    if len(words) == 1:
        return len(words[0]) >= _LONE_CAPITALS
    common = letter.rules.words["capitals"]
    return any(word in common or len(word) >= _LONE_CAPITALS for word in unknown) or len(unknown) > 2


def _is_inch(text: str, at: int) -> bool:
    return text[at] == '"' and at > 0 and text[at - 1].isdigit() and text.count('"') % 2 == 1


def _uncapitalised(letter: Letter) -> Iterator[Span]:
    text = letter.text
    for start, end in letter.body_sentences:
        before = text[max(0, start - 8) : start].rstrip()[-1:]
        if before not in {".", "!", "?"}:
            continue
        first = start + (text[start] in _OPENING_MARKS)
        word = _WORDS.match(text, first, end)
        if (
            word
            and letter.masked[first].islower()
            and word[0] == lowered(word[0])
            and "..." not in text[start - 5 : start]
        ):
            yield word.span()
