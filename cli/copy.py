"""`replyby copy`: everything, from one database to another, while the service runs on the first."""

import asyncio
from collections.abc import Generator
from contextlib import contextmanager
from typing import Annotated

import typer

from cli.opening import missing_file, prepare
from cli.options import new_app
from cli.output import note, say
from cli.progress import progress_of
from core import clock
from core.database import Database
from core.secrets import Keyring
from core.settings import Settings, load_settings
from services.moving.moving import move
from services.moving.places import SourceNotReady, check_key, place_of

app = new_app()

_CONNECTIONS = 2
_NO_KEY = "-" * 32
"""Only an address is looked at: a key isn't needed to read and write rows."""


@app.command()
def copy(
    source: Annotated[
        str, typer.Argument(metavar="SOURCE_URL", help="Where everything is: sqlite:///… or postgresql+psycopg://…")
    ],
    target: Annotated[str, typer.Argument(metavar="TARGET_URL", help="An empty database that it is moved to.")],
) -> None:
    """Move everything to another database, while the service runs.

    The bulk is copied first. Then writers wait while the rest is carried over and every row is compared; from there on
    the source refuses every write, and the target may be served. Killed anywhere, it is run again and goes on.
    """
    settings = prepare()
    if (file := missing_file(_address(source))) is not None:
        raise SourceNotReady(f"There is no database at {file}: nothing to copy.")
    with _opened(source) as here, _opened(target) as there:
        _move(here, there, settings)


def _address(url: str) -> str:
    return load_settings(database_url=url, secret_key=_NO_KEY).url


@contextmanager
def _opened(url: str) -> Generator[Database]:
    """The database of an address as a setting would have it. Raises SettingsInvalid."""
    database = Database(_address(url), pool_size=_CONNECTIONS)
    try:
        yield database
    finally:
        asyncio.run(database.close())


def _move(source: Database, target: Database, settings: Settings) -> None:
    known = _check_key(source, settings)
    with progress_of("Copying") as copying, progress_of("Comparing") as comparing:
        moved = move(source, target, now=clock.now(), copying=copying, comparing=comparing)
    there = place_of(target)
    if moved.waited is None:
        say(f"Everything had been moved already: {moved.rows:,} rows are in {there}.")
    else:
        say(f"{moved.rows:,} rows are in {there}, each compared with its original.")
        say(f"The last {moved.carried_over:,} changes were carried over while writers waited for {moved.waited:.1f} s.")
    note(
        "The source takes no writes any more and sends nothing. Stop what runs on it, and start Replyby on the target:"
    )
    note("set REPLYBY_DATABASE_URL to the target's address.")
    if known:
        note("REPLYBY_SECRET_KEY has to stay the one that is set now (or that of secret.key in the data folder).")
    else:
        note(
            "REPLYBY_SECRET_KEY has to be the source's, the content of its secret.key: nothing encrypted is read else."
        )


def _check_key(source: Database, settings: Settings) -> bool:
    """Whether the key at hand is known to be the source's. Raises SecretUnreadable where it is another one."""
    if settings.secret_key is None and not (settings.data_dir / "secret.key").exists():
        return False
    return source.threads.read(check_key, Keyring(settings.key()))
