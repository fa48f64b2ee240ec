"""The account of whoever asks: profile, policy, password, taking everything along, and the end."""

import asyncio
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import insert, select

from models.account import ACCOUNT
from models.columns import metadata
from services import tracking
from services.identity import taking_out

ME = "/api/v1/me"
OURS = {"sec-fetch-site": "same-origin"}


async def test_a_merge_patch_changes_what_it_names_and_nothing_else(ada):
    before = (await ada.client.get(ME)).json()
    answer = await ada.client.patch(ME, json={"name": "Ada B.", "country": "DE", "region": "BY"})
    assert answer.status_code == 200
    assert answer.headers["etag"] == '"2"'
    assert answer.json() == before | {"name": "Ada B.", "country": "DE", "region": "BY", "version": 2}


async def test_a_country_that_is_taken_away_takes_its_region_along(ada):
    await ada.client.patch(ME, json={"country": "DE", "region": "BY"})
    assert (await ada.client.patch(ME, json={"country": None})).json()["region"] is None


async def test_a_region_must_belong_to_the_country_that_stays(ada):
    await ada.client.patch(ME, json={"country": "DE", "region": "BY"})
    answer = await ada.client.patch(ME, json={"country": "FR"})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["loc"] == ["body", "region"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("time_zone", "localtime"),
        ("workday_end", "24:00"),
        ("workday_end", "6pm"),
        ("digest_time", "08:00:30"),
        ("working_days", []),
        ("working_days", [7]),
        ("working_days", [0.5]),
        ("digest_days", [-1]),
        ("reply_business_days", 0),
        ("reply_business_days", 91),
        ("reply_business_days", 10**30),
        ("reply_business_days", True),
        ("cap_hours", float("nan")),
        ("name", None),
        ("digest_when_empty", "yes"),
        ("id", "x"),
        ("next_digest_at", "2030-01-01T00:00:00Z"),
    ],
)
async def test_a_policy_that_cant_be_counted_with_is_refused(ada, field, value):
    import json

    answer = await ada.client.patch(
        ME, content=json.dumps({field: value}), headers={"content-type": "application/json"}
    )
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["loc"][:2] == ["body", field]
    assert (await ada.client.get(ME)).json()["version"] == 1


async def test_another_digest_time_moves_the_next_digest(ada):
    answer = await ada.client.patch(ME, json={"digest_time": "18:30"})
    assert answer.json()["next_digest_at"] == "2026-11-23T17:30:00Z"
    nowhere = await ada.client.patch(ME, json={"digest_days": []})
    assert nowhere.json()["next_digest_at"] is None


async def test_another_policy_decides_open_deadlines_anew(ada, database, clock):
    made = await ada.client.post("/api/v1/invitations", json={"company": "Acme"})
    assert made.status_code == 201
    await ada.client.patch(ME, json={"reply_business_days": 5})
    after = (await ada.client.get(f"/api/v1/invitations/{made.json()['id']}")).json()
    assert made.json()["respond_by"] == "2026-11-25T17:00:00Z"
    assert after["respond_by"] == "2026-11-30T17:00:00Z"


async def test_a_lost_race_is_refused_and_says_so(ada):
    first = await ada.client.patch(ME, json={"name": "One"}, headers={"if-match": '"1"'})
    second = await ada.client.patch(ME, json={"name": "Two"}, headers={"if-match": '"1"'})
    assert (first.status_code, second.status_code) == (200, 412)
    assert second.json()["version"] == 2
    assert (await ada.client.patch(ME, json={"name": "Two"}, headers={"if-match": "*"})).status_code == 200
    assert (await ada.client.patch(ME, json={"name": "X"}, headers={"if-match": 'W/"3"'})).status_code == 412
    assert (await ada.client.patch(ME, json={"name": "X"}, headers={"if-match": "3"})).status_code == 422


async def test_of_two_changes_at_once_with_one_version_one_is_made(ada):
    answers = await asyncio.gather(
        *(ada.client.patch(ME, json={"name": name}, headers={"if-match": '"1"'}) for name in ("One", "Two"))
    )
    assert sorted(answer.status_code for answer in answers) == [200, 412]


async def test_another_address_needs_the_password_and_must_be_free(ada, ben):
    without = await ada.client.patch(ME, json={"email": "ada@acme.example"})
    wrong = await ada.client.patch(ME, json={"email": "ada@acme.example", "password": "not her password"})
    taken = await ada.client.patch(ME, json={"email": "BEN@example.com", "password": ada.password})
    right = await ada.client.patch(ME, json={"email": "Ada@Acme.example", "password": ada.password})
    assert [one.status_code for one in (without, wrong, taken, right)] == [422, 403, 409, 200]
    assert right.json()["email"] == "ada@acme.example"


async def test_a_new_password_signs_every_other_browser_out(app, client, ada):
    from tests.conftest import _client_of

    elsewhere = _client_of(app)
    for browser in (client, elsewhere):
        await browser.post("/api/v1/sessions", json={"email": ada.email, "password": ada.password})
    answer = await client.put(f"{ME}/password", json={"current": ada.password, "new": "anvil and staple"}, headers=OURS)
    assert answer.status_code == 204
    assert (await client.get(ME)).status_code == 200
    assert (await elsewhere.get(ME)).status_code == 401
    old = await elsewhere.post("/api/v1/sessions", json={"email": ada.email, "password": ada.password}, headers=OURS)
    new = await elsewhere.post(
        "/api/v1/sessions", json={"email": ada.email, "password": "anvil and staple"}, headers=OURS
    )
    assert (old.status_code, new.status_code) == (401, 201)


