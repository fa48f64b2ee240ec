"""Listing: what each filter keeps, and pages that are complete and in order, whatever is recorded meanwhile."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from sqlalchemy import event, text

from core.vocabulary import OWED_STATUSES, Attention, ReplyKind, Status
from services import listing, tracking
from services.listing import SORTS, CursorUnusable, Wanted
from tests.conftest import START
from tests.tracked import Diary


@pytest.fixture
def diary(database, ada, clock):
    return Diary(database, ada.id, clock)


def companies(diary, *, sort="company", **wanted):
    page = diary.read(listing.list_invitations, Wanted(**wanted), now=diary.now, sort=sort)
    return [item["company"] for item in page["items"]]


def walk(diary, sort, limit, between=lambda: None):
    seen, cursor = [], None
    while True:
        page = diary.read(listing.list_invitations, Wanted(), now=diary.now, sort=sort, limit=limit, cursor=cursor)
        assert len(page["items"]) <= limit
        seen += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            return seen
        between()


@pytest.fixture
def crowd(diary, clock):
    """Twelve, with ties in every column and nulls where there may be some."""
    for n in range(12):
        if n % 3 == 0:
            clock.forward(minutes=1)
        diary.record(
            f"Acme {n % 4}",
            received_at=datetime(2026, 11, 20 + n % 2, 9, tzinfo=UTC),
            interview_at=datetime(2026, 12, 1 + n % 3, 9, tzinfo=UTC) if n % 2 else None,
        )
    return diary


@pytest.mark.parametrize("sort", [f"{sign}{name}" for sign, name in product(("", "-"), SORTS)])
def test_pages_hold_everything_once_and_in_order(crowd, sort):
    whole = walk(crowd, sort, 200)
    assert len(whole) == 12
    for limit in (1, 5, 12):
        assert [item["id"] for item in walk(crowd, sort, limit)] == [item["id"] for item in whole]
    name = sort.lstrip("-")
    values = [item[name] for item in whole]
    known = [value for value in values if value is not None]
    assert known == sorted(known, reverse=sort.startswith("-"))
    assert values == known + [None] * (len(values) - len(known))


@pytest.mark.parametrize("sort", [f"{sign}{name}" for sign, name in product(("", "-"), SORTS)])
def test_what_is_recorded_between_two_pages_neither_hides_nor_doubles_anything(crowd, sort):
    before = {item["id"] for item in walk(crowd, sort, 200)}
    seen = walk(crowd, sort, 2, between=lambda: len(crowd.reminders()) < 0 or _one_more(crowd))
    ids = [item["id"] for item in seen]
    assert len(ids) == len(set(ids))
    assert before <= set(ids)


def _one_more(diary):
    known = len(diary.read(listing.list_invitations, Wanted(), now=diary.now, limit=200)["items"])
    if known < 20:
        diary.record("Acme 1", received_at=datetime(2026, 11, 20, 9, tzinfo=UTC))


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "%%%",
        "bm9uc2Vuc2U",
        "W10",
        "WyItcmVjZWl2ZWRfYXQiLCAibmV2ZXIiLCAiMSJd",
        "WyItcmVjZWl2ZWRfYXQiLCAiMDAwMS0wMS0wMVQwMDowMDowMCsyMzowMCIsICIwMWEyMDdhMjMyODA3MDNmYmVmYTBkYjM2ZjJkZTdlMyJd",
        "WyItcmVjZWl2ZWRfYXQiLCBudWxsLCAiMDFhMjA3YTIzMjgwNzAzZmJlZmEwZGIzNmYyZGU3ZTMiXQ",
        "[" * 3_000,
    ],
)
def test_a_cursor_that_no_list_gave_is_refused(diary, cursor):
    with pytest.raises(CursorUnusable):
        diary.read(listing.list_invitations, Wanted(), now=diary.now, cursor=cursor)


def test_a_cursor_of_another_order_is_refused(crowd):
    page = crowd.read(listing.list_invitations, Wanted(), now=crowd.now, limit=2, sort="company")
    with pytest.raises(CursorUnusable):
        crowd.read(listing.list_invitations, Wanted(), now=crowd.now, sort="-company", cursor=page["next_cursor"])


def test_a_cursor_with_half_a_surrogate_pair_is_refused(diary):
    import base64
    import json

    made = json.dumps(["company", "\ud800", "01a207a23280703fbefa0db36f2de7e3"]).encode()
    with pytest.raises(CursorUnusable):
        diary.read(
            listing.list_invitations,
            Wanted(),
            now=diary.now,
            sort="company",
            cursor=base64.urlsafe_b64encode(made).decode(),
        )


def test_several_values_of_one_filter_mean_any_and_several_filters_mean_all(diary):
    for status in (Status.AWAITING_REPLY, Status.DECLINED, Status.ACCEPTED):
        diary.bring_to(status, company=status.value, tags=["a"] if status is not Status.ACCEPTED else [])
    assert companies(diary, status=(Status.DECLINED, Status.ACCEPTED)) == ["accepted", "declined"]
    assert companies(diary, status=(Status.DECLINED, Status.ACCEPTED), tag="a") == ["declined"]


def test_the_level_asked_for_is_the_level_shown_at_every_moment(diary, clock):
    invitation = diary.record(respond_by=datetime(2026, 12, 2, 9, tzinfo=UTC))["id"]
    diary.bring_to(Status.DECLINED, company="Answered", respond_by=datetime(2026, 12, 2, 9, tzinfo=UTC))
    row = diary.row(invitation)
    for threshold in ("due_soon_at", "respond_by", "ghosting_at"):
        for offset in (-1, 0, 1):
            clock.set(row[threshold] + timedelta(microseconds=offset))
            shown = diary.read(listing.list_invitations, Wanted(status=(Status.AWAITING_REPLY,)), now=diary.now)
            [item] = shown["items"]
            found = [level for level in Attention if companies(diary, attention=(level,))]
            assert found == [item["attention"]]
    assert companies(diary, attention=tuple(Attention)) == ["Acme"]


def test_a_company_is_asked_for_by_its_whole_name_in_whatever_case(diary):
    for name in ("Acme", "ACME", "Acme Labs", "Über GmbH"):
        diary.record(name)
    assert sorted(companies(diary, company="aCMe")) == ["ACME", "Acme"]
    assert companies(diary, company="Über GmbH") == ["Über GmbH"]


@pytest.mark.parametrize("tag", ["remote", 'so "quoted"', "%", "größe"])
def test_a_tag_is_matched_whole(diary, tag):
    diary.record("With", tags=[tag, "other"])
    diary.record("Without", tags=[f"{tag}x"])
    diary.record("None")
    assert companies(diary, tag=tag) == ["With"]


def test_spans_hold_their_beginning_and_not_their_end(diary):
    for day in (1, 2, 3):
        diary.record(f"Day {day}", received_at=datetime(2026, 11, day, 9, tzinfo=UTC))
    begin, end = datetime(2026, 11, 2, 9, tzinfo=UTC), datetime(2026, 11, 3, 9, tzinfo=UTC)
    assert companies(diary, received_from=begin, received_to=end) == ["Day 2"]
    due = diary.read(listing.list_invitations, Wanted(), now=diary.now, sort="respond_by")["items"]
    assert companies(diary, respond_before=due[1]["respond_by"]) == [
        item["company"] for item in due if item["respond_by"] < due[1]["respond_by"]
    ]


def test_a_calendar_asks_for_the_interviews_and_the_deadlines_of_a_span(diary):
    for day in (1, 2, 3):
        slot = datetime(2026, 12, day, 9, tzinfo=UTC)
        diary.record(f"Day {day}", interview_at=slot, respond_by=slot - timedelta(hours=1))
    diary.record("No day", respond_by=datetime(2026, 12, 20, 9, tzinfo=UTC))
    begin, end = datetime(2026, 12, 2, 9, tzinfo=UTC), datetime(2026, 12, 3, 9, tzinfo=UTC)
    assert companies(diary, interview_from=begin, interview_to=end) == ["Day 2"]
    assert companies(diary, interview_from=begin) == ["Day 2", "Day 3"]
    assert companies(diary, interview_to=begin) == ["Day 1"]
    due, later = begin - timedelta(hours=1), end - timedelta(hours=1)
    assert companies(diary, respond_from=due) == ["Day 2", "Day 3", "No day"]
    assert companies(diary, respond_from=due, respond_before=later) == ["Day 2"]


@pytest.mark.parametrize("sort", ["interview_at", "-interview_at"])
def test_the_interviews_of_a_span_are_paged_in_order(crowd, sort):
    wanted = Wanted(interview_from=datetime(2026, 12, 2, tzinfo=UTC))
    seen, cursor = [], None
    while cursor is not None or not seen:
        page = crowd.read(listing.list_invitations, wanted, now=crowd.now, sort=sort, limit=2, cursor=cursor)
        seen += [item["interview_at"] for item in page["items"]]
        cursor = page["next_cursor"]
    whole = [item["interview_at"] for item in walk(crowd, sort, 200)]
    assert seen == [at for at in whole if at is not None and at >= wanted.interview_from]
    assert len(seen) == 4


@pytest.mark.parametrize(
    ("wanted", "sort", "index"),
    [
        ({"interview_from": START, "interview_to": START}, "interview_at", "ix_invitation_interview_at"),
        ({"status": OWED_STATUSES, "respond_from": START}, "respond_by", "ix_invitation_respond_by"),
        ({"attention": tuple(Attention), "respond_from": START}, "respond_by", "ix_invitation_respond_by"),
    ],
)
def test_a_month_of_a_calendar_is_found_by_an_index(crowd, database, wanted, sort, index):
    asked = []

    def plan(connection):
        if database.is_postgresql:
            connection.execute(text("SET LOCAL enable_seqscan = off"))
        event.listen(connection, "before_cursor_execute", lambda *seen: asked.append(seen[2:4]))
        listing.list_invitations(connection, crowd.owner, Wanted(**wanted), now=crowd.now, sort=sort)
        verb = "EXPLAIN" if database.is_postgresql else "EXPLAIN QUERY PLAN"
        return "\n".join(str(line[-1]) for line in connection.exec_driver_sql(f"{verb} {asked[-1][0]}", asked[-1][1]))

    found = database.threads.read(plan)
    assert index in found
    # The index has the order too: a page costs what it shows, not what lies in the span.
    assert "ORDER BY" not in found
    assert "Sort" not in found


def test_deleted_ones_are_listed_only_where_they_are_asked_for(diary):
    diary.record("Kept")
    diary.write(tracking.delete, diary.record("Gone")["id"])
    assert companies(diary) == ["Kept"]
    assert companies(diary, deleted=True) == ["Gone"]


def test_nobody_lists_anothers(diary, database, ben, clock):
    diary.record("Acme", tags=["a"])
    stranger = Diary(database, ben.id, clock)
    for wanted in ({}, {"tag": "a"}, {"q": "acme"}, {"company": "Acme"}, {"status": (Status.AWAITING_REPLY,)}):
        assert companies(stranger, **wanted) == []


def test_a_listed_item_is_what_reading_it_alone_shows(diary):
    shown = diary.record(role="Engineer", tags=["a"], notes="…")
    diary.answer(shown["id"], ReplyKind.HOLD)
    [item] = diary.read(listing.list_invitations, Wanted(), now=diary.now)["items"]
    assert item == diary.edit(shown["id"])
