"""The heads of chat messages, as they are pasted from LinkedIn, WhatsApp and their like."""

import re
from dataclasses import dataclass
from functools import cache

from intake.guessing.names import person_in
from intake.guessing.words_file import Words

_LONGEST_HEAD = 120
_STAMPED = re.compile(
    r"\s{0,3}\[?(?P<day>\d{1,4}[./-]\d{1,2}[./-]\d{2,4}),?\s(?P<time>\d{1,2}:\d\d(?::\d\d)?(?:\s?[AaPp]\.?[Mm]\.?)?)\]?"
    r"\s?(?:-\s)?[~\s]{0,3}(?P<name>[^:\n\[\]]{1,60}):\s"
)
_NAMED = re.compile(
    r"\s{0,3}(?P<name>[^\d·•|:,\n]{2,60}?)(?:\s\([^()]{2,20}\))?\s{0,2}(?:[·•|,]|\s)\s{0,2}"
    r"(?P<time>\d{1,2}:\d\d(?:\s?[AaPp]\.?[Mm]\.?)?)\s{0,4}"
)


@dataclass(frozen=True, slots=True)
class ChatHead:
    """Who wrote the chat message that begins here, and when. Positions are those of the folded text."""

    name: str
    start: int
    end: int
    is_own: bool
    day: str | None
    time: str | None
    text_at: int


def chat_head(line: str, at: int, words: Words) -> ChatHead | None:
    """The head that a line begins with, or is; None for any other line. `at` is where the line begins."""
    head = line[:_LONGEST_HEAD]
    if found := _STAMPED.match(head):
        name = found["name"].strip()
        is_own = name.lower() in words.among("you")
        return ChatHead(name, *_place(found, at), is_own, found["day"], found["time"], at + found.end())
    if len(line) >= _LONGEST_HEAD:
        return None
    found = _told(words).fullmatch(line) or _NAMED.fullmatch(line)
    if found is None:
        return None
    name = found["name"].strip()
    is_own = name.lower() in words.among("you")
    if not is_own and person_in(name, words) is None:
        return None
    return ChatHead(name, *_place(found, at), is_own, None, found["time"], at + len(line))


def _told(words: Words) -> re.Pattern[str]:
    return _told_of(words.any_of("sent_messages"))


@cache
def _told_of(sent: str) -> re.Pattern[str]:
    return re.compile(
        rf"\s{{0,3}}(?P<name>[^\d·•|:,\n]{{2,60}}?)\s(?:{sent})(?:\s\w{{2,3}}\s(?P<time>\d{{1,2}}:\d\d(?:\s?[AaPp]\.?[Mm]\.?)?))?.{{0,10}}",
        re.IGNORECASE,
    )


def _place(found: re.Match[str], at: int) -> tuple[int, int]:
    start = found.start("name") + len(found["name"]) - len(found["name"].lstrip())
    return at + start, at + start + len(found["name"].strip())
