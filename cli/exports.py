"""`replyby export`: every invitation, in a file of its own or on stdout."""

import os
import sys
import tempfile
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cli.opening import opened
from cli.options import Account, new_app
from cli.output import note
from services.imports import exporting

app = new_app()


class Format(StrEnum):
    """What is written."""

    CSV = "csv"
    JSON = "json"


@app.command("export")
def export(
    to: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Else to stdout.")] = None,
    form: Annotated[Format | None, typer.Option("--format", help="Else as the file is called, or CSV.")] = None,
    account: Account = None,
) -> None:
    """Export every invitation, as CSV or JSON.

    The CSV is imported again equal. A file takes its name only when it is whole.
    """
    if form is None:
        form = Format.JSON if to is not None and to.suffix.lower() == ".json" else Format.CSV
    write = exporting.export_json if form is Format.JSON else exporting.export_csv
    with opened() as here:
        pieces = write(here.database.threads, here.owner(account).id)
        if to is None:
            for piece in pieces:
                sys.stdout.buffer.write(piece)
            sys.stdout.buffer.flush()
            return
        _write_whole(to, pieces)
    note(f"Exported to {to}.")


def _write_whole(to: Path, pieces: Iterable[bytes]) -> None:
    """Write beside the file first: what breaks off leaves the old one as it was. Only its owner may read it."""
    number, made = tempfile.mkstemp(prefix=f".{to.name}.", dir=to.parent)
    try:
        with os.fdopen(number, "wb") as file:
            for piece in pieces:
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        Path(made).replace(to)
    except BaseException:
        Path(made).unlink(missing_ok=True)
        raise
