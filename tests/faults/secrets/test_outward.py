"""The server calls no internal network for a user: every form of an address, by every way outward, 0 connections."""

from collections.abc import Callable, Generator

import pytest

from core.database import Database
from core.settings import Settings
from tests.conftest import Clock, Person
from tests.core.test_egress import INTERNAL_HOSTS
from tests.faults.figures import Figures
from tests.faults.secrets import outward
from tests.faults.secrets.outward import NAME, PUBLIC, WAYS, Outward, Watch, is_written_plainly, later
from tests.sinks import Sink

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

SPOKEN = [host for host in INTERNAL_HOSTS if is_written_plainly(host)]
"""What a resolver could answer."""


@pytest.fixture
def listener() -> Generator[Sink]:
    with Sink() as sink:
        yield sink


@pytest.fixture
def watch(listener: Sink, monkeypatch: pytest.MonkeyPatch) -> Generator[Watch]:
    made = Watch((listener.host, listener.port))
    monkeypatch.setattr(outward.socket, "getaddrinfo", made.resolve)
    yield made
    made.close()


@pytest.mark.parametrize("way", WAYS)
async def test_each_way_leads_out_where_the_operator_opens_private_networks(
    database: Database, settings: Settings, clock: Clock, ada: Person, listener: Sink, watch: Watch, way: str
) -> None:
    """So that 0 connections mean that they were refused, and not that nothing would ever have been tried."""
    out = Outward(database, settings.model_copy(update={"allow_private_targets": True}), clock, ada)
    watch.forget(["127.0.0.1"])
    await WAYS[way](out, NAME, listener.port)
    assert watch.tried
    assert {host for host, _ in watch.tried} == {"127.0.0.1"}
    # A chat's port is its vendor's: there nobody listens.
    assert "chat" in way or listener.connections > 0


async def test_no_form_of_an_internal_address_is_connected_to_by_any_way(
    database: Database,
    settings: Settings,
    clock: Clock,
    ada: Person,
    listener: Sink,
    watch: Watch,
    figures: Figures,
    rounds: Callable[[int, int], int],
) -> None:
    """As it is written; as what a name leads to; among public ones; and as what it leads to a moment later."""
    assert len(INTERNAL_HOSTS) >= 60
    out = Outward(database, settings, clock, ada)
    # Short: each way has a part of the forms, and together they have all of them.
    parts, names = rounds(4, 1), SPOKEN[:: rounds(20, 1)]
    tried = 0
    for number, way in enumerate(WAYS.values()):
        for host in INTERNAL_HOSTS[number % parts :: parts]:
            watch.forget(["127.0.0.1"])
            await way(out, host, listener.port)
            assert watch.tried == [], host
            tried += 1
            later(out)
        for address in names:
            for answers in ([[address]], [[PUBLIC, address]], [[address, PUBLIC]], [[PUBLIC], [address]]):
                watch.forget(*answers)
                await way(out, NAME, listener.port)
                assert watch.inside == [], (address, answers)
                assert len(answers) > 1 or watch.tried == [], (address, answers)
                tried += 1
                later(out)
    figures.note(
        "P10",
        "forms of internal addresses by every way outward, as they are written and as what a name leads to",
        required="≥ 60 address forms × every outbound path: 0 connections",  # noqa: RUF001 - the promise's own words
        measured=f"0 connections of {tried:,}: {len(INTERNAL_HOSTS)} forms, {len(WAYS)} paths",
        holds=listener.connections == 0,
    )
