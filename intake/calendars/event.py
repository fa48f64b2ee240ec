"""What a calendar file says of one event."""

from dataclasses import dataclass
from datetime import date, datetime

from core.vocabulary import PartStat
from intake.wording import Told


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendee:
    """Somebody who is asked to come. `address` is in lower case, without `mailto:`."""

    address: str
    name: str | None = None
    partstat: PartStat | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEvent:
    """One event, its first instance where it recurs. Instants are aware UTC; an event of whole days has dates.

    `method` is the iTIP method in upper case (RFC 5546), None where the file names none. `source` is one VCALENDAR with
    this event alone and the zones that it names, from which it is answered: its text is bounded (64,000 characters),
    its lines end in CRLF. An event without a UID, or with one of more than 400 characters, has a `uid` made from what
    it says, so that the same event is known again; its `source` has what the file has.
    """

    uid: str
    sequence: int
    method: str | None
    stamped_at: datetime | None
    summary: str | None
    description: str | None
    location: str | None
    conference_url: str | None
    """Where a video call is held, from whichever property the maker puts it in."""
    phone_number: str | None = None
    """A number to dial, where the talk is by telephone."""
    starts_at: datetime | None
    starts_on: date | None
    ends_at: datetime | None
    zone: str | None
    """The IANA name of the zone that its beginning is written in, where there is one."""
    is_in_readers_zone: bool = False
    """Whether its beginning names no zone that is known, so that the reader's was taken."""
    organizer_name: str | None
    organizer_address: str | None
    attendees: tuple[Attendee, ...]
    status: str | None
    """STATUS in upper case: TENTATIVE, CONFIRMED, CANCELLED."""
    recurrence_id: str | None
    """RECURRENCE-ID as it stands in the file, with its parameters, where one instance of a series is meant."""
    recurrence_rule: str | None
    """RRULE as text; it is never expanded."""
    source: str
    notices: tuple[Told, ...] = ()
    """What a person should know of how it was read: a zone that isn't known, a series of which the first is taken."""

    @property
    def is_cancelled(self) -> bool:
        """Whether it calls the event off."""
        return self.method == "CANCEL" or self.status == "CANCELLED"
