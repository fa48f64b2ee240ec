"""Private links: whoever knows one may use it, its secret is shown once and kept nowhere, and one of a kind works."""

import pytest

from core.secrets import digest
from core.vocabulary import PrivateLinkKind
from models.mailing import PRIVATE_LINK
from services.identity import private_links

LINKS = "/api/v1/private-links"


async def make(person, kind="feed"):
    answer = await person.client.put(f"{LINKS}/{kind}")
    assert answer.status_code == 201
    return answer.json()


async def listed(person):
    return (await person.client.get(LINKS)).json()["items"]


def secret_of(made):
    return made["url"].rpartition("/")[2].removesuffix(".ics")


def rows(database):
    return database.threads.read(lambda connection: connection.execute(PRIVATE_LINK.select()).mappings().all())


async def test_a_link_is_shown_whole_once_and_its_secret_is_stored_nowhere(ada, database, settings):
    feed, mail = await make(ada, "feed"), await make(ada, "mail")
    assert feed["url"].startswith(f"{settings.link_base}/api/v1/calendar/rbf_")
    assert feed["url"].endswith(".ics")
    assert feed["subscribe_url"] == "webcal" + feed["url"].removeprefix("http")
    assert mail["url"].startswith(f"{settings.link_base}/api/v1/intake/mail/rbm_")
    assert mail["subscribe_url"] is None
    assert [set(one) for one in await listed(ada)] == [{"kind", "created_at", "last_used_at"}] * 2
    kept = str(rows(database))
    assert secret_of(feed) not in kept
    assert digest(secret_of(feed)) in kept


async def test_made_anew_the_old_one_is_over(ada, client):
    first, second = await make(ada), await make(ada)
    assert (await client.get(first["url"])).status_code == 404
    assert (await client.get(second["url"])).status_code == 200
    assert len(await listed(ada)) == 1


async def test_a_revoked_one_answers_like_one_that_never_was(ada, client):
    made = await make(ada)
    assert (await ada.client.delete(f"{LINKS}/feed")).status_code == 204
    gone, never = await client.get(made["url"]), await client.get("/api/v1/calendar/rbf_never.ics")
    assert (gone.status_code, gone.content) == (never.status_code, never.content)
    assert gone.status_code == 404
    assert (await ada.client.delete(f"{LINKS}/feed")).status_code == 404


async def test_a_secret_of_one_kind_opens_nothing_of_the_other(ada, client, database, clock):
    made = await make(ada, "mail")
    secret = secret_of(made)
    assert (await client.get(f"/api/v1/calendar/{secret}.ics")).status_code == 404
    for kind, owner in ((PrivateLinkKind.FEED, None), (PrivateLinkKind.MAIL, ada.id)):
        found = database.threads.write(private_links.owner_of, kind, secret, now=clock())
        assert (found and found.id) == owner


@pytest.mark.parametrize("secret", ["", " ", "rbf_", "ü", "x" * 5_000, "rbf_%00", "..", "rbf_a/b", "%2e%2e%2f"])
async def test_an_odd_address_is_no_link(client, secret):
    assert (await client.get(f"/api/v1/calendar/{secret}.ics")).status_code == 404


async def test_the_last_use_is_noted_by_the_hour(ada, client, clock):
    made = await make(ada)
    assert (await listed(ada))[0]["last_used_at"] is None
    first = clock.forward(minutes=1)
    await client.get(made["url"])
    clock.forward(minutes=59)
    await client.get(made["url"])
    assert (await listed(ada))[0]["last_used_at"] == first.isoformat().replace("+00:00", "Z")
    second = clock.forward(minutes=1)
    await client.get(made["url"])
    assert (await listed(ada))[0]["last_used_at"] == second.isoformat().replace("+00:00", "Z")


async def test_a_stranger_neither_sees_nor_ends_it(ada, ben, client):
    made = await make(ada)
    assert await listed(ben) == []
    assert (await ben.client.delete(f"{LINKS}/feed")).status_code == 404
    await make(ben)
    assert (await client.get(made["url"])).status_code == 200


async def test_only_what_may_write_makes_one(ada):
    token = (await ada.client.post("/api/v1/tokens", json={"name": "reader", "scopes": ["read"]})).json()["token"]
    reader = {"authorization": f"Bearer {token}"}
    assert (await ada.client.put(f"{LINKS}/feed", headers=reader)).status_code == 403
    assert (await ada.client.delete(f"{LINKS}/feed", headers=reader)).status_code == 403
    assert (await ada.client.get(LINKS, headers=reader)).status_code == 200
    assert (await ada.client.put(f"{LINKS}/anything")).status_code == 422
