"""A real PgBouncer for the tests, in transaction mode: few connections to the server, shared by many clients.

It runs as an ordinary user, listens on a socket in a folder of its own and nowhere else, and ends with the block.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tests.postgres import ORDINARY_USERS, Server
from tests.programs import program

PORT = 6432
SERVER_CONNECTIONS = 4
START_WITHIN_SECONDS = 30

_CONFIG = """
[databases]
* = host={server} user=replyby
[pgbouncer]
listen_addr =
listen_port = {port}
unix_socket_dir = {folder}
unix_socket_mode = 0777
auth_type = any
pool_mode = transaction
default_pool_size = {connections}
max_client_conn = 300
{more}
"""


@dataclass(frozen=True)
class PgBouncer:
    """A running pooler before a server."""

    folder: Path

    def url(self, database: str) -> str:
        """The URL of a database behind it, as `REPLYBY_DATABASE_URL` takes it."""
        return f"postgresql+psycopg://replyby@/{database}?host={self.folder}&port={PORT}"


@contextmanager
def pooling(server: Server, more: str = "") -> Generator[PgBouncer]:
    """A pooler before a server for as long as the block lasts. `more` are lines of its configuration."""
    command = program("pgbouncer", package="pgbouncer")
    folder = Path(tempfile.mkdtemp(prefix="replyby-pool-", dir="/tmp"))
    user = _ordinary_user() if os.geteuid() == 0 else None
    config = folder / "pgbouncer.ini"
    config.write_text(
        _CONFIG.format(server=server.folder, port=PORT, folder=folder, connections=SERVER_CONNECTIONS, more=more)
    )
    if user is not None:
        for path in (folder, config):
            shutil.chown(path, user)
    log = folder / "log"
    with (
        log.open("wb") as said,
        subprocess.Popen([command, str(config)], user=user, cwd=folder, stdout=said, stderr=said) as process,
    ):
        try:
            _wait_until_it_answers(folder, process, log)
            yield PgBouncer(folder)
        finally:
            process.terminate()
            process.wait(15)
    shutil.rmtree(folder, ignore_errors=True)


def _ordinary_user() -> str:
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(user for user in ORDINARY_USERS if user in known)


def _wait_until_it_answers(folder: Path, process: "subprocess.Popen[bytes]", log: Path) -> None:
    give_up_at = time.monotonic() + START_WITHIN_SECONDS
    while True:
        try:
            with psycopg.connect(f"host={folder} port={PORT} user=replyby dbname=postgres") as connection:
                connection.execute("SELECT 1")
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > give_up_at:
                raise RuntimeError(f"PgBouncer didn't start: {log.read_text(errors='replace')}") from None
            time.sleep(0.05)
        else:
            return
