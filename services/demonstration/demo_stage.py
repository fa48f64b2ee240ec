"""The stage of the demonstration: days and hours around today, and what a person can do at one of them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select, update
from sqlalchemy.sql import bindparam

from core.vocabulary import Attention, Medium
from models import attention
from models.account import Owner
from models.business_days import is_business_day, shift_date
from models.deadline import decide
from models.invitation import INVITATION
from models.local_time import at_local, local
from services import answering, drafting, history, planning, silencing, tracking
from services.briefing import Wish
from services.keeping_in_touch import contacts, speaking

DOORS_OPEN, DOORS_CLOSE = 9, 18
"""Between these local hours people write to each other."""

_HOUR = timedelta(hours=1)
_SEARCHED_HOURS = 24 * 30
_THRESHOLDS = (INVITATION.c.due_soon_at, INVITATION.c.respond_by, INVITATION.c.ghosting_at)
_OF_ONE = (INVITATION.c.account_id == bindparam("of_account"), INVITATION.c.id == bindparam("of_id"))


@dataclass(frozen=True, slots=True)
class Playing:
    """In whose name the scenes are played: the actor of their events, and the source that marks what they record."""

    actor: str = history.PERSON
    source: str | None = None


THROWAWAY = Playing()
"""An account that goes as a whole needs no marks."""

EXAMPLE = Playing(actor="demonstration", source="demonstration")
"""In somebody's own account the example must be told apart from what they do."""


