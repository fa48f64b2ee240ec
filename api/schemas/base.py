"""What all shapes have in common."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field


class Shape(BaseModel):
    """What is sent to us: nothing that we don't know, and no NaN."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)


class View(BaseModel):
    """What we answer with: made from a mapping or an object, of which it takes its own fields."""

    model_config = ConfigDict(from_attributes=True)


def unchanged() -> Any:
    """The default of a field of a merge patch that may be left out, but can't be null: `name: Line = unchanged()`.

    Only the fields that were sent count (`model_dump(exclude_unset=True)`), so the value is never seen.
    """
    return Field(default=None, json_schema_extra=_without_default)


def _without_default(schema: dict[str, Any]) -> None:
    schema.pop("default", None)
