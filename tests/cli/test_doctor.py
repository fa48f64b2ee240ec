"""`replyby doctor`: a healthy installation is called so, and whatever is wrong is named with what to do."""

import json
import shutil
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from pydantic import SecretStr
from sqlalchemy import Connection, select, text, update

from core import clock as wall_clock
from core import postgresql
from core.database import Database
from core.secrets import Keyring
from core.settings import SchedulerMode, Settings
from core.vocabulary import SignUp, Want
from models.account import ACCOUNT
from models.channel import CHANNEL, REMINDER
from models.import_batch import IMPORT_BATCH
from models.invitation import INVITATION
from models.reply import REPLY
from services import delivering, upkeep
from services.doctoring import databases
from services.doctoring.complaint import Area, Complaint
from services.doctoring.examining import examine
from services.doctoring.files import kind_of_mount
from services.fetching import mailboxes
from services.holding.parking import hold
from tests.cli.conftest import Terminal
from tests.conftest import Clock, Person
from tests.outgoing import approved, set_identity
from tests.reminders import add_channel, flag, ledger, record, run
from tests.sinks import SmtpSink

DAY = timedelta(days=1)


@pytest.fixture
def clock() -> Clock:
    """The doctor compares the database's clock with ours, so that the cast lives at the real present."""
    return Clock(wall_clock.now())


@pytest.fixture
def healthy(database: Database, settings: Settings, ada: Person, clock: Clock) -> Database:
    """Somebody uses it, and a scheduler has just ticked."""
    settings.data_dir.chmod(0o700)
    add_channel(database, ada.owner, settings, Want.ALERTS, now=clock())
    record(database, ada.owner, now=clock())
    database.threads.write(upkeep.beat, now=clock(), detail={})
    if not database.is_postgresql:
        Path(database.file or "").chmod(0o600)
    return database


def wrong(settings: Settings, clock: Clock, **how: bool) -> list[Complaint]:
    """What is wrong, less what is true of every PostgreSQL that the tests start: it promises no durability."""
    found = examine(settings, clock=clock, **how)
    return [one for one in found if one.is_wrong and "is off: what was answered" not in one.what]


def the_one(complaints: list[Complaint], area: Area, *words: str) -> None:
    """Exactly one thing is wrong, of this area, told in these words, and with something to do."""
    assert [one.area for one in complaints] == [area], complaints
    for word in words:
        assert word in complaints[0].what, complaints[0].what
    assert complaints[0].remedy


def test_a_fresh_installation_is_healthy_before_it_has_a_database_and_after(fresh: Terminal) -> None:
    for command in (("doctor",), ("account", "list"), ("doctor", "--thorough")):
        result = fresh.type(*command)
        assert result.exit_code == 0, result.output
        if command[0] == "doctor":
            assert result.stdout.startswith("Nothing is wrong.")


def test_json_is_for_a_monitor_and_the_exit_says_whether_something_is_wrong(
    terminal: Terminal, healthy: Database, settings: Settings
) -> None:
    terminal("hold")
    result = terminal.type("doctor", "--json")
    told = json.loads(result.stdout)
    assert (result.exit_code, told["is_healthy"]) == (1, False)
    held = [one for one in told["complaints"] if "Nothing is sent" in one["what"]]
    assert [(one["area"], one["is_wrong"]) for one in held] == [("work", True)]


def test_nothing_is_wrong_with_a_service_that_works(healthy: Database, settings: Settings, clock: Clock) -> None:
    assert wrong(settings, clock, thorough=True) == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"public_url": "http://replyby.example.com"}, ("https",)),
        ({"public_url": "http://10.0.0.7:8000", "host": "10.0.0.7"}, ("https",)),
        ({"public_url": "replyby.example.com"}, ("isn't an address",)),
        ({"trusted_proxies": ("10.0.0.7", "proxy")}, ("names proxy",)),
        ({"trusted_proxies": ("0.0.0.0/0",)}, ("0.0.0.0/0", "without end")),
        ({"sign_up": SignUp.OPEN, "allow_private_targets": True}, ("strangers",)),
        ({"smtp_url": SecretStr("smtp://ada:canary@:x")}, ("No mail can leave",)),
    ],
)
def test_a_setting_that_lets_something_in_or_out_is_named(
    fresh: Terminal, clock: Clock, changes: dict[str, Any], words: tuple[str, ...]
) -> None:
    plain = Settings(_env_file=None, data_dir=fresh.folder / "data")  # pyright: ignore[reportCallIssue]
    complaints = wrong(plain.model_copy(update=changes), clock)
    the_one(complaints, Area.SETTINGS, *words)
    assert "canary" not in complaints[0].what


