"""From what went wrong on the wire to what to do about it, in classified words."""

import ssl
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from core.egress import Deadline, DeadlinePassed, NameNotFound, TargetRefused
from notifications.channel import LONGEST_RETRY_AFTER, DeliveryFailed, FailureCode, failure

_SLOWED_STATUSES = (429, 502, 503, 504)


def of_problem(
    problem: BaseException, deadline: Deadline, *, otherwise: FailureCode = FailureCode.INTERRUPTED
) -> DeliveryFailed:
    """The failure that an exception of the connection means, looking through those that wrap it."""
    causes: list[BaseException] = []
    cause: BaseException | None = problem
    while cause is not None and cause not in causes:
        causes.append(cause)
        cause = cause.__cause__ or cause.__context__
    for cause in causes:
        if isinstance(cause, TargetRefused):
            return failure(FailureCode.TARGET_REFUSED, is_permanent=True)
        if isinstance(cause, NameNotFound):
            return failure(FailureCode.NAME_NOT_FOUND)
        if isinstance(cause, ssl.SSLError):
            return failure(FailureCode.TLS_FAILED)
    if deadline.is_past or any(isinstance(cause, DeadlinePassed | TimeoutError) for cause in causes):
        return failure(FailureCode.TIMED_OUT)
    if any(isinstance(cause, ConnectionRefusedError) for cause in causes):
        return failure(FailureCode.UNREACHABLE)
    return failure(otherwise)


def of_http_status(status: int, retry_after: str | None, *, now: datetime) -> DeliveryFailed:
    """The failure that an HTTP status other than 2xx means (Standard Webhooks)."""
    if status == 410:
        return failure(FailureCode.GONE, is_permanent=True, disables_channel=True)
    if status in _SLOWED_STATUSES:
        return failure(FailureCode.SLOWED, retry_after=patience(retry_after, now=now))
    if status < 400:
        return failure(FailureCode.REDIRECTED)
    return failure(FailureCode.SERVER_FAILED if status >= 500 else FailureCode.REFUSED)


def patience(retry_after: str | None, *, now: datetime) -> timedelta | None:
    """How long `Retry-After` asks to wait (RFC 9110, 10.2.3: seconds or a date), up to 24 h; None if unreadable."""
    text = (retry_after or "").strip()
    if text.isascii() and text.isdigit():
        # A number longer than this is past the cap, and could be too long to be one.
        asked = timedelta(seconds=int(text)) if len(text) < 10 else LONGEST_RETRY_AFTER
    else:
        try:
            until = parsedate_to_datetime(text)
        except (ValueError, OverflowError):
            return None
        asked = (until if until.tzinfo else until.replace(tzinfo=UTC)) - now
    return min(max(asked, timedelta(0)), LONGEST_RETRY_AFTER)
