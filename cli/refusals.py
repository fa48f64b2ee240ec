"""Every error in one sentence: on stderr, with a non-zero exit, and never a traceback that nobody asked for."""

import errno
import os
import sqlite3
import sys
import traceback
from collections.abc import Generator, Sequence
from contextlib import contextmanager

from core.errors import DomainError

_SQLITE = {
    sqlite3.SQLITE_CANTOPEN: "The database file can't be opened. Check that its folder exists and that you may write "
    "there (REPLYBY_DATA_DIR, REPLYBY_DATABASE_URL).",
    sqlite3.SQLITE_READONLY: "The database file can't be written to. Check whose file it is, and its permissions.",
    sqlite3.SQLITE_FULL: "The disk is full; nothing of this was kept. Make room, then run it again.",
    sqlite3.SQLITE_BUSY: "The database is busy with another writer. Try again in a moment.",
    sqlite3.SQLITE_LOCKED: "The database is busy with another writer. Try again in a moment.",
    sqlite3.SQLITE_CORRUPT: "The database file is damaged. Restore a backup of it.",
    sqlite3.SQLITE_NOTADB: "The database file isn't one of SQLite's. Check REPLYBY_DATA_DIR and REPLYBY_DATABASE_URL.",
    sqlite3.SQLITE_IOERR: "The disk with the database can't be read or written. Nothing of this was kept.",
}


class NotText(DomainError):
    """An argument is bytes that no text is written with."""

    title = "Not text"


def refuse_bad_text(arguments: Sequence[str]) -> None:
    """Raise NotText for an argument that isn't text in the terminal's encoding: no database could keep it."""
    for argument in arguments:
        try:
            argument.encode()
        except UnicodeEncodeError:
            raise NotText("An argument isn't text in this terminal's encoding. Type it again, in UTF-8.") from None


@contextmanager
def in_a_sentence() -> Generator[None]:
    """Tell whatever stops the block in one sentence on stderr, and exit with 1."""
    try:
        try:
            yield
        finally:
            # What was written may only fail now: a reader that went away, a full disk.
            sys.stdout.flush()
    except Exception as error:
        if isinstance(error, OSError) and error.errno == errno.EPIPE:
            _discard_the_rest()
        else:
            _tell(error)
        raise SystemExit(1) from None


def sentence_of(error: BaseException) -> str | None:
    """What an error means for the person at the terminal, and what to do; None for one that nobody foresaw."""
    if isinstance(error, DomainError):
        # At a terminal sits somebody who can see to the file.
        return _of_sqlite(error.__cause__) or error.detail
    if isinstance(error, OSError):
        return _of_the_system(error)
    # What never was loaded can't have raised anything; and a mere usage error shouldn't load it.
    return _of_the_database(error) if "sqlalchemy" in sys.modules else None


def _tell(error: Exception) -> None:
    sentence = sentence_of(error)
    if os.environ.get("REPLYBY_LOG_LEVEL", "").upper() == "DEBUG":
        traceback.print_exception(error, file=sys.stderr)
    if sentence is None:
        sentence = (
            f"Something unexpected went wrong ({type(error).__name__}). Run it again with REPLYBY_LOG_LEVEL=DEBUG to "
            "see where, and please report it."
        )
    sys.stderr.write(f"{sentence}\n")


def _of_sqlite(error: BaseException | None) -> str | None:
    code = getattr(getattr(error, "orig", error), "sqlite_errorcode", None)
    return _SQLITE.get(code & 0xFF) if isinstance(code, int) else None


def _of_the_system(error: OSError) -> str | None:
    if error.strerror is None:
        return None
    if error.errno == errno.ENOSPC:
        return "The disk is full. Make room, then run it again."
    where = f"{os.fsdecode(error.filename)}: " if isinstance(error.filename, str | bytes) else ""
    return f"{where}{error.strerror}."


def _of_the_database(error: BaseException) -> str | None:
    from sqlalchemy import exc  # noqa: PLC0415 - loaded only where it was loaded before

    if isinstance(error, exc.ArgumentError | exc.NoSuchModuleError):
        return "REPLYBY_DATABASE_URL isn't the address of a database: postgresql+psycopg://user:password@host/name."
    if not isinstance(error, exc.DBAPIError):
        return None
    if isinstance(getattr(error.orig, "sqlite_errorcode", None), int):
        return _of_sqlite(error.orig)
    if not isinstance(error, exc.OperationalError | exc.InterfaceError):
        return None
    said = str(error.orig).strip().splitlines()
    why = said[0].rstrip(".") if said else "it gave no reason"
    return f"The database can't be used: {why}. Check REPLYBY_DATABASE_URL, and that the server is running."


def _discard_the_rest() -> None:
    """Nobody reads our output any more; what is still buffered would only complain at the very end."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
