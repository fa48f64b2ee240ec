import io
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from core.vocabulary import Format, Medium
from intake.candidate import LONGEST
from intake.options import DateExample, ReadOptions
from intake.own_format import OWN_COLUMNS, own_row
from intake.read_csv import read
from intake.recognise import recognise

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
OPTIONS = ReadOptions(zone=ZoneInfo("Europe/Berlin"), now=NOW, chunk_rows=2)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_what_gives_equal_rows(read_whole, delimiter) -> None:
    rows = [("Company", "Notes", "Received"), ("Acme", "one, two; three, four | five, six", "2026-03-07")]
    content = "\n".join(delimiter.join(f'"{cell}"' for cell in row) for row in rows)
    outcome = read_whole(content)
    assert outcome.recognised.delimiter == delimiter
    assert outcome.candidate("Acme").notes == rows[1][1]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_every_common_encoding_is_read(read_whole, encoding) -> None:
    outcome = read_whole("Company,Received\r\nCafé Blau & Söhne,2026-03-07\r\n".encode(encoding))
    assert [candidate.company for candidate in outcome.candidates] == ["Café Blau & Söhne"]
    assert outcome.problems == []


def test_a_letter_in_the_last_row_decides_the_encoding_too(read_whole) -> None:
    content = b"Company,Received\n" + b"Acme,2026-03-07\n" * 20_000 + b"Caf\xe9,2026-03-07\n"
    outcome = read_whole(content)
    assert outcome.recognised.encoding == "cp1252"
    assert outcome.candidates[-1].company == "Café"


def test_one_broken_byte_does_not_spoil_the_letters_of_the_others(read_whole) -> None:
    content = "Company,Received\n" + "Müller,2026-03-07\n" * 9
    outcome = read_whole(content.encode() + b"Caf\xe9,2026-03-07\n")
    assert outcome.recognised.encoding == "utf-8"
    assert {candidate.company for candidate in outcome.candidates} == {"Müller"}
    assert outcome.errors == [(11, "Company")]


def test_excels_line_that_names_the_delimiter_is_passed_over(read_whole) -> None:
    outcome = read_whole("sep=;\r\nCompany;Received\r\nAcme;2026-03-07\r\n")
    assert outcome.recognised.header_line == 2
    assert outcome.candidate("Acme").line == 3


def test_an_applications_date_never_starts_the_clock(read_whole) -> None:
    outcome = read_whole("Company,Position,Status,Date Applied\nAcme,Dev,Interview,2026-03-01\n")
    assert outcome.candidate("Acme").received_at == NOW
    assert outcome.warnings == [(2, "received_at")]


def test_the_form_is_exact_where_a_spreadsheet_saved_our_export_with_semicolons(read_whole) -> None:
    cells = own_row(
        {"company": "N/A", "received_at": NOW, "status": "withdrawn", "source": "huntr", "external_id": "1"}
    )
    outcome = read_whole(";".join(OWN_COLUMNS) + "\r\n" + ";".join(cells) + "\r\n")
    kept = outcome.candidate("N/A")
    assert (kept.status, kept.source, kept.external_id, kept.received_at) == ("withdrawn", "huntr", "1", NOW)
    assert outcome.problems == []


def test_lines_count_as_in_an_editor_whatever_is_quoted(read_whole) -> None:
    content = 'Company,Notes,Received\nAcme,"a\nb\nc",2026-03-07\n\nBen,x,31/02/2026\n'
    outcome = read_whole(content)
    assert outcome.candidate("Acme").line == 2
    assert outcome.candidate("Acme").notes == "a\nb\nc"
    assert outcome.errors == [(6, "Received")]


def test_a_name_over_two_lines_becomes_one_line(read_whole) -> None:
    assert read_whole('Company,Received\n"Acme\nGmbH",2026-03-07\n').candidate("Acme GmbH").line == 2


