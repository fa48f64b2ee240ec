"""`replyby backup`: everything but the secret key in one file, while the service goes on."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from cli.opening import missing_file, prepare
from cli.options import AsJson, new_app
from cli.output import counted, note, say, show_json
from cli.progress import progress_of
from core import clock
from core.database import Database
from core.settings import Settings
from services.backups.files import place_of, remove_older
from services.backups.writing import Backup, NothingToBackUp, write_backup

app = new_app()


@app.command()
def backup(
    place: Annotated[
        Path | None, typer.Argument(metavar="[FILE|FOLDER]", help="Else a dated file in the data folder's `backups`.")
    ] = None,
    keep: Annotated[
        int | None, typer.Option(min=1, metavar="N", help="Remove all dated backups in that folder but the newest N.")
    ] = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Say nothing where all went well, for cron.")] = False,
    as_json: AsJson = False,
) -> None:
    """Back everything up into one file, while the service goes on.

    It is a SQLite database, whichever database the service has, and is read through before it takes its name. The
    secret key isn't in it: keep that in another place.
    """
    settings = prepare()
    now = clock.now()
    path = place_of(place, settings.data_dir, now=now)
    if keep is not None and place is not None and not place.is_dir():
        raise typer.BadParameter("--keep goes with a folder: dated backups are counted there.")
    with progress_of("Copying") as progress:
        database = _as_it_is(settings)
        try:
            made = write_backup(database, path, now=now, progress=progress)
        finally:
            asyncio.run(database.close())
    gone = remove_older(path.parent, keep=keep, now=now) if keep is not None else []
    if as_json:
        show_json({"path": str(made.path), "size": made.size, **_told(made), "removed": [str(one) for one in gone]})
    elif not quiet:
        _show(made, removed=len(gone))


def _show(made: Backup, *, removed: int) -> None:
    say(str(made.path))
    rows = made.contents.rows
    held = f"{counted(rows['account'], 'account')}, {counted(rows['invitation'], 'invitation')}"
    note(f"It holds {held} in {made.size:,} bytes, and has been read through.")
    if removed:
        note(f"Removed: {counted(removed, 'older one')}.")
    note("The secret key isn't in it. Keep REPLYBY_SECRET_KEY, or secret.key of the data folder, in another place.")


def _told(made: Backup) -> dict[str, object]:
    return {"revision": made.contents.revision, "rows": made.contents.rows}


def _as_it_is(settings: Settings) -> Database:
    """The database, neither made nor brought up to date: before an upgrade is when one wants a backup."""
    if (file := missing_file(settings.url)) is not None:
        raise NothingToBackUp(f"There is no database at {file}: nothing to back up.")
    return Database(settings.url, pool_size=2)
