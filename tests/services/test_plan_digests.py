"""One digest for each account, local date and channel, in every zone; one catch-up after an outage, and no pile."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from core.database import Database
from core.settings import Settings
from core.vocabulary import ChannelKind, Want
from models.account import ACCOUNT, Owner
from models.channel import CHANNEL
from models.local_time import local
from services import plan_digests, planning
from tests.conftest import START, Clock, Person
from tests.reminders import add_channel, configure, ledger, one, plan, present, run

TUESDAY = datetime(2026, 11, 24, 7, tzinfo=UTC)
"""Tuesday, eight o'clock in Berlin: Ada's next digest."""

ZONES = sorted(available_timezones() - {"localtime", "Factory"})
EVERY_DAY = [0, 1, 2, 3, 4, 5, 6]


@pytest.fixture
def hook(database: Database, ada: Person, settings: Settings) -> UUID:
    return add_channel(database, ada.owner, settings, Want.DIGEST, now=START)


def planned(database: Database) -> list[str]:
    return [str(row.local_on) for row in ledger(database, state="planned")]


def missed(database: Database) -> list[str]:
    return [str(row.local_on) for row in ledger(database, state="missed")]


def test_a_digest_is_planned_at_its_very_instant_and_not_before(database: Database, hook: UUID) -> None:
    assert plan(database, TUESDAY - timedelta(microseconds=1)).accounts == 0
    assert plan(database, TUESDAY).digests == 1
    assert planned(database) == ["2026-11-24"]


def test_a_day_has_one_digest_however_often_anybody_looks(database: Database, ada: Person, hook: UUID) -> None:
    for minutes in range(0, 600, 60):
        plan(database, TUESDAY + timedelta(minutes=minutes))
        # As after a crash between planning and moving on, or a clock that was set back.
        run(database, update(ACCOUNT).where(ACCOUNT.c.id == ada.id).values(next_digest_at=TUESDAY))
    assert planned(database) == ["2026-11-24"]


def test_each_channel_that_wants_digests_has_its_own(
    database: Database, ada: Person, ben: Person, settings: Settings, hook: UUID
) -> None:
    second = add_channel(database, ada.owner, settings, Want.DIGEST, Want.ALERTS, now=START, name="Second")
    add_channel(database, ada.owner, settings, Want.ALERTS, now=START, name="Alerts")
    add_channel(
        database, ada.owner, settings, Want.DIGEST, now=START, kind=ChannelKind.EMAIL, url="cleo@example.com", name="C"
    )
    gone = add_channel(database, ada.owner, settings, Want.DIGEST, now=START, name="Gone")
    run(database, update(CHANNEL).where(CHANNEL.c.id == gone).values(disabled_at=START))
    plan(database, TUESDAY)
    assert {row.channel_id for row in ledger(database)} == {hook, second}


def test_a_digest_missed_earlier_today_goes_out_now(database: Database, hook: UUID) -> None:
    plan(database, TUESDAY + timedelta(hours=14))
    assert planned(database) == ["2026-11-24"]
    assert missed(database) == []


def test_after_an_outage_one_catch_up_goes_out_and_the_days_between_are_told_as_missed(
    database: Database, ada: Person, hook: UUID
) -> None:
    # Down from Tuesday to the Monday after, through a weekend on which nothing was due.
    plan(database, TUESDAY + timedelta(days=6, hours=3))
    assert planned(database) == ["2026-11-30"]
    assert missed(database) == ["2026-11-24", "2026-11-25", "2026-11-26", "2026-11-27"]
    assert present(database, ada.owner).next_digest_at == TUESDAY + timedelta(days=7)


def test_days_missed_are_caught_up_with_at_the_next_digest_and_not_on_a_day_off(database: Database, hook: UUID) -> None:
    saturday = TUESDAY + timedelta(days=4, hours=3)
    plan(database, saturday)
    assert planned(database) == []
    plan(database, TUESDAY + timedelta(days=6))
    assert planned(database) == ["2026-11-30"]


def test_before_its_time_has_come_today_nothing_goes_out_after_an_outage(database: Database, hook: UUID) -> None:
    plan(database, TUESDAY + timedelta(days=1, hours=-2))
    assert (planned(database), missed(database)) == ([], ["2026-11-24"])
    plan(database, TUESDAY + timedelta(days=1))
    assert planned(database) == ["2026-11-25"]


def test_a_long_outage_leaves_a_bounded_pile_of_notes(database: Database, hook: UUID) -> None:
    plan(database, TUESDAY + timedelta(days=3 * 365))
    assert len(missed(database)) == 14


def test_what_could_not_be_delivered_is_overtaken_by_the_next_digest(database: Database, hook: UUID) -> None:
    plan(database, TUESDAY)
    plan(database, TUESDAY + timedelta(days=1))
    assert (planned(database), missed(database)) == (["2026-11-25"], ["2026-11-24"])
    assert "next day" in ledger(database, state="missed")[0].why


def test_working_days_are_the_digest_days_unless_others_are_set(database: Database, ada: Person, hook: UUID) -> None:
    for day in range(14):
        plan(database, TUESDAY + timedelta(days=day))
    assert {row.local_on.weekday() for row in ledger(database)} == {0, 1, 2, 3, 4}
    configure(database, ada.owner, now=TUESDAY + timedelta(days=14), digest_days=[5])
    assert present(database, ada.owner).next_digest_at == datetime(2026, 12, 12, 7, tzinfo=UTC)


def test_there_is_no_digest_on_a_public_holiday(database: Database, ada: Person, hook: UUID) -> None:
    christmas_eve = datetime(2026, 12, 24, 12, tzinfo=UTC)
    configure(database, ada.owner, now=christmas_eve, country="DE")
    # Friday and Saturday are holidays, Sunday is a Sunday.
    assert present(database, ada.owner).next_digest_at == datetime(2026, 12, 28, 7, tzinfo=UTC)


def test_whoever_wants_no_digest_days_gets_none(database: Database, ada: Person, hook: UUID) -> None:
    configure(database, ada.owner, now=START, digest_days=[])
    assert present(database, ada.owner).next_digest_at is None
    assert plan(database, TUESDAY + timedelta(days=30)).accounts == 0


def test_a_later_digest_time_on_the_same_day_makes_no_second_digest(
    database: Database, ada: Person, hook: UUID
) -> None:
    plan(database, TUESDAY)
    configure(database, ada.owner, now=TUESDAY, digest_time="12:00")
    assert present(database, ada.owner).next_digest_at == TUESDAY + timedelta(hours=4)
    plan(database, TUESDAY + timedelta(hours=4))
    assert planned(database) == ["2026-11-24"]


def test_an_earlier_digest_time_that_has_passed_begins_tomorrow(database: Database, ada: Person, hook: UUID) -> None:
    configure(database, ada.owner, now=START, digest_time="06:00")
    assert present(database, ada.owner).next_digest_at == TUESDAY - timedelta(hours=2)


@pytest.mark.parametrize("zone", ["America/Los_Angeles", "Pacific/Kiritimati", "Asia/Tokyo", "Pacific/Pago_Pago"])
def test_a_traveller_has_one_digest_a_date_wherever_the_day_takes_them(
    database: Database, ada: Person, hook: UUID, zone: str
) -> None:
    configure(database, ada.owner, now=START, digest_days=EVERY_DAY)
    now = TUESDAY - timedelta(hours=1)
    for hour in range(72):
        if hour % 7 == 3:
            where = zone if hour % 2 else "Europe/Berlin"
            configure(database, ada.owner, now=now, time_zone=where)
        plan(database, now)
        now += timedelta(hours=1)
    rows = ledger(database)
    assert rows
    assert max(Counter(row.local_on for row in rows).values()) == 1


def test_an_account_whose_zone_is_unknown_stops_no_other_and_is_left_alone_after_three_failures(
    database: Database, ada: Person, ben: Person, settings: Settings, hook: UUID
) -> None:
    bens = add_channel(database, ben.owner, settings, Want.DIGEST, now=START)
    run(database, update(ACCOUNT).where(ACCOUNT.c.id == ada.id).values(time_zone="Nowhere/Land"))
    done = plan(database, TUESDAY)
    assert (done.accounts, done.digests, done.failed) == (2, 1, 1)
    assert [row.channel_id for row in ledger(database)] == [bens]
    assert plan(database, TUESDAY + timedelta(minutes=59)).accounts == 0
    assert plan(database, TUESDAY + timedelta(hours=1)).failed == 1
    assert plan(database, TUESDAY + timedelta(hours=2)).failed == 1
    assert one(database, ACCOUNT, ada.id).next_digest_at is None
    assert plan(database, TUESDAY + timedelta(hours=3)).accounts == 0


def test_a_profile_that_is_put_right_is_served_again(database: Database, ada: Person, hook: UUID) -> None:
    run(
        database,
        update(ACCOUNT)
        .where(ACCOUNT.c.id == ada.id)
        .values(time_zone="Nowhere/Land", next_digest_at=None, plan_failures=3),
    )
    configure(database, ada.owner, now=START, time_zone="Europe/Berlin")
    plan(database, TUESDAY)
    assert planned(database) == ["2026-11-24"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_account_that_cannot_be_read_stops_no_other(
    database: Database, ada: Person, ben: Person, settings: Settings, hook: UUID
) -> None:
    bens = add_channel(database, ben.owner, settings, Want.DIGEST, now=START)
    run(database, update(ACCOUNT).where(ACCOUNT.c.id == ada.id).values(digest_time="whenever"))
    assert plan(database, TUESDAY).failed == 1
    assert [row.channel_id for row in ledger(database)] == [bens]


# What follows needs no database: the calendar alone.


def owner_in(zone: str, **changes: object) -> Owner:
    made = Owner(
        id=UUID(int=1),
        email="ada@example.com",
        name="Ada",
        time_zone=zone,
        language="en",
        country=None,
        region=None,
        working_days=None,
        workday_end="18:00",
        reply_business_days=2,
        due_soon_business_days=1,
        ghosting_business_days=3,
        cap_hours=24,
        least_hours=2,
        digest_time="08:00",
        digest_days=EVERY_DAY,
        digest_when_empty=False,
        next_digest_at=None,
        version=1,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def dates_served(owner: Owner, first: datetime, days: int) -> list[date]:
    """The local dates on which a scheduler that never sleeps would send a digest."""
    served: list[date] = []
    at = planning.next_digest(owner, after=first)
    while at is not None and at < first + timedelta(days=days):
        served.append(local(at, owner.zone).date())
        at = planning.next_digest(owner, after=at)
    return served


CHANGES = [datetime(2026, 3, 1, tzinfo=UTC), datetime(2026, 10, 20, tzinfo=UTC), datetime(2028, 2, 25, tzinfo=UTC)]
"""Weeks in which the clocks change in most zones that change theirs, and one with 29 February."""


@pytest.mark.parametrize("digest_time", ["00:00", "02:30", "23:59"])
def test_every_zone_has_each_local_date_once_through_changes_of_the_clock(digest_time: str) -> None:
    for zone in ZONES:
        owner = owner_in(zone, digest_time=digest_time)
        for first in CHANGES:
            served = dates_served(owner, first, 16)
            assert len(served) >= 15, zone
            assert served == [served[0] + timedelta(days=offset) for offset in range(len(served))], zone


def test_a_time_that_the_clocks_skip_moves_forward_and_one_shown_twice_fires_first() -> None:
    berlin = owner_in("Europe/Berlin", digest_time="02:30")
    assert planning.digest_at(berlin, date(2026, 3, 29)) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert planning.digest_at(berlin, date(2026, 10, 25)) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    after_the_first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert planning.next_digest(berlin, after=after_the_first) == datetime(2026, 10, 26, 1, 30, tzinfo=UTC)


def test_a_time_skipped_together_with_midnight_is_still_that_dates() -> None:
    """In Nuuk the hour before midnight is skipped in spring: the digest of 23:59 comes at 00:59, and is the eve's."""
    nuuk = owner_in("America/Nuuk", digest_time="23:59")
    moved = datetime(2027, 3, 28, 1, 59, tzinfo=UTC)
    assert planning.digest_at(nuuk, date(2027, 3, 27)) == moved
    for hours in (0.5, 1, 12, 24):
        assert planning.next_digest(nuuk, after=moved - timedelta(hours=hours)) == moved
    assert planning.next_digest(nuuk, after=moved) == datetime(2027, 3, 29, 0, 59, tzinfo=UTC)
    assert planning.day_of_digest(nuuk, now=moved - timedelta(seconds=1)) is None
    assert planning.day_of_digest(nuuk, now=moved + timedelta(hours=2)) == date(2027, 3, 27)
    assert planning.missed_days(nuuk, moved, today=date(2027, 3, 29)) == [date(2027, 3, 27), date(2027, 3, 28)]


