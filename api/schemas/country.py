"""The countries and regions that an account can be in."""

from pydantic import ConfigDict

from api.schemas.base import View


class RegionView(View):
    """A subdivision with holidays of its own."""

    code: str
    """What `region` takes."""
    name: str
    """As it is called there."""


class CountryView(View):
    """A country whose public holidays are known."""

    code: str
    """ISO 3166-1 alpha-2: what `country` takes."""
    working_days: list[int]
    """What `working_days: null` means here this year; 0 is Monday."""
    regions: list[RegionView]


class CountryList(View):
    """Every country that is known, by its code."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "items": [
                    {"code": "DE", "working_days": [0, 1, 2, 3, 4], "regions": [{"code": "BY", "name": "Bayern"}]}
                ],
                "without_country": [0, 1, 2, 3, 4],
                "next_cursor": None,
            }
        }
    )

    items: list[CountryView]
    without_country: list[int]
    """What `working_days: null` means without a country."""
    next_cursor: str | None = None
