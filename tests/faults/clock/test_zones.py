"""Every zone of the world, through changes of its clock: each date has one digest, each deadline is flagged once."""

from collections.abc import Generator, Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from core.database import Database
from core.settings import Settings
from models.account import Owner
from services import planning
from services.identity.places import UnknownZone, check_zone
from tests.faults.clock.world import AWKWARD, EVERY_DAY, Stay, Verdict, World, judge
from tests.faults.clock.zones import NOWHERE, TELLING, ZONES, Almanac, almanac, distinct
from tests.faults.figures import Figures
from tests.faults.noting import IS_LONG, long_only

BEGIN, END = datetime(2027, 1, 1, tzinfo=UTC), datetime(2029, 1, 1, tzinfo=UTC)
"""Two years, the second of which has a 29 February."""

QUARTERS = 8
QUARTER = (END - BEGIN) / QUARTERS + timedelta(minutes=1)
"""With a minute more, it never ends as a digest falls due, which is at or just before a quarter of an hour."""

LEAP = datetime(2028, 2, 29, 12, tzinfo=UTC)
MARGIN = timedelta(days=14)
REQUIRED_P2 = "≤ 60 s after the deadline; 0 missed, 0 doubled"
REQUIRED_P3 = "0 missed; 0 duplicates of (account, local date)"


def whole(zone: str) -> Almanac:
    return almanac(zone, BEGIN - MARGIN, END + MARGIN)


def stays(zones: Iterable[str], *, days: int, most: int) -> list[Stay]:
    """For each zone the days about the leap day, and about its first so many changes of the clock."""
    found: list[Stay] = []
    for zone in zones:
        changes = [at for at in whole(zone).changes if BEGIN < at < END]
        for at in (*changes[:most], LEAP):
            noon = at.replace(hour=12, minute=0, second=0)
            begin, end = noon - timedelta(days=days), noon + timedelta(days=days)
            found.append(Stay(whole(zone), begin, end, about(whole(zone), at, range(1 - days, days))))
    return found


def about(here: Almanac, at: datetime, offsets: Iterable[int]) -> tuple[date, ...]:
    """The dates about an instant, as the zone has them."""
    day = here.dates(at, at + timedelta(minutes=1))[0]
    return tuple(day + timedelta(days=offset) for offset in offsets)


def note(figures: Figures, world: World, verdict: Verdict, what: str) -> None:
    """Keep what the oracle said, and show the first of what it found wrong."""
    wrong = [*verdict.missed, *verdict.doubled, *verdict.late]
    assert wrong == [], wrong[:5]
    assert len({message.id for message in world.outbox.messages}) == len(world.outbox.messages)
    slowest = f"slowest {verdict.slowest.total_seconds():.0f} s"
    found = f"0 missed, 0 doubled of {{:,}}; {slowest}"
    figures.note(
        "P2", f"flags, {what}", required=REQUIRED_P2, measured=found.format(verdict.flags), holds=verdict.flags > 0
    )
    figures.note(
        "P3",
        f"digests, {what}",
        required=REQUIRED_P3,
        measured=found.format(verdict.digests),
        holds=verdict.digests > 0,
    )


def test_an_account_can_be_in_every_zone_of_the_database() -> None:
    assert len(ZONES) > 590
    for zone in ZONES:
        check_zone(zone)
    with pytest.raises(UnknownZone):
        check_zone(NOWHERE)


ANYBODY: dict[str, Any] = {
    "id": UUID(int=1),
    "email": "ada@example.com",
    "name": "Ada",
    "language": "en",
    "version": 1,
    "country": None,
    "region": None,
    "working_days": None,
    "workday_end": "18:00",
    "reply_business_days": 2,
    "due_soon_business_days": 1,
    "ghosting_business_days": 3,
    "cap_hours": 24,
    "least_hours": 2,
    "digest_days": EVERY_DAY,
    "digest_when_empty": True,
    "next_digest_at": None,
}
"""Whose zone and digest time are left open."""


