"""Files in and out: `replyby import` and `replyby export`."""

import csv
import json
import stat
from pathlib import Path

import pytest

from core import clock
from core.database import Database
from services import tracking
from services.identity import accounts
from tests.cli.conftest import Terminal, sentence
from tests.conftest import Person

HUNTR = """id,createdAt,title,salary,location,url,deadline,lastMovedAt,listName,companyName,boardName
h1,2026-10-01,Data Engineer,,Berlin,,,2026-10-20,Interview,Acme,Search
h2,2026-10-02,Writer,,,,,2026-10-21,Interview,Bumblebee Bank,Search
h3,2026-10-03,Analyst,,,,,2026-10-22,Applied,Cobblestone,Search
"""
OWN = "company,role,received_at,respond_by\nAcme,Engineer,31/02/2026,\nDodo,Writer,2026-11-02,2026-11-09\n"


@pytest.fixture
def huntr(terminal: Terminal) -> str:
    Path("huntr.csv").write_text(HUNTR, encoding="utf-8")
    return "huntr.csv"


def companies(terminal: Terminal) -> set[str]:
    return {row["company"] for row in csv.DictReader(terminal("export").splitlines())}


def test_a_file_is_shown_and_imported_and_a_second_time_adds_nothing(
    huntr: str, terminal: Terminal, ada: Person
) -> None:
    shown = terminal("import", huntr)
    assert "Huntr" in shown
    assert "Rows: 2 new, 1 hold no invitation" in shown
    assert "Imported: 2 added" in shown
    assert companies(terminal) == {"Acme", "Bumblebee Bank"}
    again = terminal.type("import", huntr)
    assert "2 known already" in again.stdout
    assert "Nothing was imported" in again.stderr
    assert companies(terminal) == {"Acme", "Bumblebee Bank"}


def test_a_rehearsal_imports_nothing_and_keeps_no_preview(huntr: str, terminal: Terminal, ada: Person) -> None:
    assert "Rows: 2 new" in terminal("import", huntr, "--dry-run")
    assert companies(terminal) == set()
    counted = terminal.json("import", huntr, "--dry-run")
    assert (counted["dry_run"], counted["counts"]["new"], counted["counts"]["added"]) == (True, 2, 0)


def test_problems_are_told_with_line_and_column_and_can_be_saved(terminal: Terminal, ada: Person) -> None:
    Path("own.csv").write_text(OWN, encoding="utf-8")
    shown = terminal("import", "own.csv", "--problems", "problems.csv")
    assert any(line.split()[:3] == ["2", "received_at", "31/02/2026"] for line in shown.splitlines())
    assert "Imported: 1 added" in shown
    saved = list(csv.DictReader(Path("problems.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert [(row["line"], row["column"], row["value"]) for row in saved] == [("2", "received_at", "31/02/2026")]


def test_a_mapping_gives_a_column_its_meaning(terminal: Terminal, ada: Person) -> None:
    Path("mine.csv").write_text("Whoever,Since\nAcme,2026-11-02\n", encoding="utf-8")
    mapping = json.dumps({"Whoever": "company", "Since": "received_at"})
    terminal("import", "mine.csv", "--mapping", mapping)
    assert companies(terminal) == {"Acme"}
    assert terminal.type("import", "mine.csv", "--mapping", "Whoever=company").exit_code == 2


def test_a_file_comes_through_a_pipe_too(terminal: Terminal, ada: Person) -> None:
    assert "Imported: 2 added" in terminal("import", "-", typed=HUNTR)


def test_a_list_of_connections_is_refused_in_a_sentence(terminal: Terminal, ada: Person) -> None:
    header = "From,To,Sent At,Message,Direction,inviterProfileUrl,inviteeProfileUrl"
    Path("Invitations.csv").write_text(f'{header}\nBen,Ada,"11/2/26, 9:00 AM",Hello,INCOMING,a,b\n', encoding="utf-8")
    result = terminal.type("import", "Invitations.csv")
    assert result.exit_code == 1
    assert sentence(result.stderr)
    assert companies(terminal) == set()


def test_problems_and_refusals_of_a_file_are_told_in_the_language_of_the_account(
    terminal: Terminal, database: Database, ada: Person
) -> None:
    database.threads.write(accounts.edit_profile, ada.id, {"language": "de"}, now=clock.now())
    Path("own.csv").write_text(OWN, encoding="utf-8")
    (problem,) = terminal.json("import", "own.csv", "--dry-run")["problems"]
    assert problem["message"] == "Diesen Tag gibt es im Kalender nicht."
    Path("empty.csv").touch()
    assert "Die Datei ist leer" in sentence(terminal.type("import", "empty.csv").stderr)


def test_an_export_is_imported_again_equal(huntr: str, terminal: Terminal, ada: Person) -> None:
    terminal("import", huntr)
    terminal("export", "--output", "mine.csv")
    counts = terminal.json("import", "mine.csv", "--dry-run")["counts"]
    assert (counts["known"], counts["new"], counts["changed"], counts["errors"]) == (2, 0, 0, 0)


def test_an_export_is_only_for_its_owner_and_replaces_the_old_one_whole(
    terminal: Terminal, database: Database, ada: Person
) -> None:
    now = clock.now()
    database.threads.write(tracking.record, ada.owner, {"company": "=Acme"}, now=now)
    Path("mine.json").write_text("old", encoding="utf-8")
    terminal("export", "-o", "mine.json")
    assert [one["company"] for one in json.loads(Path("mine.json").read_text())["invitations"]] == ["=Acme"]
    assert stat.S_IMODE(Path("mine.json").stat().st_mode) == stat.S_IRUSR | stat.S_IWUSR
    assert [path.name for path in Path().iterdir() if path.name.startswith(".mine")] == []
    assert "'=Acme" in terminal("export", "--format", "csv")


def test_an_export_into_nowhere_is_one_sentence(terminal: Terminal, ada: Person) -> None:
    result = terminal.type("export", "-o", "nowhere/mine.csv")
    assert result.exit_code == 1
    assert "nowhere" in sentence(result.stderr)
