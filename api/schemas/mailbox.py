"""The fetched mailbox: one folder of the person's own mail."""

from datetime import datetime
from typing import Annotated

from pydantic import ConfigDict, Field, WithJsonSchema

from api.schemas.base import Shape, View
from api.schemas.fields import AS_WHOLE, LINE_PATTERN, Line


class MailboxWanted(Shape):
    """Which folder to fetch from. IMAP with TLS from the first byte; the folder is only ever read."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "host": "imap.example.com",
                "username": "ada@example.com",
                "password": "an app password",
                "folder": "Interviews",
            }
        }
    )

    host: Annotated[
        Line, Field(max_length=253), WithJsonSchema({"type": "string", "format": "hostname", "maxLength": 253})
    ]
    port: Annotated[int, Field(ge=1, le=65535, strict=True), AS_WHOLE] = 993
    username: Annotated[Line, Field(max_length=254)]
    password: Annotated[str, Field(min_length=1, max_length=1000, pattern=LINE_PATTERN)] | None = None
    """Stored encrypted, and never shown. Where the provider has them, take an app password. Left out, the present one
    stays, where host, port and user name do."""
    folder: Annotated[Line, Field(max_length=200)]
    """A folder or label, such as `Interviews` or `Jobs/Interviews`; never the whole inbox."""


class MailboxView(View):
    """The mailbox; its password isn't shown."""

    host: str
    port: int
    username: str
    folder: str
    is_paused: bool
    """Nothing is fetched any more: it failed for three days. A test that succeeds, or a PUT, wakes it."""
    last_polled_at: datetime | None
    """When the folder was last read to its end, or failed to be."""
    next_poll_at: datetime | None
    last_error: str | None
    """Why the last try failed, in a sentence."""
    failures_in_a_row: int
    messages_read: int
    messages_refused: int
    """How many were passed over: too large, or not readable as mail."""
    last_refusal: str | None
    """Which was passed over last, and why, in a sentence."""
    version: int
    created_at: datetime
    updated_at: datetime


class MailboxTestView(View):
    """How a test of the mailbox went."""

    state: str
    """`ready`, or `failed`."""
    detail: str
    """In a sentence, with what to do."""
    folders: list[str]
    """The folders that there are, at most 500."""
    messages: int | None
    """How many messages the folder holds; null where it wasn't opened."""
