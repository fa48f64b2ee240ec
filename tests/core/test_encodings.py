"""A database that couldn't keep everybody's name is refused before anything is asked of it, and in words."""

import asyncio
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path

import pytest
from sqlalchemy import text

from core.database import Database
from core.postgresql import DatabaseUnsuited
from tests.postgres import Server

ROOT = Path(__file__).parents[2]
REMEDY = "CREATE DATABASE replyby ENCODING 'UTF8' TEMPLATE template0"


@pytest.fixture(params=["SQL_ASCII", "LATIN1"])
def unsuited(request: pytest.FixtureRequest, postgresql: Server) -> Generator[tuple[str, str]]:
    """A database in another encoding: which, and its URL."""
    encoding: str = request.param
    postgresql.run(f"CREATE DATABASE unsuited ENCODING '{encoding}' LOCALE 'C' TEMPLATE template0")
    yield encoding, postgresql.url("unsuited")
    postgresql.run("DROP DATABASE unsuited WITH (FORCE)")


def test_it_is_refused_in_threads_and_on_the_loop(unsuited: tuple[str, str]) -> None:
    encoding, url = unsuited

    async def ask(database: Database) -> None:
        try:
            with pytest.raises(DatabaseUnsuited, match=encoding):
                await database.read(lambda connection: connection.execute(text("SELECT 1")).all())
        finally:
            await database.close()

    database = Database(url, pool_size=1)
    for _ in range(3):  # more often than there are connections: none is kept
        with pytest.raises(DatabaseUnsuited, match=encoding):
            database.threads.read(lambda connection: connection.execute(text("SELECT 1")).all())
    asyncio.run(ask(database))


@pytest.mark.parametrize("command", [("serve", "--port", "0"), ("doctor",)])
def test_the_server_and_the_doctor_say_what_to_do(
    unsuited: tuple[str, str], command: tuple[str, ...], tmp_path: Path
) -> None:
    encoding, url = unsuited
    ended = subprocess.run(
        [sys.executable, "-m", "cli", *command],
        cwd=ROOT,
        env={
            "PATH": "/usr/bin:/bin",
            "REPLYBY_DATA_DIR": str(tmp_path),
            "REPLYBY_DATABASE_URL": url,
            "REPLYBY_SECRET_KEY": "k" * 32,
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    told = " ".join((ended.stdout + ended.stderr).split())
    assert ended.returncode not in {0, 2}, told
    assert REMEDY in told
    assert encoding in told
    assert "Traceback" not in told


def test_names_arrive_whatever_the_environment_says_of_encodings(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGCLIENTENCODING", "LATIN1")
    database = Database(database_url, pool_size=1)
    try:
        assert database.threads.read(lambda connection: connection.scalar(text("SELECT 'Łukasz 🙂'"))) == "Łukasz 🙂"
    finally:
        asyncio.run(database.close())
