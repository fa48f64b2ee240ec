"""What a live page is told: that something changed, and never what it says now."""

from uuid import UUID

from pydantic import ConfigDict

from api.schemas.base import View
from core.vocabulary import EventType
from services.watching import What

EXAMPLE = """event: hello
data: {"resumed":false}
id: 1a207a23280-5f1c03aa
retry: 2711

event: changed
data: {"what":"invitation","ids":["01a207a2-1ef8-7ffb-8a2e-0a12d079a1a8"],"types":["flagged"]}
id: 1a207a23a50-5f1c03aa

"""
"""The beginning of a stream."""


class Greeting(View):
    """The data of the first event of a stream, `hello`."""

    resumed: bool
    """True: what changed since `Last-Event-ID` follows. False: anything may have changed; read again what you show."""


class Change(View):
    """The data of an event `changed`: something is to be read again."""

    model_config = ConfigDict(
        json_schema_extra={
            "example": {
                "what": "invitation",
                "ids": ["01a207a2-1ef8-7ffb-8a2e-0a12d079a1a8"],
                "types": ["flagged"],
            }
        }
    )

    what: What
    ids: list[UUID] | None
    """The invitations that changed; null where any may have, and for all that isn't an invitation."""
    types: list[EventType] | None
    """What happened to them, as their history has it; null where `ids` is."""
