"""The head of a mail or of a part of one: its fields as they were sent, and their words.

Whatever is done to a field is bounded by its length, and nothing in one makes the reading fail: what isn't written as
RFC 2047 and RFC 5322 ask stays as it stands.
"""

import base64
import binascii
import quopri
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message

from intake.mails.charsets import decoded

MOST_HEAD_BYTES = 64 * 1024
"""The fields of a mail take no more than this, nor do those of one of its parts."""
_MOST_FIELD = 4_000
_MOST_PARAMETERS = 1_000
_FIELD = re.compile(rb"([!-9;-~]{1,120})[ \t]{0,20}:")
_LINE_END = re.compile(rb"\r\n|\n|\r")
_ENCODED_WORD = re.compile(r"=\?([\w.:+-]{1,60})(?:\*[\w-]{1,40})?\?([bBqQ])\?([^?\n]{0,3000})\?=")
_BETWEEN_WORDS = re.compile(r"(\?=)\s{1,80}(?==\?[\w.*:+-]{1,100}\?[bBqQ]\?)")
_UNSEEN = {ord(char): " " for char in "\t\r\n\v\f\x85\u2028\u2029"}


@dataclass(frozen=True, slots=True)
class Headers:
    """The fields by their names in lower case, each with its values in the order in which they stand."""

    fields: Mapping[str, tuple[str, ...]]

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of a field, unfolded, its encoded words left as they are."""
        return self.fields.get(name, ())

    def first(self, name: str) -> str | None:
        """The topmost value of a field that isn't blank."""
        return next((value for value in self.all(name) if value), None)

    def words(self, name: str) -> str | None:
        """The topmost value of a field as a person reads it, on one line and without what can't be seen."""
        value = self.first(name)
        return (shown(value) or None) if value is not None else None

    @property
    def content_type(self) -> str:
        """The media type in lower case; `text/plain` where none is named, or none that is one (RFC 2045, 5.2)."""
        return self._typed().get_content_type() if self.first("content-type") else "text/plain"

    @property
    def encoding(self) -> str:
        """The transfer encoding in lower case."""
        return (self.first("content-transfer-encoding") or "").strip().strip("\"'").lower()

    @property
    def is_attachment(self) -> bool:
        """Whether the part is meant to be a file beside the message."""
        return (self.first("content-disposition") or "").strip().lower().startswith("attachment")

    @property
    def file_name(self) -> str:
        """The name of the file, in lower case and on one line; empty where there is none."""
        try:
            return shown(self._typed().get_filename() or "").lower()
        except (ValueError, LookupError, TypeError):
            # The parameters of RFC 2231 can name a character set that doesn't exist.
            return ""

    def parameter(self, name: str) -> str | None:
        """A parameter of the content type, None where it has none."""
        try:
            value = self._typed().get_param(name)
        except (ValueError, LookupError, TypeError):
            return None
        return value[2] if isinstance(value, tuple) else value

    def _typed(self) -> Message:
        typed = Message()
        for field in ("content-type", "content-disposition"):
            if value := self.first(field):
                # Its parameters are read with the care of the standard library, which takes long over long ones.
                typed[field] = value[:_MOST_PARAMETERS]
        return typed


def read_headers(raw: bytes, start: int, end: int) -> tuple[Headers, int]:
    """The fields that begin at `start`, and where the body begins: behind the first line that is none."""
    fields: dict[str, list[str]] = {}
    lines: list[bytes] = []
    name: str | None = None
    place = start
    stop = min(end, start + MOST_HEAD_BYTES)
    while place < stop:
        found = _LINE_END.search(raw, place, stop)
        line, following = (raw[place : found.start()], found.end()) if found else (raw[place:stop], stop)
        if not line.strip(b" \t"):
            place = following
            break
        if line[:1] in b" \t" and name is not None:
            lines.append(line)
        elif field := _FIELD.match(line):
            _keep(fields, name, lines)
            name, lines = field[1].decode("ascii").lower(), [line[field.end() :]]
        else:
            break
        place = following
    _keep(fields, name, lines)
    return Headers({one: tuple(values) for one, values in fields.items()}), place


def _keep(fields: dict[str, list[str]], name: str | None, lines: list[bytes]) -> None:
    if name is not None:
        value = b" ".join(line.strip() for line in lines)[:_MOST_FIELD]
        fields.setdefault(name, []).append(decoded(value, None).strip())


def shown(value: str) -> str:
    """A value as a person reads it: encoded words decoded (RFC 2047), controls and marks of direction left out."""
    # Blanks between two encoded words are none.
    joined = _BETWEEN_WORDS.sub(r"\1", value[:_MOST_FIELD])
    text = _ENCODED_WORD.sub(lambda word: _word(word[1], word[2].lower(), word[3]), joined)
    seen = (char for char in text.translate(_UNSEEN) if unicodedata.category(char) not in {"Cc", "Cf", "Cs"})
    return " ".join("".join(seen).split())


def _word(charset: str, encoding: str, text: str) -> str:
    content = text.encode("utf-8", "replace")
    if encoding == "q":
        return decoded(quopri.decodestring(content, header=True), charset)
    try:
        return decoded(base64.b64decode(content + b"=" * (-len(content) % 4)), charset)
    except (binascii.Error, ValueError):
        return text
