"""`replyby import`: files are looked at, shown, and imported, one after the other."""

import json
import shutil
import sys
import tempfile
import time
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, BinaryIO

import typer

from cli.opening import Opened, opened
from cli.options import Account, AsJson, new_app
from cli.output import note, say, show_json, show_table
from cli.progress import progress_of
from cli.refusals import sentence_of
from core import clock
from core.errors import DomainError
from core.vocabulary import ImportState, MessageOutcome
from models.account import Owner
from services.imports import import_pieces, importing, previewing, undoing
from services.imports.previewing import ImportOptions

app = new_app()

STDIN = Path("-")
SHOWN_PROBLEMS = 20
IN_MEMORY_BYTES = 8_000_000
LOOK_AGAIN_SECONDS = 0.3

SUFFIXES = frozenset({".csv", ".tsv", ".eml", ".ics", ".ical", ".vcs"})
"""The files of a folder that are imported."""

_FATES = {
    "recorded": "a new invitation",
    "updated": "changes an invitation",
    "cancelled": "calls an interview off",
    "joined": "belongs to an invitation",
    "known": "known already",
    "unclear": "wants a look",
    "skipped": "left out",
}
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
    files: Annotated[
        list[Path],
        typer.Argument(metavar="FILE...", help="CSV, .eml or .ics files, or folders of them; - is standard input."),
    ],
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
    """Import invitations from CSV files, mails and calendar files.

    Each file is shown first, as it is understood; on a terminal you are asked. Importing it again adds nothing.
    """
    options = ImportOptions(mapping=mapping or {}, day_first=day_first, update=update)
    wanted = list(_named(files))
    if len(wanted) != 1 and problems is not None:
        raise typer.BadParameter("--problems takes the problems of one file.")
    how = _How(options, dry_run=dry_run, yes=yes, as_json=as_json, problems=problems)
    with opened() as here:
        owner = here.owner(account)
        if len(wanted) == 1:
            done = _one(here, owner, wanted[0], how)
            _tell(done, as_json=as_json, dry_run=dry_run)
            _fail_if(done["state"] == ImportState.FAILED)
        else:
            _fail_if(_each(here, owner, wanted, how))


@dataclass(frozen=True, slots=True, kw_only=True)
class _How:
    """What was asked for on the command line."""

    options: ImportOptions = field(kw_only=False)
    dry_run: bool
    yes: bool
    as_json: bool
    problems: Path | None


def _named(files: Iterable[Path]) -> Iterator[Path]:
    """The files that were named; of a folder those in it that can be imported, by their names."""
    for file in files:
        if file != STDIN and file.is_dir():
            found = (one for one in file.iterdir() if one.suffix.lower() in SUFFIXES and not one.name.startswith("."))
            yield from sorted(found)
        else:
            yield file


def _each(here: Opened, owner: Owner, files: list[Path], how: _How) -> bool:
    """Import several files; one that is refused stops no other. Returns whether any was."""
    told: list[dict[str, Any]] = []
    has_failed = False
    for file in files:
        if not how.as_json:
            say(f"{file}:")
        try:
            done = _one(here, owner, file, how)
        except (DomainError, OSError) as error:
            has_failed = True
            sentence = sentence_of(error) or str(error)
            told.append({"file": str(file), "refused": sentence})
            typer.echo(f"{file}: {sentence}", err=True)
            continue
        has_failed = has_failed or done["state"] == ImportState.FAILED
        told.append({"file": str(file)} | done | {"dry_run": how.dry_run})
        if not how.as_json:
            _tell(done, as_json=False, dry_run=how.dry_run)
    if how.as_json:
        show_json(told)
    elif not files:
        note("There is no file to import in it.")
    return has_failed


def _one(here: Opened, owner: Owner, file: Path, how: _How) -> dict[str, Any]:
    with _open(file) as stream:
        seen = _preview(here, owner, stream, None if file == STDIN else file.name, how.options)
        if how.problems is not None:
            how.problems.write_bytes(b"".join(import_pieces.problems_csv(here.database.threads, owner.id, seen["id"])))
        if not how.as_json:
            _show(seen, update=how.options.update)
        if how.dry_run or not _is_wanted(seen, update=how.options.update, yes=how.yes or how.as_json):
            here.database.threads.write(undoing.begin_undo, owner.id, seen["id"], now=clock.now())
            return seen
        return _import(here, owner, seen)


def _fail_if(has_failed: bool) -> None:
    if has_failed:
        raise typer.Exit(1)


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
    # What a message changes is what somebody sent it for; a row may be older than what is recorded. And a message that
    # wants a look is kept for one: a company that nobody guessed must not cost an invitation.
    wanted = counts["new"] + (counts["changed"] if update or seen["messages"] else 0) + _to_look_at(seen)
    if not wanted:
        return False
    if yes or not sys.stdin.isatty() or not sys.stderr.isatty():
        return True
    return typer.confirm(f"Import {wanted}?", default=True, err=True)


def _to_look_at(seen: dict[str, Any]) -> int:
    return sum(message["outcome"] == MessageOutcome.UNCLEAR for message in seen["messages"])


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
    if seen["messages"]:
        _show_messages(seen)
        return
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


def _show_messages(seen: dict[str, Any]) -> None:
    say(seen["detected"]["name"])
    for message in seen["messages"]:
        fields: dict[str, Any] = message["fields"] or {}
        named = ", ".join(str(fields[name]) for name in ("company", "role") if fields.get(name))
        say(f"{message['subject'] or '(no subject)'}: {_FATES[message['outcome']]}{f' ({named})' if named else ''}")
        if message["because"]:
            say(f"  {message['because']}")
    more = seen["counts"]["rows"] - len(seen["messages"]) - seen["counts"]["errors"]
    if more > 0:
        say(f"and {more} more")
    for problem in seen["problems"]:
        if problem["severity"] == "error":
            say(f"Line {problem['line']}: {problem['message']}")


def _tell(done: dict[str, Any], *, as_json: bool, dry_run: bool) -> None:
    if as_json:
        show_json(done | {"dry_run": dry_run})
    elif dry_run:
        note("A rehearsal: nothing was imported.")
    elif done["state"] == ImportState.IMPORTED:
        counts = done["counts"]
        say(f"Imported: {counts['added']} added, {counts['updated']} taken over.")
        if waiting := _to_look_at(done):
            say(f"Kept for a look, on the page under Messages: {waiting}.")
    elif done["state"] == ImportState.FAILED:
        typer.echo(done["why"], err=True)
    else:
        note("Nothing was imported.")
