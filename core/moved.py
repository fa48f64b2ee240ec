"""What becomes of a write on a database that was moved away: it is refused, so that nobody takes it for stored.

A moved database keeps its rows and has a trigger on every table (`services.moving`), whose words are read here. They
reach whoever still runs on it, also a process that began long before.
"""

from typing import Any

from core.trouble import StorageRefused

MARK = "replyby: this database was moved"
"""The words of the triggers."""


class DatabaseMoved(StorageRefused):
    """Everything in the database was moved to another one."""

    type = "database-moved"
    title = "The database was moved"


def moved_as_refusal(context: Any) -> None:
    """Turn the triggers' error into a refusal that says what to do. A listener of SQLAlchemy's `handle_error`."""
    refuse_moved(context.original_exception)


def refuse_moved(error: BaseException) -> None:
    """Raise DatabaseMoved where a driver's error is the triggers'."""
    if MARK in str(error):
        raise DatabaseMoved(
            "Everything in this database was moved to another one, and nothing is kept here any more. Set "
            "REPLYBY_DATABASE_URL to the new one and start again."
        ) from error
