import csv
import io
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from core.vocabulary import Format, Medium, Reason, RespondByBasis, Status
from intake.own_format import OWN_COLUMNS, TEMPLATE_CSV, own_row

_EARLIEST, _LATEST = datetime(1900, 1, 2), datetime(9999, 12, 30)  # noqa: DTZ001 - hypothesis adds the zone
_instants = st.datetimes(min_value=_EARLIEST, max_value=_LATEST, timezones=st.just(UTC))


def _text(most: int) -> st.SearchStrategy[str]:
    nasty = st.sampled_from(
        [
            "=1+1",
            "'=1",
            "''@x",
            "-",
            "N/A",
            "+49 30",
            "'",
            "a\r\nb",
            "\tx",
            " x ",
            'say "hi", now',
            "a;b|c\td",
            "\\;",
            "ü€😀",
        ]
    )
    return nasty | st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=most)


_invitations = st.fixed_dictionaries(
    {
        "invitation_id": st.uuids().map(str),
        "company": _text(200).filter(lambda text: text.strip()),
        "role": st.none() | _text(300),
        "medium": st.none() | st.sampled_from(Medium),
        "contact_name": st.none() | _text(200),
        "contact_email": st.none() | st.just("ada@acme.example"),
        "location": st.none() | _text(300),
        "format": st.none() | st.sampled_from(Format),
        "interview_at": st.none() | _instants,
        "received_at": _instants,
        "respond_by": st.none() | _instants | st.dates(min_value=date(1900, 1, 1)),
        "respond_by_basis": st.none() | st.sampled_from(RespondByBasis),
        "status": st.sampled_from(Status),
        "reason": st.none() | st.sampled_from(Reason),
        "answered_at": st.none() | _instants,
        "job_url": st.none() | st.just("https://acme.example/a,b;c"),
        "salary": st.none() | _text(200),
        "notes": st.none() | _text(500),
        "tags": st.lists(_text(50), max_size=20).map(tuple),
        "source": st.none() | _text(100),
        "external_id": st.none() | _text(200),
    }
)


def _exported(rows: list[dict[str, object]]) -> bytes:
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(OWN_COLUMNS)
    writer.writerows(own_row(row) for row in rows)
    return file.getvalue().encode()


@given(rows=st.lists(_invitations, min_size=1, max_size=3))
def test_what_is_exported_reads_back_equal_and_without_a_word(read_whole, rows) -> None:
    outcome = read_whole(_exported(rows))
    assert outcome.recognised.source == "replyby"
    assert outcome.problems == []
    read_back = [candidate._asdict() for candidate in outcome.candidates]
    assert [{name: row[name] for name in OWN_COLUMNS} for row in read_back] == rows


def test_no_exported_cell_is_a_formula() -> None:
    row = own_row({"company": "=cmd()", "role": "@x", "notes": "\t=1", "salary": "-5", "tags": ("=1",)})
    assert not [cell for cell in row if cell[:1] in tuple("=+-@\t\r")]


def test_the_template_reads_back_without_a_problem(read_whole) -> None:
    outcome = read_whole(TEMPLATE_CSV)
    assert outcome.problems == []
    assert outcome.recognised.unmapped == ()
    acme, harbour = outcome.candidates
    assert acme.respond_by == date(2026, 3, 9)
    assert acme.received_at == datetime(2026, 3, 5, 15, 40, tzinfo=UTC)
    assert acme.tags == ("data", "remote")
    assert harbour.status is Status.DECLINED


def test_a_guard_is_taken_off_in_the_files_of_others_too(read_whole) -> None:
    outcome = read_whole("Company,Notes\n'=SUM Ltd,'+49 30 1\nO'Brien,'quoted'\n")
    assert [(candidate.company, candidate.notes) for candidate in outcome.candidates] == [
        ("=SUM Ltd", "+49 30 1"),
        ("O'Brien", "'quoted'"),
    ]
