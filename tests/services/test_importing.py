import io
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from core.database import Database
from core.secrets import Keyring
from core.vocabulary import ImportState, ReminderKind, ReplyKind, Status
from intake.own_format import TEMPLATE_CSV
from models.channel import REMINDER
from models.import_batch import IMPORT_PIECE
from models.invitation import EVENT, INVITATION
from services import answering, channels, tracking
from services.identity import accounts
from services.imports import import_batches, import_pieces, importing, previewing, undoing
from services.imports.import_batches import ImportNotFound, ImportNotOpen
from services.imports.previewing import FileRefused, ImportOptions
from tests.conftest import Clock, Person

HUNTR = (
    "id,createdAt,title,salary,location,url,deadline,lastMovedAt,listName,companyName,boardName\r\n"
    "h1,2026-11-01,Data engineer,,Berlin,https://acme.example/1,,2026-11-20T10:00:00Z,Interview,Acme,Jobs\r\n"
    "h2,2026-11-02,Analyst,,Hamburg,https://harbour.example/2,,2026-11-22T10:00:00Z,Interview,Blue Harbour,Jobs\r\n"
    "h3,2026-11-03,Tester,,Köln,https://oak.example/3,,2026-11-03T10:00:00Z,Applied,Oak,Jobs\r\n"
)
LINKEDIN = "Application Date,Contact Email,Contact Phone Number,Company Name,Job Title,Job Url,Resume Name\r\n"


@pytest.fixture
def bring(database: Database, clock: Clock) -> Callable[..., dict[str, Any]]:
    """Upload and confirm a file; returns the import."""

    def import_file(person: Person, file: str | bytes, **options: Any) -> dict[str, Any]:
        shown = _preview(database, person, file, clock, **options)
        database.threads.write(importing.confirm, person.id, shown["id"], now=clock())
        return importing.apply(database, person.id, shown["id"], clock)

    return import_file


def _preview(database: Database, person: Person, file: str | bytes, clock: Clock, **options: Any) -> dict[str, Any]:
    raw = file.encode() if isinstance(file, str) else file
    return previewing.preview(
        database, person.owner, io.BytesIO(raw), filename="f.csv", options=ImportOptions(**options), now=clock()
    )


def _invitations(database: Database, person: Person) -> list[dict[str, Any]]:
    query = select(INVITATION).where(INVITATION.c.account_id == person.id).order_by(INVITATION.c.id)
    return database.threads.read(lambda connection: [dict(row) for row in connection.execute(query).mappings()])


def _events(database: Database, invitation: dict[str, Any]) -> list[tuple[str, str]]:
    query = select(EVENT).where(EVENT.c.invitation_id == invitation["id"]).order_by(EVENT.c.id)
    found = database.threads.read(lambda connection: list(connection.execute(query)))
    return [(event.type, event.detail.get("level", "")) for event in found]


def test_a_preview_stores_no_invitation(database, ada, clock) -> None:
    shown = _preview(database, ada, HUNTR, clock)
    assert shown["detected"]["format"] == "huntr"
    assert {name: shown["counts"][name] for name in ("rows", "new", "skipped", "errors")} == {
        "rows": 3,
        "new": 2,
        "skipped": 1,
        "errors": 0,
    }
    assert shown["mapping"]["companyName"] == "company"
    assert [row["company"] for row in shown["sample"]] == ["Acme", "Blue Harbour"]
    assert shown["problems"][0]["line"] == 4
    assert _invitations(database, ada) == []


def test_a_confirmed_file_becomes_invitations_with_a_clock_and_a_history(database, ada, bring) -> None:
    done = bring(ada, HUNTR)
    assert done["state"] == ImportState.IMPORTED
    assert done["counts"]["added"] == 2
    acme, harbour = _invitations(database, ada)
    assert (acme["company"], acme["source"], acme["external_id"]) == ("Acme", "huntr", "h1")
    assert acme["respond_by"] == datetime(2026, 11, 24, 17, tzinfo=UTC)
    assert acme["respond_by_facts"]["received"] == "2026-11-20T11:00"
    # Friday's deadline is due soon already; nobody is alerted, and the history says so.
    assert _events(database, acme) == [("imported", "")]
    assert acme["next_flag_at"] == datetime(2026, 11, 23, 17, tzinfo=UTC)
    assert harbour["status"] == Status.AWAITING_REPLY


def test_a_file_imported_again_is_known_and_adds_nothing(database, ada, bring, clock) -> None:
    bring(ada, HUNTR)
    before = _invitations(database, ada)
    again = _preview(database, ada, HUNTR, clock)
    assert (again["counts"]["new"], again["counts"]["known"], again["counts"]["changed"]) == (0, 2, 0)
    assert bring(ada, HUNTR)["counts"]["added"] == 0
    assert _invitations(database, ada) == before


