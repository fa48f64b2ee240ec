"""What schemathesis has to be told: formats that it doesn't know, and habits of its own that no client has."""

import uuid
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from zoneinfo import available_timezones

import schemathesis
from hypothesis import strategies as st

_ZONES = st.sampled_from((UTC, timezone(timedelta(hours=5, minutes=45)), timezone(timedelta(hours=-3))))
_INSTANTS = st.datetimes(datetime(1971, 1, 1), datetime(2199, 12, 31), timezones=_ZONES)  # noqa: DTZ001 - zones are drawn
_DAYS = st.dates(datetime(1971, 1, 1).date(), datetime(2199, 12, 31).date())  # noqa: DTZ001 - only their dates are meant
_NAME = st.from_regex(r"\A[a-z][a-z0-9]{0,15}\Z")

FORMATS: dict[str, st.SearchStrategy[str]] = {
    # By itself it draws the years 1 to 9999, of which hardly any lies where our calendar does.
    "date-time": _INSTANTS.map(lambda instant: instant.isoformat()),
    "date": _DAYS.map(lambda day: day.isoformat()),
    # Nothing is ever sent to these: the top-level domain doesn't exist (RFC 2606).
    "email": st.builds(lambda user, host: f"{user}@{host}.example", _NAME, _NAME),
    "uri": st.builds(lambda host, path: f"https://{host}.example/{path}", _NAME, _NAME),
    # It knows no such format, and would draw any text.
    "country-code": st.sampled_from(("DE", "ES", "FR", "GB", "US", "JP", "BR")),
    "time-zone": st.sampled_from(sorted(available_timezones() - {"localtime", "posixrules", "Factory"})),
}

CHECKS: dict[str, Any] = {
    # A lost race (RFC 9110, section 13.1.1) and what is gone (section 15.5.11) depend on what is stored, as a 409 does,
    # which it expects of valid requests.
    "positive_data_acceptance": {
        "expected-statuses": ["2xx", "3xx", "401", "403", "404", "409", "410", "412", "429", "5xx"]
    },
    # A body that is too large is refused before it is read.
    "negative_data_rejection": {
        "expected-statuses": ["400", "401", "403", "404", "405", "406", "409", "412", "413", "415", "422", "428", "429"]
    },
}

_EXAMPLE_KEY = "7d0b7a6e-2f0c-4c4e-9c53-3a1f0a9c2b11"


def register() -> None:
    """Tell it. May be done again."""
    for name, strategy in FORMATS.items():
        schemathesis.openapi.format(name, strategy)
    schemathesis.hook(before_call)
    if "message/rfc822" not in _serialised:
        _serialised.add("message/rfc822")
        schemathesis.serializer("message/rfc822")(_as_it_is)


_serialised: set[str] = set()


def _as_it_is(ctx: Any, value: Any) -> bytes:
    """It has no serializer for mail, whose schema is a text of any kind."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogateescape")


def before_call(ctx: Any, case: Any, kwargs: Any) -> None:
    """Mend what no client does: one idempotency key, that of the example, for every body; a header that isn't an ETag.

    It draws `0` for a header whose pattern has groups, and calls that valid.
    """
    headers = case.headers
    if not headers:
        return
    if headers.get("Idempotency-Key") == _EXAMPLE_KEY:
        headers["Idempotency-Key"] = str(uuid.uuid4())
    if headers.get("If-Match") == "0" and case.meta is not None and case.meta.generation.mode.is_positive:
        del headers["If-Match"]
