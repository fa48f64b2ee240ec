"""Whether what the rows keep encrypted can be read with the present secret key."""

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from core.secrets import Keyring, SecretUnreadable
from models.channel import CHANNEL
from models.mailing import MAIL_IDENTITY, MAILBOX

MOST_READ = 500
"""How many of each kind are tried: one key wrote them all, as a rule."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """How many of the stored addresses can't be read."""

    channels: int
    mail_servers: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.channels + self.mail_servers


def unreadable(connection: Connection, keyring: Keyring) -> Unreadable:
    """Try to read what channels, mail servers and mailboxes keep encrypted."""
    counts = {
        table.name: sum(
            not _reads(keyring, written)
            for written in connection.execute(select(table.c.url_encrypted).limit(MOST_READ)).scalars()
        )
        for table in (CHANNEL, MAIL_IDENTITY, MAILBOX)
    }
    return Unreadable(counts[CHANNEL.name], counts[MAIL_IDENTITY.name] + counts[MAILBOX.name])


def count_written(connection: Connection) -> int:
    """How many addresses are kept encrypted."""
    return sum(
        connection.scalar(select(func.count()).select_from(table)) or 0 for table in (CHANNEL, MAIL_IDENTITY, MAILBOX)
    )


def _reads(keyring: Keyring, written: str) -> bool:
    try:
        keyring.decrypt(written)
    except SecretUnreadable:
        return False
    return True