def test_rows_without_an_id_are_known_by_their_content(database, ada, bring, clock) -> None:
    bring(ada, TEMPLATE_CSV)
    assert _preview(database, ada, TEMPLATE_CSV, clock)["counts"]["known"] == 2
    assert bring(ada, TEMPLATE_CSV)["counts"]["added"] == 0
    assert len(_invitations(database, ada)) == 2


def test_a_row_that_stands_twice_is_taken_once(database, ada, bring) -> None:
    twice = TEMPLATE_CSV + TEMPLATE_CSV.split("\r\n")[1] + "\r\n"
    done = bring(ada, twice)
    assert (done["counts"]["new"], done["counts"]["known"], done["counts"]["added"]) == (2, 1, 2)
    assert "further up" in done["problems"][-1]["message"]
    assert len(_invitations(database, ada)) == 2


def test_a_known_row_that_changed_is_reported_and_left(database, ada, bring, clock) -> None:
    bring(ada, HUNTR)
    changed = HUNTR.replace("Data engineer", "Lead engineer")
    shown = _preview(database, ada, changed, clock)
    assert (shown["counts"]["known"], shown["counts"]["changed"]) == (1, 1)
    assert [problem["message"] for problem in shown["problems"] if problem["line"] == 2] == [
        "Known already, and different in role: it stays as it is; the option `update` takes it over."
    ]
    bring(ada, changed)
    assert _invitations(database, ada)[0]["role"] == "Data engineer"


def test_with_update_a_changed_row_is_edited_and_its_deadline_decided_anew(database, ada, bring) -> None:
    bring(ada, HUNTR)
    done = bring(ada, HUNTR.replace("2026-11-20T10:00:00Z", "2026-11-23T08:30:00Z"), update=True)
    assert (done["counts"]["added"], done["counts"]["updated"]) == (0, 1)
    acme = _invitations(database, ada)[0]
    assert acme["version"] == 2
    assert acme["respond_by"] == datetime(2026, 11, 25, 17, tzinfo=UTC)
    assert [kind for kind, _ in _events(database, acme)] == ["imported", "edited", "deadline_changed"]


def test_a_row_that_was_taken_over_is_known_by_what_it_says_now(database, ada, bring, clock) -> None:
    changed = HUNTR.replace("Data engineer", "Lead engineer")
    bring(ada, HUNTR)
    bring(ada, changed, update=True)
    assert _preview(database, ada, changed, clock)["counts"]["changed"] == 0
    assert _preview(database, ada, HUNTR, clock)["counts"]["changed"] == 1
    bring(ada, HUNTR, update=True)
    assert _invitations(database, ada)[0]["role"] == "Data engineer"


def test_another_row_with_the_same_id_is_told_of_as_such(database, ada, clock) -> None:
    twins = "Company,Id,Received\r\nAcme,7,2026-11-20\r\nOak,7,2026-11-20\r\n"
    told = _preview(database, ada, twins, clock)["problems"]
    (said,) = [problem["message"] for problem in told if problem["line"] == 3]
    assert said.startswith("A row further up has the same id, '7': only the first is taken.")


def test_what_is_known_is_told_in_the_language_of_the_account(database, ada, bring, clock) -> None:
    owner, _ = database.threads.write(accounts.edit_profile, ada.id, {"language": "de"}, now=clock())
    ada = replace(ada, owner=owner)
    bring(ada, HUNTR)
    changed = HUNTR.replace("Data engineer", "Lead engineer").replace(",Analyst,,Hamburg", ",Analyst,,Bremen")
    told = _preview(database, ada, changed + changed.split("\r\n")[1] + "\r\n", clock, update=True)["problems"]
    changes, other, twin = [problem["message"] for problem in told if problem["severity"] == "warning"]
    assert changes == "Die Einladung ist schon bekannt, aber anders bei: Stelle. Das wird übernommen."
    assert other == "Die Einladung ist schon bekannt, aber anders bei: Ort. Das wird übernommen."
    assert twin.startswith("Eine Zeile weiter oben hat dieselbe Nummer, 'h1': Nur die erste wird genommen.")
    far = _preview(database, ada, "Company,Received\r\nAcme,1955-11-05\r\n", clock)["problems"]
    assert [problem["message"] for problem in far] == ["Dieses Datum liegt vor 1970 oder nach 2200. Berichtige es."]


