import io
import time
import tracemalloc
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.candidate import LONGEST, Candidate
from intake.options import ReadOptions
from intake.read_csv import read
from intake.recognise import recognise

OPTIONS = ReadOptions(zone=ZoneInfo("Europe/Berlin"), now=datetime(2026, 3, 10, tzinfo=UTC))
FILES = sorted((Path(__file__).parent / "files").glob("*.csv"))
HEADER = b"Company,Notes,Received\n"


def read_to_the_end(stream: BinaryIO) -> tuple[int, int]:
    recognised = recognise(stream, options=OPTIONS)
    candidates = problems = 0
    for chunk in read(stream, recognised, OPTIONS):
        candidates += len(chunk.candidates)
        problems += len(chunk.problems)
    return candidates, problems


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"PK\x03\x04\x14\x00\x06\x00[Content_Types].xml xl/workbook.xml", "Excel workbook"),
        (b"PK\x03\x04mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "OpenDocument"),
        (b"PK\x03\x04rest", "ZIP"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old Excel"),
        (b"%PDF-1.7", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (b"\xff\xd8\xff\xe0", "JPEG"),
        (b"<!DOCTYPE html><html>", "web page"),
        (b'[{"company": "Acme"}]', "JSON"),
        (b"BEGIN:VCALENDAR\r\n", "calendar"),
        (bytes(range(32)) * 40, "binary"),
    ],
)
def test_what_is_no_csv_is_refused_with_what_it_seems_to_be(read_whole, content, kind) -> None:
    refusal = read_whole(content).recognised.refusal
    assert kind in refusal
    assert "export it as CSV" in refusal


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\n\n  \r\n", b"\xff\xfe", b"\x00" * 100, b",,,\n,,\n"])
def test_a_file_of_nothing_is_refused(read_whole, content) -> None:
    outcome = read_whole(content)
    assert outcome.recognised.refusal
    assert len(outcome.problems) == 1


@pytest.mark.parametrize("content", ["Company,Role\n", "Company,Role", "Company,Role\n,\n\n , \n"])
def test_a_header_without_rows_is_never_a_success(read_whole, content) -> None:
    outcome = read_whole(content)
    assert outcome.problems
    assert outcome.candidates == []


def test_rows_without_a_header_are_refused_with_the_way_out(read_whole) -> None:
    refusal = read_whole("Acme,Engineer,2026-03-07\nBen Ltd,Cook,2026-03-08\n").recognised.refusal
    assert "No header" in refusal
    assert "mapping" in refusal


def test_a_header_without_a_company_is_refused_by_name(read_whole) -> None:
    assert "Role, Notes" in read_whole("Role,Notes\nEngineer,x\n").recognised.refusal


def test_a_quotation_mark_that_is_never_closed_is_told_with_its_line(read_whole) -> None:
    outcome = read_whole(HEADER + b'Acme,x,2026-03-07\nBen,"open,2026-03-07\n' + b"Cleo,x,2026-03-07\n" * 50)
    assert [candidate.company for candidate in outcome.candidates] == ["Acme"]
    assert outcome.errors == [(3, None)]
    assert "never closed" in outcome.problems[0].message


def test_a_long_file_is_taken_up_again_behind_an_open_quotation_mark(read_whole) -> None:
    outcome = read_whole(HEADER + b'Ben,"open,2026-03-07\n' + b"Cleo,x,2026-03-07\n" * 20_000)
    (error,) = [problem for problem in outcome.problems if "Lines 2 to" in problem.message]
    lost_through = int(error.message.split("Lines 2 to ")[1].split()[0])
    assert error.line == 2
    assert len(outcome.candidates) == 20_002 - lost_through


def test_a_cell_that_is_too_long_costs_its_own_row_alone(read_whole) -> None:
    outcome = read_whole(HEADER + b"Acme," + b"x" * 200_000 + b",2026-03-07\nBen,x,2026-03-07\n")
    assert [(candidate.company, candidate.line) for candidate in outcome.candidates] == [("Ben", 3)]
    assert outcome.errors == [(2, None)]


def test_a_line_that_is_too_long_counts_as_one_line(read_whole) -> None:
    outcome = read_whole(HEADER + b"Acme" + b"," * 2_500_000 + b"\nBen,x,2026-03-07\n")
    assert outcome.errors == [(2, None)]
    assert [(candidate.company, candidate.line) for candidate in outcome.candidates] == [("Ben", 3)]


def test_ten_thousand_columns_are_refused(read_whole) -> None:
    header = ",".join(["Company", *(f"c{number}" for number in range(10_000))])
    assert "10,001 columns" in read_whole(f"{header}\nAcme\n").recognised.refusal


def test_hundreds_of_columns_that_mean_nothing_block_nothing(read_whole) -> None:
    header = ",".join([*(f"c{number}" for number in range(500)), "Company", "Received"])
    outcome = read_whole(f"{header}\n{',' * 500}Acme,2026-03-07\n")
    assert outcome.candidate("Acme").line == 2
    assert outcome.problems == []


class OneByteForever(io.RawIOBase):
    """A file of a head and then the same byte over and over, that takes no room."""

    def __init__(self, head: bytes, size: int, tail: bytes) -> None:
        self._head, self._size, self._tail = head, size, tail
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        assert whence == 0
        self._at = offset
        return offset

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: memoryview) -> int:
        end = len(self._head) + self._size
        if self._at < len(self._head):
            block = self._head[self._at : self._at + len(buffer)]
        elif self._at < end:
            block = b"x" * min(len(buffer), end - self._at)
        else:
            block = self._tail[self._at - end : self._at - end + len(buffer)]
        buffer[: len(block)] = block
        self._at += len(block)
        return len(block)


