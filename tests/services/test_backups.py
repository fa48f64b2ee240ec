"""A backup is one file with everything in it; restored, it is everything again, on either database, and held."""

import shutil
import sqlite3
import stat
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Connection, select, text, update

from core.database import Database
from core.settings import Settings
from core.vocabulary import Want
from models import schema
from models.account import ACCOUNT
from models.channel import REMINDER
from models.invitation import INVITATION
from models.reply import REPLY
from models.revisions import current, head
from models.upkeep import HOLD
from services import searching
from services.backups import files
from services.backups.checking import BackupUnusable, check_backup
from services.backups.files import BackupThere, dated_name, place_of
from services.backups.restoring import Wish, restore
from services.backups.targets import TargetHasRows, TargetInUse, TargetIsSomethingElse
from services.backups.writing import NothingToBackUp, write_backup
from tests.backups import KINDS, Kind, fill, fresh_place, how_many, reopened, rows_of
from tests.conftest import START, Person
from tests.outgoing import approved, set_identity
from tests.reminders import add_channel, flag, pile_up, record

NOW = START + timedelta(days=3)

Fresh = Callable[[Kind], str]


@pytest.fixture
def fresh(request: pytest.FixtureRequest, tmp_path: Path) -> Fresh:
    """Makes the URL of a place in which there is nothing."""

    def make(kind: Kind) -> str:
        place = fresh_place(kind, tmp_path, lambda: request.getfixturevalue("postgresql"))
        request.addfinalizer(lambda: place.__exit__(None, None, None))
        return place.__enter__()

    return make


@pytest.fixture
def lived_in(database: Database, ada: Person, settings: Settings) -> Database:
    """A database with something in most tables: reminders that are due, and a reply that is about to leave."""
    add_channel(database, ada.owner, settings, Want.ALERTS, Want.DIGEST, now=START)
    record(database, ada.owner, "Akçe \U0001f600", now=START, notes="naïve\nlines", tags=["a", "ß"])
    set_identity(database, ada.owner, settings, "smtp://127.0.0.1:1", now=START)
    approved(database, ada.owner, now=START, company="Brook")
    pile_up(database, ada.owner, 20, now=START)
    assert flag(database, NOW).alerts
    return database


def backed_up(database: Database, folder: Path) -> Path:
    return write_backup(database, folder / "kept.db", now=NOW).path


def companies_found(database: Database, person: Person, word: str) -> list[str]:
    """What a search for a word finds."""

    def find(connection: Connection) -> list[str]:
        conditions, given = searching.matching(connection, person.id, word)
        return list(connection.execute(select(INVITATION.c.company).where(*conditions), given).scalars())

    return database.threads.read(find)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_restored_is_what_was_backed_up_and_is_held(
    lived_in: Database, ada: Person, tmp_path: Path, fresh: Fresh, kind: Kind
) -> None:
    before = rows_of(lived_in)
    path = backed_up(lived_in, tmp_path)
    url = fresh(kind)
    done = restore(Wish(path, url, None), now=NOW)
    assert done.parked.replies == 1
    assert done.parked.reminders == how_many(lived_in, REMINDER, REMINDER.c.state == "planned") > 0
    with reopened(url) as restored:
        after = rows_of(restored)
        assert how_many(restored, REMINDER, REMINDER.c.state.in_(["planned", "sending"])) == 0
        assert how_many(restored, REPLY, REPLY.c.state == "outcome_unknown") == 1
        (held,) = after.pop("hold")
        assert held[1] == NOW
        assert "kept.db" in held[2]
        assert companies_found(restored, ada, "brook") == ["Brook"]
    before.pop("hold")
    # What was parked is told in the history; all else is the same to the last microsecond and the last letter.
    assert len(after["event"]) == len(before["event"]) + 1
    for name in before.keys() - {"reminder", "reply", "event"}:
        assert after[name] == before[name], name


