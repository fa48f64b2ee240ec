"""What the tests of tracked invitations share: recording one, answering it, and looking at its stored row."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert, select

from core.database import Database
from core.ids import new_id
from core.vocabulary import ReplyKind, Status
from models.account import Owner
from models.channel import CHANNEL, REMINDER
from models.invitation import ANSWER, EVENT, INVITATION
from services import answering, tracking
from services.identity import accounts

ANSWERS = {
    Status.HOLDING: (ReplyKind.HOLD,),
    Status.ACCEPTED: (ReplyKind.ACCEPT,),
    Status.DECLINED: (ReplyKind.DECLINE,),
    Status.RESCHEDULING: (ReplyKind.RESCHEDULE,),
    Status.WITHDRAWN: (ReplyKind.ACCEPT, ReplyKind.WITHDRAW),
}
"""The answers that bring a new invitation to a status."""


class Diary:
    """A person's invitations: each call is a transaction of its own, at the clock's present."""

    def __init__(self, database: Database, account_id: UUID, clock: Callable[[], datetime]) -> None:
        self.database = database
        self.account_id = account_id
        self.clock = clock

    @property
    def now(self) -> datetime:
        return self.clock()

    @property
    def owner(self) -> Owner:
        owner = self.database.threads.read(accounts.load_owner, self.account_id)
        assert owner is not None
        return owner

    def open_channel(self) -> UUID:
        """A place to which reminders go."""
        channel = new_id(self.now)
        self.database.threads.write(_add_channel, self.account_id, channel, self.now)
        return channel

    def bring_to(self, status: Status, **fields: Any) -> UUID:
        """A new invitation that has come to this status."""
        invitation = self.record(**fields)["id"]
        for kind in ANSWERS.get(status, ()):
            self.answer(invitation, kind)
        if status in {Status.CANCELLED_BY_EMPLOYER, Status.CLOSED, Status.LAPSED}:
            self.edit(invitation, status=status.value)
        assert self.row(invitation)["status"] == status
        return invitation

    def write(self, service: Any, *args: Any, **kwargs: Any) -> Any:
        return self.database.threads.write(service, self.owner, *args, now=self.now, **kwargs)

    def read(self, service: Any, *args: Any, **kwargs: Any) -> Any:
        return self.database.threads.read(service, self.owner, *args, **kwargs)

    def record(self, company: str = "Acme", **fields: Any) -> dict[str, Any]:
        return self.write(tracking.record, {"company": company, **fields})

    def edit(self, invitation: UUID, **changes: Any) -> dict[str, Any]:
        return self.write(tracking.edit, invitation, changes)

    def answer(self, invitation: UUID, kind: ReplyKind, **given: Any) -> dict[str, Any]:
        promise = {"promised_by": self.now + timedelta(days=3)} if kind is ReplyKind.HOLD else {}
        whole = answering.Given(**{"kind": kind, "answered_at": self.now, **promise, **given})
        return self.write(answering.answer, invitation, whole)

    def undo(self, invitation: UUID) -> dict[str, Any]:
        return self.write(answering.undo, invitation)

    def row(self, invitation: UUID) -> dict[str, Any]:
        return self.database.threads.read(_row, invitation)

    def events(self, invitation: UUID) -> list[Any]:
        return self.database.threads.read(_events, invitation)

    def types(self, invitation: UUID) -> list[str]:
        return [event.type for event in self.events(invitation)]

    def answers(self, invitation: UUID) -> list[Any]:
        return self.database.threads.read(_answers, invitation)

    def reminders(self) -> list[Any]:
        return self.database.threads.read(_reminders, self.account_id)


def _row(connection: Connection, invitation: UUID) -> dict[str, Any]:
    return dict(connection.execute(select(INVITATION).where(INVITATION.c.id == invitation)).mappings().one())


def _answers(connection: Connection, invitation: UUID) -> list[Any]:
    return list(connection.execute(select(ANSWER).where(ANSWER.c.invitation_id == invitation).order_by(ANSWER.c.id)))


def _add_channel(connection: Connection, account: UUID, channel: UUID, now: datetime) -> None:
    connection.execute(
        insert(CHANNEL).values(
            account_id=account,
            id=channel,
            name="console",
            kind="console",
            url_encrypted="",
            url_masked="",
            wants=["digest"],
            confirmed_at=now,
            failures_in_a_row=0,
            version=1,
            created_at=now,
            updated_at=now,
        )
    )


def _events(connection: Connection, invitation: UUID) -> list[Any]:
    return list(connection.execute(select(EVENT).where(EVENT.c.invitation_id == invitation).order_by(EVENT.c.id)))


def _reminders(connection: Connection, account: UUID) -> list[Any]:
    return list(connection.execute(select(REMINDER).where(REMINDER.c.account_id == account).order_by(REMINDER.c.id)))