@pytest.mark.parametrize("head", [b"", HEADER, HEADER + b'Acme,"'], ids=["first", "row", "quoted"])
def test_a_line_of_a_hundred_megabytes_fits_into_little_memory(head) -> None:
    stream = io.BufferedReader(OneByteForever(head, 100_000_000, b"\nBen,x,2026-03-07\n"))
    tracemalloc.start()
    try:
        candidates, problems = read_to_the_end(stream)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert problems
    assert candidates == (1 if head == HEADER else candidates)
    assert peak < 30_000_000


def test_a_row_of_very_many_long_cells_is_stopped_before_it_fills_the_memory() -> None:
    stream = io.BytesIO(HEADER + b"Acme," + (b'"' + b"x" * 100_000 + b'\n",') * 500 + b"2026-03-07\n")
    tracemalloc.start()
    try:
        candidates, problems = read_to_the_end(stream)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (candidates, problems > 0) == (0, True)
    assert peak < 30_000_000


@pytest.mark.parametrize(
    "cell",
    [
        "(" * 20_000,
        "a@" * 10_000,
        " " * 100_000 + "<",
        "a." * 50_000,
        "1/" * 50_000,
        "\\" * 50_000,
        "'" * 100_000,
        ";" * 100_000,
    ],
    ids=["brackets", "ats", "blanks", "labels", "slashes", "backslashes", "apostrophes", "separators"],
)
def test_no_cell_makes_reading_slow(read_whole, cell) -> None:
    began = time.perf_counter()
    for delimiter in ("\t", ","):
        headers = ("Company", "Email", "URL", "Tags", "Received", "Status", "Source", "Due")
        read_whole("\n".join([delimiter.join(headers), delimiter.join(["Acme", *[cell] * 7])]))
    assert time.perf_counter() - began < 2


def _is_sound(candidate: Candidate) -> bool:
    texts = {field: getattr(candidate, field) for field in LONGEST}
    return (
        bool(candidate.company.strip())
        and all(text is None or (len(text) <= LONGEST[field] and "\x00" not in text) for field, text in texts.items())
        and all(text is None or text.encode() is not None for text in texts.values())
        and candidate.received_at.tzinfo is not None
    )


def _hold_what_they_promise(content: bytes) -> None:
    stream = io.BytesIO(content)
    recognised = recognise(stream, options=OPTIONS)
    chunks = list(read(stream, recognised, OPTIONS))
    problems = [problem for chunk in chunks for problem in chunk.problems]
    candidates = [candidate for chunk in chunks for candidate in chunk.candidates]
    assert candidates or problems
    assert all(_is_sound(candidate) for candidate in candidates)
    assert all(problem.line >= 1 for problem in problems)
    assert all((problem.value or "").encode() is not None for problem in problems)


@settings(max_examples=200)
@given(st.binary(max_size=400))
def test_no_bytes_raise_and_none_pass_for_a_success(content) -> None:
    _hold_what_they_promise(content)
    _hold_what_they_promise(HEADER + content)


_edits = st.lists(
    st.tuples(
        st.floats(0, 1, exclude_max=True),
        st.integers(0, 12),
        st.binary(max_size=6)
        | st.sampled_from([b'"', b"\x00", b"\xff", b"\r", b"\n", b",", b"'=", b'"\n"', b"\xc3", b"\x1a"]),
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=300)
@given(st.sampled_from(FILES), _edits, st.sampled_from(["utf-8", "utf-16", "utf-16-le"]))
def test_no_damage_to_a_real_file_raises_or_passes_for_a_success(path, edits, encoding) -> None:
    content = path.read_bytes().decode("cp1252", "replace").encode(encoding)
    for place, length, put in edits:
        at = int(place * len(content))
        content = content[:at] + put + content[at + length :]
    _hold_what_they_promise(content)


def test_the_sample_files_are_all_there() -> None:
    assert len(FILES) >= 13
