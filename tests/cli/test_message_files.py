"""`replyby import` of mails and calendar files, one or a folder full."""

from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from core import clock
from core.database import Database
from core.vocabulary import MessageState
from models.message import MESSAGE
from tests.cli.conftest import Terminal, sentence
from tests.conftest import Person
from tests.letters import event, ics, mail

SMALL_TALK = "thank you, that is good to know. Talk soon.\n"


def write(name: str, raw: bytes) -> str:
    Path(name).write_bytes(raw)
    return name


def test_a_mail_is_shown_and_imported_and_a_second_time_adds_nothing(terminal: Terminal, ada: Person) -> None:
    write("mail.eml", mail())
    shown = terminal("import", "mail.eml")
    assert "Interview for Data Engineer at Acme: a new invitation (Acme, Data Engineer)" in shown
    assert "Imported: 1 added" in shown
    again = terminal.type("import", "mail.eml")
    assert "known already" in again.stdout
    assert "Nothing was imported" in again.stderr


def test_a_mail_comes_through_a_pipe_too(terminal: Terminal, ada: Person) -> None:
    assert "Imported: 1 added" in terminal("import", "-", typed=mail().decode())


def test_ten_files_of_a_folder_are_imported_and_the_bad_one_is_told(terminal: Terminal, ada: Person) -> None:
    Path("post").mkdir()
    starts = clock.now() + timedelta(days=9)
    for number in range(4):
        words = f"we would like to invite you to an interview for the Analyst position at Oak {number}.\n"
        write(f"post/{number}.eml", mail(words, message_id=f"{number}@oak.example", subject="Interview"))
        write(f"post/{number}.ICS", ics(event(uid=f"{number}@elm.example", starts=starts, summary="Interview at Elm")))
    write("post/list.csv", b"company,received at\nBirch,2026-11-20\n")
    write("post/broken.ics", b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
    write("post/.hidden.eml", mail(message_id="hidden@acme.example"))
    write("post/picture.png", b"\x89PNG")
    result = terminal.type("import", "post", "--yes")
    assert result.exit_code == 1
    assert sentence(result.stderr).startswith("post/broken.ics: ")
    assert result.stdout.count("Imported: 1 added") == 9
    told = terminal.type("import", "post", "--json")
    assert told.exit_code == 1
    again = terminal.type("import", "post/list.csv", "post/0.eml")
    assert "Imported" not in again.stdout


def test_a_mail_without_an_invitation_says_so_and_is_kept_for_a_look(
    terminal: Terminal, ada: Person, database: Database
) -> None:
    write("talk.eml", mail(SMALL_TALK, subject="Hello"))
    result = terminal.type("import", "talk.eml", "--yes")
    assert "Hello: wants a look" in result.stdout
    assert "It doesn't look like an invitation to an interview." in result.stdout
    assert "Imported: 0 added" in result.stdout
    assert "Kept for a look, on the page under Messages: 1." in result.stdout
    waiting = select(MESSAGE.c.subject).where(MESSAGE.c.state == MessageState.WAITING.value)
    assert database.threads.read(lambda connection: connection.execute(waiting).scalars().all()) == ["Hello"]
    again = terminal.type("import", "talk.eml", "--yes")
    assert "Nothing was imported" in again.stderr


def test_the_problems_of_several_files_are_not_saved_in_one(terminal: Terminal, ada: Person) -> None:
    write("a.eml", mail())
    write("b.ics", ics())
    assert terminal.type("import", "a.eml", "b.ics", "--problems", "p.csv").exit_code == 2


def test_an_empty_folder_is_no_success_in_silence(terminal: Terminal, ada: Person) -> None:
    Path("post").mkdir()
    assert "no file to import" in terminal.type("import", "post").stderr
