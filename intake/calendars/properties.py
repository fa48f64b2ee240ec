"""The properties of a component: name, parameters and value of a line, as iCalendar writes them (RFC 5545, 3.1)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import cast

from icalendar.parser import Contentline, unescape_backslash

from intake.calendars.limits import LONGEST_HEAD
from intake.calendars.scanning import Component, ContentLine
from intake.texts import on_one_line

_NAME = re.compile(r"[ \t]*([A-Za-z0-9-]{1,60})[ \t]*[;:]")
_BEFORE_VALUE = re.compile(r"[^\":]*+(?:\"[^\"]*+\"[^\":]*+)*+:")
_WELL_FORMED = re.compile(
    r"[A-Za-z0-9-]++(?:;[A-Za-z0-9-]++=(?:\"[^\"]*+\"|[^\";:,]*+)(?:,(?:\"[^\"]*+\"|[^\";:,]*+))*+)*+:.*+"
)


@dataclass(frozen=True, slots=True)
class Property:
    """One property: its name and those of its parameters in upper case, its value as the file has it."""

    name: str
    parameters: Mapping[str, str]
    value: str
    line: str

    @property
    def text(self) -> str:
        """The value as the text that it stands for, without its escapes."""
        return unescape_backslash(self.value).strip()


def name_of(line: ContentLine) -> str | None:
    """The name of the property, in upper case; None where the line is none."""
    found = _NAME.match(line.text)
    return found[1].upper() if found else None


def is_well_formed(line: str) -> bool:
    """Whether a line can be handed on as it is, for any program to read."""
    return _WELL_FORMED.fullmatch(line) is not None


def properties_of(component: Component, *names: str) -> Iterator[Property]:
    """The properties of these names that can be read, in the order of the file."""
    for line in component.lines:
        name = name_of(line)
        if name in names and (found := _read(name, line)) is not None:
            yield found


def first_of(component: Component, name: str) -> Property | None:
    """The first property of this name that can be read."""
    return next(properties_of(component, name), None)


def text_of_property(component: Component, name: str, *, most: int) -> str | None:
    """The text of a property on one line, cut at so many characters; None where there is nothing in it."""
    for found in properties_of(component, name):
        if text := on_one_line(found.text):
            return text[:most].rstrip()
    return None


def _read(name: str, line: ContentLine) -> Property | None:
    head = _BEFORE_VALUE.match(line.text)
    if head is None or head.end() > LONGEST_HEAD:
        return None
    try:
        # The package reads parameters leniently: blanks around marks, backslashes, RFC 6868's "^n".
        _, parameters, _ = Contentline(head[0]).raw_parts()
    except ValueError:
        return None
    value = line.text[head.end() :]
    read = cast("Mapping[str, str | list[str]]", parameters)
    flat = {key.upper(): said if isinstance(said, str) else ",".join(said) for key, said in read.items()}
    return Property(name, flat, value.strip(), line.text)
