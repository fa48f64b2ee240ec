"""A throwaway account with a believable fortnight around today, so that a newcomer sees everything at once.

Its invitations go through the same services as anybody's, with `now` set back to when each thing would have happened.
No other account is touched, and nothing of it is ever sent anywhere but to the console.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from core.database import Threads
from core.secrets import Keyring
from core.vocabulary import ChannelKind, Want
from services import channels
from services.demonstration.demo_scenes import SCENES
from services.demonstration.demo_stage import Stage
from services.finding import DEMONSTRATION_EMAIL as EMAIL
from services.identity import accounts, erasing, passwords, places

NAME = "Ada Example"


@dataclass(frozen=True, slots=True)
class Demonstration:
    """The account that was made. Its password is told here and nowhere else."""

    email: str
    password: str
    invitations: int


def remove_demonstration(threads: Threads) -> bool:
    """Delete the throwaway account with all of it. Returns whether there was one."""
    found = threads.read(accounts.find_by_email, EMAIL)
    if found is None:
        return False
    erasing.erase_account(threads, found[0])
    return True


def make_demonstration(
    threads: Threads, keyring: Keyring, *, time_zone: str, language: str, now: datetime
) -> Demonstration:
    """Make the throwaway account anew: the one that was there before goes first. Raises UnknownZone."""
    places.check_zone(time_zone)
    password = "-".join(secrets.token_hex(2) for _ in range(4))
    password_hash = passwords.hash_password(passwords.usable(password, email=EMAIL))
    new = accounts.NewAccount(
        email=EMAIL, password_hash=password_hash, name=NAME, time_zone=time_zone, language=language
    )
    remove_demonstration(threads)
    return Demonstration(EMAIL, password, threads.write(_fill, new, keyring, now=now))


def _fill(connection: Connection, new: accounts.NewAccount, keyring: Keyring, *, now: datetime) -> int:
    owner = accounts.create_account(connection, new, now=now)
    stage = Stage(connection, owner, now)
    for scene in SCENES:
        scene(stage)
    told = stage.come_to_today()
    # The channel comes last: what happened in the past reminds nobody today.
    wants = (Want.DIGEST,)
    channels.create_channel(
        connection, owner, keyring, name="Console", kind=ChannelKind.CONSOLE, url="console:", wants=wants, now=now
    )
    return told
