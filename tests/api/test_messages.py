"""Messages by REST: looked through, put aside, and placed on an invitation by a person."""

from datetime import timedelta
from typing import Any

import pytest

from core.database import Database
from core.vocabulary import MessageWay
from services import upkeep
from tests.conftest import Clock, Person
from tests.inboxes import Inbox
from tests.letters import event, ics, mail

SMALL_TALK = "thank you, that is good to know. Talk soon.\n"
AT = "/api/v1/messages"


@pytest.fixture
def inbox(database: Database, ada: Person, clock: Clock) -> Inbox:
    return Inbox(database, ada, clock)


def waits(inbox: Inbox, name: str = "w1") -> str:
    """The address of a message that waits."""
    received = inbox.bring(mail(SMALL_TALK, subject="Hello", message_id=f"{name}@acme.example"))
    return f"{AT}/{received.message_id}"


async def test_the_newest_message_is_listed_first_and_filters_and_pages_hold(ada: Person, inbox: Inbox) -> None:
    first = inbox.bring(mail())
    addresses = [waits(inbox, f"w{number}") for number in range(3)]
    listed = (await ada.client.get(AT)).json()["items"]
    ids = [one["id"] for one in listed]
    assert ids == sorted(ids, reverse=True)
    assert [one["state"] for one in listed] == ["waiting"] * 3 + ["placed"]
    waiting = (await ada.client.get(AT, params={"state": "waiting", "limit": 2})).json()
    rest = (await ada.client.get(AT, params={"state": "waiting", "cursor": waiting["next_cursor"]})).json()
    found = [one["id"] for one in (*waiting["items"], *rest["items"])]
    assert found == [address.rpartition("/")[2] for address in reversed(addresses)]
    assert rest["next_cursor"] is None
    (placed,) = (await ada.client.get(AT, params={"invitation_id": str(first.invitation_id)})).json()["items"]
    assert (placed["id"], placed["outcome"]) == (str(first.message_id), "recorded")


async def test_a_message_is_shown_with_its_words_guesses_and_evidence(ada: Person, inbox: Inbox) -> None:
    received = inbox.bring(mail())
    shown = (await ada.client.get(f"{AT}/{received.message_id}")).json()
    assert shown["guesses"]["kind"]["code"] == "invitation"
    (deadline,) = shown["guesses"]["candidates"]["respond_by"]
    evidence = deadline["evidence"]
    assert deadline["value"] == "2026-11-27"
    assert shown["text"][evidence["start"] : evidence["end"]] == evidence["excerpt"]
    assert (shown["sender_name"], shown["language"], shown["because"]) == ("Ben Weber", "en", None)


async def test_what_a_message_would_be_recorded_with_is_what_it_is_recorded_with(ada: Person, inbox: Inbox) -> None:
    address = waits(inbox)
    fields = (await ada.client.get(address)).json()["fields"]
    assert (fields["contact_email"], fields["medium"], fields["company"]) == ("ben@acme.example", "email", "Acme")
    made = (await ada.client.post(f"{address}/invitation", json={})).json()
    kept = ("company", "role", "medium", "contact_name", "contact_email", "interview_at", "received_at")
    assert {name: made[name] for name in kept} == {name: fields[name] for name in kept}


async def test_why_a_message_waits_and_where_it_may_belong_is_said_and_not_applied(ada: Person, inbox: Inbox) -> None:
    first = inbox.bring(ics())
    spoofed = inbox.bring(ics(event(sequence=1, organizer="mallory@else.example"), method="CANCEL"))
    shown = (await ada.client.get(f"{AT}/{spoofed.message_id}")).json()
    assert (shown["state"], shown["invitation_id"]) == ("waiting", None)
    assert "somebody else set up" in shown["because"]
    assert shown["suggestions"][0]["id"] == str(first.invitation_id)
    assert (shown["calendar"]["method"], shown["calendar"]["is_cancelled"]) == ("CANCEL", True)


async def test_a_message_is_recorded_as_guessed_and_corrected(ada: Person, inbox: Inbox) -> None:
    address = waits(inbox)
    made = await ada.client.post(f"{address}/invitation", json={"company": "Acme", "role": "Analyst"})
    assert made.status_code == 201, made.text
    shown = made.json()
    assert (shown["company"], shown["role"], shown["contact_email"]) == ("Acme", "Analyst", "ben@acme.example")
    assert made.headers["location"] == f"/api/v1/invitations/{shown['id']}"
    message = (await ada.client.get(address)).json()
    assert (message["state"], message["outcome"], message["invitation_id"]) == ("placed", "recorded", shown["id"])
    again = await ada.client.post(f"{address}/invitation", json={"company": "Acme"})
    assert (again.status_code, again.json()["invitation_id"]) == (409, shown["id"])


