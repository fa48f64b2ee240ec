"""When a mail came: what the server that took it wrote on it, else what its sender did."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from intake.mails.headers import Headers

_FIRST = datetime(1990, 1, 1, tzinfo=UTC)
_LONGEST_DATE = 100
_SKEW = timedelta(days=1)
"""So far a clock may be ahead of ours, and its time still be meant: it is ours, then."""


def received_at(headers: Headers, *, now: datetime) -> datetime:
    """The topmost Received, else Date, else `now`; never later than `now`, and never before there was such mail.

    A mail that somebody sent on as it was (Resent-…, RFC 5322, section 3.6.6) came when it was first sent.
    """
    received = next((value.rpartition(";")[2] for value in headers.all("received")), "")
    stamps = [received, headers.first("date") or ""]
    if headers.first("resent-from") or headers.first("resent-date"):
        stamps.reverse()
    for stamp in stamps:
        at = _instant(stamp)
        if at is not None and _FIRST <= at <= now + _SKEW:
            return min(at, now)
    return now


def _instant(stamp: str) -> datetime | None:
    try:
        at = parsedate_to_datetime(stamp.strip()[:_LONGEST_DATE])
        return (at if at.tzinfo is not None else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError, ArithmeticError):
        # Each of these has been seen from the standard library for dates that nobody would write in good faith.
        return None
