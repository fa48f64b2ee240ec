"""Leaving the digest by its link: looking does nothing, one click does it, and nobody can make such a link."""

import pytest

from core.secrets import Keyring
from core.vocabulary import Want
from services import channels


@pytest.fixture
def channel(database, settings, ada, clock):
    """Ada's first channel, and the path of the link in its messages."""
    keyring = Keyring(settings.key())
    database.threads.write(channels.first_channel, ada.owner, keyring, has_smtp=False, now=clock())
    made = database.threads.read(channels.list_channels, ada.id)[0]
    link = channels.links_for(keyring, settings.link_base, clock).unsubscribe(ada.id, made["id"])
    return made["id"], link.removeprefix(settings.link_base)


def wants(database, ada, channel_id):
    return database.threads.read(channels.show_channel, ada.id, channel_id)["wants"]


async def test_looking_at_the_link_changes_nothing(client, database, ada, channel):
    channel_id, path = channel
    answer = await client.get(path)
    assert answer.status_code == 200
    assert '<form method="post"' in answer.text
    assert "<script" not in answer.text
    assert "form-action 'self'" in answer.headers["content-security-policy"]
    assert wants(database, ada, channel_id) == [Want.DIGEST]


async def test_one_click_leaves_the_digest_whatever_the_body_says(client, database, ada, channel):
    channel_id, path = channel
    answer = await client.post(path, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert wants(database, ada, channel_id) == []
    assert (await client.post(path)).status_code == 200


async def test_a_link_works_for_months_and_not_for_ever(client, channel, clock):
    _, path = channel
    clock.forward(days=59)
    assert (await client.get(path)).status_code == 200
    clock.forward(days=200)
    assert (await client.get(path)).status_code == 410
    assert (await client.post(path)).status_code == 410


async def test_a_changed_link_does_nothing(client, database, ada, channel):
    channel_id, path = channel
    for changed in (path[:-1], path + "x", "/api/v1/unsubscribe/x", path.replace(".", "", 1)):
        assert (await client.post(changed)).status_code == 404
    assert wants(database, ada, channel_id) == [Want.DIGEST]


async def test_the_link_of_a_channel_that_is_gone_says_so(client, database, ada, channel):
    _, path = channel
    await ada.client.request("DELETE", "/api/v1/me", json={"password": ada.password})
    assert (await client.get(path)).status_code == 404
    assert (await client.post(path)).status_code == 404