@pytest.mark.parametrize("field", sorted(set(LONGEST) - {"source", "contact_email", "job_url"}))
def test_a_text_at_its_longest_is_kept_and_one_more_is_an_error(read_whole, field) -> None:
    headers = "company,received_at" if field == "company" else f"{field},received_at,company"
    most = LONGEST[field]
    kept = read_whole(
        f"{headers}\n{'x' * most},2026-03-07,Acme\n" if field != "company" else f"{headers}\n{'x' * most},2026-03-07\n"
    )
    assert kept.problems == []
    over = read_whole(
        f"{headers}\n{'x' * (most + 1)},2026-03-07,Acme\n"
        if field != "company"
        else f"{headers}\n{'x' * (most + 1)},2026-03-07\n"
    )
    assert over.candidates == []
    assert over.errors == [(2, field)]


def test_every_problem_of_a_row_is_told_at_once(read_whole) -> None:
    outcome = read_whole("Company,Received,Deadline,Interview Date\n,31/02/2026,soon,2026-99-99\n")
    assert sorted(column for _, column in outcome.errors) == ["Company", "Deadline", "Interview Date", "Received"]


def test_too_many_tags_or_too_long_a_tag_is_an_error(read_whole) -> None:
    many = ";".join(f"t{number}" for number in range(21))
    outcome = read_whole(
        f"Company,Tags,Received\nAcme,{many},2026-03-07\nBen,{'x' * 51},2026-03-07\nC,a;b;a,2026-03-07\n"
    )
    assert outcome.errors == [(2, "Tags"), (3, "Tags")]
    assert outcome.candidate("C").tags == ("a", "b")


def test_a_nul_is_an_error_and_other_controls_are_taken_out_with_a_warning(read_whole) -> None:
    outcome = read_whole("Company,Received\nAc\x00me,2026-03-07\nBe\x07n,2026-03-07\n")
    assert outcome.errors == [(2, "Company")]
    assert outcome.candidate("Ben").line == 3
    assert outcome.warnings == [(3, "Company")]
    assert "\x00" not in str(outcome.problems[0].value)


def test_what_is_no_address_is_left_out_with_a_warning(read_whole) -> None:
    outcome = read_whole(
        "Company,Email,URL,Received\nAcme,ada at acme,javascript:alert(1),2026-03-07\n"
        "Ben,Ada Example <ada@acme.example>,acme.example/jobs,2026-03-07\n"
    )
    acme, ben = outcome.candidates
    assert (acme.contact_email, acme.job_url) == (None, None)
    assert outcome.warnings == [(2, "Email"), (2, "URL")]
    assert (ben.contact_name, ben.contact_email, ben.job_url) == (
        "Ada Example", "ada@acme.example", "https://acme.example/jobs",
    )  # fmt: skip


def test_words_for_medium_and_format_are_understood(read_whole) -> None:
    outcome = read_whole("Company,Source,Format,Received\nAcme,LinkedIn,Zoom,2026-03-07\nBen,pigeon,dance,2026-03-07\n")
    acme, ben = outcome.candidates
    assert (acme.medium, acme.format) == (Medium.LINKEDIN, Format.VIDEO)
    assert (ben.medium, ben.format) == (Medium.OTHER, None)
    assert outcome.warnings == [(3, "Source"), (3, "Format")]


def test_a_deadline_without_a_time_stays_a_date_and_an_interview_gets_a_warning(read_whole) -> None:
    outcome = read_whole("Company,Due,Interview Date,Received\nAcme,2026-03-09,2026-03-12,2026-03-07\n")
    assert outcome.candidate("Acme").respond_by == date(2026, 3, 9)
    assert outcome.candidate("Acme").interview_at == datetime(2026, 3, 12, 8, tzinfo=UTC)
    assert outcome.warnings == [(2, "Interview Date")]


