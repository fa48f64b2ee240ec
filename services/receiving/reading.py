"""Reading what arrived for an account: a file, a forwarded mail and a fetched one are all read here, and so alike."""

from collections.abc import Collection
from datetime import datetime

from intake.arrivals import read_arrivals
from intake.arrived import Arrivals
from models.account import Owner
from services.guessing import reader_of


def read_for(owner: Owner, raw: bytes, *, own: Collection[str], now: datetime) -> Arrivals:
    """All that the bytes hold, as the account reads it; `own` are the person's addresses (`own_addresses`).

    It takes tens of milliseconds, and seconds at the worst: for a thread, outside any transaction.
    """
    reader = reader_of(owner, now=now, own=own)
    return read_arrivals(raw, reader=reader, now=now, language_hint=owner.language)
