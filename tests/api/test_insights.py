"""`GET /insights` is asked for by dates, and says nothing of too few."""

from datetime import timedelta

import pytest
from jsonschema_rs import Draft202012Validator as Validator

from tests.conftest import START

INSIGHTS = "/api/v1/insights"
INVITATIONS = "/api/v1/invitations"


async def answered(person, hours=1, *, days_ago=10, **fields):
    received = START - timedelta(days=days_ago)
    made = await person.client.post(
        INVITATIONS, json={"company": "Acme", "received_at": received.isoformat(), **fields}
    )
    assert made.status_code == 201, made.text
    at = (received + timedelta(hours=hours)).isoformat()
    answer = {"kind": "decline", "reason": "salary", "answered_at": at}
    put = await person.client.put(f"{INVITATIONS}/{made.json()['id']}/answer", json=answer)
    assert put.status_code == 200, put.text


async def insights(person, query=""):
    answer = await person.client.get(f"{INSIGHTS}{query}")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_the_fifth_answer_is_the_first_of_which_a_rate_is_told(ada):
    for hours in (1, 2, 3, 4):
        await answered(ada, hours, medium="email")
    four = await insights(ada)
    assert four["reply_times"]["median_seconds"] is None
    assert four["ghost_rate"] == {"share": None, "n": 4}
    await answered(ada, 5, medium="email")
    five = await insights(ada)
    assert five["reply_times"]["median_seconds"] == 3 * 3_600
    assert five["ghost_rate"] == {"share": 0.0, "n": 5}
    assert five["reasons"] == [{"reason": "salary", "n": 5}]
    assert five["by_month"][-1] == {
        "month": "2026-11",
        "invitations": 5,
        "answered": 5,
        "ghosted": 0,
        "reasons": [{"reason": "salary", "n": 5}],
    }


async def test_without_dates_it_is_the_last_twelve_months(ada):
    await answered(ada, days_ago=30)
    await answered(ada, days_ago=400)
    shown = await insights(ada)
    assert (shown["from_on"], shown["to_on"], shown["time_zone"]) == ("2025-12-01", "2026-11-23", "Europe/Berlin")
    assert shown["counts"]["invitations"] == 1
    assert (await insights(ada, "?all=true"))["counts"]["invitations"] == 2
    assert (await insights(ada, "?from=2025-01-01"))["counts"]["invitations"] == 2
    assert (await insights(ada, "?to=2025-12-31"))["counts"]["invitations"] == 1
    assert (await insights(ada, "?from=2026-10-24&to=2026-10-24"))["counts"]["invitations"] == 1


@pytest.mark.parametrize(
    ("query", "where"),
    [
        ("from=2026-06-10&to=2026-06-09", ["query", "from"]),
        ("from=2027-01-01", ["query", "from"]),
        ("from=yesterday", ["query", "from"]),
        ("to=2026-06-10T09:00:00Z", ["query", "to"]),
        ("to=0001-01-01", ["query", "to"]),
        ("to=2201-01-01", ["query", "to"]),
        ("all=true&from=2026-06-10", ["query"]),
        ("all=perhaps", ["query", "all"]),
        ("from_on=2026-06-10", ["query", "from_on"]),
    ],
)
async def test_a_query_that_cant_be_meant_is_refused_by_its_parameter(ada, query, where):
    refused = await ada.client.get(f"{INSIGHTS}?{query}")
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["loc"] == where


@pytest.mark.parametrize("query", ["?to=1970-01-01", "?from=1970-01-01&to=2200-12-31", "?to=2200-12-31", "?all=true"])
async def test_the_ends_of_the_calendar_can_be_asked_for(ada, query):
    assert (await insights(ada, query))["counts"]["invitations"] == 0


async def test_what_comes_is_what_the_openapi_says(app, ada):
    for hours in (1, 2, 3, 4, 5):
        await answered(ada, hours)
    schema = app.openapi()
    view = {**schema["components"]["schemas"]["InsightsView"], "components": schema["components"]}
    for query in ("", "?to=2020-01-01", "?all=true"):
        assert [error.message for error in Validator(view).iter_errors(await insights(ada, query))] == []


async def test_a_stranger_is_told_of_their_own(ada, ben):
    await answered(ada)
    assert (await insights(ben, "?all=true"))["counts"]["invitations"] == 0


async def test_nobody_is_told_anything_without_signing_in(client):
    assert (await client.get(INSIGHTS)).status_code == 401
