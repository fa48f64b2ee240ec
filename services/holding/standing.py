"""Whether the installation is held: asked wherever something is about to leave by itself."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from core.errors import Conflict
from models.upkeep import HOLD

INSTALLATION = "installation"
"""The name of the one row."""

_HOLD = select(HOLD.c.held_at, HOLD.c.why).limit(1)


class InstallationHeld(Conflict):
    """Nothing leaves, since the installation is a restored copy that nobody has released."""

    type = "installation-held"
    title = "Held"


@dataclass(frozen=True, slots=True)
class Hold:
    """Since when nothing leaves, and why."""

    held_at: datetime
    why: str


def find_hold(connection: Connection) -> Hold | None:
    """The hold of this installation; None where everything goes its way."""
    row = connection.execute(_HOLD).first()
    return None if row is None else Hold(*row)


def is_held(connection: Connection) -> bool:
    """Whether nothing may leave by itself."""
    return connection.execute(_HOLD).first() is not None


def refuse_held(connection: Connection) -> None:
    """Refuse what would leave later by itself. Raises InstallationHeld."""
    hold = find_hold(connection)
    if hold is not None:
        raise InstallationHeld(
            "This installation is a restored copy from which nothing is sent until its operator releases it "
            "(`replyby release`). Take the reply along and send it yourself, or try again then.",
            extensions={"held_since": hold.held_at.isoformat()},
        )