def test_a_backup_is_one_private_file_of_this_schema_that_sqlite_opens(lived_in: Database, tmp_path: Path) -> None:
    made = write_backup(lived_in, tmp_path / "kept.db", now=NOW)
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o600
    assert made.size == made.path.stat().st_size
    assert made.contents.revision == head()
    assert made.contents.rows["account"] == 1
    with closing(sqlite3.connect(made.path)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone()[0] == "delete"
    assert not [one for one in tmp_path.iterdir() if one.name.startswith((".kept", "kept.db-"))]
    with pytest.raises(BackupThere):
        place_of(made.path, tmp_path, now=NOW)


def test_the_backup_has_what_was_committed_before_it_and_nothing_of_a_transaction_under_way(
    lived_in: Database, database_url: str, tmp_path: Path
) -> None:
    with reopened(database_url) as another, another.threads.writer.connect() as writing, writing.begin() as under_way:
        writing.execute(update(INVITATION).values(company="Nobody's"))
        path = backed_up(lived_in, tmp_path)
        under_way.rollback()
    with closing(sqlite3.connect(path)) as kept:
        companies = {row[0] for row in kept.execute("SELECT company FROM invitation")}
    assert "Brook" in companies
    assert "Nobody's" not in companies


def test_a_backup_that_breaks_off_leaves_nothing(lived_in: Database, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()

    def fail(over: int, of: int) -> None:
        raise RuntimeError("stop")

    if lived_in.is_postgresql:
        with pytest.raises(RuntimeError):
            write_backup(lived_in, folder / "kept.db", now=NOW, progress=fail)
    else:
        (folder / "kept.db").mkdir()
        with pytest.raises(BackupThere):
            write_backup(lived_in, folder / "kept.db", now=NOW)
        (folder / "kept.db").rmdir()
    assert not list(folder.iterdir())


def test_an_empty_database_is_not_backed_up(fresh: Fresh, tmp_path: Path) -> None:
    for kind in KINDS:
        with reopened(fresh(kind)) as database, pytest.raises(NothingToBackUp):
            write_backup(database, tmp_path / "kept.db", now=NOW)


@pytest.mark.parametrize("kind", KINDS)
def test_what_holds_accounts_is_replaced_only_when_asked_and_is_backed_up_first(
    lived_in: Database, tmp_path: Path, fresh: Fresh, kind: Kind
) -> None:
    path = backed_up(lived_in, tmp_path)
    url = fresh(kind)
    restore(Wish(path, url, None), now=NOW)
    with reopened(url) as restored:
        restored.threads.write(lambda one: one.execute(update(ACCOUNT).values(name="Changed since")) and None)
    with pytest.raises(TargetHasRows):
        restore(Wish(path, url, None), now=NOW)
    done = restore(Wish(path, url, tmp_path), now=NOW)
    assert done.former == tmp_path / files.FOLDER / dated_name(NOW)
    with closing(sqlite3.connect(done.former)) as former:
        assert former.execute("SELECT name FROM account").fetchall() == [("Changed since",)]
    assert check_backup(done.former).rows["account"] == 1
    with reopened(url) as restored:
        assert how_many(restored, ACCOUNT, ACCOUNT.c.name == "Ada") == 1
        assert how_many(restored, HOLD) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_restored_under_a_running_service(
    lived_in: Database, tmp_path: Path, fresh: Fresh, kind: Kind
) -> None:
    path = backed_up(lived_in, tmp_path)
    url = fresh(kind)
    restore(Wish(path, url, None), now=NOW)
    with reopened(url) as running:
        assert how_many(running, ACCOUNT) == 1
        with pytest.raises(TargetInUse):
            restore(Wish(path, url, tmp_path), now=NOW)
        assert how_many(running, ACCOUNT) == 1
    restore(Wish(path, url, tmp_path), now=NOW)


@pytest.mark.parametrize("kind", KINDS)
def test_another_programs_database_is_left_alone(lived_in: Database, tmp_path: Path, fresh: Fresh, kind: Kind) -> None:
    path = backed_up(lived_in, tmp_path)
    url = fresh(kind)
    with reopened(url) as other:
        other.threads.write(lambda one: one.execute(text("CREATE TABLE account (name TEXT)")) and None)
    with pytest.raises(TargetIsSomethingElse):
        restore(Wish(path, url, tmp_path), now=NOW)


def _nothing(path: Path) -> None:
    path.write_bytes(b"")


def _a_letter(path: Path) -> None:
    path.write_text("Dear Ada,")


def _half(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _holed(path: Path) -> None:
    content = bytearray(path.read_bytes())
    middle = len(content) // 2 // 4096 * 4096
    content[middle : middle + 8 * 4096] = b"\xaa" * 8 * 4096
    path.write_bytes(bytes(content))


def _run(statement: str) -> Callable[[Path], None]:
    def run(path: Path) -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            connection.execute(statement)

    return run


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (_nothing, "no SQLite database"),
        (_a_letter, "no SQLite database"),
        (_half, "damaged|can't be read"),
        (_holed, "damaged|can't be read"),
        (_run("DROP TABLE invitation"), "something else"),
        (_run("UPDATE alembic_version SET version_num = '20991231_later'"), "newer release"),
        (_run("DELETE FROM alembic_version"), "of which schema"),
        (_run("DELETE FROM account"), "point nowhere"),
    ],
)
def test_what_is_no_whole_backup_of_ours_is_refused_and_says_why(
    tmp_path: Path, a_backup: Path, spoil: Callable[[Path], None], why: str
) -> None:
    spoil(a_backup)
    target = tmp_path / "target.db"
    with pytest.raises(BackupUnusable, match=why):
        restore(Wish(a_backup, f"sqlite:///{target}", None), now=NOW)
    assert not target.exists()


@pytest.fixture
def a_backup(migrated_file: Path, tmp_path: Path) -> Path:
    """A backup of a SQLite database with some rows."""
    source = tmp_path / "source.db"
    source.write_bytes(migrated_file.read_bytes())
    with reopened(f"sqlite:///{source}") as database:
        database.threads.write(fill)
        return write_backup(database, tmp_path / "kept.db", now=NOW).path


def test_a_backup_of_an_earlier_release_is_brought_up_to_date(tmp_path: Path) -> None:
    source = tmp_path / "source.db"
    with reopened(f"sqlite:///{source}") as database:
        schema.upgrade(database)
        database.threads.write(fill)
        database.threads.write(_take_back)
        path = write_backup(database, tmp_path / "kept.db", now=NOW).path
    assert check_backup(path).revision != head()
    restore(Wish(path, f"sqlite:///{tmp_path / 'target.db'}", None), now=NOW)
    with reopened(f"sqlite:///{tmp_path / 'target.db'}") as restored:
        assert restored.threads.read(current) == head()
        assert how_many(restored, INVITATION) == 100
        assert how_many(restored, HOLD) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_a_refused_restoring_leaves_the_target_to_the_release_that_it_belongs_to(
    a_backup: Path, tmp_path: Path, fresh: Fresh, kind: Kind
) -> None:
    url = fresh(kind)
    with reopened(url) as target:
        schema.upgrade(target)
        target.threads.write(fill)
        target.threads.write(_take_back)
        before = target.threads.read(current)
    with pytest.raises(TargetHasRows):
        restore(Wish(a_backup, url, None), now=NOW)
    with reopened(url) as target:
        assert target.threads.read(current) == before != head()
    done = restore(Wish(a_backup, url, tmp_path), now=NOW)
    assert done.former is not None
    assert check_backup(done.former).rows["invitation"] == 100


@pytest.mark.parametrize("kind", KINDS)
def test_two_restorings_in_one_second_keep_both_of_what_they_replace(
    a_backup: Path, tmp_path: Path, fresh: Fresh, kind: Kind
) -> None:
    url = fresh(kind)
    restore(Wish(a_backup, url, None), now=NOW)
    one, other = (restore(Wish(a_backup, url, tmp_path), now=NOW).former for _ in range(2))
    assert one is not None
    assert other is not None
    assert one < other
    assert check_backup(one).rows["invitation"] == check_backup(other).rows["invitation"] == 100


def _take_back(connection: Connection) -> None:
    config = schema._config()
    config.attributes["connection"] = connection
    command.downgrade(config, "20261123_messages")


def test_a_damaged_database_is_set_aside_where_it_is_to_be_replaced(a_backup: Path, tmp_path: Path) -> None:
    target = tmp_path / "target.db"
    target.write_bytes(b"not a database, though it may hold something that somebody can mend" * 100)
    with pytest.raises(TargetIsSomethingElse):
        restore(Wish(a_backup, f"sqlite:///{target}", None), now=NOW)
    done = restore(Wish(a_backup, f"sqlite:///{target}", tmp_path), now=NOW)
    assert done.former is not None
    assert done.former.read_bytes().startswith(b"not a database")
    target.write_bytes(b"not a database again" * 300)
    again = restore(Wish(a_backup, f"sqlite:///{target}", tmp_path), now=NOW)
    assert again.former not in {None, done.former}
    assert check_backup(target).rows["invitation"] == 100


def test_a_copy_of_a_database_in_use_is_restored_with_the_log_that_belongs_to_it(tmp_path: Path) -> None:
    source, copied = tmp_path / "source.db", tmp_path / "copied.db"
    with reopened(f"sqlite:///{source}") as database:
        schema.upgrade(database)
        database.threads.write(fill)
        for side in ("", "-wal"):
            shutil.copy(f"{source}{side}", f"{copied}{side}")
    restore(Wish(copied, f"sqlite:///{tmp_path / 'target.db'}", None), now=NOW)
    assert check_backup(tmp_path / "target.db").rows["invitation"] == 100
