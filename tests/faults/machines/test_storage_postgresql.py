"""A PostgreSQL that takes no writes, has no room, or has no connection to give: said in words, and made good."""

import os
import pwd
import shutil
import subprocess
from collections.abc import Generator
from contextlib import ExitStack, contextmanager, suppress
from itertools import count
from pathlib import Path

import psycopg
import pytest

from scheduler.loop import BEAT
from tests.conftest import TEMPLATE
from tests.faults.figures import Figures
from tests.faults.machines.fleet import problem_of, until
from tests.faults.machines.served import NORMAL_AGAIN_SECONDS, Served, served, unmountable
from tests.faults.noting import long_only
from tests.postgres import Server, running

MOUNT = ("mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs")
UNMOUNT = ("umount", "--lazy")
MOST_CONNECTIONS = 20
FULL = "a full disk"

_numbers = count(1)


@pytest.fixture
def name(postgresql: Server) -> Generator[str]:
    """The name of a migrated database."""
    made = f"storage_{next(_numbers)}"
    postgresql.run(f"CREATE DATABASE {made} TEMPLATE {TEMPLATE} STRATEGY file_copy")
    yield made
    postgresql.run(f"DROP DATABASE {made} WITH (FORCE)")


def cut_off(server: Server, name: str) -> None:
    """End every connection to a database, as a server does that hands its part over to another."""
    with psycopg.connect(f"host={server.folder} user=replyby dbname=postgres", autocommit=True) as connection:
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])


def test_a_server_that_has_become_read_only_refuses_writes_until_another_takes_over(
    postgresql: Server, name: str, tmp_path: Path, figures: Figures
) -> None:
    with served(tmp_path, postgresql.url(name)) as one:
        assert one.write() is None
        one.make_due()
        postgresql.run(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
        cut_off(postgresql, name)
        assert one.refusals() == {"storage-read-only"}
        one.scheduler_meets_trouble()
        status, why = one.readiness()
        assert (status, "stores nothing" in why) == (503, True), why
        assert one.can_read()
        # The connections that it has by now would stay read-only for ever.
        postgresql.run(f"ALTER DATABASE {name} RESET default_transaction_read_only")
        one.must_recover(figures, "a server that has become read-only")


@long_only
def test_a_server_without_a_connection_to_give_is_not_ready_and_serves_as_soon_as_it_has(
    tmp_path: Path, figures: Figures
) -> None:
    with running(max_connections=str(MOST_CONNECTIONS)) as server:
        server.run("CREATE DATABASE replyby")
        _migrated(server)
        with served(tmp_path, server.url("replyby"), REPLYBY_POOL_SIZE="2") as one:
            assert one.write() is None
            one.make_due()
            with _all_connections(server):
                until(lambda: _is_refused(one), "it was served without a connection")
                one.scheduler_meets_trouble()
                assert one.readiness()[0] == 503
            one.must_recover(figures, "a server without a connection to give")


@long_only
def test_a_server_without_room_refuses_writes_in_words_and_is_made_good_by_itself(
    postgresql: Server, name: str, tmp_path: Path, figures: Figures
) -> None:
    with _small_tablespace(postgresql, figures) as folder:
        postgresql.run(f"ALTER DATABASE {name} SET TABLESPACE small")
        with served(tmp_path, postgresql.url(name)) as one:
            assert one.write() is None
            one.make_due()
            filler = folder / "filler"
            with filler.open("wb", buffering=0) as filling, suppress(OSError):
                while filling.write(b"x" * 4096):
                    pass
            assert one.refusals() == {"storage-full"}
            # What changes rows where they are may still find room; what adds a page doesn't.
            assert one.can_read()
            filler.unlink()
            # Whether the scheduler met it is a matter of luck: then the next beat is as soon as ever.
            one.must_recover(figures, FULL, within=NORMAL_AGAIN_SECONDS + BEAT.total_seconds())
        cut_off(postgresql, name)
        postgresql.run(f"ALTER DATABASE {name} SET TABLESPACE pg_default")


def _migrated(server: Server) -> None:
    from core.database import Database
    from models.schema import upgrade

    database = Database(server.url("replyby"), pool_size=2)
    upgrade(database)
    database.threads.close()


def _is_refused(one: Served) -> bool:
    answer = one.api.client.get("/api/v1/invitations")
    if answer.status_code == 200:
        return False
    assert problem_of(answer) == "unavailable"
    return True


@contextmanager
def _all_connections(server: Server) -> Generator[None]:
    """Take every connection that there is, also those that the service had."""
    conninfo = f"host={server.folder} user=replyby dbname=postgres"
    with ExitStack() as stack:
        mine = stack.enter_context(psycopg.connect(conninfo, autocommit=True))
        for _ in range(3):
            with suppress(psycopg.OperationalError):
                while True:
                    stack.enter_context(psycopg.connect(conninfo))
            mine.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'replyby'")
        with suppress(psycopg.OperationalError):
            while True:
                stack.enter_context(psycopg.connect(conninfo))
        yield


@contextmanager
def _small_tablespace(server: Server, figures: Figures) -> Generator[Path]:
    """A tablespace `small` on a disk of its own. Only root may mount one, where the machine lets it."""
    folder = server.folder / "small"
    folder.mkdir()
    if os.geteuid() != 0 or subprocess.run([*MOUNT, str(folder)], capture_output=True, check=False).returncode:
        unmountable(figures, FULL)
    try:
        place = folder / "rows"
        place.mkdir()
        owner = pwd.getpwuid((server.folder / "data").stat().st_uid)
        for one in (folder, place):
            shutil.chown(one, owner.pw_name)
        server.run(f"CREATE TABLESPACE small LOCATION '{place}'")
        yield folder
        server.run("DROP TABLESPACE small")
    finally:
        subprocess.run([*UNMOUNT, str(folder)], check=True)
