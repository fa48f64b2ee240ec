"""The real service as its own process, in a folder of its own, on a machine that has no network but itself."""

import os
import signal
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

PROGRAM = Path(__file__).with_name("a_service.py")
ROOT = Path(__file__).parents[3]


class Service:
    """The real service in a folder of its own: its data, its temporary files, and all that it says."""

    def __init__(self, folder: Path, database_url: str, settings: dict[str, str]) -> None:
        self.folder = folder
        for name in ("data", "tmp", "said"):
            (folder / name).mkdir(parents=True)
        self.environment = (
            os.environ
            | settings
            | {
                "PYTHONPATH": str(ROOT),
                "TMPDIR": str(folder / "tmp"),
                "REPLYBY_DATA_DIR": str(folder / "data"),
                "REPLYBY_DATABASE_URL": database_url,
                "REPLYBY_LOG_LEVEL": "DEBUG",
                "REPLYBY_LOG_FORMAT": "json",
            }
        )

    @contextmanager
    def serving(self) -> Generator[str]:
        """Serve until the block ends, and then stop as an operator stops it."""
        with (self.folder / "said" / "log").open("ab") as log:
            command = [sys.executable, str(PROGRAM), "serve", "--port", "0", "--access-log"]
            process = subprocess.Popen(
                command, cwd=self.folder, env=self.environment, stdout=subprocess.PIPE, stderr=log, text=True
            )
            try:
                assert process.stdout is not None
                greeting = process.stdout.readline()
                assert "http://" in greeting, self.log()
                yield f"http://{greeting.split('http://')[1].split()[0]}"
                process.send_signal(signal.SIGTERM)
                said, _ = process.communicate(timeout=30)
                (self.folder / "said" / "stdout").write_text(greeting + said)
            finally:
                process.kill()
                process.communicate()

    def run(self, *arguments: str) -> str:
        """A command beside the service."""
        done = subprocess.run(
            [sys.executable, str(PROGRAM), *arguments],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        with (self.folder / "said" / "commands").open("a") as said:
            said.write(done.stdout + done.stderr)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def log(self) -> str:
        """All that it has said on stderr."""
        return (self.folder / "said" / "log").read_text(errors="replace")
