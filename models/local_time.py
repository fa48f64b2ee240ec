"""Wall clocks and instants: which instants the product knows, and how a local date and time become one of them."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from core.errors import Invalid

EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
"""The first instant that may be recorded."""
LATEST = datetime(2200, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)
"""The last instant that may be recorded. Deadlines computed from it may lie a little later."""

_EARLIEST_ON, _LATEST_ON = EARLIEST.date(), LATEST.date()


class OutsideTheCalendar(Invalid):
    """An instant or a date lies before 1970 or after 2200, where no invitation can lie."""

    title = "Not a date of this calendar"

    @classmethod
    def of(cls, name: str, value: date) -> "OutsideTheCalendar":
        """Say which field is at fault, and between which years it must lie."""
        message = f"{name} is {value.isoformat()}: give a date between 1970 and 2200."
        return cls(message, errors=[{"loc": ["body", name], "msg": message}])


def is_in_calendar(value: date) -> bool:
    """Whether an aware instant, or a date, lies between EARLIEST and LATEST, both included."""
    if isinstance(value, datetime):
        return EARLIEST <= value <= LATEST
    return _EARLIEST_ON <= value <= _LATEST_ON


def local(instant: datetime, zone: ZoneInfo) -> datetime:
    """The wall clock of `zone` at an aware instant."""
    return instant.astimezone(zone)


def at_local(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """The instant, in UTC, at which the wall clock of `zone` shows `clock` on `day`.

    A time that the zone skips moves forward by as much as was skipped; one that it shows twice means the first.
    """
    # With fold=0 a skipped time is read with the offset from before the gap, which moves it forward, and a
    # repeated one with the first of its two offsets (PEP 495): both rules are kept by this one argument.
    return datetime.combine(day, clock.replace(fold=0), tzinfo=zone).astimezone(UTC)


def exists(day: date, zone: ZoneInfo) -> bool:
    """Whether the zone had this date at all: Samoa had no 30 December 2011, having crossed the date line."""
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=zone)
    return noon.astimezone(UTC).astimezone(zone).date() == day
