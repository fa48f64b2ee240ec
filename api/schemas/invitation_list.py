"""The query of the list of invitations: filters, order and page."""

from collections.abc import Iterable
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, Field

from api.schemas.base import Shape
from api.schemas.fields import Line, Tag
from api.schemas.moment import QueriedInstantOrDay, split_at_commas
from core.vocabulary import Attention, Status
from services.listing import DEFAULT_ITEMS, MOST_ITEMS

Sort = Literal[
    "received_at",
    "-received_at",
    "respond_by",
    "-respond_by",
    "created_at",
    "-created_at",
    "updated_at",
    "-updated_at",
    "interview_at",
    "-interview_at",
    "company",
    "-company",
]


class InvitationQuery(Shape):
    """Which invitations a list is to hold, and in which order. Several values of one filter mean any of them."""

    # Its fields become parameters, which are no shape of their own in the OpenAPI.
    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)

    status: Annotated[list[Status], BeforeValidator(split_at_commas), Field(max_length=50)] = Field(
        default_factory=list[Status]
    )
    """Repeatable, or separated by commas."""
    attention: Annotated[list[Attention], BeforeValidator(split_at_commas), Field(max_length=50)] = Field(
        default_factory=list[Attention]
    )
    """Repeatable, or separated by commas. Only invitations that owe an answer have a level."""
    q: Annotated[str, Field(max_length=1_000)] | None = None
    """Words, each the beginning of a word in company, role, contact or notes; accents and case don't matter."""
    company: Annotated[Line, Field(max_length=200)] | None = None
    """The whole name, in whatever case."""
    tag: Tag | None = None
    received_from: QueriedInstantOrDay | None = None
    """From this instant on; a date means its beginning in the account's zone."""
    received_to: QueriedInstantOrDay | None = None
    """Before this instant; a date means that day too."""
    respond_from: QueriedInstantOrDay | None = None
    """With a deadline from this instant on; a date means its beginning."""
    respond_before: QueriedInstantOrDay | None = None
    """With a deadline before this instant; a date means its beginning."""
    interview_from: QueriedInstantOrDay | None = None
    """With an interview from this instant on; a date means its beginning in the account's zone."""
    interview_to: QueriedInstantOrDay | None = None
    """With an interview before this instant; a date means that day too."""
    deleted: bool = False
    """Only those that were deleted and can still be restored."""
    sort: Sort = "-received_at"
    """With a leading `-` the last first. What has no value comes last."""
    limit: Annotated[int, Field(ge=1, le=MOST_ITEMS)] = DEFAULT_ITEMS
    cursor: Annotated[str, Field(max_length=2_000)] | None = None
    """The `next_cursor` of the page before."""

    @classmethod
    def read(cls, given: Iterable[tuple[str, str]]) -> "InvitationQuery":
        """The query of these parameters, in which some may be repeated. Raises pydantic's ValidationError."""
        values: dict[str, Any] = {}
        for name, value in given:
            if name in _REPEATABLE:
                values.setdefault(name, []).append(value)
            else:
                values[name] = value
        return cls.model_validate(values)

    @classmethod
    def parameters(cls) -> list[dict[str, Any]]:
        """The parameters as OpenAPI describes them."""
        fields: dict[str, Any] = cls.model_json_schema(ref_template="#/components/schemas/{model}")["properties"]
        return [
            {
                "name": name,
                "in": "query",
                "required": False,
                "schema": {key: value for key, value in schema.items() if key != "description"},
                **({"description": schema["description"]} if "description" in schema else {}),
            }
            for name, schema in fields.items()
        ]


_REPEATABLE = frozenset({"status", "attention"})
