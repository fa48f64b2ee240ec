"""When rows can't be kept: which errors are the database's own trouble, and what each means in words.

Whoever works row by row has to tell the two apart: a row that can't be worked is set aside, but while the database is
in trouble no row is to blame, and everything is tried again when the trouble is over.
"""

import sqlite3
from collections.abc import Generator
from contextlib import contextmanager

from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from core.errors import Unavailable

TROUBLE = (OperationalError, InterfaceError, NoConnectionFree, Unavailable, sqlite3.OperationalError)
"""What is raised where the database can't do it just now, whatever it was asked to do."""


def told(error: BaseException) -> str:
    """What a log says of trouble, in one line: everybody who asks the database then fares the same."""
    driver = error.orig if isinstance(error, DBAPIError) else error
    said = str(driver).strip().splitlines()
    return f"{type(driver).__name__}: {said[0][:200]}" if said else type(driver).__name__


class StorageRefused(Unavailable):
    """Rows can be read, most likely, and nothing can be stored. What was asked for left nothing behind."""


class StorageFull(StorageRefused):
    """There is no room left for rows."""

    type = "storage-full"
    title = "No room left"


class StorageReadOnly(StorageRefused):
    """The database takes no writes: a file's permissions, or a server that only follows another."""

    type = "storage-read-only"
    title = "Nothing can be stored"


class StorageFailing(StorageRefused):
    """The disk with the database can't be read or written."""

    type = "storage-failing"
    title = "The storage fails"


class OutcomeUncertain(Unavailable):
    """The connection broke while a transaction was being committed: nobody can know whether it was stored."""

    type = "outcome-uncertain"
    title = "It may have been stored"


_FULL = "There is no room left to store anything. Nothing was changed; try again when there is."
_READ_ONLY = "The database can only be read just now. Nothing was changed; try again later."
_FAILING = "The disk with the database can't be written or read. Nothing was changed; try again later."
_UNCERTAIN = (
    "The database broke off while this was being stored: it may have been, or not. Look before you send it again; "
    "with an Idempotency-Key it can be sent again as it is."
)

_READ_ONLY_SERVER = "25006"
_NEEDS_NEW_CONNECTION = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN)

_SQLITE: dict[int, tuple[type[StorageRefused], str]] = {
    sqlite3.SQLITE_FULL: (StorageFull, _FULL),
    sqlite3.SQLITE_READONLY: (StorageReadOnly, _READ_ONLY),
    sqlite3.SQLITE_IOERR: (StorageFailing, _FAILING),
    sqlite3.SQLITE_CANTOPEN: (StorageFailing, _FAILING),
}

_POSTGRESQL: dict[str, tuple[type[StorageRefused], str]] = {
    "53100": (StorageFull, _FULL),
    _READ_ONLY_SERVER: (StorageReadOnly, _READ_ONLY),
    "58030": (StorageFailing, _FAILING),
}


def in_words(error: BaseException) -> BaseException:
    """The refusal that an error of a full, read-only or failing storage means; any other error as it is."""
    driver = error.orig if isinstance(error, DBAPIError) else error
    code = getattr(driver, "sqlite_errorcode", None)
    if isinstance(code, int):
        meant = _SQLITE.get(code & 0xFF)
    else:
        meant = _POSTGRESQL.get(getattr(driver, "sqlstate", None) or "")
    if meant is None:
        return error
    kind, sentence = meant
    refusal = kind(sentence)
    refusal.__cause__ = error
    return refusal


@contextmanager
def told_in_words() -> Generator[None]:
    """Raise a StorageRefused for what a full, read-only or failing storage raised within the block."""
    try:
        yield
    except Exception as error:
        meant = in_words(error)
        if meant is error:
            raise
        raise meant from error


@contextmanager
def committing() -> Generator[None]:
    """Around a commit: where the connection breaks in it, nobody may say that nothing was changed."""
    try:
        yield
    except DBAPIError as error:
        if error.connection_invalidated:
            raise OutcomeUncertain(_UNCERTAIN) from error
        raise


def on_error(context: ExceptionContext) -> None:
    """For an engine's `handle_error`: say what is the storage's, and give up a connection that is of no use."""
    if is_useless(context.original_exception):
        context.is_disconnect = True
    refuse_storage(context.original_exception)


def is_useless(error: BaseException) -> bool:
    """Whether a driver's error makes its connection useless.

    A file that was opened while it was read-only stays so for its connection; a server that has become read-only has
    handed its part over to another, which the same name reaches.
    """
    code = getattr(error, "sqlite_errorcode", None)
    if isinstance(code, int):
        return code & 0xFF in _NEEDS_NEW_CONNECTION
    return getattr(error, "sqlstate", None) == _READ_ONLY_SERVER


def refuse_storage(error: BaseException) -> None:
    """Raise StorageRefused where an error is the storage's, at once: who works row by row would blame the row."""
    meant = in_words(error)
    if isinstance(meant, StorageRefused):
        raise meant from error