def test_every_date_of_two_years_is_reckoned_as_the_oracle_does(figures: Figures) -> None:
    """The calendar alone. Long: a zone of every kind, at every awkward time. Short: the telling ones, for a year."""
    zones = distinct(ZONES, BEGIN - MARGIN, END + MARGIN) if IS_LONG else TELLING
    until = END if IS_LONG else datetime(2028, 1, 1, tzinfo=UTC)
    dates = 0
    for zone in zones:
        for clock in AWKWARD if IS_LONG else AWKWARD[2:]:
            due = sorted(whole(zone).daily(clock, BEGIN, until).values())
            owner = Owner(**ANYBODY, time_zone=zone, digest_time=clock.strftime("%H:%M"))
            at = planning.next_digest(owner, after=BEGIN)
            for expected in due:
                assert at == expected, (zone, clock)
                at = planning.next_digest(owner, after=expected)
            dates += len(due)
    figures.note(
        "P3",
        "reckoned dates of awkward digests",
        required="each as the oracle has it",
        measured=f"{dates:,} of {dates:,} in {len(zones)} zones",
        holds=dates > 0,
    )


HISTORY = {
    # Dates that never were: these places crossed the date line.
    "Pacific/Apia": datetime(2011, 12, 30, tzinfo=UTC),
    "Pacific/Fakaofo": datetime(2011, 12, 30, tzinfo=UTC),
    "Pacific/Kiritimati": datetime(1994, 12, 31, tzinfo=UTC),
    "Pacific/Kwajalein": datetime(1993, 8, 21, tzinfo=UTC),
    # Changes a minute past midnight, by half an hour, and four in one year.
    "America/St_Johns": datetime(2006, 10, 29, tzinfo=UTC),
    "Asia/Pyongyang": datetime(2018, 5, 4, tzinfo=UTC),
    "America/Caracas": datetime(2007, 12, 9, tzinfo=UTC),
    "Africa/Cairo": datetime(2010, 9, 9, tzinfo=UTC),
    "America/Sao_Paulo": datetime(2018, 11, 4, tzinfo=UTC),
    "Antarctica/Casey": datetime(2020, 10, 3, tzinfo=UTC),
}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_dates_that_a_zone_skipped_and_other_oddities_of_the_past_are_no_trouble(
    database: Database, settings: Settings, figures: Figures
) -> None:
    world = World(database, settings)
    stays: list[Stay] = []
    for zone, day in HISTORY.items():
        here = almanac(zone, day - MARGIN, day + MARGIN)
        dates = tuple(day.date() + timedelta(days=offset) for offset in (-1, 0, 1))
        stay = Stay(here, day - timedelta(days=3), day + timedelta(days=3), dates)
        stays += [stay] * (len(AWKWARD) if IS_LONG else 1)
    await world.host(stays)
    note(figures, world, judge(world), f"in {len(HISTORY)} zones whose clocks or dates jumped in the past")


async def test_every_date_has_one_digest_and_every_deadline_its_flags_where_clocks_are_changed(
    database: Database, settings: Settings, figures: Figures
) -> None:
    """Short: some forty telling zones about one change. Long: all of them, links included, about all in two years."""
    zones, days, most = (ZONES, 3, 9) if IS_LONG else (TELLING, 1, 1)
    world = World(database, settings)
    await world.host(stays(zones, days=days, most=most))
    note(figures, world, judge(world), f"about the changes of clocks in {len(zones)} zones")


@long_only
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_two_years_day_by_day_in_every_zone_that_differs_from_the_others(
    database: Database, settings: Settings, figures: Figures
) -> None:
    world = World(database, settings)
    kinds = distinct(ZONES, BEGIN - MARGIN, END + MARGIN)
    await world.host(stay for zone in kinds for stay in in_turn(whole(zone)))
    what = f"two years in {len(kinds)} zones, one of each kind, with a digest each day and a deadline each fifth"
    note(figures, world, judge(world), what)


def in_turn(here: Almanac) -> Generator[Stay]:
    """One stay after the other, with a deadline on every fifth date, and on those about each change of the clock.

    Somebody new comes each quarter, at another awkward time: who stayed for two years would have a hundred unanswered
    invitations in every digest.
    """
    for number in range(QUARTERS):
        begin, end = (BEGIN + each * QUARTER for each in (number, number + 1))
        changes = [at for at in here.changes if begin < at < end]
        fifth = {begin.date() + timedelta(days=days) for days in range(2, QUARTER.days, 5)}
        dates = fifth.union(*(about(here, at, (-1, 0, 1)) for at in changes))
        yield Stay(here, begin, end, tuple(sorted(dates)))
