"""Whether a process can do its work: asked by proxies and by whoever watches over it.

It is answered within two seconds, also where the database takes the question and never answers.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy.exc import SQLAlchemyError

from core.database import Database
from core.errors import DomainError, Unavailable
from core.trouble import TROUBLE, StorageRefused
from models.fenced import refuse_fenced
from models.revisions import head
from services import readiness
from services.readiness import Vitals

ANSWER_SECONDS = 1.5
"""How long the database has."""

BEAT = timedelta(seconds=15)
"""Between two beats of the scheduler."""

BEATS_MISSED = 3


class NotReady(Unavailable):
    """Something that the work needs isn't there."""

    type = "not-ready"
    title = "Not ready"


class Readiness:
    """Asks one question at a time: where the database hangs, no second one is sent after the first."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._asked: asyncio.Task[Vitals | NotReady] | None = None
        self.is_stopping = False
        """From the moment at which the process was asked to end: a proxy sends its requests elsewhere."""

    async def check(self, database: Database | None) -> Vitals:
        """What the database says of itself, where it answers, stores, and is at this release's schema.

        Raises NotReady with the reason.
        """
        if self.is_stopping:
            raise NotReady("It is stopping.")
        if database is None:
            raise NotReady("It is starting.")
        if self._asked is None or self._asked.done():
            self._asked = asyncio.create_task(self._ask(database))
        await asyncio.wait({self._asked}, timeout=ANSWER_SECONDS)
        if not self._asked.done():
            raise NotReady("The database doesn't answer.")
        vitals = self._asked.result()
        if isinstance(vitals, NotReady):
            raise vitals
        try:
            refuse_fenced(vitals.revision)
        except DomainError as fenced:
            raise NotReady(fenced.detail) from fenced
        if vitals.revision != head():
            raise NotReady(
                f"The database is at revision {vitals.revision}, this release works with {head()}: restart to "
                "upgrade it."
            )
        return vitals

    def check_beat(self, last_beat: datetime | None) -> None:
        """Raises NotReady where this process's own scheduler hasn't completed a tick lately."""
        if last_beat is None:
            raise NotReady("The scheduler hasn't ticked yet.")
        late = self._clock() - last_beat
        if late > BEAT * BEATS_MISSED:
            raise NotReady(f"The scheduler last ticked {_seconds(late)} s ago; it should every {_seconds(BEAT)} s.")

    async def _ask(self, database: Database) -> Vitals | NotReady:
        """The fault is returned: where nobody waits for it any more, it is nobody's error."""
        try:
            vitals = await database.read(readiness.vitals)
            if database.refused is not None:
                await self._try_to_write(database)
        except NotReady as reason:
            return reason
        except (SQLAlchemyError, DomainError, *TROUBLE):
            return NotReady("The database doesn't answer.")
        return vitals

    async def _try_to_write(self, database: Database) -> None:
        """Only after a write that could not be stored: in good times, asking costs no trip to the disk."""
        try:
            await database.write(readiness.try_to_write, now=self._clock())
        except StorageRefused as refused:
            raise NotReady(f"The database answers, and stores nothing. {refused.detail}") from refused
        except (SQLAlchemyError, DomainError, *TROUBLE) as error:
            raise NotReady("The database answers, and takes no writes just now.") from error


def _seconds(period: timedelta) -> int:
    return round(period.total_seconds())
