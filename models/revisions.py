"""Which revision a database is at, and which one this program works with: told without loading Alembic.

Every start asks, and nearly always nothing is to be done; what would do it is loaded when something is.
"""

import re
from functools import lru_cache
from importlib.resources import files

from sqlalchemy import Connection, inspect, text

_NAMED = re.compile(r'^(revision|down_revision)(?:: [^=]+)? = (?:"([^"]+)"|None)$', re.MULTILINE)


@lru_cache(maxsize=1)
def steps() -> dict[str, str | None]:
    """Every migration of this release, with the one that it comes after."""
    found: dict[str, str | None] = {}
    for file in (files("models") / "migrations" / "versions").iterdir():
        if file.name.endswith(".py") and file.name != "__init__.py":
            named = {name: value or None for name, value in _NAMED.findall(file.read_text(encoding="utf-8"))}
            found[named["revision"] or ""] = named["down_revision"]
    return found


@lru_cache(maxsize=1)
def head() -> str:
    """The revision that this program works with: the one that no other comes after."""
    (last,) = steps().keys() - set(steps().values())
    return last


def current(connection: Connection) -> str | None:
    """The revision that the database is at; None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.scalar(text("SELECT version_num FROM alembic_version"))
