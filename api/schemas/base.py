"""What all shapes have in common."""

from pydantic import BaseModel, ConfigDict


class Shape(BaseModel):
    """What is sent to us: nothing that we don't know, and no NaN."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False, use_attribute_docstrings=True)


class View(BaseModel):
    """What we answer with: made from a mapping or an object, of which it takes its own fields."""

    model_config = ConfigDict(from_attributes=True, use_attribute_docstrings=True)
