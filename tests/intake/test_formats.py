from datetime import UTC, date, datetime

import pytest

from core.vocabulary import Medium, Status
from intake.candidate import ProblemSeverity
from intake.headers import normalise

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "source",
    [
        "linkedin_applications",
        "linkedin_saved_jobs",
        "linkedin_messages",
        "linkedin_invitations",
        "linkedin_connections",
    ],
)
def test_a_linkedin_list_without_invitations_is_refused_in_a_plain_sentence(read_file, source) -> None:
    outcome = read_file(f"{source}.csv")
    assert outcome.recognised.source == source
    assert "LinkedIn" in outcome.recognised.refusal
    assert outcome.candidates == []
    assert [problem.message for problem in outcome.problems] == [outcome.recognised.refusal]
    assert outcome.problems[0].severity is ProblemSeverity.ERROR


def test_the_list_of_applications_is_said_to_hold_no_invitation(read_file) -> None:
    assert "holds no invitation" in read_file("linkedin_applications.csv").recognised.refusal


def test_linkedins_preamble_is_passed_over(read_file) -> None:
    assert read_file("linkedin_connections.csv").recognised.header_line == 4


def test_huntr_gives_the_last_move_as_receipt_and_its_deadline_with_a_warning(read_file) -> None:
    outcome = read_file("huntr.csv")
    acme = outcome.candidate("Acme")
    assert outcome.recognised.source == acme.source == "huntr"
    assert acme.external_id == "65f0a1"
    assert acme.received_at == datetime(2026, 3, 7, 14, 22, 0, 123000, tzinfo=UTC)
    assert acme.respond_by == date(2026, 3, 20)
    assert acme.status is Status.AWAITING_REPLY
    assert (2, "deadline") in outcome.warnings
    assert outcome.skipped == [(4, "listName")]


def test_huntrs_own_lists_are_imported_with_a_warning_that_keeps_the_name(read_file) -> None:
    outcome = read_file("huntr.csv")
    cedar = outcome.candidate("Cedar")
    assert cedar.status is Status.AWAITING_REPLY
    assert cedar.received_at == datetime(2026, 3, 3, 9, tzinfo=UTC)
    (warning,) = [problem for problem in outcome.problems if problem.line == cedar.line]
    assert (warning.column, warning.value, warning.severity) == ("listName", "Coffee chat", ProblemSeverity.WARNING)


def test_the_older_huntr_shape_is_huntr_too(read_file) -> None:
    outcome = read_file("huntr_older.csv")
    assert outcome.recognised.source == "huntr"
    assert outcome.candidate("Acme").received_at == datetime(2026, 3, 7, 8, tzinfo=UTC)
    assert outcome.candidate("Blue Harbour").status is Status.CLOSED
    assert outcome.problems == []


def test_teal_is_never_dated_by_its_application(read_file) -> None:
    outcome = read_file("teal.csv")
    acme = outcome.candidate("Acme")
    assert outcome.recognised.source == "teal"
    assert acme.received_at == datetime(2026, 3, 7, 8, tzinfo=UTC)
    assert (acme.respond_by, acme.salary) == (date(2026, 3, 20), "60,000")
    assert outcome.candidate("Cedar").status is Status.LAPSED
    assert outcome.skipped == [(3, "Status")]


def test_teal_reads_its_saved_dates_by_what_its_deadlines_prove(read_file) -> None:
    orders = {order.field: order for order in read_file("teal.csv").recognised.date_orders}
    assert (orders["respond_by"].day_first, orders["respond_by"].decided_by) == (False, "column")
    assert (orders["received_at"].day_first, orders["received_at"].decided_by) == (False, "other_columns")


def test_simplifys_na_is_nothing(read_file) -> None:
    outcome = read_file("simplify.csv")
    cedar = outcome.candidate("Cedar")
    assert (cedar.job_url, cedar.notes) == (None, 'Said: "call us"')
    assert cedar.received_at == NOW
    assert (4, "Status Date") in outcome.warnings
    assert outcome.candidate("Acme").notes is None
    assert outcome.skipped == [(3, "Status")]


def test_what_simplify_has_archived_owes_no_answer(read_file) -> None:
    outcome = read_file("simplify.csv")
    assert outcome.candidate("Dune").status is Status.CLOSED
    assert outcome.candidate("Acme").status is Status.AWAITING_REPLY


def test_jobsyncs_row_numbers_are_no_ids(read_file) -> None:
    outcome = read_file("jobsync.csv")
    acme = outcome.candidate("Acme")
    assert (outcome.recognised.source, acme.external_id, acme.medium) == ("jobsync", None, Medium.PORTAL)
    assert outcome.skipped == [(3, "Status")]


