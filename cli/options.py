"""Options that several commands take, and how their texts are read."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Annotated

import typer

from models.local_time import is_in_calendar

_DURATION = re.compile(r"(\d{1,4})\s*([hdw])")
_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}


def new_app() -> typer.Typer:
    """An application of one command, or of a few: plain help, plain errors, nothing installed into the shell."""
    return typer.Typer(
        add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False, no_args_is_help=False
    )


def read_instant(written: str) -> datetime:
    """An instant of RFC 3339, in UTC. One without a zone is refused: nobody knows which was meant."""
    try:
        instant = datetime.fromisoformat(written)
    except ValueError:
        raise typer.BadParameter("write an instant such as 2026-11-23T18:00:00+01:00.") from None
    if instant.tzinfo is None:
        raise typer.BadParameter("an instant needs its zone, as in 2026-11-23T18:00:00+01:00.")
    if not is_in_calendar(instant):
        raise typer.BadParameter("an instant must lie between 1970 and 2200.")
    return instant.astimezone(UTC)


def read_day(written: str) -> date:
    """A date, as 2027-03-01."""
    try:
        day = date.fromisoformat(written)
    except ValueError:
        raise typer.BadParameter("write a date such as 2027-03-01.") from None
    if not is_in_calendar(day):
        raise typer.BadParameter("a date must lie between 1970 and 2200.")
    return day


def read_duration(written: str) -> timedelta:
    """A time from now: `12h`, `90d` or `26w`."""
    found = _DURATION.fullmatch(written.strip())
    if found is None or int(found[1]) == 0:
        raise typer.BadParameter("write hours, days or weeks, such as 12h, 90d or 26w.")
    return int(found[1]) * _UNITS[found[2]]


Account = Annotated[
    str | None, typer.Option("--account", metavar="EMAIL", help="Whose; needed where there are several accounts.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
At = Annotated[
    datetime | None,
    typer.Option("--at", metavar="INSTANT", parser=read_instant, help="As things stand then, not now."),
]
FromStdin = Annotated[bool, typer.Option("--stdin", help="Read the password from standard input instead of asking.")]
