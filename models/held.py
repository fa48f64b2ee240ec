"""Databases that no service may run on: one that is being filled by a copy, and one whose rows were moved away.

Either stands in the place of the schema's revision, where every release looks first.
"""

from core.errors import DomainError
from core.moved import DatabaseMoved

BEING_FILLED = "being-filled"
MOVED = "moved"


class DatabaseIsBeingFilled(DomainError):
    """A copy into this database isn't complete."""

    status = 503
    type = "database-is-being-filled"
    title = "The database is being filled"


def refuse_held(revision: str | None) -> None:
    """Raise DatabaseIsBeingFilled or DatabaseMoved for a database on which nothing may run."""
    if revision == BEING_FILLED:
        raise DatabaseIsBeingFilled(
            "This database is being filled by a copy that isn't complete, and nothing may run on it before. Run the "
            "copy (or the restoring) again."
        )
    if revision == MOVED:
        raise DatabaseMoved(
            "Everything in this database was moved to another one. Set REPLYBY_DATABASE_URL to that one."
        )
