"""The account's own mail identity: as whom, and by which server, replies leave."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import ConfigDict, Field, SecretStr, TypeAdapter, model_validator, with_config
from typing_extensions import TypedDict

from api.schemas.base import Shape, View
from api.schemas.fields import AS_WHOLE, Email, Line
from models.mailing import DEFAULT_DAILY_CAP, MOST_DAILY_CAP

Host = Annotated[Line, Field(max_length=253)]
Secret = Annotated[SecretStr, Field(min_length=1, max_length=1000)]


class MailSecurity(StrEnum):
    """How the connection to a mail server is secured: from the first byte, or by STARTTLS."""

    TLS = "tls"
    STARTTLS = "starttls"


class MailIdentityEdit(Shape):
    """As whom and by which server replies leave: the server as one `url`, or as `host` with its fields.

    With neither, the server stays the one that is stored.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "from_address": "ada@example.com",
                "from_name": "Ada Weber",
                "host": "smtp.example.com",
                "port": 465,
                "username": "ada@example.com",
                "password": "an app password",
                "security": "tls",
                "daily_cap": 20,
            }
        }
    )

    from_address: Email
    from_name: Annotated[Line, Field(max_length=200)] | None = None
    """Left out: the account's name."""
    daily_cap: Annotated[int, Field(ge=1, le=MOST_DAILY_CAP, strict=True), AS_WHOLE] = DEFAULT_DAILY_CAP
    """How many replies may leave within 24 hours."""
    url: Secret | None = None
    """`smtps://user:password@host:465`, or `smtp://user:password@host:587`; user and password percent-encoded. Never
    shown again."""
    host: Host | None = None
    port: Annotated[int, Field(ge=1, le=65535, strict=True), AS_WHOLE] | None = None
    """Left out: 465 with `tls`, 587 with `starttls`."""
    username: Annotated[Line, Field(max_length=320)] | None = None
    password: Secret | None = None
    """Never shown again."""
    security: MailSecurity = MailSecurity.TLS

    @model_validator(mode="after")
    def _one_server(self) -> Self:
        parts = {"port", "username", "password", "security"} & self.model_fields_set
        if self.url is not None and (self.host is not None or parts):
            raise ValueError("give the server as `url`, or as `host` with its fields, and not both")
        if self.host is None and parts:
            raise ValueError("`port`, `username`, `password` and `security` go with `host`")
        if (self.username is None) is not (self.password is None):
            raise ValueError("`username` and `password` go together")
        return self


_EXAMPLE: dict[str, Any] = {
    "from_address": "ada@example.com",
    "from_name": "Ada Weber",
    "url": "smtps://a•••@smtp.example.com:465",
    "daily_cap": 20,
    "left": 19,
    "tested_at": "2026-11-23T09:00:00Z",
    "last_error": None,
    "version": 1,
    "created_at": "2026-11-23T09:00:00Z",
    "updated_at": "2026-11-23T09:00:00Z",
}


@with_config(ConfigDict(json_schema_extra={"example": _EXAMPLE}))
class MailIdentityView(TypedDict):
    """The mail identity; its server's address is masked."""

    from_address: str
    from_name: str | None
    url: str
    """Masked."""
    daily_cap: int
    left: int
    """How many replies may still leave within the present 24 hours."""
    tested_at: datetime | None
    """When the server last took a test message; nothing is sent before it has."""
    last_error: str | None
    """Why the last test failed, in a sentence."""
    version: int
    created_at: datetime
    updated_at: datetime


class MailIdentityTestView(View):
    """How a test message to the account's own address fared."""

    __test__ = False

    state: str
    """`sent` or `failed`."""
    detail: str


MAIL_IDENTITY: TypeAdapter[MailIdentityView] = TypeAdapter(MailIdentityView)
