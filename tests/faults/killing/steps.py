"""The named steps at which a service is killed, and what must be true afterwards of each.

A step is a moment of a transaction (all is done and nothing committed; the commit is about to begin; it is on the
disk, and nobody knows) or of a call to the outside. `feed` is what the clients do so that the service comes by.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Moment(StrEnum):
    """When, around a transaction or a call, the process dies."""

    BEFORE = "before"
    UNCOMMITTED = "uncommitted"
    COMMITTING = "committing"
    AFTER = "after"


class Capability(StrEnum):
    """What the service was doing."""

    WRITE = "write"
    FLAG = "flag"
    PLAN = "plan"
    DELIVER = "deliver"
    SEND = "send"
    IMPORT = "import"


ALL_OR_NOTHING = "the change is there whole, with its event, or not at all; what was acknowledged before is there"
THERE = "the change is there whole, though nobody was told"
FLAGGED_ONCE = "each level is recorded once, by whoever comes next, with its alerts"
ONE_DIGEST = "each account has one digest of each local date"
SENT_LATER = "the reminder goes out once, by whoever comes next"
SENT_AGAIN = "the reminder goes out again, with the same id"
SETTLED = "the reminder has gone out once, and doesn't again"
NEVER_CLAIMED = "the reply leaves once, by whoever comes next"
IN_DOUBT = "the reply is asked about, and no machine sends it again"
REPLY_SETTLED = "the reply is sent, once, and answers its invitation"
NO_PREVIEW = "the upload that was cut off isn't shown, and nothing of it is imported"
ROWS_ONCE = "whoever comes next imports the rest: every row once"
IMPORTED = "the import is done, with every row once"
TAKEN_BACK = "whoever comes next takes the rest back"


def _always(_: Any) -> bool:
    return True


@dataclass(frozen=True, kw_only=True)
class Step:
    """A place in the service, and what is true of the world when it was killed there."""

    capability: Capability
    place: str
    """The function, `module:qualified name`."""
    moment: Moment
    afterwards: str
    feed: str | None = None
    nth: int = 1
    counts: Callable[[Any], bool] = _always
    """Whether a result of the function is one of those that count: a look that found nothing isn't."""
    is_call: bool = False
    """Whether it is a call, and not a transaction that is handed to the database."""
    variant: str = ""
    leaves: str = ""
    """What is then under way, by its name in a wreck: so it is seen that the kill hit where it should."""

    @property
    def name(self) -> str:
        """What the step is called in reports."""
        words = [self.capability.value, self.place.rpartition(":")[2], self.variant, self.moment.value]
        return " ".join(word for word in words if word) + (f" {self.nth}" if self.nth > 1 else "")


_UNDER_WAY = {SENT_AGAIN: "reminders", IN_DOUBT: "replies", ROWS_ONCE: "imports", TAKEN_BACK: "imports"}


def _step(capability: Capability, place: str, moment: Moment, afterwards: str, **more: Any) -> Step:
    # A claim that isn't committed, and a lease that has just been ended, leave nothing under way.
    leaves = "" if more.pop("ends", False) else _UNDER_WAY.get(afterwards, "")
    return Step(capability=capability, place=place, moment=moment, afterwards=afterwards, leaves=leaves, **more)


def _around(capability: Capability, place: str, undone: str, done: str, **more: Any) -> list[Step]:
    """Just before and just after the commit of one transaction."""
    return [
        _step(capability, place, Moment.UNCOMMITTED, undone, **more),
        _step(capability, place, Moment.AFTER, done, **more),
    ]


def _called(capability: Capability, place: str, moment: Moment, afterwards: str, **more: Any) -> Step:
    return _step(capability, place, moment, afterwards, is_call=True, **more)


def _found_one(claimed: Any) -> bool:
    return claimed is not None


def _found_some(parked: Any) -> bool:
    return parked > 0


def _is_flag(flagged: Any) -> bool:
    return flagged.levels > 0


def _is_digest(planned: Any) -> bool:
    return planned.digests > 0


_WRITES = {
    "record": "services.tracking:record",
    "edit": "services.tracking:edit",
    "answer": "services.answering:answer",
    "undo": "services.answering:undo",
    "snooze": "services.silencing:snooze",
    "delete": "services.tracking:delete",
    "draft": "api.routes.replies:_draft",
    "approve": "api.routes.deliveries:_approve",
    "recall": "services.sending.approving:recall",
    "record_with_key": "api.idempotency:_work_once",
}

