"""What needs an answer: every invitation that owes one, the most pressing first, each with its clock and next step."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from core.vocabulary import OWED_STATUSES, Attention, Status
from models import clock_words
from models.account import Owner
from models.local_time import local
from notifications.content import NextStep
from services.listing import MOST_ITEMS, Wanted, list_invitations

CALL_FIRST_PERIOD = timedelta(hours=24)
"""This shortly before an interview a message may be read too late: telephone first."""


def list_due(connection: Connection, owner: Owner, *, now: datetime, most: int) -> tuple[list[dict[str, Any]], bool]:
    """At most `most` views of what owes an answer, by deadline, and whether there are more.

    Each view has its `clock` in words of the account's language, and its `next_step`, a code of `NextStep`.
    """
    items: list[dict[str, Any]] = []
    cursor: str | None = None
    while True:
        page = list_invitations(
            connection,
            owner,
            Wanted(status=OWED_STATUSES),
            now=now,
            sort="respond_by",
            limit=min(MOST_ITEMS, most - len(items)),
            cursor=cursor,
        )
        items += [_with_clock(item, owner, now=now) for item in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None or len(items) >= most:
            return items, cursor is not None


def _with_clock(item: dict[str, Any], owner: Owner, *, now: datetime) -> dict[str, Any]:
    clock = clock_words.clock(
        now=now,
        respond_by=item["respond_by"],
        ghosting_at=item["ghosting_at"],
        zone=owner.zone,
        language=owner.language,
        attention=item["attention"],
    )
    until = item["snoozed_until"]
    if until is not None and until > now:
        clock = clock_words.snoozed(now=now, until=until, clock=clock, zone=owner.zone, language=owner.language)
    return item | {"clock": clock, "next_step": _next_step(item, owner, now=now)}


def _next_step(item: dict[str, Any], owner: Owner, *, now: datetime) -> NextStep:
    """As the digest advises, and for what isn't pressing yet: decide."""
    interview_at = item["interview_at"]
    if interview_at is not None and now < interview_at < now + CALL_FIRST_PERIOD:
        return NextStep.TELEPHONE_FIRST
    if item["attention"] in {Attention.OVERDUE, Attention.GHOSTING}:
        return NextStep.KEEP_PROMISE if item["status"] == Status.HOLDING else NextStep.APOLOGISE_AND_REPLY
    is_today = local(item["respond_by"], owner.zone).date() == local(now, owner.zone).date()
    return NextStep.SEND_REPLY if is_today else NextStep.DECIDE
