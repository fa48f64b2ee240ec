"""A mail taken apart into its parts (RFC 2045, 2046), within bounds that hold by the way it is done.

Every look at the bytes is a search that ends where the next begins, so that the time grows with the length and the
depth, and both are limited. A message that is attached to a mail isn't followed.
"""

import binascii
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass

from intake.mails.charsets import decoded
from intake.mails.headers import MOST_HEAD_BYTES, Headers, read_headers
from intake.wording import Told, told

MOST_BYTES = 5 * 1024 * 1024
MOST_PARTS = 100
MOST_DEPTH = 10
_LONGEST_BOUNDARY = 200
_MOST_LOOKED_AT = 20_000
"""So many places that look like a boundary are looked at, most of which are none in a hostile mail alone."""
_REST_OF_BOUNDARY = re.compile(rb"(--)?[ \t]{0,80}(?:\r\n|\n|\r|\Z)")
_HEAD_ENDS = re.compile(rb"\r\n[ \t]*\r\n|\n[ \t]*\n|\r\r(?!\n)")
_NO_BASE64 = bytes(set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"))
_MEGABYTE = 1024 * 1024


class MailRefused(Exception):
    """A mail is read within limits or not at all. `because` says which, and what to do."""

    def __init__(self, because: Told) -> None:
        super().__init__(because.name)
        self.because = because


@dataclass(frozen=True, slots=True)
class Part:
    """A part with its fields, and either the parts in it or its bytes as they were sent."""

    headers: Headers
    content_type: str
    body: bytes
    parts: tuple["Part", ...] = ()

    def content(self) -> bytes:
        """The bytes, with the encoding of their transfer undone as far as it can be."""
        if self.headers.encoding == "base64":
            kept = self.body.translate(None, _NO_BASE64)
            # One letter too many is a piece of a byte.
            kept = kept[: len(kept) - (len(kept) % 4 == 1)]
            try:
                return binascii.a2b_base64(kept + b"=" * (-len(kept) % 4))
            except binascii.Error:
                return self.body
        return quopri.decodestring(self.body) if self.headers.encoding == "quoted-printable" else self.body

    def text(self) -> str:
        """The content as text, with a line feed at the end of each line."""
        text = decoded(self.content(), self.headers.parameter("charset"))
        return text.replace("\r\n", "\n").replace("\r", "\n")

    def leaves(self) -> Iterator["Part"]:
        """The part itself, or those in it that hold no others, in their order."""
        if not self.parts:
            yield self
        for part in self.parts:
            yield from part.leaves()


def take_apart(raw: bytes) -> Part:
    """The whole mail as a part. Raises MailRefused where it is larger, deeper or of more parts than is read."""
    if len(raw) > MOST_BYTES:
        raise MailRefused(told("mail.too_large", most=MOST_BYTES // _MEGABYTE))
    head_ends = _HEAD_ENDS.search(raw, 0, MOST_HEAD_BYTES + 4)
    if head_ends is None and len(raw) > MOST_HEAD_BYTES:
        raise MailRefused(told("mail.head_too_long", most=MOST_HEAD_BYTES // 1024))
    return _Taking(raw).part(0, len(raw), depth=0)


@dataclass(slots=True)
class _Taking:
    """One mail being taken apart, with the number of its parts so far."""

    raw: bytes
    count: int = 0
    looked_at: int = 0

    def part(self, start: int, end: int, *, depth: int, default: str = "text/plain") -> Part:
        headers, body_at = read_headers(self.raw, start, end)
        content_type = headers.content_type if headers.first("content-type") else default
        boundary = headers.parameter("boundary") if content_type.startswith("multipart/") else None
        if boundary and len(boundary) <= _LONGEST_BOUNDARY:
            if depth >= MOST_DEPTH:
                raise MailRefused(told("mail.too_deep", most=MOST_DEPTH))
            kind = "message/rfc822" if content_type == "multipart/digest" else "text/plain"
            spans = self._between(boundary.rstrip().encode("utf-8", "replace"), body_at, end)
            parts = tuple(self.part(*span, depth=depth + 1, default=kind) for span in spans)
            if parts:
                return Part(headers, content_type, b"", parts)
        # Without a boundary in it, it is a message of one part, whatever it says of itself.
        is_one = content_type.startswith("multipart/")
        return Part(headers, "text/plain" if is_one else content_type, self.raw[body_at:end])

    def _between(self, boundary: bytes, start: int, end: int) -> list[tuple[int, int]]:
        """Where the parts stand that a boundary separates; the last one may lack its end."""
        spans: list[tuple[int, int]] = []
        begun: int | None = None
        for at, follows, is_last in self._separators(b"--" + boundary, start, end):
            if begun is not None:
                spans.append((begun, max(begun, self._before_line(at))))
                begun = None
                self._count()
            if is_last:
                break
            begun = follows
        if begun is not None and begun < end:
            self._count()
            spans.append((begun, end))
        return spans

    def _separators(self, mark: bytes, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
        """Where lines stand that are a boundary, where the next begin, and whether they are the last one."""
        place = start
        while (at := self.raw.find(mark, place, end)) >= 0:
            self.looked_at += 1
            if self.looked_at > _MOST_LOOKED_AT:
                raise MailRefused(told("mail.too_many_parts", most=MOST_PARTS))
            place = at + len(mark)
            rest = _REST_OF_BOUNDARY.match(self.raw, place, end)
            if rest is not None and (at == start or self.raw[at - 1 : at] in (b"\n", b"\r")):
                place = rest.end()
                yield at, place, rest[1] is not None

    def _count(self) -> None:
        self.count += 1
        if self.count > MOST_PARTS:
            raise MailRefused(told("mail.too_many_parts", most=MOST_PARTS))

    def _before_line(self, at: int) -> int:
        """The end of the line before a place: the line end in front of a boundary belongs to the boundary."""
        if self.raw[at - 2 : at] == b"\r\n":
            return at - 2
        return at - 1 if self.raw[at - 1 : at] in (b"\n", b"\r") else at
