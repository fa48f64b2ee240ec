"""`GET /due` is the first thing that a page shows."""

from datetime import UTC, datetime, timedelta

import pytest
from jsonschema_rs import Draft202012Validator as Validator

from tests.conftest import START

DUE = "/api/v1/due"
INVITATIONS = "/api/v1/invitations"


async def record(person, company="Acme", **fields):
    made = await person.client.post(INVITATIONS, json={"company": company, **fields})
    assert made.status_code == 201, made.text
    return made.json()["id"]


async def due(person, query=""):
    answer = await person.client.get(f"{DUE}{query}")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_with_nothing_owed_it_says_so(ada):
    shown = await due(ada)
    assert (shown["items"], shown["more"], shown["also"]) == ([], False, [])
    assert set(shown["counts"].values()) == {0}


async def test_an_item_says_how_it_presses_beside_what_the_invitation_itself_says(ada, clock):
    acme = await record(ada, role="Engineer", received_at="2026-11-20T16:40:00+01:00")
    drafted = await ada.client.post(f"{INVITATIONS}/{acme}/replies", json={"kind": "decline", "reason": "salary"})
    (item,) = (await due(ada))["items"]
    alone = (await ada.client.get(f"{INVITATIONS}/{acme}")).json()
    assert {name: item.pop(name) for name in alone} == alone
    assert item == {
        "clock": "1 day left, until Tue 18:00",
        "waiting": "waiting 2 days; most people answer within 24 h",
        "next_step": "send_draft",
        "draft": {
            "id": drafted.json()["id"],
            "kind": "decline",
            "state": "draft",
            "updated_at": "2026-11-23T09:00:00Z",
        },
        "elapsed": 0.6712,
        "is_snoozed": False,
    }


async def test_an_answer_takes_it_off_the_list_and_undoing_brings_it_back(ada):
    acme = await record(ada)
    await ada.client.put(f"{INVITATIONS}/{acme}/answer", json={"kind": "decline"})
    assert (await due(ada))["counts"]["owed"] == 0
    await ada.client.delete(f"{INVITATIONS}/{acme}/answer")
    assert (await due(ada))["counts"]["owed"] == 1


async def test_the_list_is_as_short_as_was_asked_for_and_the_counts_are_whole(ada):
    for number in range(3):
        await record(ada, f"Acme {number}", respond_by=(START + timedelta(hours=number + 1)).isoformat())
    shown = await due(ada, "?limit=2")
    assert [item["company"] for item in shown["items"]] == ["Acme 0", "Acme 1"]
    assert (shown["more"], shown["counts"]["owed"]) == (True, 3)


@pytest.mark.parametrize("limit", ["0", "201", "many"])
async def test_a_limit_that_cant_be_meant_is_refused(ada, limit):
    assert (await ada.client.get(f"{DUE}?limit={limit}")).status_code == 422


async def test_levels_move_with_the_clock(ada, clock):
    await record(ada)
    seen = []
    for days in (0, 2, 3, 9):
        clock.set(START + timedelta(days=days))
        counts = (await due(ada))["counts"]
        seen.append([level for level in ("on_track", "due_soon", "overdue", "ghosting") if counts[level]])
    assert seen == [["on_track"], ["due_soon"], ["overdue"], ["ghosting"]]


async def test_what_is_answered_and_not_over_stands_beside_it(ada):
    slot = datetime(2026, 11, 24, 14, tzinfo=UTC)
    acme = await record(ada, interview_at=slot.isoformat())
    await ada.client.put(f"{INVITATIONS}/{acme}/answer", json={"kind": "accept"})
    ((part,),) = [(await due(ada))["also"]]
    (item,) = part["items"]
    assert (part["code"], item["id"], item["clock"]) == ("interviews_ahead", acme, "interview Tue 15:00 Europe/Berlin")


async def test_what_comes_is_what_the_openapi_says(app, ada):
    acme = await record(ada)
    await ada.client.post(f"{INVITATIONS}/{acme}/replies", json={"kind": "decline", "reason": "salary"})
    schema = app.openapi()
    view = {**schema["components"]["schemas"]["DueView"], "components": schema["components"]}
    assert [error.message for error in Validator(view).iter_errors(await due(ada))] == []


async def test_a_stranger_sees_their_own(ada, ben):
    await record(ada)
    assert (await due(ben))["items"] == []


async def test_nobody_sees_it_without_signing_in(client):
    assert (await client.get(DUE)).status_code == 401