def test_day_and_month_follow_the_column_then_the_option_then_the_country(read_whole) -> None:
    open_column = "Company,Received\nAcme,03/07/2026\n"
    march, july = datetime(2026, 3, 7, 8, tzinfo=UTC), datetime(2026, 7, 3, 7, tzinfo=UTC)
    assert read_whole(open_column).candidate("Acme").received_at == july
    assert read_whole(open_column, country="US").candidate("Acme").received_at == march
    assert read_whole(open_column, country="DE", day_first=False).candidate("Acme").received_at == march
    decided = read_whole(f"{open_column}Ben,03/25/2026\n", country="DE", day_first=True)
    assert decided.candidate("Acme").received_at == march
    assert decided.problems == []


def test_a_proof_far_down_the_file_still_decides(read_whole) -> None:
    content = "Company,Received\n" + "Acme,03/07/2026\n" * 30_000 + "Ben,03/25/2026\n"
    (order,) = read_whole(content).recognised.date_orders
    assert (order.day_first, order.decided_by) == (False, "column")


def test_an_open_column_shows_a_cell_that_reads_both_ways(read_whole) -> None:
    (order,) = read_whole("Company,Received\nAcme,04/04/2026\nBen,03/07/2026\nOak,05/08/2026\n").recognised.date_orders
    assert order.example == DateExample("03/07/2026", day_first="2026-07-03", month_first="2026-03-07")
    (order,) = read_whole("Company,Received\nAcme,04/04/2026\nBen,25/07/2026\nOak,02/30/2026\n").recognised.date_orders
    assert order.example is None


def test_a_deadline_can_be_decided_by_another_column(read_whole) -> None:
    outcome = read_whole("Company,Received,Deadline\nAcme,25/03/2026,04/03/2026\n", day_first=False)
    assert outcome.candidate("Acme").respond_by == date(2026, 3, 4)


def test_a_rows_hash_covers_what_is_kept_and_nothing_else(read_whole) -> None:
    def hash_of(content: str, **said: object) -> str:
        return read_whole(content, **said).candidate("Acme").content_hash

    plain = hash_of("Company,Role,Received\nAcme,Dev,03/07/2026\n")
    assert hash_of("Received,Colour,Role,Company\n03/07/2026,red,Dev,Acme\n") == plain
    assert hash_of("Company,Role,Received\nAcme,Dev,03/07/2026\n", country="US", zone=ZoneInfo("Asia/Tokyo")) == plain
    assert hash_of("Company,Role,Received,Notes\nAcme,Dev,03/07/2026,\n") == plain
    assert hash_of("Company,Role,Received\nAcme,Ops,03/07/2026\n") != plain
    assert hash_of("Company,Location,Received\nAcme,Dev,03/07/2026\n") != plain
    assert hash_of("Company,Role\nAcme,Dev\n", now=NOW) == hash_of("Company,Role\nAcme,Dev\n", now=NOW.replace(day=1))


def test_a_rows_hash_is_the_same_on_every_line_and_in_every_release(read_whole) -> None:
    outcome = read_whole("Company,Role,Received\nAcme,Dev,2026-03-07\nBen,x,2026-03-07\nAcme,Dev,2026-03-07\n")
    first, _, again = outcome.candidates
    assert first.content_hash == again.content_hash == "b46b206692d7c34db561fbc0c1459ece"


def test_a_long_file_comes_in_chunks_that_can_be_taken_up_again() -> None:
    content = b"Company,Received\n" + b"".join(b"Acme %d,2026-03-07\n" % number for number in range(5))
    stream = io.BytesIO(content)
    recognised = recognise(stream, options=OPTIONS)
    chunks = list(read(stream, recognised, OPTIONS))
    assert [chunk.rows for chunk in chunks] == [2, 2, 1]
    assert chunks[-1].bytes_read == len(content)
    resumed = list(read(stream, recognised, OPTIONS, after_line=chunks[0].through_line))
    assert [c.company for chunk in resumed for c in chunk.candidates] == ["Acme 2", "Acme 3", "Acme 4"]


def test_the_stream_stays_open_for_the_one_who_owns_it() -> None:
    stream = io.BytesIO(b"Company\nAcme\n")
    list(read(stream, recognise(stream, options=OPTIONS), OPTIONS))
    assert not stream.closed
