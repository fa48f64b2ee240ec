"""Who a mail is from and whom it asks to answer: names and addresses as its head has them, checked and bounded."""

import re
from dataclasses import dataclass

from intake.mails.headers import Headers, shown
from intake.texts import is_address

MOST_NAME = 200
_MOST_FIELD = 2_000
_IN_ANGLES = re.compile(r"<\s{0,8}([^<>\s]{3,254})\s{0,8}>")
_BARE = re.compile(r"[^\s<>()\[\],;:\"\\]{1,64}@[^\s<>()\[\],;:\"\\]{3,190}")
_COMMENT = re.compile(r"\(([^()]{1,200})\)")
_ESCAPED = re.compile(r"\\(.)")
_QUOTES = re.compile(r"^[\s\"']+|[\s\"',;:]+$")
_MEANT = re.compile(r"\s(?:on behalf of|im auftrag von)\s", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A person or a program with its address, which is in lower case; either may be missing."""

    name: str | None
    address: str | None


def mailbox_in(headers: Headers, field: str) -> Mailbox:
    """The first mailbox of a field: `"Weber, Ben" <ben@acme.example>`, `ben@acme.example (Ben Weber)`, a bare address.

    An address that isn't one of at most 254 characters (RFC 5321, section 4.5.3.1.3) is left out.
    """
    value = (headers.first(field) or "")[:_MOST_FIELD]
    # The address is looked for in what was sent: words that are encoded are a name, whatever they read like.
    angles = _IN_ANGLES.search(value)
    if angles is not None:
        before = value[: angles.start()]
        # Another mailbox may stand before it; within quotation marks a comma is part of the name.
        name = before if before.count('"') or "=?" in before else before.rpartition(",")[2]
        return Mailbox(_name(name), _checked(angles[1]))
    bare = _BARE.search(value)
    comment = _COMMENT.search(value)
    if bare is None:
        return Mailbox(_name(value), None)
    return Mailbox(_name(comment[1]) if comment else None, _checked(bare[0]))


def addresses_in(headers: Headers, field: str) -> tuple[str, ...]:
    """Every address in a field, up to fifty."""
    found = _BARE.findall((headers.first(field) or "")[: 4 * _MOST_FIELD])
    return tuple(address for address in map(_checked, found[:50]) if address is not None)


def _checked(address: str) -> str | None:
    plain = address.strip().strip("'\"").removeprefix("mailto:").lower()
    return plain if is_address(plain) and plain.isprintable() else None


def _name(text: str) -> str | None:
    name = _QUOTES.sub("", _ESCAPED.sub(r"\1", shown(text).replace('"', "")))
    meant = _MEANT.split(name)[-1].strip()
    is_name = any(char.isalnum() for char in meant) and not is_address(meant.lower())
    return meant[:MOST_NAME] if is_name else None