def test_an_update_never_takes_an_answer_back(database, ada, bring, clock) -> None:
    bring(ada, HUNTR)
    acme = _invitations(database, ada)[0]
    declined = answering.Given(kind=ReplyKind.DECLINE, answered_at=clock())
    database.threads.write(answering.answer, ada.owner, acme["id"], declined, now=clock())
    bring(ada, HUNTR.replace("Data engineer", "Lead engineer"), update=True)
    acme = _invitations(database, ada)[0]
    assert (acme["role"], acme["status"]) == ("Lead engineer", Status.DECLINED)


def test_levels_that_had_passed_are_recorded_silently(database, ada, bring) -> None:
    bring(ada, "company,received at,status\r\nAcme,2026-10-01 10:00,\r\nOak,2026-10-01 10:00,declined\r\n")
    acme, oak = _invitations(database, ada)
    assert (acme["flagged"], acme["next_flag_at"]) == (3, None)
    assert _events(database, acme) == [
        ("imported", ""),
        ("flagged", "due_soon"),
        ("flagged", "overdue"),
        ("flagged", "ghosting"),
    ]
    assert (oak["flagged"], oak["next_flag_at"], _events(database, oak)) == (0, None, [("imported", "")])


def test_many_deadlines_before_the_next_digest_make_one_reminder(database, ada, bring, clock) -> None:
    key = Keyring("a key that only the tests know, 0123456789")
    database.threads.write(channels.first_channel, ada.owner, key, has_smtp=False, now=clock())
    rows = "".join(f"Acme {number},2026-11-23,2026-11-23\r\n" for number in range(30))
    bring(ada, f"company,received at,respond by\r\n{rows}Oak,2026-11-23,2026-12-20\r\n")
    query = select(REMINDER).where(REMINDER.c.kind == ReminderKind.URGENT.value)
    (reminder,) = database.threads.read(lambda connection: list(connection.execute(query)))
    assert len(reminder.detail["invitations"]) == 30


def test_a_file_without_invitations_is_refused_and_nothing_is_kept(database, ada, clock) -> None:
    with pytest.raises(FileRefused, match="holds no invitation"):
        _preview(
            database, ada, LINKEDIN + "3/7/24,ada@example.com,,Acme,Engineer,https://acme.example,cv.pdf\r\n", clock
        )
    assert database.threads.read(lambda connection: connection.execute(select(IMPORT_PIECE)).first()) is None


def test_the_mapping_can_be_changed_without_another_upload(database, ada, clock) -> None:
    shown = _preview(database, ada, "Firma,Received,Remarks\r\nAcme,03/07/2026,hello\r\n", clock)
    assert shown["mapping"] == {"Firma": "company", "Received": "received_at", "Remarks": None}
    assert shown["sample"][0]["received_at"].startswith("2026-07-03")
    changes = {"mapping": {"Remarks": "notes"}, "day_first": False}
    again = previewing.preview_again(database, ada.id, shown["id"], changes, now=clock())
    assert again["mapping"]["Remarks"] == "notes"
    assert again["sample"][0]["received_at"].startswith("2026-03-07")
    with pytest.raises(FileRefused, match="don't exist"):
        previewing.preview_again(database, ada.id, shown["id"], {"mapping": {"Remarks": "nonsense"}}, now=clock())
    database.threads.write(importing.confirm, ada.id, shown["id"], now=clock())
    importing.apply(database, ada.id, shown["id"], clock)
    assert _invitations(database, ada)[0]["notes"] == "hello"
    with pytest.raises(ImportNotOpen):
        previewing.preview_again(database, ada.id, shown["id"], {}, now=clock())


def test_every_row_of_a_preview_is_counted_once(database, ada, clock) -> None:
    file = (
        "company,received at,status,respond by\r\nAcme,31/02/2026,,2026-99-99\r\nOak,2026-01-01,applied,\r\n"
        ",2026-01-01,,\r\nElm,2026-01-01,whatever,\r\nAsh,2300-01-01,,\r\nElm,2026-01-01,whatever,\r\n"
    )
    counts = _preview(database, ada, file, clock)["counts"]
    assert counts["rows"] == 6
    assert [counts[name] for name in ("new", "known", "changed", "skipped", "errors")] == [1, 1, 0, 1, 3]


def test_all_problems_are_in_the_csv_and_the_first_in_the_preview(database, ada, clock) -> None:
    rows = "".join(f"=Acme {number},31/02/2026\r\n" for number in range(300))
    shown = _preview(database, ada, f"company,received at\r\n{rows}", clock)
    assert (len(shown["problems"]), shown["counts"]["errors"]) == (200, 300)
    lines = b"".join(import_pieces.problems_csv(database.threads, ada.id, shown["id"])).decode().splitlines()
    assert len(lines) == 301
    assert lines[0] == "line,column,value,message,severity"
    assert lines[1].startswith("2,received at,31/02/2026,")


