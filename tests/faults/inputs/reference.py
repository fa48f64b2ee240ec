"""What an account should look like: a plain reckoning of its own, which shares no code with the product.

The account lives in UTC, works Monday to Friday, and has no holidays.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID

OWED = {"awaiting_reply", "holding"}
LEADS_TO = {
    "accept": "accepted",
    "decline": "declined",
    "reschedule": "rescheduling",
    "hold": "holding",
    "withdraw": "withdrawn",
}
TAKES = {
    "awaiting_reply": {"accept", "decline", "reschedule", "hold"},
    "holding": {"accept", "decline", "reschedule"},
    "accepted": {"withdraw", "reschedule"},
    "rescheduling": {"decline"},
}
LEVELS = ("due_soon", "overdue", "ghosting")
OWING = {"promises_overdue", "ghosting", "overdue", "due_today", "due_soon", "snoozes_ending"}
"""The parts of a digest that tell of what is owed."""


def shifted(moment: datetime, days: int) -> datetime:
    """So many working days on, or back, at the same time of day."""
    step = timedelta(days=1 if days > 0 else -1)
    for _ in range(abs(days)):
        moment += step
        while moment.weekday() > 4:
            moment += step
    return moment


def answer_due(received_at: datetime) -> datetime:
    """Two working days after receipt, at the end of the day; a weekend's post counts as Monday's."""
    day = received_at
    while day.weekday() > 4:
        day += timedelta(days=1)
    return datetime.combine(shifted(day, 2).date(), time(18), UTC)


@dataclass
class Known:
    """One invitation."""

    company: str
    received_at: datetime
    stated: datetime | None
    status: str = "awaiting_reply"
    promised: datetime | None = None
    snoozed_until: datetime | None = None
    is_deleted: bool = False
    version: int = 0
    history: list[str] = field(default_factory=list[str])
    before: list[tuple[str, datetime | None, str]] = field(default_factory=list[tuple[str, datetime | None, str]])
    """For each answer: the status and the promise as they were, and the kind of answer."""
    drafts: int = 0

    @property
    def respond_by(self) -> datetime:
        """Until when an answer is due."""
        return self.promised or self.stated or answer_due(self.received_at)

    def attention(self, now: datetime) -> str | None:
        """The level, where an answer is owed."""
        if self.status not in OWED:
            return None
        if now >= shifted(self.respond_by, 3):
            return "ghosting"
        if now >= self.respond_by:
            return "overdue"
        return "due_soon" if now >= shifted(self.respond_by, -1) else "on_track"

    def takes(self, kind: str) -> bool:
        """Whether this answer is possible."""
        return kind in TAKES.get(self.status, set()) and not (kind == "hold" and self.promised is not None)

    def answer(self, kind: str, promised: datetime | None = None) -> None:
        """It was answered."""
        self.before.append((self.status, self.promised, kind))
        self.status = LEADS_TO[kind]
        if kind == "hold":
            self.promised = promised

    def undo(self) -> None:
        """The last answer never was."""
        self.status, self.promised, _ = self.before.pop()


def owed_by(payload: Mapping[str, Any]) -> list[UUID]:
    """Of which invitations a message says that an answer is owed."""
    items = [payload["invitation"]] if "invitation" in payload else []
    items += [item for part in payload.get("sections", []) if part["code"] in OWING for item in part["items"]]
    return [UUID(str(item["invitation_id"])) for item in items]
