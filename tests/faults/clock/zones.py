"""Zones and an oracle of local time that is no kin of the product's.

The product goes from a wall clock to an instant, by PEP 495's fold. The oracle only ever goes from instants to wall
clocks: it looks at the offset every half hour, finds each change to the second by halving, and then asks in which
stretch of unchanged time the wall clock shows what is looked for.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, cached_property
from importlib.resources import files
from itertools import pairwise
from zoneinfo import ZoneInfo

STEP = timedelta(minutes=30)
"""No zone changes its clock twice within it."""

NOWHERE = "Factory"
"""What the tz database calls a clock that nobody has set."""

ZONES = tuple(name for name in (files("tzdata") / "zones").read_text(encoding="utf-8").split() if name != NOWHERE)
"""Every name of the tz database, links included, that somebody can live in."""

TELLING = (
    *("Europe/Berlin", "America/New_York", "America/Los_Angeles", "Europe/London", "UTC", "Asia/Tokyo"),
    # Half an hour of summer time; a change an hour before midnight; at midnight; on a Friday; negative summer time.
    *("Australia/Lord_Howe", "America/Scoresbysund", "America/Havana", "Africa/Cairo", "Europe/Dublin"),
    *("Asia/Beirut", "America/Santiago", "Pacific/Easter", "Asia/Jerusalem", "Africa/Casablanca", "Africa/El_Aaiun"),
    # Offsets of quarters and halves, with and without a change.
    *("Asia/Kathmandu", "Pacific/Chatham", "Australia/Eucla", "Australia/Adelaide", "America/St_Johns"),
    *("Asia/Kolkata", "Pacific/Marquesas", "Asia/Yangon", "Asia/Tehran"),
    # The ends of the world, two hours of summer time, and the mirror of the northern year.
    *("Pacific/Kiritimati", "Etc/GMT-14", "Etc/GMT+12", "Pacific/Pago_Pago", "Pacific/Apia", "Pacific/Auckland"),
    *("Antarctica/Troll", "America/Nuuk", "Atlantic/Azores", "Australia/Sydney", "America/Asuncion"),
    # Links, and zones of fixed rules.
    *("US/Eastern", "EST5EDT", "GB", "NZ-CHAT", "Zulu"),
)
"""Some forty that differ in kind."""


@dataclass(frozen=True)
class Stretch:
    """Time in which a zone's clock isn't changed: from an instant on, so far ahead of UTC."""

    begins_at: datetime
    ahead: timedelta


@dataclass(frozen=True)
class Almanac:
    """What the wall clock of a zone shows between two instants, by looking at it."""

    zone: str
    begins_at: datetime
    ends_at: datetime

    @cached_property
    def stretches(self) -> tuple[Stretch, ...]:
        zone = ZoneInfo(self.zone)
        found = [Stretch(self.begins_at, _ahead(zone, self.begins_at))]
        at = self.begins_at
        while at < self.ends_at:
            later = at + STEP
            ahead = _ahead(zone, later)
            if ahead != found[-1].ahead:
                found.append(Stretch(_change_between(zone, at, later), ahead))
            at = later
        return tuple(found)

    @property
    def changes(self) -> tuple[datetime, ...]:
        """The instants at which the clock is changed."""
        return tuple(stretch.begins_at for stretch in self.stretches[1:])

    def instant_of(self, day: date, clock: time) -> datetime:
        """When the wall clock first shows this; where it never does, when it would have, had nobody changed it."""
        shown = datetime.combine(day, clock, tzinfo=UTC)
        stretches = self.stretches
        ends = (*(stretch.begins_at for stretch in stretches[1:]), datetime.max.replace(tzinfo=UTC))
        for stretch, end in zip(stretches, ends, strict=True):
            if stretch.begins_at <= shown - stretch.ahead < end:
                return shown - stretch.ahead
        for before, after in pairwise(stretches):
            if shown < after.begins_at + after.ahead:
                return shown - before.ahead
        raise AssertionError(f"{self.zone} shows {day} {clock} outside of {self.begins_at} to {self.ends_at}")

    def dates(self, begins_at: datetime, ends_at: datetime) -> list[date]:
        """The dates that the wall clock shows at some time between two instants, found half hour by half hour."""
        return list(_dates(self.zone, begins_at, ends_at))

    def daily(self, clock: time, begins_at: datetime, ends_at: datetime) -> dict[date, datetime]:
        """When a wall clock's time comes on each date, for those instants that lie between two."""
        due = {day: self.instant_of(day, clock) for day in _dates(self.zone, begins_at, ends_at)}
        return {day: at for day, at in due.items() if begins_at < at < ends_at}


@cache
def _dates(zone: str, begins_at: datetime, ends_at: datetime) -> tuple[date, ...]:
    looked, zone_of = begins_at, ZoneInfo(zone)
    shown: dict[date, None] = {}
    while looked < ends_at:
        shown[looked.astimezone(zone_of).date()] = None
        looked += STEP
    return tuple(shown)


@cache
def almanac(zone: str, begins_at: datetime, ends_at: datetime) -> Almanac:
    """The almanac of a zone, looked up once."""
    return Almanac(zone, begins_at, ends_at)


def distinct(zones: Iterable[str], begins_at: datetime, ends_at: datetime) -> tuple[str, ...]:
    """One zone of each kind: the others show the same time as one of these, at every instant between the two."""
    return tuple({almanac(zone, begins_at, ends_at).stretches: zone for zone in sorted(zones, reverse=True)}.values())


def _ahead(zone: ZoneInfo, instant: datetime) -> timedelta:
    return instant.astimezone(zone).replace(tzinfo=UTC) - instant


def _change_between(zone: ZoneInfo, early: datetime, late: datetime) -> datetime:
    """The first instant with the offset of `late`, to the second."""
    before = _ahead(zone, early)
    while late - early > timedelta(seconds=1):
        middle = early + (late - early) // 2
        if _ahead(zone, middle) == before:
            early = middle
        else:
            late = middle
    return late.replace(microsecond=0)