_WEBHOOK, _MAIL = "notifications.webhook:WebhookChannel.send", "notifications.mail:MailChannel.send"
_ROWS = "services.imports.importing_rows:_store_new"
_REMOVE = "services.imports.undoing:_remove_some"


def _write_steps() -> list[Step]:
    steps = [
        step
        for feed, place in _WRITES.items()
        for step in _around(Capability.WRITE, place, ALL_OR_NOTHING, THERE, feed=feed)
    ]
    # An answer that left before its commit would be out by then.
    at_commit = Step(
        capability=Capability.WRITE,
        place=_WRITES["record"],
        moment=Moment.COMMITTING,
        afterwards=ALL_OR_NOTHING,
        feed="record",
    )
    return [*steps, at_commit]


def _tick_steps() -> list[Step]:
    flag, plan = "services.flagging:flag_due", "services.plan_digests:plan_digests"
    claim, settle = "services.delivering:claim_next", "services.settling:settle_sent"
    return [
        *_around(Capability.FLAG, flag, FLAGGED_ONCE, FLAGGED_ONCE, counts=_is_flag),
        *_around(Capability.PLAN, plan, ONE_DIGEST, ONE_DIGEST, counts=_is_digest),
        *_around(Capability.DELIVER, claim, SENT_LATER, SENT_LATER, counts=_found_one),
        _called(Capability.DELIVER, _WEBHOOK, Moment.BEFORE, SENT_LATER),
        _called(Capability.DELIVER, _WEBHOOK, Moment.AFTER, SENT_AGAIN),
        _called(Capability.DELIVER, _MAIL, Moment.BEFORE, SENT_LATER),
        _called(Capability.DELIVER, _MAIL, Moment.AFTER, SENT_AGAIN),
        *_around(Capability.DELIVER, settle, SENT_AGAIN, SETTLED),
    ]


def _send_steps() -> list[Step]:
    claim, settle = "services.sending.claims:claim_next", "services.sending.settling:settle_taken"
    park, dot = "services.sending.claims:park_expired", "core.egress_smtp:SmtpConnection.send"
    return [
        *_around(Capability.SEND, claim, NEVER_CLAIMED, IN_DOUBT, counts=_found_one),
        _called(Capability.SEND, "services.sending.departing:prepare", Moment.BEFORE, IN_DOUBT),
        _called(Capability.SEND, dot, Moment.BEFORE, IN_DOUBT, variant="dot"),
        _called(Capability.SEND, dot, Moment.AFTER, IN_DOUBT, variant="dot"),
        *_around(Capability.SEND, settle, IN_DOUBT, REPLY_SETTLED),
        *_around(Capability.SEND, park, IN_DOUBT, IN_DOUBT, counts=_found_some, ends=True),
    ]


def _import_steps() -> list[Step]:
    imports = "services.imports."
    preview, taken_back = {"feed": "preview"}, {"feed": "take_back"}
    first, second = {"feed": "import"}, {"feed": "import", "nth": 2}
    return [
        *_around(Capability.IMPORT, imports + "previewing:_announce", NO_PREVIEW, NO_PREVIEW, **preview),
        *_around(Capability.IMPORT, imports + "previewing:_keep_survey", NO_PREVIEW, ALL_OR_NOTHING, **preview),
        *_around(Capability.IMPORT, imports + "importing:confirm", ALL_OR_NOTHING, ROWS_ONCE, **first),
        *_around(Capability.IMPORT, imports + "import_batches:claim", ROWS_ONCE, ROWS_ONCE, **first, counts=_found_one),
        *_around(Capability.IMPORT, _ROWS, ROWS_ONCE, ROWS_ONCE, **first),
        *_around(Capability.IMPORT, _ROWS, ROWS_ONCE, ROWS_ONCE, **second),
        *_around(Capability.IMPORT, imports + "importing:_finish", ROWS_ONCE, IMPORTED, **first),
        *_around(Capability.IMPORT, imports + "undoing:begin_undo", IMPORTED, TAKEN_BACK, **taken_back),
        *_around(Capability.IMPORT, _REMOVE, TAKEN_BACK, TAKEN_BACK, **taken_back),
        *_around(Capability.IMPORT, _REMOVE, TAKEN_BACK, TAKEN_BACK, **taken_back, nth=2),
    ]


STEPS: tuple[Step, ...] = (*_write_steps(), *_tick_steps(), *_send_steps(), *_import_steps())
"""Every named step. Where the service is told to die at one, it is by its place in this list."""
