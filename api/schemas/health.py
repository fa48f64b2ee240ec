"""Whether the process lives, and whether it can serve."""

from datetime import datetime

from pydantic import ConfigDict, Field

from api.schemas.base import View


class Alive(View):
    """The process answers."""

    status: str = "alive"
    version: str


class Ready(View):
    """The database answers, its schema is ours, and the scheduler ticks where it is embedded."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"status": "ready", "last_tick_at": "2026-11-23T09:00:00Z", "held_since": None}}
    )

    status: str = "ready"
    last_tick_at: datetime | None
    held_since: datetime | None = Field(
        description="Since when nothing is sent, where it is a restored copy that nobody has released; else null."
    )
