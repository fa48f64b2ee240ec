"""Files that somebody broke: what people really have, changed by the grammar of its kind; the same for a seed."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[3]
SAMPLES = ROOT / "tests" / "intake"
MOST_BYTES = 400_000
SWOLLEN = 40
"""One in so many is as large as its kind may be: what takes a while by the square of a file's size is seen there."""

_LARGEST = {"csv": 2_000_000, "calendar": 1_100_000, "mail": 5_300_000}
"""Just above what is taken, where the limit is as low as that."""

_EDGES = (
    *(b"", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xc3", b"\x1b[2J"),
    *(b"\r", b"\n\n", b"\t", b" " * 999),
)
_NUMBERS = (b"0", b"-1", b"99999999999999999999", b"2147483648", b"1e400", b"31/02/2026", b"29.02.2027", b"NaN")
_WORDS: dict[str, tuple[bytes, ...]] = {
    "csv": (
        *(b",", b";", b"\t", b"|", b'"', b'""', b'"\n', b"\r\n", b"'=", b"=cmd()", b"@SUM(1)", b"N/A", b"Company"),
        *(
            b"Interview Date",
            b"2026-13-45",
            b"3/7/24, 2:22 PM",
            b"0001-01-01",
            b"9999-12-31T23:59:59+14:00",
            b"ghosted",
        ),
    ),
    "calendar": (
        *(b"BEGIN:VEVENT\r\n", b"END:VEVENT\r\n"),
        *(b"BEGIN:VCALENDAR\r\n", b"END:VCALENDAR\r\n", b"BEGIN:VTIMEZONE\r\n"),
        b"RRULE:FREQ=SECONDLY;COUNT=999999999\r\n",
        *(b"RRULE:FREQ=YEARLY;BYDAY=-99SU;INTERVAL=0\r\n", b"TZID:\r\n"),
        *(
            b"DTSTART;TZID=Nowhere/Never:20261123T090000\r\n",
            b"DTSTART;VALUE=DATE:99991231\r\n",
            b"DURATION:-P999W\r\n",
        ),
        *(
            b"DTSTART:00010101T000000Z\r\n",
            b"RDATE;VALUE=PERIOD:",
            b'ATTENDEE;CN="',
            b"\r\n ",
            b"\r\n\t",
            b"SEQUENCE:x\r\n",
        ),
        *(
            b"TZOFFSETTO:+9999\r\n",
            b"METHOD:CANCEL\r\n",
            b"ATTACH;ENCODING=BASE64;VALUE=BINARY:!!\r\n",
            b"\\n\\,\\;",
            b";X=" * 99,
        ),
    ),
    "mail": (
        *(
            b"Content-Type: multipart/mixed; boundary=b\n\n--b\n",
            b"--b--\n",
            b"--b\n",
            b"Content-Type: message/rfc822\n\n",
        ),
        *(
            b"Content-Transfer-Encoding: base64\n",
            b"Content-Transfer-Encoding: quoted-printable\n",
            b"=?utf-8?b?/w==?=",
        ),
        *(
            b"Content-Type: text/html; charset=utf-7\n\n",
            b"Content-Type: text/calendar; method=REQUEST\n\n",
            b"=?x?q?=00?=",
        ),
        *(
            b"Date: Mon, 31 Feb 0000 25:61:61 +9999\n",
            b'From: "\\(" <@>, :;\n',
            b"References: " + b"<a@b> " * 200 + b"\n",
        ),
        *(
            b"<table><tr><td>",
            b"<script>",
            b"&#x110000;",
            b"<!--",
            b"> > > ",
            b"On Mon Ben wrote:\n",
            b"=\n",
            b"=ZZ",
            b"From ",
        ),
    ),
}


@dataclass(frozen=True)
class Broken:
    """One such file."""

    name: str
    content: bytes


@cache
def samples(kind: str) -> tuple[Path, ...]:
    """The files to begin with: our own, and those of the collections that come with the libraries."""
    import icalendar
    import test.test_email

    theirs = Path(icalendar.__file__).parent / "tests"
    found = {
        "csv": [*(SAMPLES / "files").glob("*.csv"), *(ROOT / "tests" / "docs").glob("*.csv")],
        "calendar": [*(SAMPLES / "calendars").glob("*.ics"), *theirs.rglob("*.ics")],
        "mail": [*(SAMPLES / "mails").glob("*.eml"), *(Path(test.test_email.__file__).parent / "data").glob("*.txt")],
    }
    return tuple(sorted(found[kind]))


def broken(kind: str, seeds: range) -> Iterator[Broken]:
    """A file for each seed."""
    for seed in seeds:
        chance = random.Random(f"{kind} {seed}")  # noqa: S311 - to be the same each time is the point
        source = chance.choice(samples(kind))
        content = source.read_bytes()[:MOST_BYTES]
        for _ in range(chance.choice((1, 1, 2, 3, 5, 12))):
            content = chance.choice(_CHANGES)(content, kind, chance)[:MOST_BYTES]
        if seed % SWOLLEN == 0:
            content = _swell(content, chance, to=chance.randint(MOST_BYTES, _LARGEST[kind]))
        yield Broken(f"{kind} {seed} from {source.name}", content)


def _put(content: bytes, at: int, piece: bytes, instead: int = 0) -> bytes:
    return content[:at] + piece + content[at + instead :]


def _swell(content: bytes, chance: random.Random, *, to: int) -> bytes:
    """A piece of it, from a few bytes to many lines, again and again."""
    begin = chance.randrange(len(content) + 1)
    piece = content[begin : begin + chance.choice((1, 5, 80, 2_000, 50_000))] or b"\n"
    return _put(content, begin, piece * max(0, (to - len(content)) // len(piece)))


def _times(piece: bytes, many: int) -> bytes:
    """So many of it, but hardly more than will be kept: whoever reads has little memory, and so has whoever breaks."""
    return piece * min(many, MOST_BYTES // max(1, len(piece)) + 1)


def _insert(content: bytes, kind: str, chance: random.Random) -> bytes:
    piece = chance.choice((*_WORDS[kind], *_WORDS[kind], *_EDGES, *_NUMBERS))
    return _put(content, chance.randint(0, len(content)), piece)


def _repeat(content: bytes, kind: str, chance: random.Random) -> bytes:
    piece = chance.choice(_WORDS[kind])
    return _put(content, chance.randint(0, len(content)), _times(piece, chance.choice((9, 200, 3_000))))


def _flip(content: bytes, kind: str, chance: random.Random) -> bytes:
    return _put(content, chance.randint(0, len(content)), bytes([chance.randint(0, 255)]), instead=1)


def _cut(content: bytes, kind: str, chance: random.Random) -> bytes:
    begin = chance.randint(0, len(content))
    return _put(content, begin, b"", instead=chance.randint(0, len(content) // 2))


def _truncate(content: bytes, kind: str, chance: random.Random) -> bytes:
    return content[: chance.randint(0, len(content))]


def _lines(content: bytes, kind: str, chance: random.Random) -> bytes:
    """Lines are doubled, dropped, swapped, or one of them is made very long."""
    lines = content.splitlines(keepends=True) or [b"\n"]
    here, there = chance.randrange(len(lines)), chance.randrange(len(lines))
    match chance.randrange(4):
        case 0:
            lines[here:here] = [_times(lines[there], chance.choice((1, 50, 2_000)))]
        case 1:
            del lines[here]
        case 2:
            lines[here], lines[there] = lines[there], lines[here]
        case _:
            lines[here] = _times(lines[here].rstrip(), chance.choice((2, 60, 900))) + b"\n"
    return b"".join(lines)


def _splice(content: bytes, kind: str, chance: random.Random) -> bytes:
    other = chance.choice(samples(chance.choice(list(_WORDS)))).read_bytes()
    begin = chance.randint(0, len(other))
    return _put(content, chance.randint(0, len(content)), other[begin : begin + chance.randint(0, 20_000)])


def _number(content: bytes, kind: str, chance: random.Random) -> bytes:
    places = [at for at, byte in enumerate(content) if 48 <= byte <= 57]
    return _put(content, chance.choice(places), chance.choice(_NUMBERS), instead=1) if places else content


def _recode(content: bytes, kind: str, chance: random.Random) -> bytes:
    text = content.decode("utf-8", "replace")
    return text.encode(chance.choice(("utf-16", "utf-16-be", "utf-8-sig", "utf-32", "cp1252")), "replace")


_CHANGES: tuple[Callable[[bytes, str, random.Random], bytes], ...] = (
    *(_insert, _insert, _insert, _repeat, _flip, _flip, _cut, _truncate, _lines, _lines, _splice, _number, _recode),
)
