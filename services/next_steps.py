"""What to do next about an owed answer: decided here, for the digest, the reminders and the list of what is due."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from core.vocabulary import Status
from models.local_time import at_local, local
from notifications.content import NextStep

CALL_FIRST_PERIOD = timedelta(hours=24)
"""This shortly before an interview a message may be read too late: telephone first."""


def today_of(zone: ZoneInfo, now: datetime) -> tuple[datetime, datetime]:
    """The local day that `now` lies in: its midnight and the next one."""
    day = local(now, zone).date()
    return at_local(day, time(), zone), at_local(day + timedelta(days=1), time(), zone)


def next_step(
    *,
    status: str,
    respond_by: datetime,
    interview_at: datetime | None,
    now: datetime,
    tomorrow: datetime,
    has_draft: bool = False,
    is_in_doubt: bool = False,
) -> NextStep:
    """The next step of an invitation that owes an answer; `tomorrow` is the account's next midnight.

    A call goes before any message that the interview would overtake. Words that are ready want sending, whether they
    are late or not; without any, a broken promise, a late answer and one that is due today each say what they need.
    Where a reply `is_in_doubt`, nobody knows whether it went out, and every other step rests on that.
    """
    if is_in_doubt:
        return NextStep.SAY_OUTCOME
    if interview_at is not None and now < interview_at < now + CALL_FIRST_PERIOD:
        return NextStep.TELEPHONE_FIRST
    if has_draft:
        return NextStep.SEND_DRAFT
    if respond_by <= now:
        return NextStep.KEEP_PROMISE if status == Status.HOLDING else NextStep.APOLOGISE_AND_REPLY
    return NextStep.SEND_REPLY if respond_by < tomorrow else NextStep.DECIDE
