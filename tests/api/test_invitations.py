"""POST, GET and DELETE of invitations: the shapes of the contract, and what is refused at the edge."""

from uuid import UUID

import pytest
from sqlalchemy import func, select

from models.invitation import EVENT, INVITATION

PATH = "/api/v1/invitations"

FIELDS = {
    *("id", "company", "role", "medium", "contact_name", "contact_email", "location", "format", "interview_at"),
    *("received_at", "respond_by", "respond_by_basis", "respond_by_explanation", "due_soon_at", "ghosting_at"),
    *(
        "permitted_answers",
        "attention",
        "snoozed_until",
        "status",
        "answered_at",
        "reason",
        "job_url",
        "salary",
        "notes",
        "tags",
    ),
    *("source", "external_id", "version", "created_at", "updated_at"),
}
EVERYTHING = {
    "company": "Acme",
    "role": "Data Engineer",
    "medium": "linkedin",
    "contact_name": "Cleo Park",
    "contact_email": "cleo@example.com",
    "location": "Berlin",
    "format": "video",
    "interview_at": "2026-12-10T10:00:00+01:00",
    "received_at": "2026-11-20T16:40:00+01:00",
    "respond_by": "2026-11-30T12:00:00+01:00",
    "job_url": "https://example.com/jobs/17",
    "salary": "60k",
    "notes": "One line\nand another",
    "tags": ["remote", "remote", "data"],
    "source": "huntr",
    "external_id": "17",
}


async def test_an_invitation_is_recorded_with_everything_that_is_known_of_it(ada):
    made = await ada.client.post(PATH, json=EVERYTHING)
    assert made.status_code == 201
    shown = made.json()
    assert set(shown) == FIELDS
    assert made.headers["location"] == f"{PATH}/{shown['id']}"
    assert made.headers["etag"] == '"1"'
    given = EVERYTHING | {
        "tags": ["remote", "data"],
        "interview_at": "2026-12-10T09:00:00Z",
        "received_at": "2026-11-20T15:40:00Z",
        "respond_by": "2026-11-30T11:00:00Z",
    }
    assert {name: shown[name] for name in given} == given
    assert (shown["status"], shown["respond_by_basis"], shown["attention"]) == ("awaiting_reply", "stated", "on_track")
    read = await ada.client.get(made.headers["location"])
    assert (read.json(), read.headers["etag"]) == (shown, '"1"')


async def test_the_company_alone_is_enough(ada):
    shown = (await ada.client.post(PATH, json={"company": "Acme"})).json()
    assert (shown["received_at"], shown["respond_by"]) == ("2026-11-23T09:00:00Z", "2026-11-25T17:00:00Z")
    assert "Wed 18:00" in shown["respond_by_explanation"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("company", None),
        ("company", " "),
        ("company", "x" * 201),
        ("role", "x" * 301),
        ("role", "two\nlines"),
        ("role", "NUL\x00"),
        ("notes", "NUL\x00"),
        ("company", "\ud800"),
        ("contact_email", "not an address"),
        ("medium", "pigeon"),
        ("format", "seance"),
        ("received_at", "2026-11-20T16:40:00"),
        ("received_at", 1_763_000_000),
        ("interview_at", "2026-11-20"),
        ("interview_at", "1800-01-01T00:00:00Z"),
        ("respond_by", "2026-11-20T16:40:00"),
        ("respond_by", "2026-02-31"),
        ("respond_by", "9999-01-01"),
        ("respond_by", 5),
        ("job_url", "javascript:alert(1)"),
        ("job_url", "ftp://example.com"),
        ("tags", ["x"] * 21),
        ("tags", ["x" * 51]),
        ("tags", "remote"),
        ("source", "x" * 101),
        ("external_id", "x" * 201),
        ("status", "declined"),
        ("owner", "ben"),
    ],
)
async def test_what_cant_be_stored_is_refused_by_its_field_and_nothing_is_stored(ada, database, field, value):
    import json

    body = json.dumps({"company": "Acme", field: value})
    refused = await ada.client.post(PATH, content=body, headers={"content-type": "application/json"})
    assert refused.status_code == 422
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["errors"][0]["loc"][:2] == ["body", field]
    assert await database.read(_count, INVITATION) == 0


async def test_a_naive_time_is_told_what_it_lacks(ada):
    refused = await ada.client.post(PATH, json={"company": "Acme", "respond_by": "2026-11-20T16:40:00"})
    assert "zone" in refused.json()["errors"][0]["msg"]


