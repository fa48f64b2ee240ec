"""A program that records, edits, answers, silences and replies, as fast as it is answered, until it is cut off."""

import random
import uuid
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from tests.faults.killing.cast import Actor
from tests.faults.killing.moving_clock import MovingClock
from tests.faults.killing.tale import Tale, Tales
from tests.faults.killing.wire import Answered, Cut, Wire

INVITATIONS = "/invitations"
MOST_KEPT = 40
"""So many invitations a program keeps in hand; it forgets the oldest, of which the tale remains."""

_USUAL = {
    "record": 6,
    "record_due_soon": 3,
    "record_with_key": 3,
    "edit": 8,
    "answer": 4,
    "undo": 3,
    "snooze": 2,
    "delete": 2,
    "restore": 1,
    "draft": 3,
    "approve": 3,
    "recall": 1,
}
"""What a program does, and how often."""

_BEFORE = {
    "edit": "record",
    "answer": "record",
    "undo": "answer",
    "snooze": "record",
    "delete": "record",
    "restore": "delete",
    "draft": "record",
    "approve": "draft",
    "recall": "approve",
}
"""What has to be done before, where nothing is there to do it to."""

_NEEDS = {"undo": "answered", "restore": "deleted", "approve": "drafted", "recall": "approved"}
"""How an invitation has to stand for it, if not open."""


@dataclass(slots=True, eq=False)
class _Held:
    """An invitation in hand."""

    tale: Tale
    stands: str = "open"
    contact: str = ""
    reply: UUID | None = None


