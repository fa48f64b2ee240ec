"""Whether the process lives, and whether it can serve."""

from datetime import datetime

from pydantic import ConfigDict

from api.schemas.base import View


class Alive(View):
    """The process answers."""

    status: str = "alive"
    version: str


class Ready(View):
    """The database answers, its schema is ours, and the scheduler ticks where it is embedded."""

    model_config = ConfigDict(
        json_schema_extra={"example": {"status": "ready", "last_tick_at": "2026-11-23T09:00:00Z"}}
    )

    status: str = "ready"
    last_tick_at: datetime | None
