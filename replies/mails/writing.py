"""A reply as a mail (RFC 5322) in the thread that it answers, with the answer to a calendar request where one is given.

Everything that comes from outside (names, subjects, identifiers) is made fit for one header line first: no mail says
more than it was asked to. Lines end in CRLF and hold plain ASCII, so that any server takes the bytes as they are.
"""

import base64
import hashlib
import quopri
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.utils import format_datetime

MOST_REFERENCES = 20
"""So many identifiers of a long thread are named: the first, and the last ones (RFC 1036, section 2.2.5)."""

_IDENTIFIER = re.compile(r"[!-;=?-~]{1,500}", re.ASCII)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", re.ASCII)
_LONGEST_SUBJECT = 500
_LONGEST_NAME = 200
_LONGEST_LINE = 76
_PLAIN_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]*", re.ASCII)
_NL = "\r\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarAnswer:
    """An answer to a calendar request: its bytes, and the iTIP method that they carry (RFC 5546)."""

    content: bytes
    method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What a reply is made of. Identifiers have no angle brackets; `references` are the oldest first.

    `recipient` is None where nobody is known: then the mail program asks for one.
    """

    sender_address: str
    sender_name: str
    recipient: str | None
    recipient_name: str | None
    subject: str
    body: str
    message_id: str
    in_reply_to: str | None
    references: tuple[str, ...]
    language: str
    written_at: datetime
    calendar: CalendarAnswer | None = None


def reply_mail(letter: Letter, *, is_unsent: bool) -> bytes:
    """The mail of a reply, the same bytes for the same letter.

    `is_unsent` marks it for mail programs that open it as a draft (`X-Unsent`); what we send ourselves goes without.
    The calendar part stands beside the text (RFC 6047), where Outlook and Google look for it, and once more as an
    attachment, for the programs that look nowhere else.
    """
    head = [
        f"From: {_mailbox(letter.sender_name, letter.sender_address)}",
        *([f"To: {_mailbox(letter.recipient_name, letter.recipient)}"] if letter.recipient is not None else []),
        _words("Subject", _line(letter.subject, _LONGEST_SUBJECT)),
        f"Date: {format_datetime(letter.written_at)}",
        f"Message-ID: <{letter.message_id}>",
        *_thread(letter),
        *([f"Content-Language: {letter.language}"] if _LANGUAGE.fullmatch(letter.language) else []),
        *(["X-Unsent: 1"] if is_unsent else []),
        "MIME-Version: 1.0",
    ]
    text = _text_part(letter.body)
    body = text if letter.calendar is None else _with_calendar(text, letter.calendar, letter.message_id)
    return (_NL.join(head) + _NL + body).encode("ascii")


def message_id(reply_id: str, *, recipient: str, subject: str, body: str, sender: str) -> str:
    """The Message-ID of a reply, without brackets: the same for the same letter, so that a repeat can be known.

    Other words, or another recipient, make another letter, which no mail program may take for the one before.
    """
    digest = hashlib.sha256(f"{reply_id}\x1f{recipient}\x1f{subject}\x1f{body}".encode("utf-8", "replace")).hexdigest()
    return f"{reply_id}.{digest[:12]}@{sender.rpartition('@')[2]}"


def references_of(message_id: str | None, nearest_first: Iterable[str]) -> tuple[str, ...]:
    """The References of an answer to a mail (RFC 5322, 3.6.4): what that one refers to, then that one itself."""
    before = [one for one in dict.fromkeys(nearest_first) if _IDENTIFIER.fullmatch(one) and one != message_id]
    own = [message_id] if message_id is not None and _IDENTIFIER.fullmatch(message_id) else []
    whole = [*reversed(before), *own]
    return tuple(whole if len(whole) <= MOST_REFERENCES else [whole[0], *whole[1 - MOST_REFERENCES :]])


def _thread(letter: Letter) -> list[str]:
    """The headers of the thread, one identifier a line: broken or encoded, it would name another mail."""
    named: list[str] = []
    if letter.in_reply_to is not None and _IDENTIFIER.fullmatch(letter.in_reply_to):
        named.append(f"In-Reply-To: <{letter.in_reply_to}>")
    if letter.references:
        named.append("References: " + f"{_NL} ".join(f"<{one}>" for one in letter.references))
    return named


def _text_part(body: str) -> str:
    # Quoted-printable is plain ASCII: a server without 8BITMIME takes it, and signatures on the way survive.
    lines = (quopri.encodestring(line.encode("utf-8", "replace")).decode() for line in body.splitlines())
    written = _NL.join(line.replace("\n", _NL) for line in lines)
    return _part('text/plain; charset="utf-8"', "quoted-printable", written)


def _with_calendar(text: str, calendar: CalendarAnswer, seed: str) -> str:
    # Base64 keeps the lines of a calendar as they are. The parameters go without quotation marks, as most write them:
    # not every program reads them otherwise.
    encoded = base64.encodebytes(calendar.content).decode().replace("\n", _NL).removesuffix(_NL)
    beside = _part(f"text/calendar; charset=utf-8; method={calendar.method}", "base64", encoded)
    attached = _part(
        'application/ics; name="reply.ics"', "base64", encoded, 'Content-Disposition: attachment; filename="reply.ics"'
    )
    return _multipart("mixed", [_multipart("alternative", [text, beside], seed), attached], seed)


def _part(kind: str, encoding: str, content: str, *more: str) -> str:
    return _NL.join((f"Content-Type: {kind}", f"Content-Transfer-Encoding: {encoding}", *more, "", content, ""))


def _multipart(kind: str, parts: list[str], seed: str) -> str:
    # The same for the same letter. Neither quoted-printable nor base64 can write "=_".
    boundary = "=_" + hashlib.sha256(f"{kind} {seed}".encode()).hexdigest()[:40]
    inside = "".join(f"--{boundary}{_NL}{part}{_NL}" for part in parts)
    return f'Content-Type: multipart/{kind};{_NL} boundary="{boundary}"{_NL}{_NL}{inside}--{boundary}--{_NL}'


def _words(name: str, text: str) -> str:
    """A header of words, folded; encoded (RFC 2047) where it isn't ASCII, or would pass for encoded."""
    charset = "us-ascii" if text.isascii() and "=?" not in text else "utf-8"
    return f"{name}: " + Header(text, charset, maxlinelen=_LONGEST_LINE, header_name=name).encode(linesep=_NL)


def _mailbox(name: str | None, address: str) -> str:
    shown = _line(name or "", _LONGEST_NAME)
    if not shown:
        return address
    if not shown.isascii() or "=?" in shown:
        phrase = Header(shown, "utf-8", maxlinelen=_LONGEST_LINE, header_name="From").encode(linesep=_NL)
    elif _PLAIN_NAME.fullmatch(shown):
        phrase = shown
    else:
        phrase = '"' + shown.replace("\\", r"\\").replace('"', r"\"") + '"'
    separator = " " if len(phrase) + len(address) < _LONGEST_LINE - len("From: <>") else f"{_NL} "
    return f"{phrase}{separator}<{address}>"


def _line(text: str, limit: int) -> str:
    """A text on one line, without controls and without the marks that turn the direction of what follows."""
    spaced = " ".join(text.split())
    kept = "".join(c for c in spaced if c in "\u200c\u200d" or unicodedata.category(c) not in ("Cc", "Cf", "Cs"))
    return kept[:limit].strip()
