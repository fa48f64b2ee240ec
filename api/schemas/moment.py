"""A moment or a date: what a person may say where a deadline, a promise or a span is asked for."""

import re
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, PlainValidator, TypeAdapter, ValidationError, WithJsonSchema
from pydantic_core import PydanticCustomError

from api.schemas.fields import DAY_SCHEMA, INSTANT_SCHEMA, Day, Instant
from models.local_time import at_local

_DATE_LENGTH = len("2026-11-23")
_LOST_PLUS = re.compile(r"(?<=:\d\d) (?=\d\d:?\d\d$)")

_INSTANT: TypeAdapter[datetime] = TypeAdapter(Instant)
_DAY: TypeAdapter[date] = TypeAdapter(Day)


def _instant_or_day(value: object) -> datetime | date:
    is_day = isinstance(value, str) and len(value) == _DATE_LENGTH
    try:
        return (_DAY if is_day else _INSTANT).validate_python(value)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        # One error of the field itself, not one for each thing that it might have been.
        said = str(first["msg"]).removeprefix("Value error, ").replace("{", "(").replace("}", ")")
        raise PydanticCustomError(first["type"], said) from None  # pyright: ignore[reportArgumentType]


def _with_its_plus(value: object) -> object:
    return _LOST_PLUS.sub("+", value) if isinstance(value, str) else value


InstantOrDay = Annotated[
    datetime | date,
    PlainValidator(_instant_or_day),
    WithJsonSchema({"anyOf": [INSTANT_SCHEMA, DAY_SCHEMA]}),
]
"""An instant with its zone (in UTC from here on), or a date without a time."""

QueriedInstantOrDay = Annotated[InstantOrDay, BeforeValidator(_with_its_plus)]
"""The same in a query string, where a `+` that wasn't escaped has become a blank."""


def split_at_commas(value: Any) -> Any:
    """`a,b` and `a`, `b` say the same in a repeatable parameter."""
    given: list[Any] = value if isinstance(value, list) else [value]  # pyright: ignore[reportUnknownVariableType]
    return [part for one in given for part in (str(one).split(",") if isinstance(one, str) else [one]) if part != ""]


def start_of(moment: datetime | date, zone: ZoneInfo) -> datetime:
    """The instant that is meant by a moment from which something begins: of a date, its midnight in `zone`."""
    return moment if isinstance(moment, datetime) else at_local(moment, time.min, zone)


def end_of(moment: datetime | date, zone: ZoneInfo) -> datetime:
    """The first instant after a span that ends with this moment: a date is meant with the whole of its day."""
    return moment if isinstance(moment, datetime) else at_local(moment + timedelta(days=1), time.min, zone)
