"""Guesses at passwords: counted where all processes see them, before they are checked."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from core.database import Database
from models.credential import SIGN_IN_ATTEMPT
from services.identity import throttling
from services.identity.throttling import TooManyGuesses, count_guess, of_account, of_address


def test_processes_that_guess_at_once_have_ten_guesses_between_them(database_url, clock):
    processes = [Database(database_url, pool_size=4) for _ in range(3)]

    def guess(number):
        try:
            processes[number % 3].threads.write(count_guess, [of_account("ada@example.com")], now=clock())
        except TooManyGuesses:
            return 0
        return 1

    with ThreadPoolExecutor(6) as threads:
        assert sum(threads.map(guess, range(30))) == throttling.GUESSES_PER_ACCOUNT
    import asyncio

    for process in processes:
        asyncio.run(process.close())


def test_a_guess_counts_for_five_minutes_to_the_second(database, clock):
    for _ in range(throttling.GUESSES_PER_ACCOUNT):
        database.threads.write(count_guess, [of_account("ada@example.com")], now=clock())
    clock.forward(minutes=4, seconds=59)
    with pytest.raises(TooManyGuesses) as refused:
        database.threads.write(count_guess, [of_account("ada@example.com")], now=clock())
    wait = timedelta(seconds=int(refused.value.headers["Retry-After"]))
    database.threads.write(count_guess, [of_account("ada@example.com")], now=clock() + wait)


def test_an_account_is_the_same_in_whatever_case():
    assert of_account("ADA@example.com") == of_account("ada@example.com")


def test_an_ipv6_subscriber_is_one_address():
    assert of_address("2001:db8:1:2::1") == of_address("2001:db8:1:2:ffff::9")
    assert of_address("2001:db8:1:2::1") != of_address("2001:db8:1:3::1")
    assert of_address("::ffff:203.0.113.9") == of_address("203.0.113.9")


def test_neither_addresses_nor_e_mail_are_stored(database, clock):
    database.threads.write(count_guess, [of_account("ada@example.com"), of_address("203.0.113.9")], now=clock())
    stored = database.threads.read(lambda connection: str(connection.execute(SIGN_IN_ATTEMPT.select()).all()))
    assert "ada" not in stored
    assert "203.0" not in stored
