"""PATCH of invitations: a merge patch, and two who edit at once."""

import asyncio

import pytest

PATH = "/api/v1/invitations"


@pytest.fixture
async def shown(ada):
    made = await ada.client.post(
        PATH,
        json={
            "company": "Acme",
            "role": "Engineer",
            "salary": "60k",
            "tags": ["a"],
            "respond_by": "2026-11-30",
            "interview_at": "2026-12-10T10:00:00+01:00",
        },
    )
    return made.json()


async def test_what_is_left_out_stays_and_null_empties(ada, shown):
    place = f"{PATH}/{shown['id']}"
    patched = await ada.client.patch(place, json={"salary": None, "tags": None, "location": "Berlin"})
    assert patched.status_code == 200
    changed = {name for name in shown if shown[name] != patched.json()[name]}
    assert changed == {"salary", "tags", "location", "version"}
    assert (patched.json()["salary"], patched.json()["tags"]) == (None, [])
    assert patched.headers["etag"] == '"2"'


async def test_a_merge_patch_may_be_called_one(ada, shown):
    patched = await ada.client.patch(
        f"{PATH}/{shown['id']}", content=b'{"role": "Chef"}', headers={"content-type": "application/merge-patch+json"}
    )
    assert patched.json()["role"] == "Chef"


async def test_null_returns_a_stated_deadline_to_the_policy(ada, shown):
    assert (shown["respond_by"], shown["respond_by_basis"]) == ("2026-11-30T17:00:00Z", "stated")
    patched = (await ada.client.patch(f"{PATH}/{shown['id']}", json={"respond_by": None})).json()
    assert (patched["respond_by"], patched["respond_by_basis"]) == ("2026-11-25T17:00:00Z", "policy")


@pytest.mark.parametrize("field", ["company", "received_at", "status"])
async def test_what_an_invitation_cant_be_without_cant_be_emptied(ada, shown, field):
    refused = await ada.client.patch(f"{PATH}/{shown['id']}", json={field: None})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["loc"] == ["body", field]
    assert (await ada.client.get(f"{PATH}/{shown['id']}")).json() == shown


@pytest.mark.parametrize("field", ["id", "version", "attention", "respond_by_basis", "answered_at", "nonsense"])
async def test_what_isnt_the_persons_to_say_is_refused(ada, shown, field):
    refused = await ada.client.patch(f"{PATH}/{shown['id']}", json={field: "x"})
    assert refused.status_code == 422


async def test_an_empty_patch_changes_nothing(ada, shown):
    assert (await ada.client.patch(f"{PATH}/{shown['id']}", json={})).json() == shown


async def test_a_status_that_only_an_answer_gives_is_refused_with_the_way_to_it(ada, shown):
    refused = await ada.client.patch(f"{PATH}/{shown['id']}", json={"status": "declined"})
    assert refused.status_code == 409
    assert "/answer" in refused.json()["detail"]
    assert (await ada.client.patch(f"{PATH}/{shown['id']}", json={"status": "closed"})).json()["attention"] is None


@pytest.mark.parametrize("filed", ["closed", "cancelled_by_employer"])
async def test_what_was_filed_away_can_be_put_back_with_its_answer(ada, shown, filed):
    place = f"{PATH}/{shown['id']}"
    for answer in ({"kind": "hold", "promised_by": "2026-11-27"}, {"kind": "accept"}):
        before = (await ada.client.put(f"{place}/answer", json=answer)).json()
        await ada.client.patch(place, json={"status": filed})
        await ada.client.patch(place, json={"notes": "Filed."})
        back = await ada.client.patch(place, json={"status": before["status"], "notes": None})
        assert back.json() | {"version": 0} == before | {"version": 0}
        refused = await ada.client.patch(place, json={"status": "rescheduling"})
        assert refused.status_code == 409


async def test_what_was_filed_away_twice_is_put_back_where_it_was_before_the_first_time(ada, shown):
    place = f"{PATH}/{shown['id']}"
    await ada.client.put(f"{place}/answer", json={"kind": "hold", "promised_by": "2026-11-27"})
    for status in ("cancelled_by_employer", "closed"):
        assert (await ada.client.patch(place, json={"status": status})).status_code == 200
    assert (await ada.client.patch(place, json={"status": "accepted"})).status_code == 409
    assert (await ada.client.patch(place, json={"status": "holding"})).json()["status"] == "holding"


async def test_reopening_forgets_where_it_was_filed_from(ada, shown):
    place = f"{PATH}/{shown['id']}"
    await ada.client.put(f"{place}/answer", json={"kind": "accept"})
    for status in ("closed", "awaiting_reply", "closed"):
        await ada.client.patch(place, json={"status": status})
    assert (await ada.client.patch(place, json={"status": "accepted"})).status_code == 409


async def test_an_edit_on_a_version_that_is_over_is_refused(ada, shown):
    place = f"{PATH}/{shown['id']}"
    first = await ada.client.patch(place, json={"role": "Chef"}, headers={"if-match": '"1"'})
    assert first.status_code == 200
    second = await ada.client.patch(place, json={"role": "Cook"}, headers={"if-match": '"1"'})
    assert (second.status_code, second.json()["version"]) == (412, 2)
    assert (await ada.client.delete(place, headers={"if-match": '"1"'})).status_code == 412
    answered = await ada.client.put(f"{place}/answer", json={"kind": "decline"}, headers={"if-match": '"1"'})
    assert answered.status_code == 412
    assert (await ada.client.get(place)).json()["role"] == "Chef"
    assert (await ada.client.patch(place, json={"role": "Cook"}, headers={"if-match": "*"})).status_code == 200


async def test_of_two_who_edit_the_same_version_at_once_one_wins(ada, shown):
    place = f"{PATH}/{shown['id']}"
    answers = await asyncio.gather(
        *(ada.client.patch(place, json={"role": f"Role {n}"}, headers={"if-match": '"1"'}) for n in range(5))
    )
    assert sorted(answer.status_code for answer in answers) == [200, 412, 412, 412, 412]
    [won] = [answer.json() for answer in answers if answer.status_code == 200]
    assert (await ada.client.get(place)).json() == won


async def test_edits_without_a_version_are_all_taken_one_after_the_other(ada, shown):
    place = f"{PATH}/{shown['id']}"
    answers = await asyncio.gather(*(ada.client.patch(place, json={"salary": f"{n}k"}) for n in range(5)))
    assert sorted(answer.json()["version"] for answer in answers) == [2, 3, 4, 5, 6]


def test_two_processes_that_edit_one_version_at_once_are_told_apart(database, ada, clock):
    """The race at the services: each thread has a connection of its own, and both begin before either ends."""
    from concurrent.futures import ThreadPoolExecutor
    from threading import Barrier

    from core.errors import LostRace
    from services import tracking
    from tests.tracked import Diary

    diary = Diary(database, ada.id, clock)
    invitation = diary.record()["id"]
    barrier = Barrier(4)

    def edit(n):
        barrier.wait(timeout=10)
        try:
            diary.write(tracking.edit, invitation, {"role": f"Role {n}"}, if_version=1)
        except LostRace:
            return 0
        return 1

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(edit, range(4))) == 1
    assert diary.row(invitation)["version"] == 2
