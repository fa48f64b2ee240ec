"""Accounts: who may make one, and what a change of the profile does."""

from datetime import UTC, datetime

import pytest

from core.vocabulary import SignUp
from services import accounts
from services.accounts import EmailTaken, NewAccount, ProfileChanged, SignUpClosed, UnknownCountry, UnknownZone


def newcomer(email: str = "cleo@example.com", **more: object) -> NewAccount:
    return NewAccount(**{"email": email, "password_hash": "x", "name": "Cleo", "time_zone": "Europe/Berlin"} | more)  # pyright: ignore


def test_the_first_account_can_be_made_though_sign_up_is_closed(database, clock):
    owner = database.threads.write(accounts.create_account, newcomer(), now=clock(), sign_up=SignUp.CLOSED)
    assert owner.email == "cleo@example.com"


def test_a_second_account_is_refused_while_sign_up_is_closed(database, clock, ada):
    with pytest.raises(SignUpClosed):
        database.threads.write(accounts.create_account, newcomer(), now=clock(), sign_up=SignUp.CLOSED)


def test_an_address_has_one_account_in_whatever_case(database, clock, ada):
    with pytest.raises(EmailTaken):
        database.threads.write(accounts.create_account, newcomer("ADA@Example.com"), now=clock())


def test_a_new_account_has_its_first_digest_planned_for_its_own_morning(database, clock):
    owner = database.threads.write(accounts.create_account, newcomer(), now=clock())
    # Monday 10:00 in Berlin: today's eight o'clock is over.
    assert owner.next_digest_at == datetime(2026, 11, 24, 7, tzinfo=UTC)
