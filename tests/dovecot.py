"""A real IMAP server for the tests: Dovecot with a throwaway certificate, on a free port of loopback.

It serves one user from a Maildir beneath a temporary folder, and ends with the `with` block.
"""

import os
import pwd
import socket
import subprocess
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.programs import program
from tests.sinks import certificates

NAME = "localhost"
USER = "ada@example.com"
PASSWORD = 'correct "horse" b\\ttéry'  # noqa: S105 - plainly invented

_CONFIG = """
base_dir = {run}
state_dir = {run}
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = required
ssl_cert = <{folder}/certificate.pem
ssl_key = <{folder}/certificate.pem
default_internal_user = {internal}
default_login_user = {login}
default_internal_group = {group}
auth_mechanisms = plain login
disable_plaintext_auth = yes
first_valid_uid = 1
mail_location = maildir:{folder}/mail:LAYOUT=fs
mail_uid = {uid}
mail_gid = {gid}
auth_failure_delay = 0
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {folder}/users
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/home
}}
namespace inbox {{
  inbox = yes
  separator = /
  mailbox Everything {{
    special_use = \\All
    auto = create
  }}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    port = {port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap {{
  process_limit = 20
}}
service stats {{
  chroot =
}}
"""


@dataclass(frozen=True)
class Dovecot:
    """A running server, and its files."""

    folder: Path
    port: int
    pid: int

    @property
    def certificate(self) -> Path:
        """What a client has to trust."""
        return self.folder / "certificate.pem"

    def make_folder(self, name: str) -> Path:
        """A folder of Ada's, as the server keeps it; its name in modified UTF-7."""
        folder = self.folder / "mail" / name
        for part in ("cur", "new", "tmp"):
            (folder / part).mkdir(parents=True, exist_ok=True)
        _give(self.folder / "mail")
        return folder

    def deliver(self, name: str, *mails: bytes, at: float | None = None) -> None:
        """Put mails into a folder, unseen, as they would arrive there. `at` is when they did."""
        folder = self.make_folder(name)
        for mail in mails:
            number = len(list((folder / "new").iterdir())) + len(list((folder / "cur").iterdir()))
            written = folder / "tmp" / f"{1_700_000_000 + number}.M{number}P1.tests"
            written.write_bytes(mail)
            if at is not None:
                os.utime(written, (at, at))
            _give(written)
            written.rename(folder / "new" / written.name)

    def flags(self, name: str) -> list[str]:
        """The flags of every message of a folder, as the server has stored them: empty where it is unseen."""
        folder = self.folder / "mail" / name
        return sorted(path.name.partition(":2,")[2] for part in ("new", "cur") for path in (folder / part).iterdir())


@contextmanager
def running(folder: Path) -> Generator[Dovecot]:
    """Start a server beneath an empty folder whose path is short, and end it."""
    command = program("dovecot", package="dovecot-imapd")
    is_root = os.geteuid() == 0
    me = pwd.getpwuid(os.geteuid()).pw_name
    internal, login = ("dovecot", "dovenull") if is_root else (me, me)
    owner = pwd.getpwnam(internal)
    certificates(folder, NAME)
    port = _free_port()
    (folder / "users").write_text(f"{USER}:{{PLAIN}}{PASSWORD}\n", encoding="utf-8")
    config = folder / "dovecot.conf"
    config.write_text(
        _CONFIG.format(
            folder=folder, run=folder / "run", port=port, internal=internal, login=login, uid=owner.pw_uid,
            gid=owner.pw_gid, group="dovecot" if is_root else _group(),
        )
    )  # fmt: skip
    for name in ("mail", "home"):
        (folder / name).mkdir()
        _give(folder / name)
    with subprocess.Popen([command, "-F", "-c", str(config)]) as server:
        try:
            _wait_for(port, server, folder / "log")
            yield Dovecot(folder, port, server.pid)
        finally:
            server.terminate()
            server.wait(10)


def _group() -> str:
    import grp

    return grp.getgrgid(os.getegid()).gr_name


def _give(path: Path) -> None:
    """To the user whom the server reads mail as, where we are root."""
    if os.geteuid() == 0:
        owner = pwd.getpwnam("dovecot")
        for one in (path, *path.rglob("*")):
            os.chown(one, owner.pw_uid, owner.pw_gid)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


def _wait_for(port: int, server: "subprocess.Popen[bytes]", log: Path) -> None:
    for _ in range(200):
        if server.poll() is not None:
            break
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError(f"Dovecot didn't start:\n{log.read_text() if log.exists() else ''}")