def test_a_digest_of_the_eve_goes_out_once_where_midnight_was_skipped(
    database: Database, ada: Person, hook: UUID
) -> None:
    before, moved = datetime(2027, 3, 27, 12, tzinfo=UTC), datetime(2027, 3, 28, 1, 59, tzinfo=UTC)
    configure(database, ada.owner, now=before, time_zone="America/Nuuk", digest_time="23:59", digest_days=EVERY_DAY)
    for minutes in range(-90, 24 * 60, 30):
        plan(database, moved + timedelta(minutes=minutes))
    assert (planned(database), missed(database)) == (["2027-03-28"], ["2027-03-27"])
    # The eve's was planned at its time, and overtaken since nobody delivered it.
    eve, day = ledger(database)
    assert (eve.created_at, day.created_at) == (moved, moved + timedelta(hours=23))


def test_a_leap_day_has_its_digest() -> None:
    owner = owner_in("America/New_York")
    assert date(2028, 2, 29) in dates_served(owner, datetime(2028, 2, 26, tzinfo=UTC), 6)


def test_a_date_that_a_zone_skipped_has_no_digest_and_was_not_missed() -> None:
    """Samoa crossed the date line: its 30 December 2011 never was."""
    apia = owner_in("Pacific/Apia")
    served = dates_served(apia, datetime(2011, 12, 27, tzinfo=UTC), 8)
    assert date(2011, 12, 30) not in served
    assert {date(2011, 12, 29), date(2011, 12, 31)} <= set(served)
    planned_for = planning.digest_at(apia, date(2011, 12, 29))
    assert planning.missed_days(apia, planned_for, today=date(2012, 1, 1)) == [date(2011, 12, 29), date(2011, 12, 31)]


