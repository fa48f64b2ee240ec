"""People: what moves the day to speak, what takes it back, and what a reply that went out makes of its addressee."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as with_settings
from hypothesis import strategies as st
from sqlalchemy import select

from core.errors import Invalid
from core.vocabulary import Medium, Reason, ReplyKind
from models.contact import CONTACT, TOUCHPOINT
from services import drafting, upkeep
from services.briefing import Wish
from services.keeping_in_touch import after_reply, contacts, finding, speaking
from services.keeping_in_touch.days import day_after_reply, is_told_on, months_later
from services.keeping_in_touch.people import ContactAlreadyRecorded, ContactNotFound
from services.keeping_in_touch.speaking import Spoken, TouchpointNotFound
from services.sending.keeping import locked_reply
from services.sending.outcomes import BY_REPLYBY, note_sent
from tests.conftest import START
from tests.reminders import configure
from tests.tracked import Diary

TODAY = date(2026, 11, 23)


@pytest.fixture
def diary(database, ada, clock):
    return Diary(database, ada.id, clock)


def know(diary, name="Cleo Park", **fields):
    return diary.write(contacts.record, {"name": name, **fields})


def shown(diary, contact):
    return diary.read(contacts.show, contact, now=diary.now)


def speak(diary, contact, spoke_at=None, **given):
    return diary.write(speaking.note, contact, Spoken(spoke_at=spoke_at or diary.now, **given))


def take_back(diary, contact, touchpoint):
    diary.write(speaking.take_back, contact, touchpoint["id"])


def edit(diary, contact, **changes):
    return diary.write(contacts.edit, contact, changes)


def people(diary, **wanted):
    return diary.read(finding.list_contacts, finding.Wanted(**wanted), now=diary.now)["items"]


def touchpoints(diary, contact):
    return diary.read(finding.list_touchpoints, contact)["items"]


def send(diary, invitation, kind=ReplyKind.DECLINE, reason=Reason.SALARY, keep=True, **facts):
    wish = Wish(kind=kind, reason=reason, facts={"keep_in_touch": keep, **facts})
    reply = diary.write(drafting.draft, invitation, wish)
    return diary.write(drafting.mark_sent, reply["id"], sent_at=None)


def invited(diary, **fields):
    return diary.record(**{"contact_name": "Cleo Park", "contact_email": "cleo@acme.example", **fields})["id"]


# Which day


def test_a_cadence_counts_from_the_day_of_recording_until_one_has_spoken(diary):
    assert know(diary, cadence_days=30)["speak_on"] == TODAY + timedelta(days=30)
    assert know(diary)["speak_on"] is None
    assert know(diary, cadence_days=30, speak_on=date(2027, 1, 4))["speak_on"] == date(2027, 1, 4)
    assert know(diary, cadence_days=30, speak_on=None)["speak_on"] is None


def test_the_cadence_begins_anew_where_one_has_spoken(diary, clock):
    cleo = know(diary, cadence_days=30)["id"]
    clock.forward(days=40)
    assert shown(diary, cleo)["is_due"]
    speak(diary, cleo)
    after = shown(diary, cleo)
    assert (after["speak_on"], after["is_due"], after["version"]) == (TODAY + timedelta(days=70), False, 2)
    assert after["spoke_at"] == diary.now


def test_what_is_noted_late_counts_from_the_day_on_which_one_spoke(diary):
    cleo = know(diary, cadence_days=30)["id"]
    speak(diary, cleo, START - timedelta(days=10))
    assert shown(diary, cleo)["speak_on"] == TODAY + timedelta(days=20)
    speak(diary, cleo, START - timedelta(days=100))
    assert shown(diary, cleo)["speak_on"] == TODAY + timedelta(days=20)
    assert shown(diary, cleo)["spoke_at"] == START - timedelta(days=10)


def test_a_draft_moves_no_cadence(diary):
    cleo = know(diary, email="cleo@acme.example", cadence_days=30)
    diary.write(drafting.draft, invited(diary), Wish(reason=Reason.SALARY, facts={"keep_in_touch": True}))
    assert shown(diary, cleo["id"]) == cleo


def test_the_day_is_that_of_the_accounts_zone(diary, clock, database, ada):
    configure(database, ada.owner, now=START, time_zone="Asia/Tokyo")
    clock.set(datetime(2026, 11, 23, 15, 30, tzinfo=UTC))
    cleo = know(diary, cadence_days=1)["id"]
    assert shown(diary, cleo)["speak_on"] == date(2026, 11, 25)
    clock.set(datetime(2026, 11, 24, 14, 59, tzinfo=UTC))
    assert not shown(diary, cleo)["is_due"]
    assert people(diary, due=True) == []
    clock.set(datetime(2026, 11, 24, 15, tzinfo=UTC))
    assert shown(diary, cleo)["is_due"]
    assert [one["id"] for one in people(diary, due=True)] == [cleo]


def test_a_turn_is_skipped_by_a_later_day(diary, clock):
    cleo = know(diary, cadence_days=30)["id"]
    edit(diary, cleo, speak_on=date(2027, 6, 1))
    assert shown(diary, cleo)["speak_on"] == date(2027, 6, 1)
    clock.forward(days=3)
    speak(diary, cleo)
    assert shown(diary, cleo)["speak_on"] == TODAY + timedelta(days=33)


def test_another_cadence_decides_the_day_anew_unless_a_day_is_given(diary):
    cleo = know(diary, cadence_days=30)["id"]
    speak(diary, cleo, START - timedelta(days=10))
    assert edit(diary, cleo, cadence_days=90)["speak_on"] == TODAY + timedelta(days=80)
    assert edit(diary, cleo, cadence_days=60, speak_on=TODAY)["speak_on"] == TODAY
    assert edit(diary, cleo, cadence_days=60)["speak_on"] == TODAY
    assert edit(diary, cleo, cadence_days=None)["speak_on"] is None


def test_without_a_cadence_a_day_that_has_come_is_done_with_and_one_ahead_stays(diary):
    cleo = know(diary, speak_on=TODAY)["id"]
    ahead = know(diary, "Dora Dale", speak_on=TODAY + timedelta(days=1))["id"]
    speak(diary, cleo)
    speak(diary, ahead)
    assert shown(diary, cleo)["speak_on"] is None
    assert shown(diary, ahead)["speak_on"] == TODAY + timedelta(days=1)


def test_nobody_has_spoken_in_the_future(diary):
    with pytest.raises(Invalid):
        speak(diary, know(diary)["id"], START + timedelta(seconds=1))


# Taking back


def test_taking_a_touchpoint_back_gives_back_the_day_before(diary, clock):
    cleo = know(diary, cadence_days=30)["id"]
    edit(diary, cleo, speak_on=date(2027, 6, 1))
    before = shown(diary, cleo)
    clock.forward(days=3)
    first = speak(diary, cleo)
    clock.forward(days=3)
    second = speak(diary, cleo)
    take_back(diary, cleo, second)
    assert shown(diary, cleo)["speak_on"] == TODAY + timedelta(days=33)
    take_back(diary, cleo, first)
    after = shown(diary, cleo)
    assert (after["speak_on"], after["spoke_at"]) == (before["speak_on"], None)


def test_taking_an_earlier_touchpoint_back_moves_nothing(diary, clock):
    cleo = know(diary, cadence_days=30)["id"]
    first = speak(diary, cleo, START - timedelta(days=5))
    second = speak(diary, cleo)
    take_back(diary, cleo, first)
    assert shown(diary, cleo)["speak_on"] == TODAY + timedelta(days=30)
    take_back(diary, cleo, second)
    # From the day of recording, since nothing is left.
    assert shown(diary, cleo)["speak_on"] == TODAY + timedelta(days=30)
    assert shown(diary, cleo)["spoke_at"] is None
    with pytest.raises(TouchpointNotFound):
        take_back(diary, cleo, second)


def test_what_was_noted_out_of_order_is_taken_back_in_any(diary):
    cleo = know(diary, cadence_days=30)["id"]
    second = speak(diary, cleo, START - timedelta(days=1))
    first = speak(diary, cleo, START - timedelta(days=2))
    take_back(diary, cleo, second)
    assert shown(diary, cleo)["speak_on"] == TODAY + timedelta(days=28)
    take_back(diary, cleo, first)
    assert shown(diary, cleo)["speak_on"] == TODAY + timedelta(days=30)


def test_a_day_set_by_hand_since_outlives_the_touchpoint(diary):
    cleo = know(diary, cadence_days=30)["id"]
    spoken = speak(diary, cleo)
    edit(diary, cleo, speak_on=date(2027, 6, 1))
    take_back(diary, cleo, spoken)
    assert shown(diary, cleo)["speak_on"] == date(2027, 6, 1)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@with_settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(st.tuples(st.booleans(), st.integers(0, 60)), max_size=12),
    cadence=st.sampled_from([None, 1, 30, 3660]),
)
def test_the_day_rests_on_the_latest_touchpoint_that_is_left(database, ada, clock, steps, cadence):
    diary = Diary(database, ada.id, clock)
    cleo = know(diary, cadence_days=cadence)["id"]
    left = {}
    for adds, days in steps:
        if adds:
            at = START - timedelta(days=days)
            left[speak(diary, cleo, at)["id"]] = at
        elif left:
            gone = sorted(left)[days % len(left)]
            take_back(diary, cleo, {"id": gone})
            del left[gone]
        last = max(left.values(), default=None)
        one = shown(diary, cleo)
        assert one["spoke_at"] == last
        expected = None if cadence is None else (last or START).date() + timedelta(days=cadence)
        assert one["speak_on"] == expected


# After a reply


@pytest.mark.parametrize(
    ("reason", "facts", "expected"),
    [
        (Reason.ACCEPTED_OTHER_OFFER, {}, date(2027, 5, 23)),
        (Reason.STAYING_PUT, {}, date(2027, 5, 23)),
        (Reason.SALARY, {}, date(2027, 5, 23)),
        (Reason.PERSONAL, {}, date(2027, 2, 23)),
        (Reason.TIMING, {"not_before": date(2027, 3, 1)}, date(2027, 3, 1)),
        (Reason.TIMING, {}, date(2027, 5, 23)),
        (Reason.VALUES_FIT, {}, None),
        (Reason.COMPANY_CONCERNS, {}, None),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_no_that_leaves_the_door_open_makes_a_contact_with_the_reasons_day(diary, reason, facts, expected):
    invitation = invited(diary, role="Engineer", medium="linkedin")
    reply = send(diary, invitation, reason=reason, **facts)
    (cleo,) = people(diary)
    assert (cleo["name"], cleo["email"], cleo["company"]) == ("Cleo Park", "cleo@acme.example", "Acme")
    assert (cleo["invitation_id"], cleo["met_by"], cleo["cadence_days"]) == (invitation, "linkedin", None)
    assert cleo["speak_on"] == expected
    (spoken,) = touchpoints(diary, cleo["id"])
    assert (spoken["reply_id"], spoken["spoke_at"], spoken["medium"]) == (reply["id"], diary.now, Medium.LINKEDIN)


def test_a_day_to_return_leaves_the_door_open_by_itself(diary):
    send(diary, invited(diary), reason=Reason.TIMING, keep=False, not_before=date(2027, 3, 1))
    assert [one["speak_on"] for one in people(diary)] == [date(2027, 3, 1)]


def test_a_no_without_a_door_makes_nobody_a_contact(diary):
    send(diary, invited(diary), keep=False)
    assert people(diary) == []


def test_without_a_name_or_an_address_there_is_nobody(diary):
    send(diary, diary.record()["id"])
    assert people(diary) == []


def test_an_address_longer_than_a_name_makes_a_contact_all_the_same(diary):
    address = f"cleo@{'a' * 60}.{'b' * 60}.{'c' * 60}.{'d' * 50}.example"
    send(diary, diary.record(contact_email=address)["id"])
    (contact,) = people(diary)
    assert (contact["email"], contact["name"]) == (address, address[:200])


def test_a_name_alone_makes_a_contact_that_is_found_again(diary):
    invitation = diary.record(contact_name="Cleo Park")["id"]
    send(diary, invitation)
    diary.undo(invitation)
    send(diary, invitation)
    (cleo,) = people(diary)
    assert (cleo["name"], cleo["email"]) == ("Cleo Park", None)
    assert len(touchpoints(diary, cleo["id"])) == 1


def test_a_contact_with_a_cadence_keeps_it(diary):
    cleo = know(diary, "C. Park", email="CLEO@acme.example", cadence_days=30)["id"]
    send(diary, invited(diary))
    assert [(one["id"], one["name"]) for one in people(diary)] == [(cleo, "C. Park")]
    assert shown(diary, cleo)["speak_on"] == TODAY + timedelta(days=30)


@pytest.mark.parametrize("kind", [ReplyKind.ACCEPT, ReplyKind.CHECK_IN])
def test_every_sent_reply_to_a_known_contact_is_a_touchpoint(diary, clock, kind):
    cleo = know(diary, email="cleo@acme.example", cadence_days=30)["id"]
    clock.forward(days=9)
    reply = send(diary, invited(diary), kind, Reason.UNDISCLOSED, keep=False)
    assert [one["reply_id"] for one in touchpoints(diary, cleo)] == [reply["id"]]
    assert shown(diary, cleo)["speak_on"] == TODAY + timedelta(days=39)


def test_sent_once_is_spoken_once(diary, database):
    invitation = invited(diary)
    reply = send(diary, invitation)
    row = database.threads.read(
        lambda connection: dict(
            connection.execute(select(drafting.REPLY).where(drafting.REPLY.c.id == reply["id"])).mappings().one()
        )
    )
    for _ in range(2):
        diary.write(drafting.mark_sent, reply["id"], sent_at=None)
        diary.write(after_reply.after_sent, diary.row(invitation), row)
    (cleo,) = people(diary)
    assert len(touchpoints(diary, cleo["id"])) == 1


def test_undoing_the_answer_takes_the_touchpoint_back_and_leaves_the_person(diary):
    cleo = know(diary, email="cleo@acme.example", speak_on=date(2027, 1, 4))["id"]
    invitation = invited(diary)
    send(diary, invitation)
    assert shown(diary, cleo)["speak_on"] == date(2027, 5, 23)
    diary.undo(invitation)
    after = shown(diary, cleo)
    assert (after["speak_on"], after["spoke_at"], touchpoints(diary, cleo)) == (date(2027, 1, 4), None, [])


def test_what_was_sent_for_the_person_stays_a_touchpoint_when_the_answer_is_undone(diary, clock):
    know(diary, email="cleo@acme.example", cadence_days=30)
    invitation = invited(diary, medium="linkedin")
    wish = Wish(reason=Reason.SALARY)
    draft = diary.write(drafting.draft, invitation, wish)["id"]

    def deliver():
        def delivered(connection, owner, *, now):
            row = locked_reply(connection, owner, draft)
            note_sent(connection, owner, row, sent_at=now, sent_how=BY_REPLYBY, now=now, actor="scheduler")

        diary.write(delivered)

    deliver()
    (cleo,) = people(diary)
    (spoken,) = touchpoints(diary, cleo["id"])
    assert (spoken["reply_id"], spoken["medium"]) == (draft, Medium.EMAIL)
    diary.undo(invitation)
    assert touchpoints(diary, cleo["id"]) == [spoken]
    # Sent once more, one has spoken twice.
    clock.forward(days=1)
    deliver()
    assert [one["reply_id"] for one in touchpoints(diary, cleo["id"])] == [draft, None]


def test_undoing_the_answer_for_a_deleted_contact_is_no_error(diary):
    invitation = invited(diary)
    send(diary, invitation)
    (cleo,) = people(diary)
    diary.write(contacts.delete, cleo["id"])
    diary.undo(invitation)
    assert diary.write(contacts.restore, cleo["id"])["speak_on"] is None


def test_two_replies_at_once_to_one_new_address_make_one_contact(diary):
    drafts = [
        diary.write(
            drafting.draft,
            invited(diary, company=f"Acme {number}", contact_email=address),
            Wish(reason=Reason.SALARY, facts={"keep_in_touch": True}),
        )["id"]
        for number, address in enumerate(["cleo@acme.example", "Cleo@Acme.example"] * 3)
    ]
    with ThreadPoolExecutor(len(drafts)) as threads:
        sent = list(threads.map(lambda draft: diary.write(drafting.mark_sent, draft, sent_at=None), drafts))
    assert {reply["state"] for reply in sent} == {"sent"}
    (cleo,) = people(diary)
    assert {one["reply_id"] for one in touchpoints(diary, cleo["id"])} == set(drafts)
    assert cleo["version"] == 1 + len(drafts)


# Whose, and for how long


def test_an_address_is_one_contacts_of_one_account(diary, database, ben, clock):
    cleo = know(diary, email="cleo@acme.example")["id"]
    with pytest.raises(ContactAlreadyRecorded) as refused:
        know(diary, email="CLEO@acme.example")
    assert refused.value.extensions == {"contact_id": str(cleo)}
    dora = know(diary, "Dora Dale", email="dora@acme.example")["id"]
    with pytest.raises(ContactAlreadyRecorded) as refused:
        edit(diary, dora, email="cleo@acme.example")
    assert refused.value.extensions == {"contact_id": str(cleo)}
    assert know(Diary(database, ben.id, clock), email="cleo@acme.example")["email"] == "cleo@acme.example"


def test_two_edits_at_once_to_one_address_leave_it_to_one(diary):
    both = [know(diary, name)["id"] for name in ("Cleo", "Dora")]

    def rename(contact):
        try:
            return edit(diary, contact, email="one@acme.example")["id"]
        except ContactAlreadyRecorded as refused:
            return refused.extensions.get("contact_id")

    with ThreadPoolExecutor(2) as threads:
        said = list(threads.map(rename, both))
    (holder,) = [one["id"] for one in people(diary) if one["email"] == "one@acme.example"]
    assert {str(one) for one in said} == {str(holder)}


def test_a_deleted_person_is_gone_and_can_be_brought_back_whole(diary, clock):
    cleo = know(diary, email="cleo@acme.example", cadence_days=30)["id"]
    speak(diary, cleo)
    before = shown(diary, cleo)
    diary.write(contacts.delete, cleo)
    assert people(diary) == []
    assert [one["id"] for one in people(diary, deleted=True)] == [cleo]
    for refused in (lambda: shown(diary, cleo), lambda: speak(diary, cleo), lambda: touchpoints(diary, cleo)):
        with pytest.raises(ContactNotFound):
            refused()
    clock.forward(days=30, microseconds=-1)
    back = diary.write(contacts.restore, cleo)
    assert {name: back[name] for name in ("name", "email", "speak_on", "spoke_at")} == {
        name: before[name] for name in ("name", "email", "speak_on", "spoke_at")
    }
    assert len(touchpoints(diary, cleo)) == 1


def test_a_deleted_persons_address_is_free_and_bringing_them_back_names_who_has_it(diary):
    old = know(diary, email="cleo@acme.example")["id"]
    diary.write(contacts.delete, old)
    new = know(diary, email="cleo@acme.example")["id"]
    with pytest.raises(ContactAlreadyRecorded) as refused:
        diary.write(contacts.restore, old)
    assert refused.value.extensions == {"contact_id": str(new)}


def test_after_thirty_days_a_deleted_person_goes_for_good(diary, clock, database):
    cleo = know(diary)["id"]
    kept = know(diary, "Dora Dale")["id"]
    speak(diary, cleo)
    speak(diary, kept)
    diary.write(contacts.delete, cleo)
    clock.forward(days=30, seconds=1)
    with pytest.raises(ContactNotFound):
        diary.write(contacts.restore, cleo)
    database.threads.write(upkeep.clear_old, now=diary.now)
    left = database.threads.read(lambda connection: list(connection.execute(select(TOUCHPOINT.c.contact_id)).scalars()))
    assert left == [kept]
    assert database.threads.read(lambda connection: list(connection.execute(select(CONTACT.c.id)).scalars())) == [kept]


# Finding


def test_people_are_found_by_the_beginnings_of_words_whatever_accents_and_case(diary):
    know(diary, "Zoë Müller", company="Straßenbau", email="zoe@example.com")
    know(diary, "Ada Lace")
    for query in ("zoe", "ZOË mul", "strassen", "müll", "example.com zoe@"):
        assert [one["name"] for one in people(diary, q=query)] == ["Zoë Müller"], query
    for query in ("oe", "zoe lace", "%", "_", "'", "zoe & !"):
        assert len(people(diary, q=query)) == (1 if query.startswith("zoe &") else 0), query


@pytest.mark.parametrize("sort", ["name", "-name", "speak_on", "-speak_on"])
def test_pages_hold_everybody_once_in_order(diary, sort):
    for number in range(9):
        know(diary, f"P{number % 3}", speak_on=TODAY + timedelta(days=number % 4) if number % 3 else None)
    read, cursor = [], None
    while True:
        page = diary.read(finding.list_contacts, finding.Wanted(), now=diary.now, sort=sort, limit=2, cursor=cursor)
        read += page["items"]
        if (cursor := page["next_cursor"]) is None:
            break
    assert len({one["id"] for one in read}) == len(read) == 9
    values = [one[sort.lstrip("-")] for one in read]
    known = [value for value in values if value is not None]
    assert known == sorted(known, reverse=sort.startswith("-"))
    assert values[len(known) :] == [None] * (9 - len(known))


def test_touchpoints_are_paged_the_latest_first(diary):
    cleo = know(diary)["id"]
    for days in (3, 1, 1, 2, 0):
        speak(diary, cleo, START - timedelta(days=days))
    first = diary.read(finding.list_touchpoints, cleo, limit=2)
    second = diary.read(finding.list_touchpoints, cleo, limit=3, cursor=first["next_cursor"])
    days = [(START - one["spoke_at"]).days for one in first["items"] + second["items"]]
    assert days == [0, 1, 1, 2, 3]
    assert len({one["id"] for one in first["items"] + second["items"]}) == 5
    assert second["next_cursor"] is None


# The rules of days


def test_months_later_stays_within_the_month():
    assert months_later(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert months_later(date(2027, 8, 31), 6) == date(2028, 2, 29)
    assert months_later(date(2026, 12, 15), 3) == date(2027, 3, 15)


def test_a_day_to_return_that_has_passed_is_no_day_to_return_on():
    assert day_after_reply(Reason.TIMING, TODAY, TODAY) == date(2027, 5, 23)
    assert day_after_reply(Reason.TIMING, TODAY, TODAY + timedelta(days=1)) == TODAY + timedelta(days=1)


@given(weekday=st.integers(0, 6), digest_days=st.sets(st.integers(0, 6), min_size=1))
def test_somebody_due_is_named_at_once_and_then_once_in_each_week(weekday, digest_days):
    speak_on = TODAY + timedelta(days=weekday)
    days = [TODAY + timedelta(days=offset) for offset in range(120)]
    told = [
        day
        for day in days
        if day.weekday() in digest_days and is_told_on(speak_on, day, lambda one: one.weekday() in digest_days)
    ]
    first = next(day for day in days if day >= speak_on and day.weekday() in digest_days)
    assert told[0] == first
    # Every week from the day on has its one naming, on its first day that has a digest.
    weeks = [(day - speak_on).days // 7 for day in told]
    assert weeks == list(range(len(weeks)))
    assert len(weeks) >= 16 - 1


def test_somebody_is_named_after_digests_that_were_off_for_long():
    assert is_told_on(TODAY - timedelta(days=400), TODAY, lambda _day: False)
    assert not is_told_on(TODAY + timedelta(days=1), TODAY, lambda _day: True)
