"""The calendar feed, as a parser of another make reads it: what is owed, when the interviews are, and no more."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
import vobject
from sqlalchemy import event, update

from models.invitation import INVITATION
from services import feeding
from tests.conftest import START

AT = "/api/v1"


@pytest.fixture
async def feed(ada, client):
    """Reads Ada's feed, by no more than its address."""
    url = (await ada.client.put(f"{AT}/private-links/feed")).json()["url"]

    async def read(**headers):
        return await client.get(url, headers={name.replace("_", "-"): value for name, value in headers.items()})

    return read


async def record(person, **fields):
    given = {"company": "Acme", "received_at": START.isoformat(), **fields}
    answer = await person.client.post(f"{AT}/invitations", json=given)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def answer(person, invitation, kind):
    path = f"{AT}/invitations/{invitation['id']}/answer"
    assert (await person.client.put(path, json={"kind": kind})).status_code == 200


def events_in(given):
    """The entries of a feed by the beginning of their UIDs, read by vobject."""
    calendar = vobject.readOne(given.content.decode())
    return {entry.uid.value: entry for entry in getattr(calendar, "vevent_list", [])}


async def test_what_is_owed_and_when_the_interview_is_stand_in_it(ada, feed):
    made = await record(ada, role="Data Engineer", interview_at="2026-12-03T14:00:00+01:00", location="Main St 1; 2, B")
    given = await feed()
    assert given.headers["content-type"] == "text/calendar; charset=utf-8"
    assert given.headers["cache-control"].startswith("private")
    assert given.headers["x-content-type-options"] == "nosniff"
    entries = events_in(given)
    deadline = entries[f"{made['id']}-deadline@replyby"]
    respond_by = datetime.fromisoformat(made["respond_by"])
    assert deadline.dtend.value == respond_by
    assert deadline.dtstart.value == respond_by - timedelta(minutes=15)
    assert deadline.summary.value == "Answer Acme (Data Engineer) by 18:00"
    assert "business days" in deadline.description.value
    assert deadline.transp.value == "TRANSPARENT"
    assert len(deadline.valarm_list) == 2
    interview = entries[f"{made['id']}-interview@replyby"]
    assert interview.summary.value == "Interview? Acme (Data Engineer)"
    assert interview.status.value == "TENTATIVE"
    assert interview.dtstart.value == datetime(2026, 12, 3, 13, tzinfo=UTC)
    assert interview.location.value == "Main St 1; 2, B"
    assert len(entries) == 2


async def test_an_agreed_interview_is_confirmed_and_nothing_is_owed_for_it(ada, feed):
    made = await record(ada, interview_at="2026-12-03T14:00:00+01:00")
    await answer(ada, made, "accept")
    (entry,) = events_in(await feed()).values()
    assert (entry.summary.value, entry.status.value) == ("Interview: Acme", "CONFIRMED")


@pytest.mark.parametrize("how", ["decline", "called off"])
async def test_an_interview_that_is_off_disappears_everywhere(ada, feed, clock, how):
    made = await record(ada, interview_at="2026-12-28T14:00:00+01:00")
    before = events_in(await feed())[f"{made['id']}-interview@replyby"]
    clock.forward(hours=1)
    if how == "decline":
        await answer(ada, made, "decline")
    else:
        change = {"status": "cancelled_by_employer"}
        assert (await ada.client.patch(f"{AT}/invitations/{made['id']}", json=change)).status_code == 200
    (entry,) = events_in(await feed()).values()
    assert entry.uid.value == before.uid.value
    assert entry.status.value == "CANCELLED"
    assert int(entry.sequence.value) > int(before.sequence.value)
    assert entry.dtstamp.value > before.dtstamp.value
    assert not hasattr(entry, "valarm_list")
    clock.forward(days=29)
    assert len(events_in(await feed())) == 1
    clock.forward(days=2)
    assert events_in(await feed()) == {}


async def test_a_new_slot_moves_the_entry_and_raises_its_sequence(ada, feed, clock):
    made = await record(ada, interview_at="2026-12-03T14:00:00+01:00")
    uid = f"{made['id']}-interview@replyby"
    before = events_in(await feed())[uid]
    clock.forward(hours=1)
    change = {"interview_at": "2026-12-04T10:00:00+01:00"}
    assert (await ada.client.patch(f"{AT}/invitations/{made['id']}", json=change)).status_code == 200
    after = events_in(await feed())[uid]
    assert after.dtstart.value == datetime(2026, 12, 4, 9, tzinfo=UTC)
    assert int(after.sequence.value) > int(before.sequence.value)


