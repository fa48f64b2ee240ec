"""What a program knows of what it wrote: all that was acknowledged, and what broke off on the way."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID


@dataclass(slots=True, eq=False)
class Tale:
    """One invitation. `told` counts the events that were acknowledged, `in_doubt` those that broke off, by type.

    `holds` is what its columns hold by the last acknowledgement, `may_hold` what they hold if the request was carried
    out that broke off: one at the most, since nothing is written to an invitation in doubt.
    """

    company: str
    account_id: UUID
    id: UUID | None = None
    told: Counter[str] = field(default_factory=Counter[str])
    in_doubt: Counter[str] = field(default_factory=Counter[str])
    holds: dict[str, Any] = field(default_factory=dict[str, Any])
    may_hold: dict[str, Any] = field(default_factory=dict[str, Any])
    is_replied_to: bool = False
    """Whether a reply was let go, so that its status is the scheduler's business."""

    def note(self, event: str, **holds: Any) -> None:
        """A request was acknowledged."""
        self.told[event] += 1
        self.holds |= holds

    def doubt(self, event: str, **holds: Any) -> None:
        """A request broke off."""
        self.in_doubt[event] += 1
        self.may_hold |= holds

    @property
    def is_in_doubt(self) -> bool:
        """Whether nothing more is to be written to it."""
        return bool(self.in_doubt)

    def contradiction(self, rows: list[Mapping[str, Any]], events: Counter[str]) -> str | None:
        """What the database says otherwise, or None. `rows` are those of its company, `events` the programs' own."""
        if not rows:
            return None if not self.told else f"{self.company}: acknowledged and missing"
        if len(rows) > 1:
            return f"{self.company}: stored {len(rows)} times"
        for event in {*self.told, *self.in_doubt, *events}:
            least = self.told[event]
            if not least <= events[event] <= least + self.in_doubt[event]:
                return f"{self.company}: {least} {event} acknowledged, {events[event]} stored"
        for name, value in self.holds.items():
            allowed = (value, self.may_hold[name]) if name in self.may_hold else (value,)
            if rows[0][name] not in allowed and not (name == "status" and self.is_replied_to):
                return f"{self.company}: {name} is {rows[0][name]!r}, and {value!r} was acknowledged"
        return None


@dataclass(slots=True, eq=False)
class ImportTale:
    """One file. Each stage is what was acknowledged: `previewed`, `confirmed`, `taken_back`, or broke off."""

    marker: str
    rows: int
    id: UUID | None = None
    told: set[str] = field(default_factory=set[str])
    in_doubt: str | None = None


@dataclass(slots=True)
class Tales:
    """Everything that all programs wrote."""

    invitations: list[Tale] = field(default_factory=list[Tale])
    imports: list[ImportTale] = field(default_factory=list[ImportTale])
    answers: Counter[int] = field(default_factory=Counter[int])
    """The answers, by their status."""
    approved: set[UUID] = field(default_factory=set[UUID])
    """The replies of which it was acknowledged that they will leave."""

    @property
    def answered(self) -> int:
        """How often a program was told that what it asked is done."""
        return sum(count for status, count in self.answers.copy().items() if 200 <= status < 300)

    @property
    def acknowledged(self) -> int:
        """How many writes were acknowledged."""
        rows = sum(sum(tale.told.values()) for tale in self.invitations)
        return rows + sum(len(tale.told) for tale in self.imports)
