"""`GET /digest` is what would be sent now, to the letter."""

import json

from core.vocabulary import Want
from scheduler.tick import tick
from tests.conftest import START
from tests.reminders import Outbox, add_channel, configure, ledger, record

DIGEST = "/api/v1/digest"
IN_PAYLOAD = ("local_on", "sections", "more", "people", "more_people")


async def test_the_digest_that_is_shown_is_the_one_that_is_sent(ada, database, settings, clock):
    add_channel(database, ada.owner, settings, Want.DIGEST, now=START)
    record(database, ada.owner, "Acme", now=START, role="Data Analyst")
    cleo = await ada.client.post("/api/v1/contacts", json={"name": "Cleo Park", "speak_on": "2026-11-25"})
    await ada.client.post(
        f"/api/v1/contacts/{cleo.json()['id']}/touchpoints", json={"spoke_at": "2026-10-01T09:00:00Z"}
    )
    clock.forward(days=2)
    shown = (await ada.client.get(DIGEST)).json()
    outbox = Outbox()
    await tick(database, outbox.courier(database, settings, clock))
    (message,) = outbox.messages
    assert shown["would_send"] is True
    assert shown["subject"] == message.subject
    # What was sent also has the line by which to leave.
    assert message.text.startswith(shown["text"].rstrip())
    assert json.loads(json.dumps(message.payload)) == {name: shown[name] for name in IN_PAYLOAD}
    assert [(part["code"], part["items"][0]["company"]) for part in shown["sections"]] == [("due_today", "Acme")]
    assert [(one["name"], one["speak_on"], one["spoke_on"]) for one in shown["people"]] == [
        ("Cleo Park", "2026-11-25", "2026-10-01")
    ]


async def test_looking_sends_nothing_and_changes_nothing(ada, database, settings, clock):
    add_channel(database, ada.owner, settings, Want.DIGEST, now=START)
    record(database, ada.owner, now=START)
    clock.forward(days=2)
    first = (await ada.client.get(DIGEST)).json()
    assert (await ada.client.get(DIGEST)).json() == first
    assert ledger(database) == []


async def test_with_nothing_to_say_nothing_would_be_sent_unless_that_is_wanted(ada, database):
    shown = (await ada.client.get(DIGEST)).json()
    assert (shown["would_send"], shown["sections"], shown["local_on"]) == (False, [], "2026-11-23")
    configure(database, ada.owner, now=START, digest_when_empty=True)
    shown = (await ada.client.get(DIGEST)).json()
    assert (shown["would_send"], shown["subject"]) == (True, "Replyby: nothing waits for you today")


async def test_it_says_when_the_next_one_comes(ada):
    assert (await ada.client.get(DIGEST)).json()["next_digest_at"] == "2026-11-24T07:00:00Z"


async def test_a_stranger_sees_their_own(ada, ben, database, clock):
    record(database, ada.owner, now=START)
    clock.forward(days=2)
    assert (await ben.client.get(DIGEST)).json()["sections"] == []


async def test_nobody_sees_it_without_signing_in(client):
    assert (await client.get(DIGEST)).status_code == 401