async def test_the_password_is_changed_by_who_knows_it_in_at_most_ten_guesses(ada):
    change = {"current": "not her password", "new": "anvil and staple"}
    answers = [await ada.client.put(f"{ME}/password", json=change) for _ in range(11)]
    assert [answer.status_code for answer in answers] == [403] * 10 + [429]


def fill_every_table(database, owner, clock):
    """One row of the account in every table, its secrets recognisable."""
    ids = {}

    def fill(connection):
        tracked = tracking.record(connection, owner, {"company": "Acme"}, actor="person", now=clock())
        ids["invitation_id"] = tracked["id"]
        for table in metadata.sorted_tables:
            if "account_id" not in table.c or table.name in {"invitation", "event"}:
                continue
            if connection.execute(select(table.c.account_id).where(table.c.account_id == owner.id)).first():
                continue
            connection.execute(insert(table), [row_of(table, owner, clock(), ids)])
            if table.name == "import_batch":
                ids["import_batch_id"] = owner.id

    database.threads.write(fill)


WORDS = {"kind": "decline", "status_before": "awaiting_reply", "reason": None, "tone": "warm", "state": "draft"}
WORDS_OF = {
    "channel": {"kind": "console"},
    "reminder": {"kind": "digest", "state": "sent"},
    "import_batch": {"state": "previewed"},
    "import_piece": {"kind": "file"},
    "private_link": {"kind": "feed"},
    "message": {"form": "mail", "way": "upload", "state": "placed", "outcome": "recorded"},
    "reply": {"reason": "undisclosed"},
}


def row_of(table, owner, now, ids):
    row = {}
    for column in table.c:
        words = WORDS | WORDS_OF.get(table.name, {})
        kind = {"JSON": dict, "UTCDateTime": datetime}.get(type(column.type).__name__, column.type.python_type)
        if column.name == "account_id":
            row[column.name] = owner.id
        elif column.name in ids:
            row[column.name] = ids[column.name]
        elif column.name in words:
            row[column.name] = words[column.name]
        elif column.nullable and column.name not in {"secret_encrypted", "user_agent"}:
            continue
        elif kind is datetime:
            row[column.name] = now
        elif kind is date:
            row[column.name] = now.date()
        elif kind is str:
            row[column.name] = f"canary-{table.name}-{column.name}-{owner.name}"[: column.type.length or 80]
        elif kind.__name__ == "UUID":
            row[column.name] = owner.id
        else:
            row[column.name] = {int: 1, bytes: b"x", bool: False, dict: {}}[kind]
    return row


async def test_everything_is_taken_along_and_no_secret(ada, ben, database, clock):
    await asyncio.get_running_loop().run_in_executor(None, fill_every_table, database, ada.owner, clock)
    answer = await ada.client.get(f"{ME}/export")
    assert answer.status_code == 200
    assert "attachment" in answer.headers["content-disposition"]
    kept = answer.json()
    assert kept["account"]["email"] == ada.email
    for table in taking_out.tables():
        assert len(kept[table.name]) >= 1, table.name
    assert kept["invitation"][0]["company"] == "Acme"
    for name in ("channel-url_encrypted", "channel-secret_encrypted", "session-digest", "password_hash", "$argon2"):
        assert name not in answer.text
    assert "canary-session-user_agent" in answer.text
    assert "ben@example.com" not in answer.text


async def test_an_export_of_many_pages_holds_every_row_once(ada, database, clock):
    def fill(connection):
        for number in range(taking_out.PAGE * 2 + 1):
            tracking.record(connection, ada.owner, {"company": f"Acme {number}"}, actor="person", now=clock())

    await database.in_thread(database.threads.write, fill)
    kept = (await ada.client.get(f"{ME}/export")).json()["invitation"]
    assert len(kept) == len({row["id"] for row in kept}) == taking_out.PAGE * 2 + 1


async def test_deleting_an_account_leaves_nothing_of_it_and_everything_of_others(ada, ben, database, clock):
    for person in (ada, ben):
        await asyncio.get_running_loop().run_in_executor(None, fill_every_table, database, person.owner, clock)
    wrong = await ada.client.request("DELETE", ME, json={"password": "not her password"})
    assert wrong.status_code == 403
    answer = await ada.client.request("DELETE", ME, json={"password": ada.password})
    assert answer.status_code == 204
    assert (await ada.client.get(ME)).status_code == 401

    def left(connection):
        rows = {}
        for table in metadata.sorted_tables:
            if "account_id" in table.c:
                owners = {row.account_id for row in connection.execute(select(table.c.account_id))}
                rows[table.name] = owners
        rows["account"] = {row.id for row in connection.execute(select(ACCOUNT.c.id))}
        return rows

    for table, owners in (await database.read(left)).items():
        assert owners == {ben.id}, table


async def test_times_are_told_with_their_zone(ada):
    told = (await ada.client.get(ME)).json()["created_at"]
    assert datetime.fromisoformat(told) == datetime(2026, 11, 23, 9, tzinfo=UTC)
