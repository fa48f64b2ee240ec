"""The example that a newcomer may load."""

from pydantic import ConfigDict

from api.schemas.base import View


class DemonstrationView(View):
    """How the account stands to the example."""

    model_config = ConfigDict(json_schema_extra={"example": {"invitations": 22, "can_load": False}})

    invitations: int
    """How many invitations of it are there."""
    can_load: bool
    """Whether the account is empty, so that it could be loaded."""


class DemonstrationRemoved(View):
    """What became of the example."""

    model_config = ConfigDict(json_schema_extra={"example": {"removed": 20, "kept": 2}})

    removed: int
    kept: int
    """Those that somebody has touched."""
