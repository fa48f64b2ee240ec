"""Storing what was fetched: a message and the word that it was read are one transaction.

So a process that dies between two messages loses none and stores none twice; and one message that can't be taken is
passed over, counted and told of, and stops nothing behind it.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from core.vocabulary import MessageWay
from intake.arrived import Arrivals
from intake.wording import DEFAULT_LANGUAGE, wording
from models.mailing import MAILBOX
from services.fetching.failures import LONGEST_SENTENCE
from services.fetching.polling import Claimed, move_to
from services.fetching.reading import Fetched, Position
from services.receiving.reading import read_for
from services.receiving.receiving import receive

ACTOR = "mail"

_NOTHING_IN_IT = "nothing in it can be read"
_UNSTORABLE = "something unexpected happened here; the server's log has the details"
STUCK = "the server didn't hand it over, three times"


def read_message(fetched: Fetched, claimed: Claimed, *, now: datetime) -> Arrivals | None:
    """What a fetched message says, for a thread; None where there is nothing to read."""
    if fetched.raw is None:
        return None
    return read_for(claimed.owner, fetched.raw, own=claimed.own, now=now)


def store(
    connection: Connection, claimed: Claimed, fetched: Fetched, arrivals: Arrivals | None, *, now: datetime
) -> Claimed:
    """Receive a message, and move past it. Raises LeaseLost.

    One that is gone is only moved past; one that says nothing that can be read is passed over, and that is noted.
    """
    because = _refusal_of(arrivals) if arrivals is not None else fetched.because
    if because is not None:
        return pass_over(connection, claimed, fetched, because, now=now)
    position = Position(claimed.position.uid_validity, fetched.uid)
    if arrivals is None:
        return move_to(connection, claimed, position, now=now)
    # First of all, so that whoever lost the lease doesn't receive anything.
    counts = {"messages_read": MAILBOX.c.messages_read + 1}
    moved = move_to(connection, claimed, position, now=now, counts=counts)
    for arrived in arrivals.items:
        receive(connection, claimed.owner, arrived, way=MessageWay.MAILBOX, now=now, actor=ACTOR)
    return moved


def pass_over(
    connection: Connection, claimed: Claimed, fetched: Fetched, because: str = _UNSTORABLE, *, now: datetime
) -> Claimed:
    """Move past a message that can't be taken, and say which it was, and why. Raises LeaseLost."""
    zone = claimed.owner.zone
    came = f"of {fetched.arrived_at.astimezone(zone):%Y-%m-%d, %H:%M}" if fetched.arrived_at else f"(UID {fetched.uid})"
    told = f"A message {came} was passed over: {because.rstrip('.')}."
    counts: dict[str, Any] = {
        "messages_refused": MAILBOX.c.messages_refused + 1,
        "last_refusal": told if len(told) <= LONGEST_SENTENCE else told[: LONGEST_SENTENCE - 1] + "…",
    }
    return move_to(connection, claimed, Position(claimed.position.uid_validity, fetched.uid), now=now, counts=counts)


def _refusal_of(arrivals: Arrivals) -> str | None:
    if arrivals.items:
        return None
    # As every sentence about the mailbox is.
    words = wording(DEFAULT_LANGUAGE)
    if arrivals.refusal is not None:
        return words.say(arrivals.refusal)
    return words.say(arrivals.unread[0].because) if arrivals.unread else _NOTHING_IN_IT