def test_what_was_imported_can_be_taken_back_and_imported_again(database, ada, bring, clock) -> None:
    done = bring(ada, HUNTR)
    database.threads.write(undoing.begin_undo, ada.id, done["id"], now=clock())
    undone = undoing.take_back(database, ada.id, done["id"], clock)
    assert (undone["state"], undone["counts"]["removed"], undone["counts"]["kept"]) == (ImportState.UNDONE, 2, 0)
    assert _invitations(database, ada) == []
    assert bring(ada, HUNTR)["counts"]["added"] == 2


def test_an_undo_keeps_what_somebody_touched(database, ada, bring, clock) -> None:
    done = bring(ada, HUNTR)
    acme, _ = _invitations(database, ada)
    database.threads.write(tracking.edit, ada.owner, acme["id"], {"notes": "call first"}, now=clock())
    database.threads.write(undoing.begin_undo, ada.id, done["id"], now=clock())
    undone = undoing.take_back(database, ada.id, done["id"], clock)
    assert (undone["counts"]["removed"], undone["counts"]["kept"]) == (1, 1)
    assert undone["kept_because"] == {"edited": 1}
    assert [row["id"] for row in _invitations(database, ada)] == [acme["id"]]


def test_a_file_that_nobody_confirms_is_let_go_after_a_day(database, ada, clock) -> None:
    shown = _preview(database, ada, HUNTR, clock)
    clock.forward(hours=23)
    assert database.threads.write(import_batches.expire_old, now=clock()) == 0
    clock.forward(hours=1)
    with pytest.raises(ImportNotOpen):
        database.threads.write(importing.confirm, ada.id, shown["id"], now=clock())
    assert database.threads.write(import_batches.expire_old, now=clock()) == 1
    assert database.threads.write(import_pieces.clear_needless, now=clock()) == 1
    with pytest.raises(ImportNotOpen, match="24 hours"):
        database.threads.write(importing.confirm, ada.id, shown["id"], now=clock())


def test_nobody_sees_another_persons_import(database, ada, ben, bring, clock) -> None:
    done = bring(ada, HUNTR)
    with pytest.raises(ImportNotFound):
        database.threads.read(import_batches.show, ben.id, done["id"])
    with pytest.raises(ImportNotFound):
        database.threads.write(undoing.begin_undo, ben.id, done["id"], now=clock())
    assert bring(ben, HUNTR)["counts"]["added"] == 2


def test_an_import_is_claimed_by_one_worker_until_its_lease_is_over(database, ada, clock) -> None:
    shown = _preview(database, ada, HUNTR, clock)
    database.threads.write(importing.confirm, ada.id, shown["id"], now=clock())
    claim = import_batches.claim, ada.id, shown["id"], ImportState.IMPORTING
    first = database.threads.write(*claim, now=clock())
    assert first is not None
    assert database.threads.write(*claim, now=clock()) is None
    assert importing.resume_some(database, clock) == 0
    clock.forward(seconds=61)
    assert importing.resume_some(database, clock) == 1
    assert len(_invitations(database, ada)) == 2
    with pytest.raises(import_batches.LeaseLost):
        database.threads.write(import_batches.move_on, first, {}, now=clock())


def test_an_import_that_is_stopped_half_way_is_taken_up_and_nothing_comes_twice(database, ada, clock) -> None:
    rows = "".join(f"Acme {number},2026-11-{1 + number % 20:02}\r\n" for number in range(1_000))
    shown = _preview(database, ada, f"company,received at\r\n{rows}", clock)
    database.threads.write(importing.confirm, ada.id, shown["id"], now=clock())
    half = importing.apply(database, ada.id, shown["id"], clock, should_stop=lambda: True)
    assert half["state"] == ImportState.IMPORTING
    assert 0 < half["rows_done"] < 1_000
    assert importing.resume_some(database, clock) == 1
    done = database.threads.read(import_batches.show, ada.id, shown["id"])
    assert (done["state"], done["rows_done"], done["counts"]["added"]) == (ImportState.IMPORTED, 1_000, 1_000)
    assert len({row["company"] for row in _invitations(database, ada)}) == len(_invitations(database, ada)) == 1_000


def test_what_is_recorded_while_an_import_runs_is_not_added_twice(database, ada, clock) -> None:
    shown = _preview(database, ada, HUNTR, clock)
    given = {"company": "Acme", "source": "huntr", "external_id": "h1", "received_at": clock() - timedelta(days=1)}
    database.threads.write(tracking.record, ada.owner, given, now=clock())
    database.threads.write(importing.confirm, ada.id, shown["id"], now=clock())
    assert importing.apply(database, ada.id, shown["id"], clock)["counts"]["added"] == 1
    assert len(_invitations(database, ada)) == 2
