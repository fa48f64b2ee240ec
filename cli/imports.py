"""`replyby import`: a file is looked at, shown, and imported."""

import json
import shutil
import sys
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any, BinaryIO

import typer

from cli.opening import Opened, opened
from cli.options import Account, AsJson, new_app
from cli.output import note, say, show_json, show_table
from cli.progress import progress_of
from core import clock
from core.vocabulary import ImportState
from models.account import Owner
from services.imports import import_pieces, importing, previewing, undoing
from services.imports.previewing import ImportOptions

app = new_app()

STDIN = Path("-")
SHOWN_PROBLEMS = 20
IN_MEMORY_BYTES = 8_000_000
LOOK_AGAIN_SECONDS = 0.3

_COUNTED = (
    ("new", "new"),
    ("known", "known already"),
    ("changed", "known, and changed since"),
    ("skipped", "hold no invitation"),
    ("errors", "can't be read"),
)


def read_mapping(written: str) -> dict[str, str | None]:
    """A JSON object of headers and what they mean; null leaves a column out."""
    try:
        mapping: Any = json.loads(written)
    except ValueError:
        mapping = None
    if not isinstance(mapping, dict) or not all(value is None or isinstance(value, str) for value in mapping.values()):  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType]
        raise typer.BadParameter('write JSON, such as {"Firm": "company", "Remarks": null}.')
    return mapping  # pyright: ignore[reportUnknownVariableType]


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A CSV file; - is standard input.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would come of it, and keep nothing.")] = False,
    mapping: Annotated[
        dict[str, str | None] | None,
        typer.Option(parser=read_mapping, metavar="JSON", help="What columns mean, by their headers."),
    ] = None,
    day_first: Annotated[
        bool | None, typer.Option("--day-first/--month-first", help="Of dates that nothing in the file decides.")
    ] = None,
    update: Annotated[bool, typer.Option("--update", help="Take over known rows that changed.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Import without asking.")] = False,
    problems: Annotated[
        Path | None, typer.Option("--problems", metavar="FILE", help="Save all problems there, as CSV.")
    ] = None,
    account: Account = None,
    as_json: AsJson = False,
) -> None:
    """Import invitations from a CSV file.

    The file is shown first, as it is understood; on a terminal you are asked. Importing it again adds nothing.
    """
    options = ImportOptions(mapping=mapping or {}, day_first=day_first, update=update)
    with opened() as here, _open(file) as stream:
        owner = here.owner(account)
        name = None if file == STDIN else file.name
        seen = _preview(here, owner, stream, name, options)
        if problems is not None:
            problems.write_bytes(b"".join(import_pieces.problems_csv(here.database.threads, owner.id, seen["id"])))
        if not as_json:
            _show(seen, update=update)
        if dry_run or not _is_wanted(seen, update=update, yes=yes or as_json):
            here.database.threads.write(undoing.begin_undo, owner.id, seen["id"], now=clock.now())
            done = seen
        else:
            done = _import(here, owner, seen)
    _tell(done, as_json=as_json, dry_run=dry_run)


@contextmanager
def _open(file: Path) -> Generator[BinaryIO]:
    if file != STDIN:
        with file.open("rb") as stream:
            yield stream
        return
    # A pipe can be read once; the preview reads twice.
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY_BYTES) as copy:
        shutil.copyfileobj(sys.stdin.buffer, copy)
        copy.seek(0)
        yield copy  # pyright: ignore[reportReturnType]


def _preview(here: Opened, owner: Owner, stream: BinaryIO, name: str | None, options: ImportOptions) -> dict[str, Any]:
    with progress_of("Reading") as progress:
        return previewing.preview(
            here.database, owner, stream, filename=name, options=options, now=here.now, progress=progress
        )


def _is_wanted(seen: dict[str, Any], *, update: bool, yes: bool) -> bool:
    counts = seen["counts"]
    wanted = counts["new"] + (counts["changed"] if update else 0)
    if not wanted:
        return False
    if yes or not sys.stdin.isatty() or not sys.stderr.isatty():
        return True
    return typer.confirm(f"Import {wanted}?", default=True, err=True)


def _import(here: Opened, owner: Owner, seen: dict[str, Any]) -> dict[str, Any]:
    threads = here.database.threads
    threads.write(importing.confirm, owner.id, seen["id"], now=clock.now())
    try:
        with progress_of("Importing") as progress:
            done = importing.apply(here.database, owner.id, seen["id"], clock.now, progress=progress)
            while done["state"] == ImportState.IMPORTING:
                # A scheduler was quicker, and is at it.
                progress(done["rows_done"], done["counts"]["rows"])
                time.sleep(LOOK_AGAIN_SECONDS)
                done = importing.apply(here.database, owner.id, seen["id"], clock.now, progress=progress)
    except KeyboardInterrupt:
        note("Interrupted. What is in stays in; the scheduler goes on with the rest within a minute.")
        raise
    return done


def _show(seen: dict[str, Any], *, update: bool) -> None:
    detected, counts = seen["detected"], seen["counts"]
    say(f"{detected['name']}, {detected['encoding']}, {counts['rows']} rows")
    known = {header: field for header, field in seen["mapping"].items() if field is not None}
    show_table(("Column", "Taken for"), list(reversed(known.items())))
    if seen["unmapped"]:
        say(f"Left out: {', '.join(seen['unmapped'])}")
    for order in seen["date_orders"]:
        first = "day first" if order["day_first"] else "month first"
        say(f"Dates of {order['header']}: {first} ({str(order['decided_by']).replace('_', ' ')})")
    for sentence in seen["notices"]:
        say(sentence)
    say("Rows: " + ", ".join(f"{counts[name]} {words}" for name, words in _COUNTED if counts[name] or name == "new"))
    if counts["changed"] and not update:
        say("Known rows that changed stay as they are; --update takes them over.")
    if seen["problems"]:
        say()
        show_table(
            ("Line", "Column", "Value", "", "Problem"),
            [
                [problem["line"], problem["column"], problem["value"], problem["severity"], problem["message"]]
                for problem in seen["problems"][:SHOWN_PROBLEMS]
            ],
        )
        more = counts["warnings"] + counts["errors"] + counts["skipped"] - SHOWN_PROBLEMS
        if more > 0:
            say("There are more; --problems FILE saves them all.")


def _tell(done: dict[str, Any], *, as_json: bool, dry_run: bool) -> None:
    if as_json:
        show_json(done | {"dry_run": dry_run})
    elif dry_run:
        note("A rehearsal: nothing was imported.")
    elif done["state"] == ImportState.IMPORTED:
        counts = done["counts"]
        say(f"Imported: {counts['added']} added, {counts['updated']} taken over.")
    elif done["state"] == ImportState.FAILED:
        typer.echo(done["why"], err=True)
    else:
        note("Nothing was imported.")
    if done["state"] == ImportState.FAILED:
        raise typer.Exit(1)
