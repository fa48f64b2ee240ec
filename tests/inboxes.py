"""What the tests of received messages share: a person's post, read and received as every edge does it."""

from typing import Any

from sqlalchemy import func, select

from core.database import Database
from core.vocabulary import MessageWay
from intake.arrivals import read_arrivals
from intake.arrived import Arrived
from models.message import MESSAGE
from services.guessing import reader_of
from services.receiving.receiving import Received, receive
from services.receiving.threads import Thread, message_thread
from tests.conftest import Clock, Person


class Inbox:
    """A person's post: what is brought in is read and received, each message in a transaction of its own."""

    def __init__(self, database: Database, person: Person, clock: Clock) -> None:
        self.database, self.person, self.clock = database, person, clock

    def read(self, raw: bytes) -> tuple[Arrived, ...]:
        now = self.clock()
        return read_arrivals(raw, reader=reader_of(self.person.owner, now=now), now=now).items

    def bring(self, raw: bytes, *, way: MessageWay = MessageWay.FORWARD, **given: Any) -> Received:
        (arrived,) = self.read(raw)
        return self.receive(arrived, way=way, **given)

    def receive(self, arrived: Arrived, *, way: MessageWay = MessageWay.FORWARD, **given: Any) -> Received:
        return self.database.threads.write(
            receive, self.person.owner, arrived, way=way, now=self.clock(), actor="mail", **given
        )

    def message(self, received: Received) -> dict[str, Any]:
        query = select(MESSAGE).where(MESSAGE.c.id == received.message_id)
        return self.database.threads.read(lambda connection: dict(connection.execute(query).mappings().one()))

    def count(self, table: Any) -> int:
        query = select(func.count()).select_from(table)
        return self.database.threads.read(lambda connection: connection.execute(query).scalar_one())

    def thread(self, received: Received) -> Thread:
        assert received.invitation_id is not None
        return self.database.threads.read(message_thread, self.person.owner, received.invitation_id)

    def because(self, received: Received) -> str | None:
        """The name of the sentence that says why it waits, or changed nothing."""
        told = self.message(received)["detail"]["because"]
        return None if told is None else told[0]
