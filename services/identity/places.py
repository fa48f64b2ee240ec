"""Where a person lives: the time zones and countries that an account can be in."""

from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from core.errors import Invalid
from models.business_days import known_country


class UnknownZone(Invalid):
    """A time zone isn't one of IANA's."""

    title = "Not a time zone"


class UnknownCountry(Invalid):
    """The holidays of a country or region aren't known."""

    title = "Not a known country"


def check_zone(name: str) -> None:
    """Raise UnknownZone for what isn't a zone of IANA's that this machine knows."""
    if name not in _zones():
        raise UnknownZone.field("time_zone", "time_zone must be an IANA name, such as Europe/Berlin or UTC.")
    ZoneInfo(name)


def check_country(country: str | None, region: str | None) -> None:
    """Raise UnknownCountry where the holidays of this country, or of this region of it, aren't known."""
    if country is None:
        if region is not None:
            raise UnknownCountry.field("region", "region needs its country: give both.")
        return
    if not known_country(country):
        raise UnknownCountry.field("country", "country must be a two-letter code (ISO 3166-1) such as DE, or null.")
    if region is not None and not known_country(country, region):
        raise UnknownCountry.field(
            "region", f"region must be a subdivision of {country} (ISO 3166-2), such as BY of DE."
        )


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    # These two are files of the zone database, but no places that anybody lives in.
    return frozenset(available_timezones() - {"localtime", "Factory"})