def test_a_container_whose_port_is_published_to_its_machine_alone_is_not_called_ill(
    fresh: Terminal, clock: Clock
) -> None:
    """From within it can't be seen who reaches it: that is said, and no monitor turns red."""
    plain = Settings(_env_file=None, data_dir=fresh.folder / "data")  # pyright: ignore[reportCallIssue]
    contained = plain.model_copy(update={"host": "0.0.0.0"})  # noqa: S104 - compared, not listened on
    assert wrong(contained, clock) == []
    (said,) = examine(contained, clock=clock)
    assert "in the open" in said.what
    assert "publish its port on 127.0.0.1" in said.remedy
    on_a_network = {"host": "192.0.2.7", "public_url": "http://localhost:8000"}
    the_one(wrong(plain.model_copy(update=on_a_network), clock), Area.SETTINGS, "in the open")


def test_a_mail_server_is_asked_only_when_wanted_and_sent_nothing(fresh: Terminal, clock: Clock) -> None:
    plain = Settings(_env_file=None, data_dir=fresh.folder / "data")  # pyright: ignore[reportCallIssue]
    with SmtpSink() as good, SmtpSink("busy") as busy:
        for sink, expected in ((good, 0), (busy, 1)):
            settings = plain.model_copy(update={"smtp_url": SecretStr(sink.url)})
            assert wrong(settings, clock) == []
            assert sink.connections == 0
            assert len(wrong(settings, clock, network=True)) == expected
            assert sink.connections == 1
            assert sink.messages == []


def test_files_that_others_may_read_are_named(healthy: Database, settings: Settings, clock: Clock) -> None:
    key = settings.data_dir / "secret.key"
    key.touch()
    key.chmod(0o644)
    # Whoever can't come into the folder doesn't get at what is in it.
    assert wrong(settings, clock) == []
    settings.data_dir.chmod(0o755)
    found = wrong(settings, clock)
    assert [one.remedy for one in found] == [f"chmod 700 {settings.data_dir}", f"chmod 600 {key}"]


def test_a_network_file_system_is_known_by_the_longest_mount() -> None:
    mounts = "/dev/sda1 / ext4 rw 0 0\nhost:/share /srv nfs4 rw 0 0\n/dev/sdb /srv/local\\040disk ext4 rw 0 0\n"
    assert kind_of_mount(Path("/srv/replyby/replyby.db"), mounts) == "nfs4"
    assert kind_of_mount(Path("/srv/local disk/replyby.db"), mounts) == "ext4"
    assert kind_of_mount(Path("/home/ada/replyby.db"), mounts) == "ext4"
    assert kind_of_mount(Path("/home/ada/replyby.db"), "") is None


def test_a_damaged_file_and_rows_that_point_nowhere_are_named(
    tmp_path: Path, migrated_file: Path, clock: Clock
) -> None:
    path = tmp_path / "replyby.db"
    shutil.copyfile(migrated_file, path)
    path.chmod(0o600)
    tmp_path.chmod(0o700)
    settings = Settings(
        _env_file=None,  # pyright: ignore[reportCallIssue]
        data_dir=tmp_path,
        database_url=f"sqlite:///{path}",  # pyright: ignore[reportArgumentType]
        scheduler=SchedulerMode.OFF,
    )
    with sqlite3.connect(path) as connection:
        connection.execute(
            "INSERT INTO private_link (account_id, kind, digest, created_at) VALUES ('1', 'feed', 'x', '2026-11-23')"
        )
    the_one(wrong(settings, clock), Area.DATABASE, "private_link", "account")
    path.write_bytes(path.read_bytes()[:40_000])
    (complaint,) = wrong(settings, clock)
    assert complaint.area is Area.DATABASE
    path.write_bytes(b"Dear Ada," * 1_000)
    the_one(wrong(settings, clock), Area.DATABASE, "can't be read")


def test_a_missing_index_is_named(healthy: Database, settings: Settings, clock: Clock) -> None:
    run(healthy, text("DROP INDEX ix_reminder_next_attempt_at"))
    the_one(wrong(settings, clock), Area.DATABASE, "reminder", "ix_reminder_next_attempt_at")


def test_a_schema_of_another_release_is_named(healthy: Database, settings: Settings, clock: Clock) -> None:
    for revision, word in (("20261123_messages", "this release works with"), ("20991231_later", "a later release")):
        run(healthy, text("UPDATE alembic_version SET version_num = :to").bindparams(to=revision))
        the_one(wrong(settings, clock), Area.DATABASE, revision, word)


