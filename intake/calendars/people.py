"""Who invites to an event, and who is asked to come."""

from collections.abc import Iterator
from itertools import islice

from core.vocabulary import PartStat
from intake.calendars.event import Attendee
from intake.calendars.limits import MOST_ATTENDEES, MOST_NAME
from intake.calendars.properties import Property, first_of, properties_of
from intake.calendars.scanning import Component
from intake.texts import is_address, on_one_line, without_controls

_NO_PERSONS = frozenset({"ROOM", "RESOURCE"})
_PARTSTATS = {one.value: one for one in PartStat}


def organizer_of(event: Component) -> tuple[str | None, str | None]:
    """The name and the address of whoever invites, each None where it isn't told."""
    found = first_of(event, "ORGANIZER")
    return (None, None) if found is None else (_name_of(found), _address_of(found))


def attendees_of(event: Component) -> Iterator[Attendee]:
    """Whoever is asked to come, each address once; rooms and machines aren't asked."""
    known: set[str] = set()
    for found in islice(properties_of(event, "ATTENDEE"), MOST_ATTENDEES):
        address = _address_of(found)
        if address is None or address in known or found.parameters.get("CUTYPE", "").upper() in _NO_PERSONS:
            continue
        known.add(address)
        yield Attendee(address=address, name=_name_of(found), partstat=_partstat_of(found))


def _address_of(found: Property) -> str | None:
    """The address in lower case; from the parameter EMAIL where the value is a name of another sort."""
    for said in (found.value, found.parameters.get("EMAIL", "")):
        written = said.strip().strip("<>")
        address = (written[7:] if written[:7].casefold() == "mailto:" else written).strip().strip("<>").casefold()
        if is_address(address):
            return address
    return None


def _name_of(found: Property) -> str | None:
    """The name that is shown; None where it is only the address again."""
    name = on_one_line(without_controls(found.parameters.get("CN", "")).strip("\"' "))[:MOST_NAME].strip()
    return None if not name or is_address(name.casefold()) else name


def _partstat_of(found: Property) -> PartStat | None:
    return _PARTSTATS.get(found.parameters.get("PARTSTAT", "").upper())
