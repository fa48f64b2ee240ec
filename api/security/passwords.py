"""Asking for the present password, before what nobody else at an open browser should do."""

from datetime import datetime

from api.security.identity import Asker
from core.database import Database
from core.errors import Forbidden
from services.identity import accounts, passwords, throttling


class PasswordWrong(Forbidden):
    """The present password isn't the one that was given."""

    type = "password-wrong"
    title = "Wrong password"


async def verify_password(database: Database, asker: Asker, given: str, *, address: str, now: datetime) -> str:
    """The hash that the password was found to fit. Raises PasswordWrong, TooManyGuesses."""
    subjects = [throttling.of_account(asker.owner.email), throttling.of_address(address)]
    guess = await database.write(throttling.count_guess, subjects, now=now)
    _, stored = await database.read(accounts.password_of, asker.owner.id)
    if not await passwords.off_the_loop(passwords.is_password, given, stored):
        raise PasswordWrong("The present password is another one. Nothing was changed.")
    await database.write(throttling.forgive, guess)
    return stored