async def test_the_same_source_and_external_id_again_is_a_conflict_that_names_the_first(ada, ben):
    first = (await ada.client.post(PATH, json={"company": "Acme", "source": "huntr", "external_id": "17"})).json()
    again = await ada.client.post(PATH, json={"company": "Other", "source": "huntr", "external_id": "17"})
    assert again.status_code == 409
    assert again.json()["invitation_id"] == first["id"]
    assert first["id"] in again.json()["detail"]
    elsewhere = await ben.client.post(PATH, json={"company": "Acme", "source": "huntr", "external_id": "17"})
    assert elsewhere.status_code == 201


async def test_a_retried_post_records_once(ada, database):
    answers = [
        await ada.client.post(PATH, json={"company": "Acme"}, headers={"idempotency-key": "k1"}) for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert answers[0].headers["location"] == answers[1].headers["location"]
    assert await database.read(_count, INVITATION) == 1


async def test_a_deleted_invitation_is_gone_and_comes_back(ada):
    shown = (await ada.client.post(PATH, json={"company": "Acme"})).json()
    place = f"{PATH}/{shown['id']}"
    assert (await ada.client.delete(place)).status_code == 204
    assert (await ada.client.get(place)).status_code == 404
    assert (await ada.client.delete(place)).status_code == 404
    restored = await ada.client.post(f"{place}/restoration")
    assert restored.status_code == 200
    assert restored.json() | {"version": 1} == shown
    assert restored.headers["etag"] == f'"{restored.json()["version"]}"'
    types = [event["type"] for event in (await ada.client.get(f"{place}/events")).json()["items"]]
    assert types == ["recorded", "deleted", "restored"]


async def test_the_history_names_who_and_what(ada):
    shown = (await ada.client.post(PATH, json={"company": "Acme"})).json()
    page = (await ada.client.get(f"{PATH}/{shown['id']}/events?limit=1")).json()
    [event] = page["items"]
    assert set(event) == {"id", "at", "type", "actor", "detail"}
    assert (event["type"], event["actor"], page["next_cursor"]) == ("recorded", "token:tests", None)


async def test_a_snooze_is_put_and_taken_off(ada):
    shown = (await ada.client.post(PATH, json={"company": "Acme"})).json()
    place = f"{PATH}/{shown['id']}/snooze"
    snoozed = await ada.client.put(place, json={"until": "2026-11-25T09:00:00+01:00"})
    assert snoozed.json()["snoozed_until"] == "2026-11-25T08:00:00Z"
    assert snoozed.json()["respond_by"] == shown["respond_by"]
    # A date begins at the account's midnight.
    assert (await ada.client.put(place, json={"until": "2026-11-26"})).json()["snoozed_until"] == "2026-11-25T23:00:00Z"
    assert (await ada.client.delete(place)).json()["snoozed_until"] is None
    assert (await ada.client.put(place, json={"until": "2026-11-23"})).status_code == 422


def operations(one: object):
    place = f"{PATH}/{one}"
    return (
        ("GET", place, None),
        ("PATCH", place, {"role": "Chef"}),
        ("DELETE", place, None),
        ("POST", f"{place}/restoration", None),
        ("GET", f"{place}/events", None),
        ("GET", f"{place}/steps", None),
        ("PUT", f"{place}/snooze", {"until": "2026-12-01"}),
        ("DELETE", f"{place}/snooze", None),
        ("PUT", f"{place}/answer", {"kind": "decline"}),
        ("PUT", f"{place}/answer", {"kind": "check_in"}),
        ("PUT", f"{place}/snooze", {"until": "2020-12-01"}),
        ("DELETE", f"{place}/answer", None),
        ("POST", f"{place}/replies", {"kind": "decline"}),
        ("GET", f"{place}/replies", None),
    )


async def test_a_strangers_invitation_answers_exactly_as_one_that_never_existed(ada, ben, database):
    mine = (await ada.client.post(PATH, json={"company": "Acme"})).json()
    never = UUID(int=7)
    before = await database.read(_dump)
    for (method, foreign, body), (_, unknown, _) in zip(operations(mine["id"]), operations(never), strict=True):
        first = await ben.client.request(method, foreign, json=body)
        second = await ben.client.request(method, unknown, json=body)
        assert first.status_code == 404, (method, foreign)
        assert first.text.replace(mine["id"], "") == second.text.replace(str(never), "")
    assert await database.read(_dump) == before
    assert (await ada.client.get(f"{PATH}/{mine['id']}")).json() == mine


def _count(connection, table):
    return connection.execute(select(func.count()).select_from(table)).scalar()


def _dump(connection):
    return [list(connection.execute(select(table))) for table in (INVITATION, EVENT)]
