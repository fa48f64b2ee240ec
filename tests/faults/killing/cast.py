"""Who takes part: three people whose programs write at once, one who imports, and many whose digests fall due."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, update

from core.database import opened
from core.secrets import Keyring
from core.settings import Settings
from core.vocabulary import ChannelKind, Scope, Want
from models.account import Owner
from models.mailing import MAIL_IDENTITY
from services import channels
from services.identity import accounts, credentials, passwords
from services.sending import mail_identities, outgoing
from tests.conftest import PASSWORD

WRITERS = {"ada": "Europe/Berlin", "ben": "America/New_York", "eve": "Asia/Tokyo"}
IMPORTER = "dora"
SLEEPERS = 20
"""So many do nothing but wait for their digest: one falls due every hour, and none late in the day."""

DAILY_CAP = 200
ALL_DAYS = [0, 1, 2, 3, 4, 5, 6]


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody whose program writes."""

    name: str
    account_id: UUID
    token: str


@dataclass(frozen=True, slots=True)
class Servers:
    """Where everything goes: the webhooks' address, to which a path is added, and the mail server of replies."""

    hooks: str
    post: str


async def assemble(url: str, settings: Settings, servers: Servers, *, now: datetime) -> dict[str, Actor]:
    """Make the accounts, with their channels and mail servers. Returns those whose programs write, by name."""
    async with opened(url, pool_size=2) as database:
        return await database.write(_assemble, Keyring(settings.key()), servers, now=now)


def _assemble(connection: Connection, keyring: Keyring, servers: Servers, *, now: datetime) -> dict[str, Actor]:
    hashed = passwords.hash_password(PASSWORD)
    for hour in range(SLEEPERS):
        sleeper = _account(connection, f"sleeper-{hour:02}", "UTC", hashed, f"{hour:02}:30", now=now)
        _hook(connection, sleeper, keyring, servers, now=now)
    actors: dict[str, Actor] = {}
    for name, zone in {**WRITERS, IMPORTER: "UTC"}.items():
        owner = _account(connection, name, zone, hashed, "08:00", now=now)
        _hook(connection, owner, keyring, servers, now=now)
        if name != IMPORTER:
            _mailbox(connection, owner, keyring, now=now)
            _mail_server(connection, owner, keyring, servers, now=now)
        made = credentials.make_token(
            connection, owner.id, name="load", scopes=frozenset(Scope), expires_at=None, now=now
        )
        actors[name] = Actor(name, owner.id, made.secret)
    return actors


def _account(connection: Connection, name: str, zone: str, hashed: str, digest: str, *, now: datetime) -> Owner:
    wanted = accounts.NewAccount(
        email=f"{name}@example.com", password_hash=hashed, name=name.title(), time_zone=zone, working_days=ALL_DAYS
    )
    owner = accounts.create_account(connection, wanted, now=now)
    changes = {"digest_time": digest, "digest_days": ALL_DAYS, "digest_when_empty": True}
    return accounts.edit_profile(connection, owner.id, changes, now=now)[0]


def _hook(connection: Connection, owner: Owner, keyring: Keyring, servers: Servers, *, now: datetime) -> None:
    channels.create_channel(
        connection,
        owner,
        keyring,
        name="Hook",
        kind=ChannelKind.WEBHOOK,
        url=f"{servers.hooks}/{owner.id}",
        wants=(Want.DIGEST, Want.ALERTS),
        now=now,
    )


def _mailbox(connection: Connection, owner: Owner, keyring: Keyring, *, now: datetime) -> None:
    channels.create_channel(
        connection,
        owner,
        keyring,
        name="Mail",
        kind=ChannelKind.EMAIL,
        url=owner.email,
        wants=(Want.ALERTS,),
        now=now,
    )


def _mail_server(connection: Connection, owner: Owner, keyring: Keyring, servers: Servers, *, now: datetime) -> None:
    wanted = mail_identities.Wanted(
        from_address=owner.email, from_name=None, daily_cap=DAILY_CAP, server=outgoing.read_server(servers.post)
    )
    mail_identities.set_identity(connection, owner.id, keyring, wanted, now=now)
    connection.execute(update(MAIL_IDENTITY).where(MAIL_IDENTITY.c.account_id == owner.id).values(tested_at=now))
