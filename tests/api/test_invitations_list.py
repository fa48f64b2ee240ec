"""GET /invitations: the query as the contract has it."""

import pytest

PATH = "/api/v1/invitations"


@pytest.fixture
async def crowd(ada):
    for n in range(5):
        await ada.client.post(
            PATH,
            json={
                "company": f"Acme {n}",
                "received_at": f"2026-11-{10 + n}T09:00:00+01:00",
                "interview_at": f"2026-12-{10 + n}T00:30:00+01:00",
                "tags": [f"t{n % 2}"],
            },
        )
    return ada.client


async def companies(client, query=""):
    answer = await client.get(f"{PATH}{query}")
    assert answer.status_code == 200, answer.text
    return [item["company"][-1] for item in answer.json()["items"]]


async def test_an_empty_list_says_so(ada):
    assert (await ada.client.get(PATH)).json() == {"items": [], "next_cursor": None}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", "43210"),
        ("?sort=received_at", "01234"),
        ("?sort=company&limit=2", "01"),
        ("?tag=t1", "31"),
        ("?q=acm%203", "3"),
        ("?company=acme%202", "2"),
        ("?status=awaiting_reply", "43210"),
        ("?status=declined,accepted", ""),
        ("?status=declined&status=awaiting_reply", "43210"),
        ("?attention=ghosting,overdue&attention=due_soon&attention=on_track", "43210"),
        ("?attention=on_track", ""),
        ("?received_from=2026-11-12", "432"),
        ("?received_to=2026-11-12", "210"),
        ("?received_from=2026-11-12T09:00:00%2B01:00&received_to=2026-11-14T09:00:00%2B01:00", "32"),
        # A `+` that nobody escaped has become a blank.
        ("?received_from=2026-11-14T09:00:00+01:00", "4"),
        ("?respond_before=2026-11-14", "10"),
        ("?respond_from=2026-11-14", "432"),
        ("?respond_from=2026-11-13&respond_before=2026-11-14", "1"),
        ("?interview_from=2026-12-12", "432"),
        ("?interview_to=2026-12-12", "210"),
        ("?interview_from=2026-12-12&interview_to=2026-12-12", "2"),
        ("?interview_from=2026-12-11T23:30:00Z&interview_to=2026-12-12T23:30:00Z", "2"),
        ("?deleted=true", ""),
    ],
)
async def test_a_filter_keeps_what_it_names(crowd, query, found):
    assert "".join(await companies(crowd, query)) == found


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("colour=red", "colour"),
        ("status=asleep", "status"),
        ("attention=some", "attention"),
        ("sort=salary", "sort"),
        ("sort=%2Dnotes", "sort"),
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=many", "limit"),
        ("received_from=2026-11-12T09:00:00", "received_from"),
        ("interview_from=soon", "interview_from"),
        ("interview_to=2026-12-12T09:00:00", "interview_to"),
        ("respond_from=1", "respond_from"),
        ("cursor=nonsense", "cursor"),
        ("tag=", "tag"),
    ],
)
async def test_a_query_that_cant_be_meant_is_refused_by_its_parameter(crowd, query, field):
    refused = await crowd.get(f"{PATH}?{query}")
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["loc"][:2] == ["query", field]


async def test_the_cursor_leads_through_everything(crowd):
    seen, cursor = [], ""
    while cursor is not None:
        page = (await crowd.get(f"{PATH}?limit=2&sort=respond_by{cursor and '&cursor='}{cursor}")).json()
        seen += [item["company"] for item in page["items"]]
        cursor = page["next_cursor"]
    assert seen == [f"Acme {n}" for n in range(5)]


async def test_a_listed_item_is_the_invitation_itself(crowd):
    [item, *_] = (await crowd.get(PATH)).json()["items"]
    assert (await crowd.get(f"{PATH}/{item['id']}")).json() == item


async def test_what_was_deleted_is_listed_for_whoever_looks_for_it(crowd):
    [item, *_] = (await crowd.get(PATH)).json()["items"]
    await crowd.delete(f"{PATH}/{item['id']}")
    assert await companies(crowd) == ["3", "2", "1", "0"]
    assert await companies(crowd, "?deleted=true") == ["4"]


async def test_a_stranger_sees_none_of_them(crowd, ben):
    for query in ("", "?q=acme", "?tag=t1", "?status=awaiting_reply"):
        assert await companies(ben.client, query) == []


async def test_nobody_without_a_credential_sees_anything(client):
    assert (await client.get(PATH)).status_code == 401
