"""Which statuses an edit may bring an invitation to; answers are given by other ways than an edit."""

from core.vocabulary import Status

OPEN = frozenset({Status.AWAITING_REPLY, Status.HOLDING, Status.RESCHEDULING, Status.ACCEPTED})
"""The statuses in which an employer may still call the interview off."""

REOPENED = frozenset({Status.CANCELLED_BY_EMPLOYER, Status.CLOSED, Status.LAPSED, Status.RESCHEDULING})
"""The statuses from which an edit makes an invitation await a reply again."""


def permitted_statuses(current: Status, *, is_answered: bool) -> frozenset[Status]:
    """The statuses that an edit may bring an invitation to, its own among them where setting it again changes nothing.

    `is_answered` says whether it has an `answered_at`. What was answered hasn't lapsed; a promise to answer is no
    answer yet.
    """
    permitted = {Status.CLOSED}
    if current in OPEN:
        permitted.add(Status.CANCELLED_BY_EMPLOYER)
    if not is_answered or current is Status.HOLDING:
        permitted.add(Status.LAPSED)
    if current in REOPENED:
        permitted.add(Status.AWAITING_REPLY)
    return frozenset(permitted)
