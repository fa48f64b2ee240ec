"""`GET /reminders`: why did I get this, or not?"""

import pytest

from core.vocabulary import Want
from scheduler.tick import tick
from tests.conftest import START
from tests.reminders import Outbox, add_channel, record

REMINDERS = "/api/v1/reminders"


@pytest.fixture
async def hook(ada, database, settings, clock):
    """Ada's channel, after a tick that sent one alert and one digest, and noted one day as missed."""
    made = add_channel(database, ada.owner, settings, Want.DIGEST, Want.ALERTS, now=START)
    record(database, ada.owner, now=START)
    clock.forward(days=2)
    await tick(database, Outbox().courier(database, settings, clock))
    return made


async def items(person, **query):
    answer = await person.client.get(REMINDERS, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()["items"]


async def test_the_ledger_tells_what_was_sent_and_what_was_not_and_why(ada, hook):
    found = await items(ada)
    assert sorted((line["kind"], line["state"]) for line in found) == [
        ("alert", "sent"),
        ("digest", "missed"),
        ("digest", "sent"),
    ]
    (missed,) = await items(ada, state="missed")
    assert missed["local_on"] == "2026-11-24"
    assert missed["why"].startswith("Nothing was running when this digest was due")
    assert all(line["channel_id"] == str(hook) for line in found)
    assert {line["kind"]: line["company"] for line in found} == {"alert": "Acme", "digest": None}


async def test_it_is_narrowed_by_state_kind_invitation_and_channel(ada, hook):
    (alert,) = await items(ada, kind="alert")
    assert await items(ada, invitation_id=alert["invitation_id"]) == [alert]
    assert len(await items(ada, channel_id=str(hook))) == 3
    assert await items(ada, channel_id=str(ada.id)) == []
    assert len(await items(ada, state="sent", kind="digest")) == 1


async def test_it_is_read_in_pages_the_newest_first(ada, hook):
    everything = await items(ada)
    assert [line["id"] for line in everything] == sorted((line["id"] for line in everything), reverse=True)
    first = (await ada.client.get(REMINDERS, params={"limit": 2})).json()
    rest = (await ada.client.get(REMINDERS, params={"limit": 2, "cursor": first["next_cursor"]})).json()
    assert first["items"] + rest["items"] == everything
    assert rest["next_cursor"] is None


@pytest.mark.parametrize("query", [{"cursor": "nonsense"}, {"limit": 0}, {"state": "lost"}, {"channel_id": "x"}])
async def test_a_question_that_makes_no_sense_is_refused_with_its_field(ada, query):
    answer = await ada.client.get(REMINDERS, params=query)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["loc"] == ["query", next(iter(query))]


async def test_a_stranger_sees_nothing_of_it(ada, ben, hook):
    assert await items(ben) == []
    (alert,) = await items(ada, kind="alert")
    assert await items(ben, invitation_id=alert["invitation_id"]) == []
    assert await items(ben, channel_id=str(hook)) == []


async def test_no_address_and_no_secret_stands_in_it(ada, hook):
    answer = await ada.client.get(REMINDERS)
    for word in ("hooks.example.com", "whsec_", "url"):
        assert word not in answer.text