class Stage:
    """Where the scenes are played, in the transaction of one demonstration.

    Before anything is done with an invitation, its levels pass as the scheduler would have noticed them.
    """

    def __init__(self, connection: Connection, owner: Owner, now: datetime, playing: Playing = THROWAWAY) -> None:
        self.now = now
        self._playing = playing
        self._connection = connection
        self._owner = owner
        self._recorded: list[UUID] = []
        self.people: list[UUID] = []
        """Those whom the scenes made acquaintance with, over and above whoever a reply made a contact."""

    def days_ago(self, days: int, clock: time = time(10)) -> datetime:
        """A local time, `days` business days before today."""
        return at_local(shift_date(self._owner.policy, self._today, -days), clock, self._owner.zone)

    def days_ahead(self, days: int, clock: time = time(10)) -> datetime:
        """A local time, `days` business days after today."""
        return at_local(shift_date(self._owner.policy, self._today, days), clock, self._owner.zone)

    def stated_today(self) -> date:
        """Today, as long as an answer can still be given in it, else tomorrow."""
        here = local(self.now, self._owner.zone)
        return here.date() if here.hour < DOORS_CLOSE else here.date() + timedelta(days=1)

    def within_two_days(self) -> datetime:
        """A good hour for an interview that is less than 48 hours off, on a working day where there is one."""
        ahead = [self._full_hour(self.now + _HOUR * hours) for hours in range(26, 47)]
        by_day = [at for at in ahead if self._is_open(at)]
        return next((at for at in by_day if self._is_working(at)), by_day[0] if by_day else ahead[0])

    def received_for(self, level: Attention, *, least_age: timedelta = timedelta(), nth: int = 0) -> datetime:
        """A receipt in working hours that the policy has brought to this level by now: the latest, or an earlier one.

        Where there is none so old, the latest of the level; where a policy has no such level within the days that are
        looked at, the last business day.
        """
        fitting: list[datetime] = []
        for hours in range(_SEARCHED_HOURS):
            received = self._full_hour(self.now - _HOUR * hours) + timedelta(minutes=(7 * len(self._recorded)) % 60)
            if received >= self.now or not (self._is_open(received) and self._is_working(received)):
                continue
            deadline = decide(self._owner.policy, received_at=received)
            thresholds = (deadline.due_soon_at, deadline.respond_by, deadline.ghosting_at)
            if attention.level(*thresholds, self.now) is level:
                fitting.append(received)
        if not fitting:
            return self.days_ago(1)
        old = [received for received in fitting if self.now - received >= least_age] or fitting[:1]
        return old[min(nth, len(old) - 1)]

    def record(self, received_at: datetime, company: str, role: str | None = None, **fields: Any) -> UUID:
        """Record an invitation a few minutes after it came."""
        given = {"company": company, "role": role, "received_at": received_at, **fields}
        if self._playing.source is not None:
            # Named, so that the database itself refuses to hold the example twice.
            given |= {"source": self._playing.source, "external_id": str(len(self._recorded) + 1)}
        then = min(received_at + timedelta(minutes=12), self.now)
        recorded = tracking.record(self._connection, self._owner_at(then), given, now=then, actor=self._playing.actor)
        self._recorded.append(recorded["id"])
        return recorded["id"]

    def draft(self, invitation: UUID, wish: Wish, *, at: datetime) -> UUID:
        """Draft a reply."""
        self._keep_up(invitation, at)
        return drafting.draft(
            self._connection, self._owner_at(at), invitation, wish, now=at, actor=self._playing.actor
        )["id"]

    def send(self, invitation: UUID, wish: Wish, *, at: datetime) -> None:
        """Draft a reply, and send it twenty minutes later."""
        reply = self.draft(invitation, wish, at=at)
        then = min(at + timedelta(minutes=20), self.now)
        self._keep_up(invitation, then)
        drafting.mark_sent(
            self._connection, self._owner_at(then), reply, sent_at=None, now=then, actor=self._playing.actor
        )

    def answer(self, invitation: UUID, given: answering.Given) -> None:
        """Answer elsewhere, and note it."""
        at = given.answered_at
        self._keep_up(invitation, at)
        answering.answer(self._connection, self._owner_at(at), invitation, given, now=at, actor=self._playing.actor)

    def edit(self, invitation: UUID, changes: Mapping[str, Any], *, at: datetime) -> None:
        """Change what is recorded."""
        self._keep_up(invitation, at)
        tracking.edit(self._connection, self._owner_at(at), invitation, changes, now=at, actor=self._playing.actor)

    def snooze(self, invitation: UUID, until: datetime, *, at: datetime) -> None:
        """Silence the reminders."""
        self._keep_up(invitation, at)
        silencing.snooze(self._connection, self._owner_at(at), invitation, until, now=at, actor=self._playing.actor)

    def know(self, name: str, *, spoke_at: datetime, medium: Medium, note: str, **fields: Any) -> None:
        """Make a contact of somebody, and speak with them."""
        owner = self._owner_at(spoke_at)
        person = contacts.record_if_new(self._connection, owner, {"name": name, **fields}, now=spoke_at)
        if person is not None:
            spoken = speaking.Spoken(spoke_at=spoke_at, medium=medium, note=note)
            speaking.note(self._connection, owner, person["id"], spoken, now=spoke_at)
            self.people.append(person["id"])

    def come_to_today(self) -> int:
        """Let every level pass that has been crossed by now. Returns how many invitations there are."""
        for invitation in self._recorded:
            self._keep_up(invitation, self.now)
        return len(self._recorded)

    @property
    def _today(self) -> date:
        return local(self.now, self._owner.zone).date()

    def _owner_at(self, then: datetime) -> Owner:
        return replace(self._owner, next_digest_at=planning.next_digest(self._owner, after=then))

    def _full_hour(self, instant: datetime) -> datetime:
        return instant.replace(minute=0, second=0, microsecond=0)

    def _is_open(self, instant: datetime) -> bool:
        return DOORS_OPEN <= local(instant, self._owner.zone).hour < DOORS_CLOSE

    def _is_working(self, instant: datetime) -> bool:
        return is_business_day(self._owner.policy, local(instant, self._owner.zone).date())

    def _keep_up(self, invitation: UUID, until: datetime) -> None:
        """Flag one invitation as the scheduler would have: each level at its own instant."""
        key = {"of_account": self._owner.id, "of_id": invitation}
        row = self._connection.execute(
            select(*_THRESHOLDS, INVITATION.c.flagged, INVITATION.c.next_flag_at).where(*_OF_ONE), key
        ).one()
        if row.next_flag_at is None or row.next_flag_at > until:
            return
        thresholds = (row.due_soon_at, row.respond_by, row.ghosting_at)
        level = attention.level(*thresholds, until)
        announced = self._playing.source is None
        for crossed in attention.crossed(Attention.of_rank(row.flagged), level):
            at = thresholds[crossed.rank - 1]
            flags = history.flags(
                self._owner.id, invitation, [crossed], at=at, announced=announced, actor=history.SCHEDULER
            )
            history.remember(self._connection, flags)
        due = attention.next_flag_at(*thresholds, level)
        flagged = update(INVITATION).where(*_OF_ONE).values(flagged=level.rank, next_flag_at=due)
        self._connection.execute(flagged, key)
