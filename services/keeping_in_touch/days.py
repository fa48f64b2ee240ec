"""On which day to speak next: pure rules of dates, local to the account."""

import calendar
from collections.abc import Callable
from datetime import date, timedelta

from core.vocabulary import Reason

FOLLOW_UP_MONTHS = 6
"""After how many months to speak again with somebody to whom the door was left open (DOMAIN, section 4)."""

_MONTHS_AFTER: dict[Reason, int] = {Reason.PERSONAL: 3}
_NO_DAY_AFTER = (Reason.VALUES_FIT, Reason.COMPANY_CONCERNS)

TOLD_EVERY = timedelta(days=7)
"""How often the digest names the same person: on the day itself, and once a week from then on."""

_MOST_DAYS_BACK = 31


def next_day(cadence_days: int | None, spoke_on: date | None, recorded_on: date) -> date | None:
    """The day that a cadence leads to: from the last touchpoint on, or from the day on which the contact was recorded.

    Without a cadence there is none.
    """
    return None if cadence_days is None else (spoke_on or recorded_on) + timedelta(days=cadence_days)


def day_after_speaking(cadence_days: int | None, spoke_on: date, speak_on: date | None) -> date | None:
    """The next day once one has spoken: the cadence begins anew.

    Without a cadence a day that had come is done with, and one that is still ahead stays.
    """
    if cadence_days is not None:
        return spoke_on + timedelta(days=cadence_days)
    return speak_on if speak_on is not None and speak_on > spoke_on else None


def day_after_reply(reason: Reason, sent_on: date, not_before: date | None) -> date | None:
    """The day to come back to somebody after a "no" for this reason; None where the reason means no return."""
    if reason in _NO_DAY_AFTER:
        return None
    if reason is Reason.TIMING and not_before is not None and not_before > sent_on:
        return not_before
    return months_later(sent_on, _MONTHS_AFTER.get(reason, FOLLOW_UP_MONTHS))


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or that month's last: 31 August and six months is 28 February."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def is_told_on(speak_on: date, today: date, is_digest_day: Callable[[date], bool]) -> bool:
    """Whether the digest of `today` names somebody who has been due since `speak_on`.

    On the day itself and every seven days after it; where one of those had no digest, on the first day that has.
    """
    if speak_on > today:
        return False
    before = next(
        (day for back in range(1, _MOST_DAYS_BACK) if is_digest_day(day := today - timedelta(days=back))),
        today - timedelta(days=_MOST_DAYS_BACK),
    )
    return (today - speak_on) // TOLD_EVERY > max(-1, (before - speak_on) // TOLD_EVERY)