def test_justajobapp_keeps_invitations_and_guesses_the_company_by_the_senders_domain(read_file) -> None:
    outcome = read_file("justajobapp.csv")
    assert [candidate.company for candidate in outcome.candidates] == ["Acme", "Blue Harbour"]
    acme = outcome.candidates[0]
    assert (acme.medium, acme.contact_name, acme.notes) == (Medium.EMAIL, "Ada from Acme", "Your interview with us")
    assert outcome.warnings == [(2, "company"), (4, "company")]
    assert outcome.skipped == [(5, "Status Label")]


def test_a_company_is_never_guessed_from_a_free_mail_address(read_file) -> None:
    assert read_file("justajobapp.csv").errors == [(3, "company")]


def test_a_list_of_ones_own_in_cp1252_is_read_below_its_title(read_file) -> None:
    outcome = read_file("home_made_cp1252.csv")
    recognised = outcome.recognised
    assert (recognised.source, recognised.encoding, recognised.delimiter) == ("csv", "cp1252", ";")
    assert recognised.header_line == 2
    assert outcome.candidate("Müller & Söhne").received_at == datetime(2026, 3, 7, 8, tzinfo=UTC)
    assert outcome.errors == [(4, "Deadline"), (5, "Firma")]
    assert any("Windows-1252" in notice for notice in recognised.notices)


def test_a_column_of_mixed_dates_is_read_by_what_each_proves_and_warns_of_the_rest(read_file) -> None:
    outcome = read_file("home_made_mixed.csv")
    (order,) = outcome.recognised.date_orders
    assert order.is_mixed
    assert outcome.candidate("Acme").received_at.date() == date(2025, 12, 25)
    assert outcome.candidate("Blue Harbour").received_at.date() == date(2025, 12, 26)
    assert {(3, "Received"), (4, "Received")} <= set(outcome.warnings)


def test_ragged_rows_and_doubled_headers_are_told(read_file) -> None:
    outcome = read_file("home_made_mixed.csv")
    assert (5, None) in outcome.warnings
    assert outcome.candidate("Dune").received_at == NOW
    assert outcome.errors == [(6, None)]
    assert any("company" in notice.lower() for notice in outcome.recognised.notices)
    assert outcome.candidate("Acme").company == "Acme"


def test_a_header_is_matched_whole_and_never_by_a_part(read_whole) -> None:
    outcome = read_whole("Company,Application Deadline,Company Size,Source of truth\nAcme,2026-03-20,50,x\n")
    assert outcome.recognised.mapping == {"company": 0}
    assert outcome.recognised.unmapped == ("Application Deadline", "Company Size", "Source of truth")


@pytest.mark.parametrize("header", ["\ufeffJob_Title", " job-title ", "JOB.TITLE", "Job / Title", "job   title"])
def test_headers_are_compared_without_case_blanks_and_marks(header) -> None:
    assert normalise(header) == "job title"


def test_the_mapping_of_the_person_wins_over_ours(read_whole) -> None:
    content = "Company,Buyer,Email,Remarks\nAgency,Acme,ada@acme.example,call\n"
    outcome = read_whole(content, mapping={"buyer": "company", "Email": None, "Remarks": "notes"})
    acme = outcome.candidate("Acme")
    assert (acme.contact_email, acme.notes) == (None, "call")
    assert outcome.recognised.unmapped == ("Company", "Email")


def test_a_mapping_to_a_field_that_does_not_exist_is_refused(read_whole) -> None:
    assert "shoe_size" in read_whole("Company\nAcme\n", mapping={"Company": "shoe_size"}).recognised.refusal


def test_without_any_known_header_the_mapping_still_helps(read_whole) -> None:
    content = "Bedrijf|Wanneer\nAcme|2026-03-07\n"
    assert "No header was found" in read_whole(content).recognised.refusal
    outcome = read_whole(content, mapping={"Bedrijf": "company", "Wanneer": "received_at"})
    assert outcome.candidate("Acme").received_at == datetime(2026, 3, 7, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("Interviewing", Status.AWAITING_REPLY),
        ("Withdrawn", Status.DECLINED),
        ("I Withdrew", Status.DECLINED),
        ("archived", Status.CLOSED),
        ("No response", Status.LAPSED),
        ("Offer", Status.ACCEPTED),
        ("holding", Status.HOLDING),
        ("cancelled_by_employer", Status.CANCELLED_BY_EMPLOYER),
        ("", Status.AWAITING_REPLY),
    ],
)
def test_statuses_mean_what_their_trackers_mean(read_whole, word, status) -> None:
    outcome = read_whole(f"Company,Status,Received\nAcme,{word},2026-03-07\n")
    assert outcome.candidate("Acme").status is status
    assert outcome.candidate("Acme").answered_at is None
    assert outcome.problems == []


@pytest.mark.parametrize("word", ["Wishlist", "bookmarked", "Saved", "Draft", "APPLIED"])
def test_what_is_no_invitation_is_skipped_with_the_reason(read_whole, word) -> None:
    outcome = read_whole(f"Company,Status,Received\nAcme,{word},2026-03-07\n")
    assert outcome.candidates == []
    assert outcome.skipped == [(2, "Status")]
    assert word in outcome.problems[0].message
