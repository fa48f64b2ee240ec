"""/demonstration: an example in one's own account, and its end."""

import asyncio
from datetime import UTC, datetime

import pytest

from core.vocabulary import Attention
from tests.reminders import flag

PATH = "/api/v1/demonstration"


async def listed(person, **query):
    return (await person.client.get("/api/v1/invitations", params={"limit": 200} | query)).json()["items"]


async def test_it_fills_an_empty_account_with_every_level_of_attention(ada):
    assert (await ada.client.get(PATH)).json() == {"invitations": 0, "can_load": True}
    loaded = await ada.client.post(PATH)
    assert loaded.status_code == 201
    shown = await listed(ada)
    assert loaded.json() == {"invitations": len(shown), "can_load": False}
    assert {invitation["attention"] for invitation in shown} == {*Attention, None}
    assert (await ada.client.get(PATH)).json() == loaded.json()


async def test_it_is_refused_where_anything_is_recorded(ada):
    await ada.client.post("/api/v1/invitations", json={"company": "Acme"})
    assert (await ada.client.get(PATH)).json() == {"invitations": 0, "can_load": False}
    refused = await ada.client.post(PATH)
    assert refused.status_code == 409
    assert refused.json()["type"] == "urn:replyby:problem:account-not-empty"
    assert len(await listed(ada)) == 1


async def test_it_is_loaded_once_however_often_and_fast_it_is_asked_for(ada):
    answers = await asyncio.gather(*(ada.client.post(PATH) for _ in range(3)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409]
    (loaded,) = (answer.json() for answer in answers if answer.status_code == 201)
    assert len(await listed(ada)) == loaded["invitations"]


async def test_an_empty_account_is_filled_whatever_it_deleted(ada):
    recorded = (await ada.client.post("/api/v1/invitations", json={"company": "Acme"})).json()
    await ada.client.delete(f"/api/v1/invitations/{recorded['id']}")
    assert (await ada.client.post(PATH)).status_code == 201
    for invitation in await listed(ada):
        await ada.client.delete(f"/api/v1/invitations/{invitation['id']}")
    assert (await ada.client.post(PATH)).status_code == 201
    assert [one["company"] for one in await listed(ada, deleted=True)] == ["Acme"]


async def test_all_of_it_goes_but_what_somebody_touched(ada, ben):
    await ben.client.post(PATH)
    count = (await ada.client.post(PATH)).json()["invitations"]
    by_company = {invitation["company"]: invitation["id"] for invitation in await listed(ada)}
    noted, answered, binned = (by_company[name] for name in ("Acme Rockets", "Flamingo Freight", "Hedgehog Health"))
    await ada.client.patch(f"/api/v1/invitations/{noted}", json={"notes": "This one interests me."})
    await ada.client.put(f"/api/v1/invitations/{answered}/answer", json={"kind": "decline"})
    await ada.client.delete(f"/api/v1/invitations/{binned}")
    own = (await ada.client.post("/api/v1/invitations", json={"company": "Own"})).json()["id"]
    # A policy that moves every deadline touches none of them.
    await ada.client.patch("/api/v1/me", json={"reply_business_days": 3})

    removed = await ada.client.delete(PATH)
    assert removed.status_code == 200
    assert removed.json() == {"removed": count - 2, "kept": 2}
    assert {invitation["id"] for invitation in await listed(ada)} == {noted, answered, own}
    assert await listed(ada, deleted=True) == []
    assert (await ada.client.get("/api/v1/invitations", params={"q": "hedgehog"})).json()["items"] == []
    assert len(await listed(ben)) == count
    assert (await ada.client.delete(PATH)).json() == {"removed": 0, "kept": 2}


async def test_without_an_example_nothing_is_removed(ada):
    await ada.client.post("/api/v1/invitations", json={"company": "Acme", "source": "demonstration"})
    assert (await ada.client.delete(PATH)).json() == {"removed": 0, "kept": 1}
    assert len(await listed(ada)) == 1


async def test_it_alerts_nobody_now_or_later(ada, clock, database):
    channel = {"name": "Console", "kind": "console", "wants": ["alerts", "digest"]}
    assert (await ada.client.post("/api/v1/channels", json=channel)).status_code == 201
    await ada.client.post(PATH)
    assert flag(database, clock.forward(days=20)).rows == 0
    assert (await ada.client.get("/api/v1/reminders")).json()["items"] == []


async def test_what_is_recorded_beside_it_alerts_as_ever(ada, clock, database):
    channel = {"name": "Console", "kind": "console", "wants": ["alerts"]}
    await ada.client.post("/api/v1/channels", json=channel)
    await ada.client.post(PATH)
    own = (await ada.client.post("/api/v1/invitations", json={"company": "Own"})).json()
    assert flag(database, clock.forward(days=20)).rows == 1
    told = (await ada.client.get("/api/v1/reminders")).json()["items"]
    assert {reminder["invitation_id"] for reminder in told} == {own["id"]}


ODD_POLICIES = [
    {"reply_business_days": 90, "ghosting_business_days": 90},
    {"reply_business_days": 1, "due_soon_business_days": 0, "ghosting_business_days": 0},
    {"working_days": [6]},
    {"workday_end": "00:05", "cap_hours": 2160, "least_hours": 0},
    {"time_zone": "Pacific/Apia", "country": "IL", "region": None},
]


@pytest.mark.parametrize("policy", ODD_POLICIES)
@pytest.mark.parametrize("now", [datetime(2026, 11, 22, 23, 40, tzinfo=UTC), datetime(2027, 1, 1, 9, 59, tzinfo=UTC)])
async def test_it_can_be_loaded_whatever_the_policy_says(ada, clock, policy, now):
    clock.set(now)
    assert (await ada.client.patch("/api/v1/me", json=policy)).status_code == 200
    loaded = await ada.client.post(PATH)
    assert loaded.status_code == 201
    removed = (await ada.client.delete(PATH)).json()
    assert removed == {"removed": loaded.json()["invitations"], "kept": 0}
