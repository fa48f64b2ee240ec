"""A filled database with somebody to ask: Ada's token, one of her invitations, and the settings to serve it by."""

import asyncio
import tempfile
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from benchmarks.rows import Crowd
from core.database import Database
from core.vocabulary import Scope
from models.invitation import INVITATION
from services.identity import credentials

_KEY = "a key that only the benchmarks know, 0123456789"


@dataclass(frozen=True, slots=True)
class Prepared:
    """What a client needs to ask for Ada's invitations, of which there are `rows` with everybody's."""

    url: str
    rows: int
    token: str
    invitation: UUID

    @property
    def environment(self) -> dict[str, str]:
        """The settings of a server on this database, without a scheduler; the rest is as by default."""
        return {
            "REPLYBY_DATA_DIR": tempfile.gettempdir(),
            "REPLYBY_SCHEDULER": "off",
            "REPLYBY_DATABASE_URL": self.url,
            "REPLYBY_SECRET_KEY": _KEY,
        }


def prepare(url: str, made: Crowd) -> Prepared:
    """Give Ada a token, and choose an invitation of hers."""
    database = Database(url, pool_size=2)
    token = database.threads.write(
        credentials.make_token, made.ada, name="bench", scopes=frozenset(Scope), expires_at=None, now=made.now
    )
    key: UUID = database.threads.read(
        lambda connection: connection.execute(
            select(INVITATION.c.id).where(INVITATION.c.account_id == made.ada).order_by(INVITATION.c.id).limit(1)
        ).scalar_one()
    )
    asyncio.run(database.close())
    return Prepared(url, made.rows, token.secret, key)
