"""Setting a password that was forgotten: for whoever runs the service, who needs no old one."""

from datetime import datetime

from sqlalchemy import Connection

from models.account import Owner
from services.identity import accounts, credentials


def set_password(connection: Connection, owner: Owner, *, password_hash: str, now: datetime) -> None:
    """Set the password and end every session: whoever held one with the old password has to sign in again."""
    accounts.change_password(connection, owner.id, password_hash=password_hash, verified=None, now=now)
    credentials.end_other_sessions(connection, owner.id, but=None)
