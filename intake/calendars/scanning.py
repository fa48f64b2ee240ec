"""The bytes of a calendar file as components and their lines, within limits that are held before anything is read.

What is cheap to know is known first: the size of the file, then, line by line and never further than a limit allows,
how many lines and components there are, how long and how deep. No value is looked at here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from intake.calendars.limits import DEEPEST, LONGEST_LINE, MOST_BYTES, MOST_COMPONENTS, MOST_PROPERTIES
from intake.mails.charsets import decoded
from intake.texts import without_controls
from intake.wording import Told, told

_LINE = re.compile(r"[^\n]+")
_MARK = re.compile(r"[ \t]*(BEGIN|END)[ \t]*:[ \t]*([A-Za-z0-9-]{1,60})[ \t]*", re.IGNORECASE)
_BEGIN = re.compile(r"^[ \t]*BEGIN[ \t]*:[ \t]*V", re.IGNORECASE | re.MULTILINE)
_FOLD_IN_LETTER = re.compile(rb"(?<=[\x80-\xff])\r?\n[ \t](?=[\x80-\xbf])")
_UTF_16 = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"B\x00": "utf-16-le", b"\x00B": "utf-16-be"}
TOP = frozenset({"VCALENDAR", "VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY", "VTIMEZONE"})
"""Components that stand in no other but a calendar: where one begins, whatever is still open has no end."""


class CalendarRefused(Exception):
    """A calendar file can't be read at all; `because` is the sentence for the person."""

    def __init__(self, because: Told) -> None:
        super().__init__(because.name)
        self.because = because


@dataclass(frozen=True, slots=True)
class ContentLine:
    """One property without its folds, and the line of the file on which it begins (from 1)."""

    number: int
    text: str


@dataclass(slots=True)
class Component:
    """What stands between BEGIN and END. `is_whole` is False where the END is missing."""

    name: str
    number: int
    lines: list[ContentLine] = field(default_factory=list[ContentLine])
    parts: list["Component"] = field(default_factory=list["Component"])
    is_whole: bool = False

    def named(self, name: str) -> Iterator["Component"]:
        """The components of this name directly within."""
        return (part for part in self.parts if part.name == name)


def scan(raw: bytes, *, charset: str | None = None) -> list[Component]:
    """The calendars of a file; events that stand in none are in one of their own. Raises CalendarRefused."""
    if len(raw) > MOST_BYTES:
        raise CalendarRefused(told("calendar.too_large", count=len(raw), most=MOST_BYTES))
    text = _text_of(raw, charset)
    if not text.strip():
        raise CalendarRefused(told("calendar.empty"))
    # Whatever else the file may be, its lines are nothing to complain of.
    calendars = _tree(_content_lines(text)) if _BEGIN.search(text) else []
    if not calendars:
        raise CalendarRefused(told("calendar.no_calendar"))
    return calendars


def _text_of(raw: bytes, charset: str | None) -> str:
    """The text without control characters, its lines ending in a line feed."""
    utf_16 = _UTF_16.get(raw[:2])
    # Some programs fold between the bytes of one letter, where no text may be parted.
    whole = raw if utf_16 else _FOLD_IN_LETTER.sub(b"", raw)
    # What we keep is UTF-8, with the mark of a lost letter in it where one was lost before.
    is_utf_8 = charset is None and utf_16 is None and _is_utf_8(whole)
    text = whole.decode() if is_utf_8 else decoded(whole, utf_16 or charset)
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    return without_controls(text.removeprefix("\ufeff"))


def _is_utf_8(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True


def _content_lines(text: str) -> Iterator[ContentLine]:
    """The properties of a text, unfolded, up to one more than are allowed."""
    count = length = begin = 0
    number, counted_to = 1, 0
    pieces: list[str] = []
    for found in _LINE.finditer(text):
        line = found[0]
        if line[0] in " \t" and pieces:
            line = line[1:]
            length += len(line)
            pieces.append(line)
        else:
            if pieces:
                yield ContentLine(begin, "".join(pieces))
            number += text.count("\n", counted_to, found.start())
            counted_to = found.start()
            begin, length, pieces = number, len(line), [line]
            count += 1
            if count > MOST_PROPERTIES + 2 * MOST_COMPONENTS:
                raise CalendarRefused(told("calendar.too_many_lines", most=MOST_PROPERTIES))
        if length > LONGEST_LINE:
            raise CalendarRefused(told("calendar.too_long_line", line=str(begin), most=LONGEST_LINE))
    if pieces:
        yield ContentLine(begin, "".join(pieces))


def _tree(lines: Iterator[ContentLine]) -> list[Component]:
    calendars: list[Component] = []
    opened: list[Component] = []
    components = properties = 0
    for line in lines:
        mark = _MARK.fullmatch(line.text)
        if mark is None:
            properties += 1
            if properties > MOST_PROPERTIES:
                raise CalendarRefused(told("calendar.too_many_lines", most=MOST_PROPERTIES))
            if opened:
                opened[-1].lines.append(line)
        elif mark[1].upper() == "END":
            _close(opened, mark[2].upper())
        else:
            components += 1
            if components > MOST_COMPONENTS:
                raise CalendarRefused(told("calendar.too_many_entries", most=MOST_COMPONENTS))
            _open(calendars, opened, Component(mark[2].upper(), line.number))
            if len(opened) > DEEPEST:
                raise CalendarRefused(told("calendar.too_deep", line=str(line.number), most=DEEPEST))
    return calendars


def _open(calendars: list[Component], opened: list[Component], component: Component) -> None:
    if component.name in TOP:
        del opened[1:]
    if component.name == "VCALENDAR":
        opened.clear()
        calendars.append(component)
    elif not opened:
        if component.name not in TOP:
            return
        calendars.append(Component("VCALENDAR", component.number))
        opened.append(calendars[-1])
    if component.name != "VCALENDAR":
        opened[-1].parts.append(component)
    opened.append(component)


def _close(opened: list[Component], name: str) -> None:
    for place in range(len(opened) - 1, -1, -1):
        if opened[place].name == name:
            opened[place].is_whole = True
            # What was opened within it and never closed has no end of its own.
            del opened[place:]
            return
