"""Canaries: secrets that can be told from everything else, and in what a service leaves behind, where one sings."""

import base64
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

PIECE = 1 << 22
"""How many bytes of a file are looked through at once."""


def canary(place: str) -> str:
    """A secret of plain letters and digits, which no encoding of URLs, JSON or headers changes."""
    return f"canary{place}{secrets.token_hex(12)}"


def written_as(secret: str) -> tuple[bytes, ...]:
    """The ways in which a secret could stand in a file: plain, in UTF-16, in hex, and in Base64 at any offset."""
    plain = secret.encode()
    shifted = (base64.b64encode(b"x" * offset + plain)[4:-4] for offset in range(3))
    return plain, secret.encode("utf-16-le"), plain.hex().encode(), *shifted


@dataclass
class Cage:
    """The canaries, by where they were put. `secret` ones may stand nowhere, `private` ones in no log."""

    secret: dict[str, str] = field(default_factory=dict[str, str])
    private: dict[str, str] = field(default_factory=dict[str, str])

    def put(self, place: str) -> str:
        """A new secret canary."""
        made = self.secret[place] = canary(place)
        return made

    def keep(self, place: str, secret: str) -> str:
        """A secret that the service made itself."""
        assert len(secret) >= 12, f"{place} is too short to be told from anything else"
        self.secret[place] = secret
        return secret

    def confide(self, place: str) -> str:
        """A new private one: what a person writes, which is stored, and isn't for a log."""
        made = self.private[place] = canary(place)
        return made


def singing(canaries: Mapping[str, str], places: Iterable[tuple[str, bytes]]) -> list[str]:
    """Which canary was found in which place."""
    forms = [(name, form) for name, secret in canaries.items() for form in written_as(secret)]
    return sorted({f"{name} in {place}" for place, content in places for name, form in forms if form in content})


def files_under(*folders: Path) -> list[tuple[str, bytes]]:
    """Every file below these folders, read whole, in pieces that overlap."""
    found: list[tuple[str, bytes]] = []
    for path in (path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()):
        content = path.read_bytes()
        found += [(path.name, content[at : at + PIECE + 200]) for at in range(0, len(content), PIECE)]
    return found