async def test_what_is_deleted_closed_or_long_past_is_not_in_it(ada, feed, clock):
    deleted = await record(ada, company="Deleted", interview_at="2026-12-03T14:00:00+01:00")
    await ada.client.delete(f"{AT}/invitations/{deleted['id']}")
    closed = await record(ada, company="Closed", interview_at="2026-12-03T14:00:00+01:00")
    await ada.client.patch(f"{AT}/invitations/{closed['id']}", json={"status": "closed"})
    await record(ada, company="Owed")
    assert len(events_in(await feed())) == 1
    clock.forward(days=25)
    assert len(events_in(await feed())) == 1
    clock.forward(days=10)
    assert events_in(await feed()) == {}


async def test_it_says_when_nothing_has_changed(ada, feed, clock):
    await record(ada, interview_at="2026-12-03T14:00:00+01:00")
    first = await feed()
    clock.forward(hours=5)
    same = await feed(if_none_match=first.headers["etag"])
    assert (same.status_code, same.content) == (304, b"")
    assert same.headers["etag"] == first.headers["etag"]
    for matching in ("*", f'"x", W/{first.headers["etag"]}'):
        assert (await feed(if_none_match=matching)).status_code == 304
    assert (await feed(if_none_match='"x"')).status_code == 200
    await record(ada, company="Bolt")
    changed = await feed(if_none_match=first.headers["etag"])
    assert changed.status_code == 200
    assert changed.headers["etag"] != first.headers["etag"]


async def test_a_head_tells_the_same_without_the_calendar(ada, client):
    url = (await ada.client.put(f"{AT}/private-links/feed")).json()["url"]
    whole, head = await client.get(url), await client.head(url)
    assert head.content == b""
    for name in ("etag", "content-type", "content-length"):
        assert head.headers[name] == whole.headers[name]


async def test_it_speaks_the_language_of_the_account_and_its_clock(ada, feed):
    await ada.client.patch(f"{AT}/me", json={"language": "de", "time_zone": "Asia/Tokyo"})
    await record(ada, respond_by="2026-11-25T10:00:00Z", interview_at="2026-12-03T14:00:00+01:00")
    told = {entry.summary.value for entry in events_in(await feed()).values()}
    assert told == {"Acme antworten, bis 19:00", "Gespräch? Acme"}


async def test_what_a_company_is_called_breaks_no_line_of_it(ada, feed):
    await record(ada, company='Acme; "B,C\\" GmbH & Söhne 😀 ' + "x" * 150, role="a:b")
    (entry,) = events_in(await feed()).values()
    assert 'Acme; "B,C\\" GmbH & Söhne 😀' in entry.summary.value
    assert all(len(line) <= 75 for line in (await feed()).content.split(b"\r\n"))


async def test_nobody_elses_invitations_are_in_it(ada, ben, feed):
    await record(ben)
    assert events_in(await feed()) == {}


async def test_of_more_than_a_thousand_the_nearest_are_in_it(ada, feed, monkeypatch, database):
    monkeypatch.setattr(feeding, "MOST_ENTRIES", 3)
    days = (-20, -2, 1, 3, 9, 40)
    for day in days:
        made = await record(ada, company=f"In {day}")
        at = START + timedelta(days=day)
        row = {"respond_by": at, "due_soon_at": at, "ghosting_at": at}
        moved = update(INVITATION).where(INVITATION.c.id == UUID(made["id"])).values(row)
        database.threads.write(lambda connection, moved=moved: connection.execute(moved))
    told = [entry.dtend.value for entry in events_in(await feed()).values()]
    assert told == [START + timedelta(days=day) for day in (-2, 1, 3)]


def test_each_part_of_the_one_query_goes_by_an_index(database, ada):
    statements = []

    def explained(connection):
        def note(_connection, _cursor, statement, parameters, *_):
            statements.append((statement, parameters))

        event.listen(connection, "before_cursor_execute", note)
        feeding.write_feed(connection, ada.owner, base="http://localhost", now=START)
        event.remove(connection, "before_cursor_execute", note)
        ((statement, parameters),) = statements
        if database.is_postgresql:
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        plan = connection.exec_driver_sql(
            f"{'EXPLAIN' if database.is_postgresql else 'EXPLAIN QUERY PLAN'} {statement}", parameters
        )
        return "\n".join(str(row) for row in plan)

    plan = database.threads.read(explained)
    assert plan.count("ix_invitation_respond_by") == 2
    assert plan.count("ix_invitation_interview_at") == 2
    assert "TEMP B-TREE" not in plan
    assert "Seq Scan" not in plan
