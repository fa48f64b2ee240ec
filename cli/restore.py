"""`replyby restore`: a backup becomes a database again, from which nothing is sent until it is released."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from cli.opening import prepare
from cli.options import new_app
from cli.output import counted, note, say
from cli.progress import progress_of
from core import clock
from core.database import Database
from core.secrets import Keyring
from core.settings import Settings
from services.backups.files import FOLDER
from services.backups.restoring import Restored, Wish, restore
from services.doctoring.secrets import unreadable

app = new_app()


@app.command("restore")
def restore_backup(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="What `replyby backup` made.", exists=True, dir_okay=False)
    ],
    database_url: Annotated[
        str | None,
        typer.Option("--database-url", metavar="URL", help="Into this one, instead of REPLYBY_DATABASE_URL."),
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Replace what the database holds, which is backed up first.")
    ] = False,
) -> None:
    """Restore a backup, held: nothing is sent until `replyby release`.

    Into SQLite or PostgreSQL, whichever the backup was made from. Stop every service first. A backup of an older
    release is brought up to date. Killed half-way, the database has what it had before: run it again.
    """
    settings = prepare(**({} if database_url is None else {"database_url": database_url}))
    with progress_of("Restoring") as progress:
        # Temporary files may lie in memory, where a large backup has no room.
        work_in = settings.data_dir / FOLDER
        wish = Wish(file, settings.url, settings.data_dir if replace else None, progress, work_in)
        done = restore(wish, now=clock.now())
    _tell(done)
    _look_at_the_key(settings)


def _tell(done: Restored) -> None:
    rows = done.contents.rows
    say(f"Restored {counted(rows['account'], 'account')} and {counted(rows['invitation'], 'invitation')}.")
    if done.former is not None:
        note(f"What was there before is in {done.former}.")
    note(
        "Nothing is sent from it until you run `replyby release`. "
        f"For that wait {counted(done.parked.reminders, 'reminder')}. Since the backup was made, "
        f"{counted(done.parked.replies, 'reply')} may have gone out: that is asked about."
    )


def _look_at_the_key(settings: Settings) -> None:
    """Say so where the key isn't the one that the rows were written with. None is made for it."""
    if settings.secret_key is None and not (settings.data_dir / "secret.key").exists():
        note("There is no secret key yet: put the secret.key of the backed-up service into the data folder first.")
        return
    database = Database(settings.url, pool_size=2)
    try:
        if database.threads.read(unreadable, Keyring(settings.key())).total:
            note(
                "The secret key is another one than the backed-up service had: channels and mail servers can't be "
                "reached with it. Bring that key back."
            )
    finally:
        asyncio.run(database.close())
