"""Accounts: who may make one, and what a change of the profile does."""

from datetime import UTC, datetime

import pytest

from core.vocabulary import SignUp
from services.identity import accounts
from services.identity.accounts import (
    EmailTaken,
    NewAccount,
    PasswordChanged,
    ProfileChanged,
    SignUpClosed,
)
from services.identity.places import UnknownCountry, UnknownZone


def newcomer(email: str = "cleo@example.com") -> NewAccount:
    return NewAccount(email=email, password_hash="x", name="Cleo", time_zone="Europe/Berlin")


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


def edit(database, person, now, **changes):
    return database.threads.write(accounts.edit_profile, person.id, changes, now=now)


def test_what_changes_no_reckoning_plans_nothing_anew(database, clock, ada):
    assert edit(database, ada, clock(), name="Ada B.")[1] is False
    assert edit(database, ada, clock(), digest_time="07:00")[1] is False
    assert edit(database, ada, clock(), time_zone="Asia/Tokyo")[1] is True
    assert edit(database, ada, clock(), workday_end="17:00")[1] is True


def test_a_change_to_what_is_already_so_is_none(database, clock, ada):
    owner, counts_anew = edit(database, ada, clock(), time_zone="Europe/Berlin", name="Ada")
    assert (owner.version, counts_anew) == (1, False)


def test_a_change_upon_an_old_version_is_refused(database, clock, ada):
    edit(database, ada, clock(), name="Ada B.")
    with pytest.raises(ProfileChanged):
        database.threads.write(accounts.edit_profile, ada.id, {"name": "x"}, now=clock(), if_version=1)


def test_zones_and_countries_must_be_known(database, clock, ada):
    with pytest.raises(UnknownZone):
        edit(database, ada, clock(), time_zone="Europe/Atlantis")
    with pytest.raises(UnknownCountry):
        edit(database, ada, clock(), country="DE", region="TX")
    assert database.threads.read(accounts.profile, ada.id)["version"] == 1


def test_a_password_that_was_changed_meanwhile_isnt_changed_again(database, clock, ada):
    _, verified = database.threads.read(accounts.password_of, ada.id)
    for new, is_refused in (("first", False), ("second", True)):
        change = {"password_hash": new, "verified": verified, "now": clock()}
        if is_refused:
            with pytest.raises(PasswordChanged):
                database.threads.write(accounts.change_password, ada.id, **change)
        else:
            database.threads.write(accounts.change_password, ada.id, **change)
    assert database.threads.read(accounts.password_of, ada.id)[1] == "first"