def test_an_old_sqlite_is_worth_knowing_and_not_wrong(
    healthy: Database, settings: Settings, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    if healthy.is_postgresql:
        return
    for version, told in (((3, 51, 2), 1), ((3, 51, 3), 0)):
        monkeypatch.setattr(databases.sqlite3, "sqlite_version_info", version)
        known = [one for one in examine(settings, clock=clock) if "SQLite is" in one.what]
        assert [one.is_wrong for one in known] == [False] * told


def test_clocks_that_differ_are_named(healthy: Database, settings: Settings, clock: Clock) -> None:
    if not healthy.is_postgresql:
        return
    later = Clock(wall_clock.now() + timedelta(seconds=60))
    the_one(wrong(settings, later), Area.DATABASE, "clocks", "s.")


def test_what_a_postgresql_promises_of_a_commit_is_looked_at(
    healthy: Database, settings: Settings, clock: Clock
) -> None:
    off = [one.what.split()[1] for one in examine(settings, clock=clock) if "is off" in one.what]
    assert off == (["fsync", "synchronous_commit", "full_page_writes"] if healthy.is_postgresql else [])


def test_no_tick_and_what_waits_for_it_are_named(
    healthy: Database, settings: Settings, ada: Person, clock: Clock
) -> None:
    clock.forward(minutes=6)
    known = wall_clock.now()
    healthy.threads.write(upkeep.beat, now=known - timedelta(minutes=6), detail={})
    complaints = wrong(settings, Clock(known))
    the_one(complaints, Area.WORK, "last ticked")


Trouble = Callable[[Database, Person, Settings, Clock], str]


def _late_flags(database: Database, ada: Person, settings: Settings, clock: Clock) -> str:
    run(database, update(INVITATION).values(next_flag_at=clock() - timedelta(minutes=6)))
    return "1 invitations should have been flagged"


def _late_reminders(database: Database, ada: Person, settings: Settings, clock: Clock) -> str:
    flag(database, clock() + 30 * DAY)

    run(database, update(REMINDER).values(next_attempt_at=clock() - timedelta(minutes=6)))
    return "1 reminders should have gone out"


def _quarantined(database: Database, ada: Person, settings: Settings, clock: Clock) -> str:
    run(database, update(INVITATION).values(flag_failures=3, next_flag_at=None))
    return "couldn't be flagged three times"


def _unplanned(database: Database, ada: Person, settings: Settings, clock: Clock) -> str:
    run(database, update(ACCOUNT).values(plan_failures=3, next_digest_at=None))
    return str(ada.id)


def _unwritten(database: Database, ada: Person, settings: Settings, clock: Clock) -> str:

    flag(database, clock() + 30 * DAY)
    settled = {"state": "failed", "last_error": delivering.UNWRITABLE, "next_attempt_at": None, "created_at": clock()}
    run(database, update(REMINDER).values(**settled))
    return str(ledger(database)[0].id)


def _unknown_zone(database: Database, ada: Person, settings: Settings, clock: Clock) -> str:
    run(database, update(ACCOUNT).values(time_zone="Europe/Atlantis"))
    return "Europe/Atlantis"


def _held(database: Database, ada: Person, settings: Settings, clock: Clock) -> str:
    database.threads.write(hold, why="It was restored from kept.db.", now=clock())
    return "It was restored from kept.db."


@pytest.mark.parametrize(
    "trouble", [_late_flags, _late_reminders, _quarantined, _unplanned, _unwritten, _unknown_zone, _held]
)
def test_work_that_is_not_done_is_named(
    healthy: Database, settings: Settings, ada: Person, clock: Clock, trouble: Trouble
) -> None:
    told = trouble(healthy, ada, settings, clock)
    the_one(wrong(settings, clock), Area.WORK, told)


def test_what_persons_see_themselves_is_worth_knowing(
    healthy: Database, settings: Settings, ada: Person, clock: Clock
) -> None:
    set_identity(healthy, ada.owner, settings, "smtp://127.0.0.1:1", now=clock())
    reply = approved(healthy, ada.owner, now=clock())
    run(healthy, update(REPLY).where(REPLY.c.id == reply).values(state="outcome_unknown", send_at=None))
    run(healthy, update(CHANNEL).values(failures_in_a_row=5))
    wanted = {"host": "imap.example.com", "port": 993, "username": "ada", "password": "x", "folder": "Interviews"}
    keyring = Keyring(settings.key())
    healthy.threads.write(mailboxes.set_mailbox, ada.id, keyring, wanted, now=clock())
    run(healthy, text("UPDATE mailbox SET next_poll_at = NULL"))
    known = [one for one in examine(settings, clock=clock) if one.area is Area.ACCOUNTS]
    assert [one.what.split()[1] for one in known] == ["channels", "mailboxes", "replies"]
    assert not any(one.is_wrong for one in known)


def test_a_key_that_reads_nothing_is_named(healthy: Database, settings: Settings, clock: Clock) -> None:
    other = settings.model_copy(update={"secret_key": SecretStr("another key, which nobody wrote with it")})
    the_one(wrong(other, clock), Area.ACCOUNTS, "can't read", "channels (1)")


def test_a_key_that_is_gone_is_named_before_a_start_makes_another_one(
    healthy: Database, settings: Settings, clock: Clock, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "without-a-key"
    elsewhere.mkdir(mode=0o700)
    keyless = settings.model_copy(
        update={"secret_key": None, "data_dir": elsewhere, "database_url": SecretStr(settings.url)}
    )
    the_one(wrong(keyless, clock), Area.ACCOUNTS, "is gone", "1 in all")
    assert list(elsewhere.iterdir()) == [], "the doctor makes no key"


def test_a_database_that_is_away_is_one_complaint(settings: Settings, clock: Clock) -> None:
    away = settings.model_copy(
        update={"database_url": SecretStr("postgresql+psycopg://replyby@127.0.0.1:1/replyby?connect_timeout=2")}
    )
    settings.data_dir.chmod(0o700)
    the_one(wrong(away, clock), Area.DATABASE, "can't be read")


_ITS_WAITING = text("SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")


@pytest.mark.parametrize("is_ended", [False, True])
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_healthy_database_that_takes_its_time_is_not_called_ill(
    healthy: Database, settings: Settings, clock: Clock, monkeypatch: pytest.MonkeyPatch, is_ended: bool
) -> None:
    """Longer than a statement of the service may take; and where somebody ends the question, that is what is told."""
    monkeypatch.setattr(postgresql, "_OPTIONS", postgresql._OPTIONS.replace("60000", "100"))

    def hold_up(connection: Connection, is_held: threading.Event) -> None:
        connection.execute(text("LOCK TABLE mailbox"))
        is_held.set()
        while (waiting := connection.scalar(_ITS_WAITING)) is None:
            connection.execute(text("SELECT pg_stat_clear_snapshot()"))
        if is_ended:
            connection.execute(text("SELECT pg_cancel_backend(:waiting)"), {"waiting": waiting})
        connection.execute(text("SELECT pg_sleep(0.3)"))

    is_held = threading.Event()
    with ThreadPoolExecutor(1) as beside:
        held_up = beside.submit(healthy.threads.write, hold_up, is_held)
        assert is_held.wait(10)
        found = examine(settings, clock=clock)
        held_up.result()
    told = [one for one in found if one.area is not Area.SETTINGS and "is off" not in one.what]
    assert [(one.what, one.is_wrong) for one in told] == (
        [("This took too long to look at, and was ended: the accounts.", False)] if is_ended else []
    )


def test_of_many_rows_that_were_given_up_the_first_are_named_and_the_others_counted(
    healthy: Database, settings: Settings, ada: Person, clock: Clock
) -> None:
    for count, told in ((5, ""), (6, " and 1 more"), (8, " and 3 more")):
        while len(rows := _invitations(healthy)) < count:
            record(healthy, ada.owner, now=clock())
        run(healthy, update(INVITATION).values(flag_failures=3, next_flag_at=None))
        (complaint,) = wrong(settings, clock)
        assert complaint.what.endswith(f": {', '.join(map(str, rows[:5]))}{told}.")


def _invitations(database: Database) -> list[UUID]:
    ids = select(INVITATION.c.id).order_by(INVITATION.c.id)
    return list(database.threads.read(lambda connection: connection.execute(ids).scalars().all()))


def test_an_import_that_nobody_goes_on_with_is_named(
    healthy: Database, settings: Settings, ada: Person, clock: Clock
) -> None:
    run(
        healthy,
        IMPORT_BATCH.insert().values(
            account_id=ada.id,
            id=ada.id,
            size=1,
            digest="x",
            options={},
            detected={},
            counts={},
            sample=[],
            problems=[],
            progress={},
            state="importing",
            lease_until=clock() - timedelta(minutes=6),
            expires_at=clock() + DAY,
            created_at=clock(),
            updated_at=clock(),
            rows_done=0,
            version=1,
        ),
    )
    the_one(wrong(settings, clock), Area.WORK, "1 imports")
