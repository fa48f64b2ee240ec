"""What a file is made of: whether it is text at all, in which encoding, and how its rows are separated.

Every look is bounded: the head of the file, or one pass over its bytes that keeps nothing.
"""

import codecs
import csv
from collections import Counter
from collections.abc import Sequence
from typing import BinaryIO

from intake.wording import Told, told

HEAD_BYTES = 65_536
DELIMITERS = (",", ";", "\t", "|")

_MAGIC = (
    (b"%PDF", "kinds.pdf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "kinds.old_office"),
    (b"\x89PNG", "kinds.png"),
    (b"\xff\xd8\xff", "kinds.jpeg"),
    (b"GIF8", "kinds.gif"),
    (b"RIFF", "kinds.media"),
    (b"\x1f\x8b", "kinds.gzip"),
    (b"BZh", "kinds.bzip2"),
    (b"\xfd7zXZ", "kinds.xz"),
    (b"7z\xbc\xaf", "kinds.seven_zip"),
    (b"Rar!", "kinds.rar"),
    (b"\x28\xb5\x2f\xfd", "kinds.zstd"),
    (b"SQLite format 3", "kinds.sqlite"),
    (b"\x7fELF", "kinds.program"),
    (b"{\\rtf", "kinds.rich_text"),
)
_TEXTUAL = (
    (b"<!doctype html", "kinds.web_page"),
    (b"<html", "kinds.web_page"),
    (b"<?xml", "kinds.xml"),
    (b"begin:vcalendar", "kinds.calendar"),
    (b"begin:vcard", "kinds.address_card"),
    (b"{", "kinds.json"),
    (b"[{", "kinds.json"),
)
_TEXT_CONTROLS = frozenset(b"\t\n\v\f\r\x1b")


def refusal_of_bytes(head: bytes) -> Told | None:
    """Why a file that begins like this can't be a CSV file, saying what it seems to be; None where it may be one."""
    if not head:
        return told("file.empty")
    kind = _kind_of(head)
    if kind is not None:
        return told("file.seems_to_be", kind=told(kind))
    if not head.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00"):
        return told("file.blank")
    return None


def _kind_of(head: bytes) -> str | None:
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _kind_of_zip(head)
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    start = head[:512].removeprefix(codecs.BOM_UTF8).lstrip().lower()
    for opening, kind in _TEXTUAL:
        if start.startswith(opening):
            return kind
    if _wide_encoding(head) is None:
        sample = head[:8192]
        controls = sum(byte < 32 and byte not in _TEXT_CONTROLS for byte in sample)
        if controls * 20 > len(sample):
            return "kinds.binary"
    return None


def _kind_of_zip(head: bytes) -> str:
    if b"xl/" in head:
        return "kinds.xlsx"
    if b"opendocument.spreadsheet" in head:
        return "kinds.ods"
    if b"word/" in head:
        return "kinds.docx"
    if b"Index/" in head and b".iwa" in head:
        return "kinds.apple"
    return "kinds.zip"


def _wide_encoding(head: bytes) -> str | None:
    """UTF-16 (or UTF-32) by its mark, or UTF-16 without one by its pattern: every other byte of plain text is zero."""
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)) and len(head) % 4 == 0:
        return "utf-32"
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    pairs = len(head) // 2
    even, odd = head[0 : pairs * 2 : 2].count(0), head[1 : pairs * 2 : 2].count(0)
    if pairs and odd * 2 > pairs and even * 10 < pairs:
        return "utf-16-le"
    if pairs and even * 2 > pairs and odd * 10 < pairs:
        return "utf-16-be"
    return None


def encoding_of(stream: BinaryIO) -> str:
    """The encoding of the whole file: by its mark, else UTF-8, else UTF-16 by pattern, else cp1252.

    Every byte is looked at, since a name with an umlaut may stand in the last row. A file that is UTF-8 but for a few
    bytes stays UTF-8: those cells are problems, and the other rows keep their letters. Reading uses the error handler
    `surrogateescape`, so that a byte that can't be read shows in its cell.
    """
    stream.seek(0)
    head = stream.read(HEAD_BYTES)
    if wide := _wide_encoding(head):
        return wide
    stream.seek(0)
    broken, multibyte = 0, 0
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    while block := stream.read(1 << 20):
        text = decoder.decode(block)
        if text.isascii():
            continue
        # An escaped byte is one byte when written back, and none when it is left out.
        kept = len(text.encode("utf-8", "ignore"))
        lost = len(text.encode("utf-8", "surrogateescape")) - kept
        broken += lost
        multibyte += kept - (len(text) - lost)
    marked = head.startswith(codecs.BOM_UTF8)
    if marked:
        return "utf-8-sig"
    return "utf-8" if not broken or multibyte > 2 * broken else "cp1252"


def delimiters_by_fit(lines: Sequence[str]) -> list[str]:
    """The possible delimiters, best first: by how many of these lines have equally many fields, never by totals."""
    return sorted(DELIMITERS, key=lambda delimiter: _fit(lines, delimiter), reverse=True)


def _fit(lines: Sequence[str], delimiter: str) -> tuple[float, int]:
    try:
        counts = Counter(len(row) for row in csv.reader(lines, delimiter=delimiter, skipinitialspace=True) if row)
    except csv.Error:
        return 0.0, 0
    several = {width: times for width, times in counts.items() if width > 1}
    if not several:
        return 0.0, 0
    width, times = max(several.items(), key=lambda item: (item[1], item[0]))
    return times / sum(counts.values()), width
