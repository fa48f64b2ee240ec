"""Mails and calendar files by `POST /imports`: previewed, corrected, confirmed and taken back as any other file is."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx2
import pytest
from sqlalchemy import func, select

from core.database import Database
from core.vocabulary import MessageOutcome
from models.message import MESSAGE
from services.imports import importing
from services.imports.message_files import MessageFate
from tests.conftest import START, Clock, Person
from tests.letters import INVITATION, event, ics, mail
from tests.tracked import Diary

SMALL_TALK = "thank you, that is good to know. Talk soon.\n"
PAST = START - timedelta(days=40)


async def upload(client: httpx2.AsyncClient, raw: bytes, name: str = "mail.eml") -> httpx2.Response:
    return await client.post("/api/v1/imports", files={"file": (name, raw, "application/octet-stream")})


async def preview(client: httpx2.AsyncClient, raw: bytes, name: str = "mail.eml") -> tuple[str, dict[str, Any]]:
    answer = await upload(client, raw, name)
    assert answer.status_code == 201, answer.text
    return answer.headers["location"], answer.json()


async def confirm(client: httpx2.AsyncClient, address: str) -> dict[str, Any]:
    answer = await client.post(f"{address}/confirmation")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def invitations(client: httpx2.AsyncClient) -> list[dict[str, Any]]:
    return (await client.get("/api/v1/invitations")).json()["items"]


def messages(database: Database) -> int:
    query = select(func.count()).select_from(MESSAGE)
    return database.threads.read(lambda connection: connection.execute(query).scalar_one())


async def test_a_time_that_a_mail_tells_programs_with_an_offset_is_previewed_in_utc(ada: Person) -> None:
    said = '{"@type": "Event", "name": "Interview at Acme", "startDate": "2026-12-01T15:00:00+01:00"}'
    words = "we would like to invite you to an interview for the Data Engineer position at Acme."
    page = f'<script type="application/ld+json">{said}</script><p>{words}</p>'
    _, seen = await preview(ada.client, mail(page).replace(b"text/plain", b"text/html"))
    assert seen["messages"][0]["fields"]["interview_at"] in {"2026-12-01T14:00:00Z", "2026-12-01T14:00:00+00:00"}


async def test_a_mail_is_previewed_with_its_guesses_confirmed_and_taken_back(ada: Person, database: Database) -> None:
    address, seen = await preview(ada.client, mail())
    assert (seen["state"], seen["detected"]["format"], seen["detected"]["encoding"]) == ("previewed", "mail", None)
    assert {name: seen["counts"][name] for name in ("rows", "new", "skipped")} == {"rows": 1, "new": 1, "skipped": 0}
    (message,) = seen["messages"]
    assert (message["number"], message["outcome"], message["invitation_id"]) == (1, "recorded", None)
    assert message["subject"] == "Interview for Data Engineer at Acme"
    assert (message["fields"]["company"], message["fields"]["respond_by"]) == ("Acme", "2026-11-27")
    (deadline,) = message["guesses"]["candidates"]["respond_by"]
    assert deadline["value"] == "2026-11-27"
    where = deadline["evidence"]
    assert message["text"][where["start"] : where["end"]] == where["excerpt"]
    assert (await invitations(ada.client), messages(database)) == ([], 0)

    done = await confirm(ada.client, address)
    assert (done["state"], done["counts"]["added"], done["rows_done"]) == ("imported", 1, 1)
    assert [one["text"] for one in done["messages"]] == [""]
    (recorded,) = await invitations(ada.client)
    decided = {"respond_by", "notes", "tags"}
    assert all(recorded[name] == value for name, value in message["fields"].items() if name not in decided)
    assert recorded["respond_by"] == "2026-11-27T17:00:00Z"
    assert (await confirm(ada.client, address))["counts"]["added"] == 1

    undone = (await ada.client.delete(address)).json()
    assert (undone["state"], undone["counts"]["removed"], undone["counts"]["kept"]) == ("undone", 1, 0)
    assert (await invitations(ada.client), messages(database)) == ([], 0)
    assert (await preview(ada.client, mail()))[1]["messages"][0]["outcome"] == "recorded"


async def test_a_mail_that_was_imported_is_known(ada: Person) -> None:
    address, _ = await preview(ada.client, mail())
    await confirm(ada.client, address)
    again, seen = await preview(ada.client, mail())
    assert (seen["messages"][0]["outcome"], seen["counts"]["known"], seen["counts"]["new"]) == ("known", 1, 0)
    assert (await confirm(ada.client, again))["counts"]["added"] == 0
    assert len(await invitations(ada.client)) == 1


async def test_what_the_person_corrects_is_looked_at_again_and_recorded_so(ada: Person) -> None:
    address, seen = await preview(ada.client, mail(SMALL_TALK, sender="sam@gmail.com", subject="Hello"))
    assert (seen["messages"][0]["outcome"], seen["counts"]["skipped"]) == ("unclear", 1)
    assert "doesn't look like an invitation" in seen["problems"][0]["message"]
    given = {"record": True, "company": "Acme", "interview_at": "2026-12-02T10:00:00+01:00", "respond_by": "2026-11-26"}
    edited = await ada.client.patch(address, json={"corrections": {"1": given}})
    assert edited.status_code == 200, edited.text
    (message,) = edited.json()["messages"]
    assert (message["outcome"], message["fields"]["company"]) == ("recorded", "Acme")
    assert message["fields"]["interview_at"] == "2026-12-02T09:00:00Z"
    assert edited.json()["options"]["corrections"]["1"]["respond_by"] == "2026-11-26"
    await confirm(ada.client, address)
    (recorded,) = await invitations(ada.client)
    assert (recorded["company"], recorded["interview_at"]) == ("Acme", "2026-12-02T09:00:00Z")
    assert (recorded["respond_by"], recorded["respond_by_basis"]) == ("2026-11-26T17:00:00Z", "stated")


async def test_a_message_is_left_out_or_added_to_an_invitation_at_the_person_s_word(
    ada: Person, database: Database
) -> None:
    oak = (await ada.client.post("/api/v1/invitations", json={"company": "Oak"})).json()
    address, _ = await preview(ada.client, mail())
    left = (await ada.client.patch(address, json={"corrections": {"1": {"record": False}}})).json()
    assert (left["messages"][0]["outcome"], left["counts"]["skipped"]) == ("skipped", 1)
    added = (await ada.client.patch(address, json={"corrections": {"1": {"invitation_id": oak["id"]}}})).json()
    assert (added["messages"][0]["outcome"], added["messages"][0]["invitation_id"]) == ("joined", oak["id"])
    assert (await confirm(ada.client, address))["counts"]["updated"] == 1
    assert [one["company"] for one in await invitations(ada.client)] == ["Oak"]
    assert messages(database) == 1


async def test_what_came_with_an_import_is_listed_with_where_it_is_now(ada: Person) -> None:
    address, _ = await preview(ada.client, mail())
    await confirm(ada.client, address)
    (first,) = await invitations(ada.client)
    other, _ = await preview(ada.client, mail(message_id="another@acme.example", subject="Another"))
    await confirm(ada.client, other)
    listed = await ada.client.get("/api/v1/messages", params={"import_id": address.rpartition("/")[2]})
    (message,) = listed.json()["items"]
    assert len(await invitations(ada.client)) == 2
    assert (message["outcome"], message["invitation_id"]) == ("recorded", first["id"])


async def test_corrections_are_checked_as_the_fields_of_an_invitation_are(ada: Person) -> None:
    address, _ = await preview(ada.client, mail())
    for given in ({"contact_email": "nobody"}, {"status": "declined"}, {"interview_at": "2026-12-02T10:00:00"}):
        refused = await ada.client.patch(address, json={"corrections": {"1": given}})
        assert refused.status_code == 422
    assert (await ada.client.patch(address, json={"corrections": {"0": {}}})).status_code == 422


async def test_of_a_whole_calendar_the_interviews_to_come_are_taken_alone(ada: Person) -> None:
    dull = [
        event(uid=f"d{number}@home.example", summary=f"Dentist {number}", organizer="ada@example.com")
        for number in range(190)
    ]
    over = event(uid="over@acme.example", starts=PAST, stamped=PAST)
    events = [
        *dull,
        over,
        event(),
        event(uid="second@oak.example", summary="Interview at Oak", organizer="io@oak.example"),
    ]
    address, seen = await preview(ada.client, ics(*events, method=None), "calendar.ics")
    assert (seen["detected"]["format"], seen["counts"]["rows"]) == ("calendar", 193)
    assert (seen["counts"]["new"], seen["counts"]["skipped"], seen["counts"]["errors"]) == (2, 191, 0)
    assert len(seen["messages"]) == 50
    problems = (await ada.client.get(f"{address}/problems.csv")).text.splitlines()
    assert len(problems) == 192
    assert "This event is over: it is left out." in problems[191]
    done = await confirm(ada.client, address)
    assert (done["counts"]["added"], done["rows_done"]) == (2, 193)
    assert {one["company"] for one in await invitations(ada.client)} == {"Acme", "Oak"}


async def test_what_a_request_would_change_is_previewed_and_then_changed(ada: Person) -> None:
    address, _ = await preview(ada.client, ics(), "request.ics")
    await confirm(ada.client, address)
    update, seen = await preview(ada.client, ics(event(sequence=1, location="Mill Street 3")), "update.ics")
    (message,) = seen["messages"]
    (recorded,) = await invitations(ada.client)
    assert (message["outcome"], message["invitation_id"]) == ("updated", recorded["id"])
    assert (message["changes"], seen["counts"]["changed"]) == ({"location": "Mill Street 3"}, 1)
    assert (await confirm(ada.client, update))["counts"]["updated"] == 1
    assert (await invitations(ada.client))[0]["location"] == "Mill Street 3"
    cancel, seen = await preview(ada.client, ics(event(sequence=2), method="CANCEL"), "cancel.ics")
    assert seen["messages"][0]["changes"] == {"status": "cancelled_by_employer"}
    await confirm(ada.client, cancel)
    assert (await invitations(ada.client))[0]["status"] == "cancelled_by_employer"


async def test_what_somebody_touched_is_kept_with_its_message_when_the_import_is_taken_back(
    ada: Person, database: Database
) -> None:
    address, _ = await preview(ada.client, mail())
    await confirm(ada.client, address)
    (recorded,) = await invitations(ada.client)
    await ada.client.patch(f"/api/v1/invitations/{recorded['id']}", json={"notes": "mine"})
    undone = (await ada.client.delete(address)).json()
    assert (undone["counts"]["removed"], undone["counts"]["kept"], undone["kept_because"]) == (0, 1, {"edited": 1})
    assert messages(database) == 1


async def test_a_waiting_message_goes_with_its_import_unless_a_person_placed_it(
    ada: Person, database: Database
) -> None:
    addresses: list[str] = []
    for name in ("a", "b"):
        address, _ = await preview(ada.client, mail(SMALL_TALK, message_id=f"{name}@acme.example"))
        await confirm(ada.client, address)
        addresses.append(address)
    waiting = (await ada.client.get("/api/v1/messages?state=waiting")).json()["items"]
    await ada.client.post(f"/api/v1/messages/{waiting[0]['id']}/invitation", json={"company": "Acme"})
    for address in addresses:
        await ada.client.delete(address)
    (left,) = (await ada.client.get("/api/v1/messages")).json()["items"]
    assert (left["id"], left["state"]) == (waiting[0]["id"], "placed")


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        (b"MZ\x90\x00" + b"\x00" * 4_000, "mail.eml"),
        (b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n", "empty.ics"),
        (b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * 5_000, "deep.ics"),
        (b"From: a@b.example\r\nTo: ada@example.com\r\n" + b"X: y\r\n" * 40_000 + b"\r\nHi", "heads.eml"),
        (mail(INVITATION + "x" * 100 + "\n" + ("y" * 900 + "\n") * 7_000), "large.eml"),
    ],
    ids=["a program", "no event", "endless nesting", "endless head", "too large"],
)
async def test_a_hostile_file_is_refused_with_its_sentence(ada: Person, raw: bytes, name: str) -> None:
    refused = await upload(ada.client, raw, name)
    assert refused.status_code == 422, refused.text[:500]
    assert refused.json()["type"] == "urn:replyby:problem:file-refused"
    assert refused.json()["detail"].endswith(".")
    assert (await ada.client.get("/api/v1/imports")).json()["items"] == []


async def test_a_csv_file_is_a_csv_file_whatever_its_first_cells_say(ada: Person) -> None:
    raw = b"Company,From,Subject,Date\r\nAcme,Ben Weber,Interview,2026-11-20\r\n"
    _, seen = await preview(ada.client, raw, "list.csv")
    assert (seen["detected"]["format"], seen["messages"], len(seen["sample"])) == ("csv", [], 1)


async def test_a_worker_that_dies_between_two_messages_is_followed_by_one_that_goes_on(
    ada: Person, database: Database, clock: Clock
) -> None:
    events = [event(uid=f"{number}@acme.example", summary=f"Interview at Acme {number}") for number in range(6)]
    _, seen = await preview(ada.client, ics(*events), "six.ics")
    assert seen["counts"]["new"] == 6
    import_id = UUID(seen["id"])
    account = ada.id
    database.threads.write(importing.confirm, account, import_id, now=clock())
    done = 0

    def dies() -> bool:
        nonlocal done
        done += 1
        return done > 3

    half = importing.apply(database, account, import_id, clock, should_stop=dies)
    assert (half["state"], half["rows_done"]) == ("importing", 3)
    whole = importing.apply(database, account, import_id, clock)
    assert (whole["state"], whole["counts"]["added"]) == ("imported", 6)
    assert len(await invitations(ada.client)) == 6


async def test_a_file_that_is_confirmed_and_forwarded_at_once_is_recorded_once(ada: Person, database: Database) -> None:
    addresses = [(await preview(ada.client, mail(), f"{number}.eml"))[0] for number in range(3)]
    done = await asyncio.gather(*(confirm(ada.client, address) for address in addresses))
    assert sum(one["counts"]["added"] for one in done) == 1
    assert (len(await invitations(ada.client)), messages(database)) == (1, 1)


async def test_many_pressing_deadlines_of_a_file_make_one_reminder(
    ada: Person, database: Database, clock: Clock
) -> None:
    diary = Diary(database, ada.id, clock)
    diary.open_channel()
    soon = START + timedelta(hours=20)
    events = [event(uid=f"{number}@acme.example", starts=soon, stamped=START) for number in range(3)]
    address, _ = await preview(ada.client, ics(*events), "soon.ics")
    await confirm(ada.client, address)
    (reminder,) = diary.reminders()
    assert len(reminder.detail["invitations"]) == 3


def test_a_preview_says_what_receiving_says_or_that_it_is_left_out() -> None:
    assert {fate.value for fate in MessageFate} == {outcome.value for outcome in MessageOutcome} | {"skipped"}