async def test_a_message_is_added_to_an_invitation_that_is_recorded(ada: Person, inbox: Inbox) -> None:
    made = (await ada.client.post("/api/v1/invitations", json={"company": "Oak"})).json()
    added = await ada.client.post(f"{waits(inbox)}/invitation", json={"invitation_id": made["id"]})
    assert (added.status_code, added.json()["id"], added.json()["company"]) == (201, made["id"], "Oak")
    events = (await ada.client.get(f"/api/v1/invitations/{made['id']}/events")).json()["items"]
    assert [one["type"] for one in events] == ["recorded", "message_received"]
    assert events[-1]["actor"] == "token:tests"


async def test_without_a_company_a_message_is_refused_and_goes_on_waiting(ada: Person, inbox: Inbox) -> None:
    received = inbox.bring(mail(SMALL_TALK, sender="sam@gmail.com", subject="Hello"))
    address = f"{AT}/{received.message_id}"
    refused = await ada.client.post(f"{address}/invitation", json={})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["loc"] == ["body", "company"]
    assert (await ada.client.get(address)).json()["state"] == "waiting"


async def test_a_message_is_put_aside_taken_up_again_and_deleted_after_thirty_days(
    ada: Person, inbox: Inbox, clock: Clock, database: Database
) -> None:
    address = waits(inbox)
    aside = (await ada.client.patch(address, json={"state": "dismissed"})).json()
    assert (aside["state"], aside["dismissed_at"]) == ("dismissed", "2026-11-23T09:00:00Z")
    assert (await ada.client.patch(address, json={"state": "waiting"})).json()["dismissed_at"] is None
    await ada.client.patch(address, json={"state": "dismissed"})
    clock.forward(days=29)
    database.threads.write(upkeep.clear_old, now=clock())
    assert (await ada.client.get(address)).status_code == 200
    clock.set(clock() + timedelta(days=1, seconds=1))
    database.threads.write(upkeep.clear_old, now=clock())
    assert (await ada.client.get(address)).status_code == 404


async def test_what_was_placed_is_neither_put_aside_nor_placed_by_a_word(ada: Person, inbox: Inbox) -> None:
    placed = f"{AT}/{inbox.bring(mail()).message_id}"
    assert (await ada.client.patch(placed, json={"state": "dismissed"})).status_code == 409
    assert (await ada.client.patch(waits(inbox), json={"state": "placed"})).status_code == 422


@pytest.mark.parametrize(
    ("method", "path", "sent"),
    [
        ("GET", "", None),
        ("PATCH", "", {"state": "dismissed"}),
        ("POST", "/invitation", {"company": "Acme"}),
    ],
)
async def test_somebody_else_s_message_is_as_if_it_never_was(
    ada: Person, ben: Person, inbox: Inbox, method: str, path: str, sent: Any
) -> None:
    address = waits(inbox)
    answer = await ben.client.request(method, f"{address}{path}", json=sent)
    never = await ben.client.request(method, f"{AT}/019ab0b7-2d52-7d52-b8f5-0d1c2f3a4b5e{path}", json=sent)
    assert (answer.status_code, answer.json()) == (404, never.json())


async def test_a_message_is_not_added_to_somebody_else_s_invitation(ada: Person, ben: Person, inbox: Inbox) -> None:
    theirs = (await ben.client.post("/api/v1/invitations", json={"company": "Oak"})).json()["id"]
    refused = await ada.client.post(f"{waits(inbox)}/invitation", json={"invitation_id": theirs})
    assert refused.status_code == 404


def test_every_way_in_has_its_word() -> None:
    assert {way.value for way in MessageWay} == {"upload", "forward", "mailbox"}


async def test_who_was_declined_and_writes_once_more_is_suggested_after_what_is_open(ada: Person, inbox: Inbox) -> None:
    declined = inbox.bring(mail()).invitation_id
    await ada.client.put(f"/api/v1/invitations/{declined}/answer", json={"kind": "decline", "reason": "salary"})
    shown = (await ada.client.get(waits(inbox))).json()
    assert [one["id"] for one in shown["suggestions"]] == [str(declined)]
    opened = inbox.bring(mail(message_id="second@acme.example", subject="Interview for Data Analyst at Acme"))
    later = (await ada.client.get(waits(inbox, "w2"))).json()
    assert [one["id"] for one in later["suggestions"]] == [str(opened.invitation_id), str(declined)]
