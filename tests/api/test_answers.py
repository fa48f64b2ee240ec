"""PUT and DELETE of an invitation's answer."""

import pytest

PATH = "/api/v1/invitations"


@pytest.fixture
async def place(ada):
    made = await ada.client.post(PATH, json={"company": "Acme"})
    return made.headers["location"]


async def test_an_answer_stops_the_clock_and_taking_it_back_starts_it_again(ada, place):
    before = (await ada.client.get(place)).json()
    given = {"kind": "decline", "reason": "salary", "answered_at": "2026-11-23T09:30:00+01:00", "note": "By telephone."}
    answered = await ada.client.put(f"{place}/answer", json=given)
    assert answered.status_code == 200
    shown = answered.json()
    assert (shown["status"], shown["attention"], shown["reason"]) == ("declined", None, "salary")
    assert shown["answered_at"] == "2026-11-23T08:30:00Z"
    assert answered.headers["etag"] == '"2"'
    undone = await ada.client.delete(f"{place}/answer")
    assert undone.json() | {"version": 1} == before
    assert (await ada.client.delete(f"{place}/answer")).status_code == 409
    history = (await ada.client.get(f"{place}/events")).json()["items"]
    assert history[1]["detail"] == {"kind": "decline", "reason": "salary", "note": "By telephone."}


async def test_an_invitation_tells_which_answers_it_takes(ada, place):
    async def told():
        return (await ada.client.get(place)).json()["permitted_answers"]

    assert await told() == ["decline", "hold", "reschedule", "accept"]
    held = await ada.client.put(f"{place}/answer", json={"kind": "hold", "promised_by": "2026-11-27"})
    assert held.json()["permitted_answers"] == ["decline", "reschedule", "accept"]
    moved = await ada.client.put(f"{place}/answer", json={"kind": "reschedule"})
    assert moved.json()["permitted_answers"] == ["decline"]
    # A new slot is a new invitation in all but name.
    await ada.client.patch(place, json={"interview_at": "2026-12-08T10:00:00+01:00"})
    assert await told() == ["decline", "hold", "reschedule", "accept"]
    await ada.client.put(f"{place}/answer", json={"kind": "accept"})
    assert await told() == ["reschedule", "withdraw"]
    await ada.client.put(f"{place}/answer", json={"kind": "withdraw"})
    assert await told() == []


async def test_without_a_time_it_was_answered_now(ada, place):
    assert (await ada.client.put(f"{place}/answer", json={"kind": "accept"})).json()["answered_at"] == (
        "2026-11-23T09:00:00Z"
    )


async def test_a_promised_date_lasts_until_the_end_of_that_working_day(ada, place):
    shown = (await ada.client.put(f"{place}/answer", json={"kind": "hold", "promised_by": "2026-11-27"})).json()
    assert (shown["status"], shown["respond_by"], shown["respond_by_basis"]) == (
        "holding",
        "2026-11-27T17:00:00Z",
        "promised",
    )
    again = await ada.client.put(f"{place}/answer", json={"kind": "hold", "promised_by": "2026-11-30"})
    assert (again.status_code, again.json()["type"]) == (409, "urn:replyby:problem:promise-already-made")


@pytest.mark.parametrize(
    ("given", "status", "field"),
    [
        ({}, 422, "kind"),
        ({"kind": "shrug"}, 422, "kind"),
        ({"kind": "check_in"}, 422, "kind"),
        ({"kind": "hold"}, 422, "promised_by"),
        ({"kind": "decline", "reason": "bored"}, 422, "reason"),
        ({"kind": "decline", "answered_at": "2026-11-23T09:00:00"}, 422, "answered_at"),
        ({"kind": "decline", "answered_at": "2026-11-24T09:00:00Z"}, 422, "answered_at"),
        ({"kind": "decline", "note": "NUL\x00"}, 422, "note"),
        ({"kind": "decline", "extra": 1}, 422, "extra"),
    ],
)
async def test_an_answer_that_cant_be_meant_is_refused_by_its_field(ada, place, given, status, field):
    refused = await ada.client.put(f"{place}/answer", json=given)
    assert refused.status_code == status
    assert refused.json()["errors"][0]["loc"] == ["body", field]
    assert (await ada.client.get(place)).json()["version"] == 1


async def test_an_answer_too_many_is_a_conflict_that_says_what_to_do(ada, place):
    await ada.client.put(f"{place}/answer", json={"kind": "decline"})
    refused = await ada.client.put(f"{place}/answer", json={"kind": "accept"})
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:replyby:problem:invitation-already-answered")
    assert "Undo" in refused.json()["detail"]
    assert refused.json()["invitation_status"] == "declined"


async def test_what_a_status_stands_in_the_way_of_names_that_status(ada, place):
    await ada.client.patch(place, json={"status": "closed"})
    tried = [
        await ada.client.put(f"{place}/answer", json={"kind": "decline"}),
        await ada.client.delete(f"{place}/answer"),
        await ada.client.put(f"{place}/snooze", json={"until": "2199-01-01T00:00:00Z"}),
        await ada.client.patch(place, json={"status": "accepted"}),
    ]
    assert [(one.status_code, one.json()["invitation_status"]) for one in tried] == [(409, "closed")] * 4
