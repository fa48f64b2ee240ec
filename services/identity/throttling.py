"""Guesses at passwords are counted, for each account and each network address, in a table that all processes share.

A guess is stored before it is checked, so that many at once can't slip through together; the one that was right is
taken off again, and only that one.
"""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection, delete, func, insert, select, text

from core.errors import TooMany
from core.ids import new_ids
from core.secrets import digest
from models.credential import SIGN_IN_ATTEMPT

WINDOW = timedelta(minutes=5)
GUESSES_PER_ACCOUNT = 10
GUESSES_PER_ADDRESS = 50
"""More than an account's, since a household or an office shares one address."""


class TooManyGuesses(TooMany):
    """An account or an address has had its guesses for now."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What guesses are counted for. Only the digest is stored."""

    digest: str
    most: int


def of_account(email: str) -> Subject:
    """The guesses at one account, whether or not it exists."""
    return Subject(digest(f"account:{email.casefold()}"), GUESSES_PER_ACCOUNT)


def of_address(address: str) -> Subject:
    """The guesses from one network address; of IPv6 from a /64."""
    return Subject(digest(f"address:{subscriber_of(address)}"), GUESSES_PER_ADDRESS)


def subscriber_of(address: str) -> str:
    """The network address; of IPv6 its /64, which is what one subscriber has."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(parsed.ipv4_mapped or ipaddress.ip_network((parsed, 64), strict=False))
    return address


def count_guess(connection: Connection, subjects: Sequence[Subject], *, now: datetime) -> list[UUID]:
    """Store a guess. Raises TooManyGuesses, with Retry-After, where a subject has none left."""
    # Those from a clock that ran ahead and was put right would shut people out until it is that late again.
    is_over = (SIGN_IN_ATTEMPT.c.at <= now - WINDOW) | (SIGN_IN_ATTEMPT.c.at > now + WINDOW)
    connection.execute(delete(SIGN_IN_ATTEMPT).where(is_over))
    ordered = sorted(subjects, key=lambda subject: subject.digest)
    for subject in ordered:
        _alone(connection, subject)
        _refuse_above(connection, subject, now=now)
    ids = new_ids(now, len(ordered))
    connection.execute(
        insert(SIGN_IN_ATTEMPT),
        [{"id": guess, "subject": subject.digest, "at": now} for guess, subject in zip(ids, ordered, strict=True)],
    )
    return ids


def forgive(connection: Connection, guesses: Sequence[UUID]) -> None:
    """Take back a guess that was right. Those that were wrong still count."""
    connection.execute(delete(SIGN_IN_ATTEMPT).where(SIGN_IN_ATTEMPT.c.id.in_(guesses)))


def _alone(connection: Connection, subject: Subject) -> None:
    """Hold other processes off this subject until the transaction ends. SQLite's writers are alone anyway."""
    if connection.dialect.name == "postgresql":
        lock = int(subject.digest[:15], 16)
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": lock})


def _refuse_above(connection: Connection, subject: Subject, *, now: datetime) -> None:
    made, first = connection.execute(
        select(func.count(), func.min(SIGN_IN_ATTEMPT.c.at)).where(
            SIGN_IN_ATTEMPT.c.subject == subject.digest, SIGN_IN_ATTEMPT.c.at > now - WINDOW
        )
    ).one()
    if made >= subject.most:
        seconds = max(1, int((first + WINDOW - now).total_seconds()) + 1)
        raise TooManyGuesses(
            f"Too many attempts. Try again in {-(-seconds // 60)} min.", headers={"Retry-After": str(seconds)}
        )
