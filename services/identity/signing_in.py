"""Signing up and in: the account, its first channel and its session, each in the transaction of one request."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias
from uuid import UUID

from sqlalchemy import Connection

from core.errors import Unauthenticated
from core.vocabulary import SignUp
from models.account import Owner
from services.identity import accounts, credentials, throttling
from services.identity.accounts import NewAccount

FirstChannel: TypeAlias = Callable[[Connection, Owner, datetime], object]
"""Makes the one channel that a new account has."""


class WrongPassword(Unauthenticated):
    """The address and the password don't belong together; which of them is wrong isn't told."""

    type = "wrong-password"
    title = "Wrong address or password"


@dataclass(frozen=True, slots=True)
class Browser:
    """What is known of the browser that signs in. `held` is the session that its cookie held before."""

    user_agent: str | None
    address: str
    held: str | None


def sign_up(
    connection: Connection,
    new: NewAccount,
    browser: Browser,
    *,
    policy: SignUp,
    first_channel: FirstChannel | None,
    now: datetime,
) -> tuple[dict[str, Any], credentials.Made]:
    """Make the account with its first channel, and sign it in. Returns the profile and the session."""
    owner = accounts.create_account(connection, new, now=now, sign_up=policy)
    if first_channel is not None:
        first_channel(connection, owner, now)
    return accounts.profile(connection, owner.id), _open(connection, owner.id, browser, now=now)


def begin(
    connection: Connection, email: str, address: str, *, now: datetime
) -> tuple[list[UUID], UUID | None, str | None]:
    """Count a guess, and find what it is to be checked against: the guess, the account and its password's hash."""
    guess = throttling.count_guess(connection, [throttling.of_account(email), throttling.of_address(address)], now=now)
    found = accounts.find_by_email(connection, email)
    return (guess, None, None) if found is None else (guess, *found)


def sign_in(
    connection: Connection, account_id: UUID, guess: Sequence[UUID], browser: Browser, *, verified: str, now: datetime
) -> tuple[dict[str, Any], credentials.Made]:
    """Open a session for whoever knew the password of the hash `verified`. Raises PasswordChanged."""
    throttling.forgive(connection, guess)
    _, present = accounts.password_of(connection, account_id)
    if present != verified:
        raise accounts.PasswordChanged("The password was changed in the meantime. Sign in with the new one.")
    return accounts.profile(connection, account_id), _open(connection, account_id, browser, now=now)


def _open(connection: Connection, account_id: UUID, browser: Browser, *, now: datetime) -> credentials.Made:
    return credentials.open_session(
        connection,
        account_id,
        user_agent=browser.user_agent,
        address=browser.address,
        replaces=browser.held,
        now=now,
    )
