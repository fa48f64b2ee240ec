"""The mails that the reading is held to, with what each says as a person reads it."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from intake.arrivals import read_arrivals
from intake.arrived import Arrived
from tests.intake.messages import NOW, robin

MAILS = Path(__file__).parent / "mails"


@dataclass(frozen=True)
class MailSample:
    """A mail and what it says. `free` may be read or not, but never be sure."""

    name: str
    says: dict[str, Any]

    @property
    def raw(self) -> bytes:
        return (MAILS / f"{self.name}.eml").read_bytes()

    @property
    def free(self) -> tuple[str, ...]:
        # One of several proposed times may come first; which of them is nobody's to say.
        return (*self.says.get("free", ()), *(["interview_at"] if "slots" in self.says else []))

    def read(self) -> Arrived:
        (arrived,) = read_arrivals(self.raw, reader=robin(), now=NOW).items
        return arrived


def mail_samples() -> Iterator[MailSample]:
    for name, says in tomllib.loads((MAILS / "expected.toml").read_text("utf-8")).items():
        yield MailSample(name, says)


def mail(body: str = "Hi", *, head: str = "", **fields: str) -> bytes:
    """A mail of plain text with these fields above it, `_` in their names for `-`."""
    given = {"From": "Ben Weber <ben@acme.example>", "To": "robin@falk.example", "Subject": "Hello"}
    given |= {"Date": "Mon, 23 Nov 2026 09:12:00 +0100", "Message-ID": "<m1@acme.example>"}
    given |= {name.replace("_", "-").title(): value for name, value in fields.items()}
    lines = "".join(f"{name}: {value}\n" for name, value in given.items() if value)
    return f"{head}{lines}\n{body}\n".encode()


def read_one(raw: bytes, **said: Any) -> Arrived:
    (arrived,) = read_arrivals(raw, **{"reader": robin(), "now": NOW, **said}).items
    return arrived
