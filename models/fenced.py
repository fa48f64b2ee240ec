"""Fenced databases, on which no service may run: one that a copy is filling, and one whose rows were moved away.

Which of them it is stands in the place of the schema's revision, where every release looks first. A held installation
(`services.holding`) is another thing: there a service runs, and sends nothing.
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


def refuse_fenced(revision: str | None) -> None:
    """Raise DatabaseIsBeingFilled or DatabaseMoved for a fenced database."""
    if revision == BEING_FILLED:
        raise DatabaseIsBeingFilled(
            "This database is being filled by a copy that isn't complete, and nothing may run on it before. Run the "
            "copy again."
        )
    if revision == MOVED:
        raise DatabaseMoved(
            "Everything in this database was moved to another one. Set REPLYBY_DATABASE_URL to that one."
        )
