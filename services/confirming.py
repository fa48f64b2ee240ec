"""Asking the owner of an e-mail address whether they want to be written to. The link is good for that address alone."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select, update

from core.secrets import Keyring, LinkInvalid, digest
from models.channel import CHANNEL
from services.channels import channel_of_link

CONFIRM_PERIOD = timedelta(days=7)
"""How long the link works."""

_PURPOSE = "confirm a channel"


def confirmation_link(keyring: Keyring, base: str, row: Mapping[str, Any], *, now: datetime) -> str:
    """The link by which the owner of the address in a row of `channel` agrees to be written to."""
    subject = f"{row['account_id'].hex}.{row['id'].hex}.{_fingerprint(keyring, row)}"
    return f"{base}/api/v1/confirmations/{keyring.sign(_PURPOSE, subject, expires_at=now + CONFIRM_PERIOD)}"


def asked_about(connection: Connection, keyring: Keyring, token: str, *, now: datetime) -> dict[str, Any]:
    """The channel that a link asks about. Raises LinkInvalid, also where it has another address by now; LinkExpired."""
    subject, _, fingerprint = keyring.verify(_PURPOSE, token, now=now).rpartition(".")
    account_id, channel_id = channel_of_link(subject)
    row = (
        connection.execute(select(CHANNEL).where(CHANNEL.c.account_id == account_id, CHANNEL.c.id == channel_id))
        .mappings()
        .first()
    )
    if row is None or _fingerprint(keyring, row) != fingerprint:
        # Else whoever agreed for their own address would have agreed for the next one that is entered.
        raise LinkInvalid("This link doesn't work any more: the channel was deleted, or given another address.")
    return {str(name): value for name, value in row.items()}


def confirm(connection: Connection, keyring: Keyring, token: str, *, now: datetime) -> None:
    """The owner of an e-mail address agreed to be written to; twice is once. Raises LinkInvalid and LinkExpired."""
    row = asked_about(connection, keyring, token, now=now)
    connection.execute(
        update(CHANNEL)
        .where(CHANNEL.c.account_id == row["account_id"], CHANNEL.c.id == row["id"], CHANNEL.c.confirmed_at.is_(None))
        .values(confirmed_at=now, updated_at=now, version=CHANNEL.c.version + 1)
    )


def _fingerprint(keyring: Keyring, row: Mapping[Any, Any]) -> str:
    return digest(keyring.decrypt(row["url_encrypted"]))[:32]