@dataclass(slots=True)
class Writer:
    """Somebody's program. It goes on in every life of the service, where it was not cut off."""

    actor: Actor
    clock: MovingClock
    tales: Tales
    chance: random.Random
    _held: list[_Held] = field(default_factory=list[_Held])
    _unanswered: tuple[str, Tale, dict[str, Any]] | None = None
    """A request with a key that broke off: it is sent again until it is answered."""
    _wire: Wire | None = None

    def live(self, port: int, *, requests: int, feed: str | None = None) -> None:
        """Write to the service until it dies, or `requests` times; with `feed`, that one thing until it dies."""
        self._wire = Wire(port, self.actor.token)
        with suppress(Cut), closing(self._wire):
            self._leave_something_due()
            while feed is not None:
                self._prepare(feed)
                self.clock.is_armed = True
                self._do(feed)
            for _ in range(requests):
                self._do(self.chance.choices([*_USUAL], weights=[*_USUAL.values()])[0])

    def _leave_something_due(self) -> None:
        """What the scheduler will find: a deadline that passes, and a reply that is to leave."""
        self._again_with_key()
        self.record_due_soon()
        self._do("approve")

    def _do(self, what: str) -> None:
        """Do one thing, and before it what has to come first; not at all, where that was refused."""
        if self._prepare(what):
            act: Callable[[], None] = getattr(self, what)
            act()

    def _prepare(self, what: str) -> bool:
        if what in _BEFORE and self._one(what) is None:
            self._do(_BEFORE[what])
        return what not in _BEFORE or self._one(what) is not None

    def _one(self, what: str) -> _Held | None:
        """An invitation in hand to which this can be done."""
        fitting = [held for held in self._held if held.stands == _NEEDS.get(what, "open")]
        return self.chance.choice(fitting) if fitting else None

    def _to(self, what: str) -> _Held:
        held = self._one(what)
        assert held is not None, f"there was something prepared to {what}"
        return held

    def _ask(self, method: str, path: str, body: object = None, **headers: str) -> Answered:
        assert self._wire is not None
        answered = self._wire.ask(method, path, body, **headers)
        self.tales.answers[answered.status] += 1
        return answered

    def _change(self, held: _Held, event: str, request: tuple[str, str, object], stands: str, **holds: Any) -> Answered:
        """Send one change of an invitation, and note what came of it."""
        try:
            answered = self._ask(*request)
        except Cut:
            held.tale.doubt(event, **holds)
            self._held.remove(held)
            raise
        if answered.is_done:
            held.tale.note(event, **holds)
            held.stands = stands
        else:
            # A refusal has changed nothing; what it was about is left alone.
            self._held.remove(held)
        return answered

    def _new(self) -> tuple[Tale, dict[str, Any], str]:
        name = f"Acme {uuid.UUID(int=self.chance.getrandbits(128)).hex[:16]}"
        tale = Tale(name, self.actor.account_id)
        contact = f"{name.split()[1]}@acme.example"
        self.tales.invitations.append(tale)
        return tale, {"company": name, "role": "Engineer", "contact_email": contact, "notes": "first"}, contact

    def _keep(self, tale: Tale, answered: Answered, contact: str) -> None:
        tale.id = UUID(answered.body["id"])
        tale.note("recorded", notes="first", status="awaiting_reply", is_deleted=False, snoozed_until=None)
        self._held = [*self._held[-MOST_KEPT:], _Held(tale, contact=contact)]

    def record(self, **more: Any) -> None:
        """Record one, with a deadline of days."""
        tale, body, contact = self._new()
        try:
            answered = self._ask("POST", INVITATIONS, body | {"source": "load", "external_id": tale.company} | more)
        except Cut:
            tale.doubt("recorded")
            raise
        self._keep(tale, answered, contact)

    def record_due_soon(self) -> None:
        """Record one whose deadline passes within two minutes, and most often leave it alone."""
        held_before = list(self._held)
        self.record(respond_by=(self.clock() + timedelta(seconds=self.chance.uniform(5, 120))).isoformat())
        if self.chance.random() < 0.7:
            self._held = held_before

    def record_with_key(self) -> None:
        """Record one with an Idempotency-Key; cut off, send the same again later."""
        tale, body, _ = self._new()
        self._unanswered = (uuid.UUID(int=self.chance.getrandbits(128)).hex, tale, body)
        self._again_with_key()

    def _again_with_key(self) -> None:
        if self._unanswered is None:
            return
        key, tale, body = self._unanswered
        try:
            answered = self._ask("POST", INVITATIONS, body, **{"Idempotency-Key": key})
        except Cut:
            tale.in_doubt["recorded"] = 1
            raise
        self._unanswered = None
        tale.in_doubt.clear()
        self._keep(tale, answered, body["contact_email"])

    def edit(self) -> None:
        """Change the notes."""
        held, notes = self._to("edit"), f"note {self.chance.getrandbits(64):x}"
        self._change(held, "edited", ("PATCH", self._path(held), {"notes": notes}), "open", notes=notes)

    def answer(self) -> None:
        """Say that it was answered elsewhere."""
        held, body = self._to("answer"), {"kind": "decline", "reason": "timing"}
        self._change(held, "answered", ("PUT", self._path(held, "/answer"), body), "answered", status="declined")

    def undo(self) -> None:
        """Take that back."""
        held = self._to("undo")
        request = ("DELETE", self._path(held, "/answer"), None)
        self._change(held, "answer_undone", request, "open", status="awaiting_reply")

    def snooze(self) -> None:
        """Silence it for a day."""
        held, until = self._to("snooze"), self.clock() + timedelta(days=1)
        request = ("PUT", self._path(held, "/snooze"), {"until": until.isoformat()})
        self._change(held, "snoozed", request, "open", snoozed_until=until)

    def delete(self) -> None:
        """Put it away."""
        held = self._to("delete")
        self._change(held, "deleted", ("DELETE", self._path(held), None), "deleted", is_deleted=True)

    def restore(self) -> None:
        """Bring it back."""
        held = self._to("restore")
        request = ("POST", self._path(held, "/restoration"), None)
        self._change(held, "restored", request, "open", is_deleted=False)

    def draft(self) -> None:
        """Draft a reply to it, with a subject of its own."""
        held = self._to("draft")
        body = {"kind": "decline", "reason": "timing", "subject": f"Interview {self.chance.getrandbits(64):016x}"}
        answered = self._change(held, "reply_drafted", ("POST", self._path(held, "/replies"), body), "drafted")
        if answered.is_done:
            held.reply = UUID(answered.body["id"])

    def approve(self) -> None:
        """Let the reply leave."""
        held = self._to("approve")
        held.tale.is_replied_to = True
        body = {"recipient": held.contact, "override": "I mean it."}
        answered = self._change(held, "reply_approved", ("POST", f"/replies/{held.reply}/delivery", body), "approved")
        if answered.is_done and held.reply is not None:
            self.tales.approved.add(held.reply)

    def recall(self) -> None:
        """Take the reply back, if it hasn't left."""
        held = self._to("recall")
        self._change(held, "reply_recalled", ("DELETE", f"/replies/{held.reply}/delivery", None), "drafted")

    def _path(self, held: _Held, more: str = "") -> str:
        return f"{INVITATIONS}/{held.tale.id}{more}"
