"""Accounts: signing up, the profile and its policy."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, ConfigDict, Field, WithJsonSchema

from api.schemas.base import Shape, View, unchanged
from api.schemas.fields import AS_WHOLE, Country, Email, Flag, Language, Line, LocalClock, Weekday


def _each_once(days: list[int]) -> list[int]:
    return sorted(set(days))


Password = Annotated[str, Field(min_length=1, max_length=2048)]
NewPassword = Annotated[Password, WithJsonSchema({"type": "string", "minLength": 10, "maxLength": 1024})]
"""Its length is a rule of `services.identity`, which says it in a sentence."""
Name = Annotated[Line, Field(max_length=200)]
Zone = Annotated[Line, Field(max_length=64), WithJsonSchema({"type": "string", "format": "time-zone", "maxLength": 64})]
Region = Annotated[Line, Field(max_length=16)]
Days = Annotated[list[Weekday], Field(max_length=7, json_schema_extra={"minItems": 1}), AfterValidator(_each_once)]


class AccountCreate(Shape):
    """Who signs up."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "email": "ada@example.com",
                "password": "correct horse battery",
                "name": "Ada Acme",
                "time_zone": "Europe/Berlin",
                "country": "DE",
            }
        }
    )

    email: Email
    password: NewPassword
    """10 to 1024 characters."""
    name: Name
    """As it stands under your replies."""
    time_zone: Zone
    """An IANA name, such as Europe/Berlin."""
    language: Language = "en"
    country: Country | None = None
    """Whose public holidays are no business days."""
    region: Region | None = None
    """A subdivision of the country with holidays of its own, such as BY of DE."""
    working_days: Days | None = None
    """0 is Monday; null: those of the country."""
    setup_code: Annotated[str, Field(max_length=64)] | None = None
    """For the first account of a server that isn't on this machine: the code that it printed as it started."""


class ProfileView(View):
    """The account, as its person sees it."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "id": "019ab0b7-2d52-7d52-b8f5-0d1c2f3a4b5c",
                "email": "ada@example.com",
                "name": "Ada Acme",
                "time_zone": "Europe/Berlin",
                "language": "en",
                "country": "DE",
                "region": None,
                "working_days": None,
                "workday_end": "18:00",
                "reply_business_days": 2,
                "due_soon_business_days": 1,
                "ghosting_business_days": 3,
                "cap_hours": 24,
                "least_hours": 2,
                "digest_time": "08:00",
                "digest_days": None,
                "digest_when_empty": False,
                "next_digest_at": "2026-11-24T07:00:00Z",
                "version": 1,
                "created_at": "2026-11-23T09:00:00Z",
                "updated_at": "2026-11-23T09:00:00Z",
            }
        }
    )

    id: UUID
    email: str
    name: str
    time_zone: str
    language: str
    country: str | None
    region: str | None
    working_days: list[int] | None
    """0 is Monday; null: those of the country."""
    workday_end: str
    reply_business_days: int
    """How many business days after receipt an answer is due."""
    due_soon_business_days: int
    ghosting_business_days: int
    cap_hours: int
    """How long before an interview an answer is due at the latest."""
    least_hours: int
    """What that leaves after receipt in any case."""
    digest_time: str
    digest_days: list[int] | None
    """0 is Monday; null: the working days."""
    digest_when_empty: bool
    next_digest_at: datetime | None
    version: int
    created_at: datetime
    updated_at: datetime


class PolicyEdit(Shape):
    """How deadlines are decided; what is left out stays as the account has it."""

    time_zone: Zone = unchanged()
    country: Country | None = None
    region: Region | None = None
    working_days: Days | None = None
    workday_end: LocalClock = unchanged()
    reply_business_days: Annotated[int, Field(ge=1, le=90, strict=True), AS_WHOLE] = unchanged()
    due_soon_business_days: Annotated[int, Field(ge=0, le=90, strict=True), AS_WHOLE] = unchanged()
    ghosting_business_days: Annotated[int, Field(ge=0, le=90, strict=True), AS_WHOLE] = unchanged()
    cap_hours: Annotated[int, Field(ge=0, le=2160, strict=True), AS_WHOLE] = unchanged()
    least_hours: Annotated[int, Field(ge=0, le=2160, strict=True), AS_WHOLE] = unchanged()


class ProfileEdit(PolicyEdit):
    """What to change; what is left out stays."""

    model_config = ConfigDict(json_schema_extra={"example": {"time_zone": "Europe/Madrid", "reply_business_days": 1}})

    name: Name = unchanged()
    email: Email = unchanged()
    """Needs `password`."""
    password: Password = unchanged()
    """The present one; only with `email`."""
    language: Language = unchanged()
    digest_time: LocalClock = unchanged()
    digest_days: Days | None = None
    digest_when_empty: Flag = unchanged()


class PasswordChange(Shape):
    """The present password and the new one."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"current": "correct horse battery", "new": "staple and anvil, together"}}
    )

    current: Password
    new: NewPassword


class AccountDeletion(Shape):
    """The present password, since nothing brings an account back."""

    model_config = ConfigDict(json_schema_extra={"example": {"password": "correct horse battery"}})

    password: Password
