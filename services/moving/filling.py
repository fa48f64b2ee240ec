"""Who fills a target: one run of a copy at a time, the one that began last.

A run may live on after its terminal was lost, and its operator begin another one. What the first goes on to write
would undo what the second has finished, and what people have stored in the target since.
"""

from dataclasses import dataclass
from typing import ParamSpec, TypeVar

from sqlalchemy import Connection

from core.database import Database, Work
from core.errors import Conflict
from models.fenced import BEING_FILLED
from services.moving.marks import lock_revision, runner_of

P = ParamSpec("P")
T = TypeVar("T")


class CopyTakenOver(Conflict):
    """A later run of the copy fills the target, or has finished it."""

    type = "copy-taken-over"
    title = "The copy was taken over"


@dataclass(frozen=True, slots=True)
class Filling:
    """A target that this run fills. Nothing is written on it once another run has begun."""

    database: Database
    runner: str

    def read(self, work: Work[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Read in the target."""
        return self.database.threads.read(work, *args, **kwargs)

    def write(self, work: Work[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Write in the target, in a transaction in which no other run can begin. Raises CopyTakenOver after one has."""

        def as_runner(connection: Connection) -> T:
            refuse_another_runner(connection, self.runner)
            return work(connection, *args, **kwargs)

        return self.database.threads.write(as_runner)

    def confirm(self) -> None:
        """Raise CopyTakenOver where another run has begun."""
        self.database.threads.write(refuse_another_runner, self.runner)


def refuse_another_runner(connection: Connection, runner: str) -> None:
    """Raise CopyTakenOver unless this run fills the target, and let no other begin until the transaction ends."""
    if lock_revision(connection) != BEING_FILLED or runner_of(connection) != runner:
        raise CopyTakenOver("Another copy into this database has taken over.")
