"""What a server's answers in IMAP mean (RFC 3501, section 7), as the standard library's client hands them over."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import cast

from core.folder_names import decode_folder

_HIGHEST = 2**32 - 1
_FOLDER = re.compile(rb'\((?P<flags>[^)]*)\) (?:NIL|"(?:\\.|[^"\\])*") (?P<name>.*)', re.DOTALL)
_UID = re.compile(rb"\bUID (\d{1,10})\b")
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d{1,10})\b")
_ARRIVED = re.compile(rb'\bINTERNALDATE "([^"]{1,40})"')
_EMPTY_BODY = re.compile(rb'\bBODY\[\] (?:NIL|"")')


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of the server: its name for people, and its attributes in lower case, as in `\\all`."""

    name: str
    attributes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Listed:
    """A message as the folder lists it: its size in bytes as the server says, and when it came there."""

    uid: int
    size: int
    arrived_at: datetime | None


def number_in(said: Sequence[object]) -> int | None:
    """The number that an answer ends with, of 32 bits at most; None where it is none."""
    last = said[-1] if said else None
    if not isinstance(last, bytes) or not re.fullmatch(rb"\d{1,10}", last) or int(last) > _HIGHEST:
        return None
    return int(last)


def folder_of(said: object) -> Folder | None:
    """A line of LIST; a name in a literal comes as a pair. None where it can't be opened, or isn't such a line."""
    head, literal = cast("tuple[bytes, bytes]", said) if isinstance(said, tuple) else (said, None)
    found = _FOLDER.fullmatch(head) if isinstance(head, bytes) else None
    if found is None:
        return None
    attributes = frozenset(found["flags"].decode("ascii", "replace").lower().split())
    name = literal if literal is not None else _unquoted(found["name"])
    if not name or attributes & {"\\noselect", "\\nonexistent"}:
        return None
    return Folder(decode_folder(name), attributes)


def _unquoted(name: bytes) -> bytes:
    if name.startswith(b'"') and name.endswith(b'"') and len(name) > 1:
        return re.sub(rb"\\(.)", rb"\1", name[1:-1])
    return name


def listed_of(said: object) -> Listed | None:
    """A line of a listing; None where it isn't one."""
    if not isinstance(said, bytes):
        return None
    uid, size, arrived = _UID.search(said), _SIZE.search(said), _ARRIVED.search(said)
    # Servers may mix in what else has changed, such as flags: that names no size.
    if uid is None or size is None or not 0 < int(uid[1]) <= _HIGHEST:
        return None
    return Listed(int(uid[1]), int(size[1]), _moment(arrived[1]) if arrived else None)


def _moment(written: bytes) -> datetime | None:
    try:
        moment = parsedate_to_datetime(written.decode("ascii").strip())
    except (ValueError, OverflowError):
        return None
    return moment if moment.tzinfo is not None else None


def message_in(found: Sequence[object], uid: int) -> bytes | None:
    """The message of an answer to FETCH: its UID may stand before the text or behind it (RFC 3501, 7.4.2)."""
    for place, said in enumerate(found):
        behind = found[place + 1] if place + 1 < len(found) else b""
        if isinstance(said, tuple):
            head, body = cast("tuple[bytes, bytes]", said)
            tail = behind if isinstance(behind, bytes) else b""
            if b"BODY[]" in head and _is_of(head, tail, uid):
                return body
        elif isinstance(said, bytes) and _EMPTY_BODY.search(said) and _is_of(said, b"", uid):
            return b""
    return None


def _is_of(head: bytes, tail: bytes, uid: int) -> bool:
    named = _UID.search(head) or _UID.search(tail)
    return named is not None and int(named[1]) == uid