@given(
    zone=st.sampled_from(ZONES),
    after=st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    clock=st.times().map(lambda at: at.replace(second=0, microsecond=0, tzinfo=None)),
    days=st.sets(st.integers(0, 6), min_size=1),
)
def test_the_next_digest_lies_ahead_on_a_digest_day_at_its_time(
    zone: str, after: datetime, clock: time, days: set[int]
) -> None:
    owner = owner_in(zone, digest_time=clock.strftime("%H:%M"), digest_days=sorted(days))
    at = planning.next_digest(owner, after=after)
    assert at is not None
    assert after < at < after + timedelta(days=16)
    here = local(at, ZoneInfo(zone))
    assert here.weekday() in days
    # Later than its time only where the clocks skipped it.
    assert here.time() == clock or not _exists(here.date(), clock, zone)


def _exists(day: date, clock: time, zone: str) -> bool:
    given_clock = datetime.combine(day, clock, tzinfo=ZoneInfo(zone))
    return given_clock.astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) == datetime.combine(day, clock)


def test_the_batch_is_bounded(database: Database, enrol: object, clock: Clock) -> None:
    for number in range(5):
        enrol(f"person{number}")  # type: ignore[operator]
    done = database.threads.write(plan_digests.plan_digests, now=TUESDAY, most=2)
    assert done.accounts == 2
