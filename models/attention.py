"""Levels of attention: how pressing an owed answer is, from its three thresholds and `now`.

A level has begun at the very instant of its threshold (`<= now`). The thresholds are ordered:
`due_soon_at <= respond_by <= ghosting_at`.
"""

from datetime import datetime

from core.vocabulary import OWED_STATUSES, Attention

_LEVELS = tuple(Attention)


def level(due_soon_at: datetime, respond_by: datetime, ghosting_at: datetime, now: datetime) -> Attention:
    """The level at `now`, for an answer that is owed."""
    if now < due_soon_at:
        return Attention.ON_TRACK
    if now < respond_by:
        return Attention.DUE_SOON
    if now < ghosting_at:
        return Attention.OVERDUE
    return Attention.GHOSTING


def of(
    status: str, due_soon_at: datetime, respond_by: datetime, ghosting_at: datetime, now: datetime
) -> Attention | None:
    """The level at `now`, or None where no answer is owed: only `awaiting_reply` and `holding` owe one."""
    return level(due_soon_at, respond_by, ghosting_at, now) if status in OWED_STATUSES else None


def next_flag_at(
    due_soon_at: datetime, respond_by: datetime, ghosting_at: datetime, level: Attention
) -> datetime | None:
    """The instant at which the level after `level` begins; None after the last one."""
    match level:
        case Attention.ON_TRACK:
            return due_soon_at
        case Attention.DUE_SOON:
            return respond_by
        case Attention.OVERDUE:
            return ghosting_at
        case Attention.GHOSTING:
            return None


def crossed(old: Attention, new: Attention) -> tuple[Attention, ...]:
    """The levels after `old`, up to and including `new`, in order; none where `new` isn't more pressing."""
    return _LEVELS[old.rank + 1 : new.rank + 1]
