"""API tokens: shown once, bounded by their maker, gone when revoked."""

import pytest

TOKENS = "/api/v1/tokens"


def bearer(token):
    return {"authorization": f"Bearer {token}"}


async def test_a_token_is_shown_once(ada, client):
    answer = await ada.client.post(TOKENS, json={"name": "laptop", "scopes": ["write", "read"]})
    made = answer.json()
    assert answer.status_code == 201
    assert set(made) == {"id", "name", "scopes", "expires_at", "token"}
    assert made["scopes"] == ["read", "write"]
    assert made["token"].startswith("rb_")
    assert len(made["token"]) >= 43
    assert (await client.get("/api/v1/me", headers=bearer(made["token"]))).status_code == 200
    listed = await ada.client.get(TOKENS)
    assert made["token"] not in listed.text
    assert listed.json()["items"][0]["name"] == "laptop"


async def test_a_token_makes_none_that_may_do_more_than_itself(ada, client):
    writer = (await ada.client.post(TOKENS, json={"name": "w", "scopes": ["write"]})).json()["token"]
    more = await client.post(TOKENS, json={"name": "m", "scopes": ["write", "send"]}, headers=bearer(writer))
    same = await client.post(TOKENS, json={"name": "s", "scopes": ["write"]}, headers=bearer(writer))
    assert (more.status_code, same.status_code) == (403, 201)


async def test_a_revoked_token_is_refused_from_then_on(ada, client):
    made = (await ada.client.post(TOKENS, json={"name": "t", "scopes": ["read"]})).json()
    assert (await ada.client.delete(f"{TOKENS}/{made['id']}")).status_code == 204
    assert (await client.get("/api/v1/me", headers=bearer(made["token"]))).status_code == 401
    assert (await ada.client.delete(f"{TOKENS}/{made['id']}")).status_code == 404


async def test_nobody_sees_or_revokes_anothers_token(ada, ben):
    mine = (await ada.client.get(TOKENS)).json()["items"]
    theirs = (await ben.client.get(TOKENS)).json()["items"]
    assert {one["id"] for one in mine}.isdisjoint(one["id"] for one in theirs)
    refused = await ben.client.delete(f"{TOKENS}/{mine[0]['id']}")
    never = await ben.client.delete(f"{TOKENS}/{ada.id}")
    assert (refused.status_code, refused.json()) == (404, never.json())
    assert (await ada.client.get(TOKENS)).json()["items"] == mine


async def test_a_token_is_good_until_the_instant_it_expires_at(ada, client, clock):
    expires_at = clock().replace(hour=10).isoformat()
    body = {"name": "t", "scopes": ["read"], "expires_at": expires_at}
    made = (await ada.client.post(TOKENS, json=body)).json()
    clock.forward(minutes=59, seconds=59)
    assert (await client.get("/api/v1/me", headers=bearer(made["token"]))).status_code == 200
    clock.forward(seconds=1)
    assert (await client.get("/api/v1/me", headers=bearer(made["token"]))).status_code == 401


@pytest.mark.parametrize(
    "change",
    [
        {"scopes": []},
        {"scopes": ["admin"]},
        {"expires_at": "2026-11-23T08:59:59Z"},
        {"expires_at": "2027-01-01T00:00:00"},
        {"expires_at": 1_900_000_000},
        {"expires_at": "9999-12-31T23:59:59Z"},
        {"expires_at": "2027-01-01"},
        {"name": " "},
    ],
)
async def test_a_token_that_makes_no_sense_is_refused(ada, change):
    answer = await ada.client.post(TOKENS, json={"name": "t", "scopes": ["read"]} | change)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["loc"][:2] == ["body", next(iter(change))]


async def test_the_last_use_of_a_token_is_told_to_the_hour(ada, client, clock):
    made = (await ada.client.post(TOKENS, json={"name": "t", "scopes": ["read"]})).json()
    first = clock()
    await client.get("/api/v1/me", headers=bearer(made["token"]))
    clock.forward(minutes=30)
    await client.get("/api/v1/me", headers=bearer(made["token"]))
    told = {one["id"]: one["last_used_at"] for one in (await ada.client.get(TOKENS)).json()["items"]}
    assert told[made["id"]] == first.isoformat().replace("+00:00", "Z")


async def test_a_repeated_request_for_a_token_makes_no_second_one(ada):
    headers = {"idempotency-key": "once"}
    first = await ada.client.post(TOKENS, json={"name": "t", "scopes": ["read"]}, headers=headers)
    again = await ada.client.post(TOKENS, json={"name": "t", "scopes": ["read"]}, headers=headers)
    assert (first.status_code, again.status_code) == (201, 409)
    assert first.json()["token"] not in again.text
    assert len((await ada.client.get(TOKENS)).json()["items"]) == 2
