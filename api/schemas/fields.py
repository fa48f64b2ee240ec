"""The types of fields that several resources share. What the two databases would store differently is refused here.

Lengths are added where a field is declared: `company: Annotated[Line, Field(max_length=200)]`.
"""

import re
from datetime import UTC, date, datetime
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from models.local_time import EARLIEST, LATEST, is_in_calendar
from notifications.email_address import EMAIL_LIMIT, EMAIL_PATTERN, is_email_address

LINE_PATTERN = "^[^\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029]*$"
PROSE_PATTERN = "^[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f]*$"
CLOCK_PATTERN = "^([01][0-9]|2[0-3]):[0-5][0-9]$"
LANGUAGE_PATTERN = "^[a-z]{2,3}(-[A-Z]{2})?$"
COUNTRY_PATTERN = "^[A-Z]{2}$"
IN_CALENDAR_PATTERN = "^(19[7-9][0-9]|20[0-9]{2}|21[0-9]{2}|2200)-"
WEB_ADDRESS_PATTERN = "^[Hh][Tt][Tt][Pp][Ss]?://[^\\s/?#:@]+[^\\s]*$"

# What a program reads in the served OpenAPI; the sentences for a person are said by the validators below.
INSTANT_SCHEMA = {"type": "string", "format": "date-time", "pattern": IN_CALENDAR_PATTERN}
DAY_SCHEMA = {"type": "string", "format": "date", "pattern": IN_CALENDAR_PATTERN}
EMAIL_SCHEMA = {"type": "string", "format": "email", "maxLength": EMAIL_LIMIT, "pattern": EMAIL_PATTERN}
WEB_ADDRESS_SCHEMA = {"type": "string", "format": "uri", "maxLength": 2000, "pattern": WEB_ADDRESS_PATTERN}

PATTERNS_IN_WORDS = {
    LINE_PATTERN: "must be one line, without control characters",
    PROSE_PATTERN: "must not hold control characters other than line breaks and tabs",
    CLOCK_PATTERN: "must be a local time written as HH:MM, such as 18:00",
    LANGUAGE_PATTERN: "must be a language code such as en or de",
    COUNTRY_PATTERN: "must be a two-letter country code such as DE",
}
"""What to say where a text doesn't match."""

PATTERN_CODES = {
    LINE_PATTERN: "not-one-line",
    PROSE_PATTERN: "control-characters",
    CLOCK_PATTERN: "not-a-time",
}
"""What sort of fault that is."""

OUTSIDE_CALENDAR = "outside-calendar"
NOT_AN_EMAIL = "not-an-email"
NOT_A_WEB_ADDRESS = "not-a-web-address"
OWN_CODES = (OUTSIDE_CALENDAR, NOT_AN_EMAIL, NOT_A_WEB_ADDRESS)
"""The sorts of fault that pydantic has no name for."""

_INSTANT = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def _written_as_instant(value: object) -> object:
    """Numbers would be taken for seconds since 1970, dates for midnights: neither is meant."""
    if isinstance(value, datetime):
        return value
    if not isinstance(value, str) or not _INSTANT.match(value):
        raise ValueError("must be an instant such as 2026-11-23T18:00:00+01:00 (RFC 3339)")
    return value


def _in_utc(value: datetime) -> datetime:
    return value.astimezone(UTC)


def _written_as_day(value: object) -> object:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise ValueError("must be a date such as 2026-11-23")
    return value


def _whole(value: object) -> object:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _day_in_calendar(value: date) -> date:
    if not is_in_calendar(value):
        raise PydanticCustomError(OUTSIDE_CALENDAR, "must lie between 1970 and 2200")
    return value


def _email_address(value: str) -> str:
    if not is_email_address(value):
        raise PydanticCustomError(NOT_AN_EMAIL, "must be an e-mail address such as ada@example.com")
    return value


def _web_address(value: str) -> str:
    try:
        parts = urlsplit(value)
        is_good = parts.scheme.lower() in {"http", "https"} and bool(parts.hostname)
        _ = parts.port
    except ValueError:
        is_good = False
    if not is_good or re.search(r"\s", value):
        raise PydanticCustomError(NOT_A_WEB_ADDRESS, "must be a web address that begins with http:// or https://")
    return value


Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, pattern=LINE_PATTERN)]
"""One line of text, without blanks around it, and not empty: where there is nothing to say, send null."""

Prose = Annotated[str, StringConstraints(pattern=PROSE_PATTERN)]
"""Text of several lines, exactly as it was sent: positions in it are counted by others too."""

Instant = Annotated[
    AwareDatetime,
    Field(ge=EARLIEST, le=LATEST),
    BeforeValidator(_written_as_instant),
    AfterValidator(_in_utc),
    WithJsonSchema(INSTANT_SCHEMA),
]
"""A moment with its zone or offset, from 1970 to 2200; in UTC from here on. Naive times are refused."""

Day = Annotated[date, BeforeValidator(_written_as_day), AfterValidator(_day_in_calendar), WithJsonSchema(DAY_SCHEMA)]
"""A date without a time, from 1970 to 2200."""

Email = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=EMAIL_LIMIT, pattern=LINE_PATTERN),
    AfterValidator(_email_address),
    WithJsonSchema(EMAIL_SCHEMA),
]
"""One plain e-mail address."""

WebAddress = Annotated[
    str,
    StringConstraints(strip_whitespace=True, max_length=2000, pattern=LINE_PATTERN),
    AfterValidator(_web_address),
    WithJsonSchema(WEB_ADDRESS_SCHEMA),
]
"""An address of a page, http or https."""

Tag = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=50, pattern=LINE_PATTERN)]
"""A word or two that the person files an invitation under."""

LocalClock = Annotated[str, StringConstraints(pattern=CLOCK_PATTERN)]
"""A local time of day, HH:MM."""

Language = Annotated[str, StringConstraints(max_length=16, pattern=LANGUAGE_PATTERN)]
"""A language code."""

Country = Annotated[
    str,
    StringConstraints(pattern=COUNTRY_PATTERN),
    WithJsonSchema({"type": "string", "format": "country-code"}),
]
"""An ISO 3166-1 alpha-2 code."""

AS_WHOLE = BeforeValidator(_whole)
"""For whole numbers that are taken strictly: in JSON, 2.0 is one too (RFC 8259 knows no difference), but "2" isn't."""

Flag = Annotated[bool, Field(strict=True)]
"""True or false; 1 and "yes" are neither."""

Variation = Annotated[int, Field(ge=0, le=1_000_000, strict=True), AS_WHOLE]
"""Which of the equal phrasings is taken."""

Weekday = Annotated[int, Field(ge=0, le=6, strict=True), AS_WHOLE]
"""0 is Monday, 6 is Sunday."""
