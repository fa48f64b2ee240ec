"""Channels: the first one, fresh addresses, unsubscribing, and what a test leaves behind."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text, update

from core.database import Database
from core.secrets import Keyring, LinkExpired, LinkInvalid
from core.settings import Settings
from core.vocabulary import ChannelKind, Want
from models.channel import CHANNEL
from services import channels, confirming
from tests.conftest import START, Clock, Person
from tests.reminders import add_channel, channel_row, ledger, links, plan, run


@pytest.fixture
def keyring(settings: Settings) -> Keyring:
    return Keyring(settings.key())


@pytest.fixture
def hook(database: Database, ada: Person, settings: Settings) -> UUID:
    return add_channel(database, ada.owner, settings, Want.DIGEST, Want.ALERTS, now=START)


def edit(database: Database, person: Person, keyring: Keyring, channel: UUID, **changes: object) -> None:
    database.threads.write(channels.edit_channel, person.owner, keyring, channel, changes, now=START)


@pytest.mark.parametrize(("has_smtp", "kind"), [(True, "email"), (False, "console")])
def test_a_new_account_is_reminded_by_mail_where_there_is_mail_and_else_on_the_console(
    database: Database, ada: Person, keyring: Keyring, has_smtp: bool, kind: str
) -> None:
    database.threads.write(channels.first_channel, ada.owner, keyring, has_smtp=has_smtp, now=START)
    (made,) = database.threads.read(channels.list_channels, ada.id)
    assert (made["kind"], made["wants"], made["confirmed_at"]) == (kind, ["digest"], START)


def test_ones_own_address_needs_no_word_whatever_its_case(database: Database, ada: Person, settings: Settings) -> None:
    own = add_channel(
        database, ada.owner, settings, now=START, kind=ChannelKind.EMAIL, url="ADA@example.com", name="Own"
    )
    other = add_channel(
        database, ada.owner, settings, now=START, kind=ChannelKind.EMAIL, url="cleo@example.com", name="Other"
    )
    assert channel_row(database, own).confirmed_at == START
    assert channel_row(database, other).confirmed_at is None


def test_addresses_and_secrets_are_stored_encrypted(database: Database, ada: Person, settings: Settings) -> None:
    url = "https://hooks.example.com/canary-secret"
    made = add_channel(database, ada.owner, settings, now=START, url=url)
    stored = database.threads.read(
        lambda connection: str(tuple(connection.execute(text("SELECT * FROM channel")).one()))
    )
    assert "canary" not in stored
    assert "whsec_" not in stored
    row = channel_row(database, made)
    assert Keyring(settings.key()).decrypt(row.url_encrypted) == url
    assert Keyring(settings.key()).decrypt(row.secret_encrypted).startswith("whsec_")


def test_a_new_address_begins_healthy(database: Database, ada: Person, keyring: Keyring, hook: UUID) -> None:
    ill = {"disabled_at": START, "disabled_why": "Gone.", "failures_in_a_row": 7, "breaker_until": START}
    run(database, update(CHANNEL).values(**ill))
    edit(database, ada, keyring, hook, url="https://new.example.com/hook")
    row = channel_row(database, hook)
    assert (row.disabled_at, row.disabled_why, row.failures_in_a_row, row.breaker_until) == (None, None, 0, None)
    assert row.version == 2


def test_whoever_unsubscribes_gets_no_digest_any_more_and_alerts_go_on(
    database: Database, ada: Person, hook: UUID
) -> None:
    plan(database, START + timedelta(days=1))
    for _ in range(2):
        database.threads.write(channels.unsubscribe, ada.id, hook, now=START)
    assert channel_row(database, hook).wants == ["alerts"]
    assert [(row.state, row.why) for row in ledger(database)] == [("skipped", "Unsubscribed.")]


def test_the_link_that_unsubscribes_names_one_channel_for_half_a_year(
    database: Database, ada: Person, settings: Settings, keyring: Keyring, hook: UUID
) -> None:
    url = links(settings, Clock(START)).unsubscribe(ada.id, hook)
    base, _, token = url.rpartition("/")
    assert base == f"{settings.link_base}/api/v1/unsubscribe"
    subject = keyring.verify(channels.UNSUBSCRIBE, token, now=START + timedelta(days=179))
    assert channels.channel_of_link(subject) == (ada.id, hook)
    with pytest.raises(LinkExpired):
        keyring.verify(channels.UNSUBSCRIBE, token, now=START + channels.UNSUBSCRIBE_PERIOD)


def test_the_link_that_unsubscribes_confirms_nothing(
    database: Database, ada: Person, settings: Settings, keyring: Keyring, hook: UUID
) -> None:
    token = links(settings, Clock(START)).unsubscribe(ada.id, hook).rpartition("/")[2]
    with pytest.raises(LinkInvalid):
        database.threads.read(confirming.asked_about, keyring, token, now=START)


def test_a_test_that_works_ends_the_rest_of_a_channel(database: Database, ada: Person, hook: UUID) -> None:
    run(database, update(CHANNEL).values(failures_in_a_row=5, breaker_until=START + timedelta(minutes=9)))
    row = database.threads.write(channels.begin_test, ada.id, hook, now=START)
    database.threads.write(channels.end_test, row, problem=None, now=START)
    row = channel_row(database, hook)
    assert (row.failures_in_a_row, row.breaker_until, row.last_sent_at) == (0, None, START)


def test_a_disabled_channel_is_not_tried(database: Database, ada: Person, hook: UUID) -> None:
    run(database, update(CHANNEL).values(disabled_at=START, disabled_why="Gone."))
    with pytest.raises(channels.Invalid):
        database.threads.write(channels.begin_test, ada.id, hook, now=START)


def test_nobody_reaches_anothers_channel(
    database: Database, ada: Person, ben: Person, keyring: Keyring, hook: UUID
) -> None:
    acts = (
        lambda: database.threads.read(channels.show_channel, ben.id, hook),
        lambda: edit(database, ben, keyring, hook, name="Mine"),
        lambda: database.threads.write(channels.delete_channel, ben.id, hook),
        lambda: database.threads.write(channels.begin_test, ben.id, hook, now=START),
        lambda: database.threads.write(channels.unsubscribe, ben.id, hook, now=START),
    )
    for act in acts:
        with pytest.raises(channels.ChannelNotFound):
            act()
    assert channel_row(database, hook).name == "Hook"
