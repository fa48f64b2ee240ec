"""What is printed. Text from outside is data: neither markup nor a terminal's control characters in it take effect.

On a terminal tables have lines and colours and fold long texts; elsewhere they are plain columns, whole.
"""

import json
import sys
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any
from uuid import UUID

import typer
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from notifications.lines import one_line

_LONGEST = 100_000
_JOINERS = "\u200c\u200d"
_UNSHOWN = ("Cc", "Cf", "Cs")


def clean(value: object, style: str = "") -> Text:
    """A cell with a text as it is, on one line."""
    return Text(one_line(str(value), _LONGEST), style=style)


def say(text: str = "") -> None:
    """A line on stdout; of several lines, each is kept."""
    typer.echo(_lines(text))


def note(text: str) -> None:
    """Lines on stderr: what a person wants to know, and a program's reader doesn't."""
    typer.echo(_lines(text), err=True)


def counted(number: int, one: str) -> str:
    """A number and its noun, in the plural where it must be: `1 account`, `2 accounts`."""
    return (
        f"{number} {one}" if number == 1 else f"{number} {one.removesuffix('y')}{'ies' if one.endswith('y') else 's'}"
    )


def show_json(value: object) -> None:
    """A value as JSON on stdout, instants as RFC 3339."""
    typer.echo(json.dumps(value, indent=2, ensure_ascii=False, default=_plain))


def show_table(headings: Sequence[str], rows: Sequence[Sequence[object]], *, title: str | None = None) -> None:
    """Rows under headings. A cell that is a `Text` keeps its style."""
    on_terminal = sys.stdout.isatty()
    table = Table(
        title=one_line(title) if title else None,
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD if on_terminal else None,
        pad_edge=on_terminal,
        header_style="bold",
    )
    for heading in headings:
        table.add_column(Text(heading), overflow="fold")
    for row in rows:
        table.add_row(*(cell if isinstance(cell, Text) else clean("" if cell is None else cell) for cell in row))
    if on_terminal:
        Console().print(table)
        return
    console = Console(width=_LONGEST, color_system=None, force_terminal=False)
    with console.capture() as captured:
        console.print(table)
    typer.echo("\n".join(line.rstrip() for line in captured.get().rstrip("\n").split("\n")))


def _lines(text: str) -> str:
    """The lines of a text, blanks and all, without what a terminal would take for commands."""
    return "".join(character for character in text if character == "\n" or _is_shown(character))


def _is_shown(character: str) -> bool:
    return character in _JOINERS or unicodedata.category(character) not in _UNSHOWN


def _plain(value: Any) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, UUID | Enum | timedelta):
        return str(value)
    if isinstance(value, frozenset | set | tuple):
        return list(value)  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
    raise TypeError(f"{type(value).__name__} has no JSON")
