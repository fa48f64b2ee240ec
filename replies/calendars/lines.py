"""Lines of iCalendar (RFC 5545, section 3.1): how a text is written into one, folded, and read back out."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from icalendar.parser import Contentline

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_BREAKS = re.compile(r"\r\n|\r|\n")
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
_FOLD = re.compile(r"\n[ \t]")
_MOST_OCTETS = 75
_NOT_IN_PARAMETERS = re.compile(r"[\s\"]+")


class NotWritten(ValueError):
    """A line can't be read as one of iCalendar."""


@dataclass(frozen=True, slots=True)
class Line:
    """One property as it stands, and its parts; names are in upper case."""

    name: str
    parameters: Mapping[str, str]
    value: str
    whole: str


def read_lines(source: str) -> list[Line]:
    """The lines of a calendar, unfolded. Raises NotWritten where one of them isn't iCalendar."""
    lines: list[Line] = []
    for text in _FOLD.sub("", without_controls(_BREAKS.sub("\n", source))).split("\n"):
        if not text.strip():
            continue
        try:
            name, parameters, value = Contentline(text).raw_parts()
        except ValueError as odd:
            raise NotWritten from odd
        read = cast("Mapping[str, str | list[str]]", parameters)
        flat = {key.upper(): said if isinstance(said, str) else ",".join(said) for key, said in read.items()}
        lines.append(Line(name.upper(), flat, value.strip(), text))
    return lines


def without_controls(text: str) -> str:
    """The text without what no line may hold: controls, and what ends a line for some programs; line feeds stay."""
    return _CONTROLS.sub("", text)


def text_line(name: str, text: str) -> str:
    """A property that holds a text, its marks and line ends escaped, without what can't be shown."""
    plain = without_controls(_BREAKS.sub("\n", text))
    # The package's own escaping takes the "N" of "C:\New" for the end of a line.
    return f"{name}:{plain.translate(_ESCAPES)}"


def instant_line(name: str, at: datetime) -> str:
    """A property that holds an instant in UTC."""
    return f"{name}:{at:%Y%m%dT%H%M%SZ}"


def parameter(name: str, text: str) -> str:
    """A parameter, quoted: no quotation mark can stand in one, and no line end."""
    return f';{name}="{_NOT_IN_PARAMETERS.sub(" ", _CONTROLS.sub("", text)).strip()}"'


def written(lines: Iterable[str]) -> bytes:
    """The lines as a calendar file has them: folded at 75 octets, each ending in CRLF."""
    return b"".join(_folded(line) + b"\r\n" for line in lines)


def _folded(line: str) -> bytes:
    raw = line.encode()
    # Folding goes letter by letter: of a feed with thousands of lines that would be most of the work.
    if len(raw) <= _MOST_OCTETS and b"\r" not in raw and b"\n" not in raw:
        return raw
    return Contentline(line).to_ical()
