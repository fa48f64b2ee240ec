"""The versions of a row that a change may be made to (RFC 9110, section 13.1.1)."""

from typing import TypeAlias


class Versions(frozenset[int]):
    """Several versions, any of which will do."""

    def __str__(self) -> str:
        return " or ".join(str(version) for version in sorted(self))


IfVersion: TypeAlias = int | Versions | None
"""The version, or the versions, that a change is meant for; None where any will do."""


def is_other(version: int, named: IfVersion) -> bool:
    """Whether a row has moved on to another version than the ones named."""
    if named is None:
        return False
    return version not in named if isinstance(named, Versions) else version != named
