"""What a brief must hold before a letter can be written from it, and the facts that are raised where it doesn't.

A letter never fills such a gap by itself: an invented promise or reason would be worse than none.
"""

from datetime import datetime

from core.errors import Invalid
from core.vocabulary import Reason, ReplyKind
from replies.brief import Brief
from replies.names import one_line

FEWEST_SLOTS, MOST_SLOTS = 2, 3
_DECLINING_KINDS = (ReplyKind.DECLINE, ReplyKind.WITHDRAW)


class PromiseNeeded(Invalid):
    """A holding reply says by when the answer will come."""

    type = "promise-needed"
    title = "Promise needed"


class PromiseAlreadyPast(Invalid):
    """A holding reply promises an answer at a time to come."""

    type = "promise-already-past"
    title = "Promise already past"


class SlotsNeeded(Invalid):
    """A request for another time offers two or three times to come, on different days, or none at all."""

    type = "slots-needed"
    title = "Alternatives needed"


class DetailsNeeded(Invalid):
    """The reason `other` is said in the person's own words."""

    type = "details-needed"
    title = "Details needed"


def refuse_incomplete(brief: Brief, *, now: datetime) -> None:
    """Raise what stands in the way of a letter: DetailsNeeded, PromiseNeeded, PromiseAlreadyPast or SlotsNeeded."""
    if brief.kind in _DECLINING_KINDS and brief.reason is Reason.OTHER and one_line(brief.details) is None:
        raise DetailsNeeded(
            "The reason `other` needs a sentence of your own in `details`; or choose `undisclosed` to give no reason.",
            errors=[{"loc": ["body", "details"], "msg": "should be a sentence of your own"}],
        )
    if brief.kind is ReplyKind.HOLD:
        _refuse_bad_promise(brief, now)
    if brief.kind is ReplyKind.RESCHEDULE and brief.slots:
        _refuse_bad_slots(brief, now)


def _refuse_bad_promise(brief: Brief, now: datetime) -> None:
    promised_by = brief.promised_by
    if promised_by is None:
        raise PromiseNeeded(
            "A holding reply says by when you will answer: give `promised_by`, a date or an instant.",
            errors=[{"loc": ["body", "promised_by"], "msg": "should be a date or an instant to come"}],
        )
    if isinstance(promised_by, datetime):
        is_past = promised_by <= now
    else:
        is_past = promised_by < now.astimezone(brief.zone).date()
    if is_past:
        raise PromiseAlreadyPast(
            "A holding reply promises an answer in the future: choose a `promised_by` that is still to come.",
            errors=[{"loc": ["body", "promised_by"], "msg": "should be a date or an instant to come"}],
        )


def _refuse_bad_slots(brief: Brief, now: datetime) -> None:
    days = {slot.astimezone(brief.zone).date() for slot in brief.slots}
    if not FEWEST_SLOTS <= len(brief.slots) <= MOST_SLOTS:
        said = f"Offer two or three other times, not {len(brief.slots)}; or none, and the letter asks for them."
    elif len(days) < len(brief.slots):
        said = f"The other times should be on different days in {brief.zone.key}; two of them are on the same one."
    elif min(brief.slots) <= now:
        said = "The other times should all be still to come; one of them has passed."
    else:
        return
    raise SlotsNeeded(said, errors=[{"loc": ["body", "slots"], "msg": "should be two or three on different days"}])
