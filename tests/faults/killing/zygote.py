"""Starting and killing services: one process loads the whole service once, and forks it again and again."""

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

PROGRAM = Path(__file__).with_name("a_zygote.py")
ROOT = Path(__file__).parents[3]
LOADED_WITHIN_SECONDS = 90.0
ENDED_WITHIN_SECONDS = 30.0


class ServiceBroken(AssertionError):
    """The process that forks services ended, or didn't answer."""


@dataclass(slots=True)
class Life:
    """One running service."""

    zygote: "Zygote"
    pid: int
    port: int
    process: int
    """What names the process to the kernel, and never another one that has come to have its number."""
    ended_with: int | None = None

    def has_ended(self, *, within: float = 0.0) -> bool:
        """Whether it has ended; waited for so many seconds at the most."""
        if self.ended_with is None:
            line = self.zygote.read_line(within)
            if line is not None:
                word, _, status = line.partition(" ")
                assert word == "ended", line
                self.ended_with = int(status)
        return self.ended_with is not None

    def kill(self) -> None:
        """Kill it outright, and wait for its end."""
        with suppress(ProcessLookupError):
            signal.pidfd_send_signal(self.process, signal.SIGKILL)
        self.await_end()

    def await_end(self, *, within: float = ENDED_WITHIN_SECONDS) -> None:
        """Wait until it has ended. Raises ServiceBroken where it wasn't killed."""
        has_ended = self.has_ended(within=within)
        if has_ended and self.process >= 0:
            os.close(self.process)
            self.process = -1
        if not has_ended:
            raise ServiceBroken(f"the service still lives; its log: {self.zygote.log_tail()}")
        if self.ended_with is None or os.waitstatus_to_exitcode(self.ended_with) != -signal.SIGKILL:
            raise ServiceBroken(f"the service ended with {self.ended_with}; its log: {self.zygote.log_tail()}")


class Zygote:
    """The process that forks services, one at a time."""

    def __init__(self, process: "subprocess.Popen[bytes]", log: Path) -> None:
        self._process = process
        self._log = log
        self._read = bytearray()

    def bear(self, step: int | None) -> Life:
        """Start a service that dies at a step, by its number, or at none."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{-1 if step is None else step}\n".encode())
        self._process.stdin.flush()
        line = self.read_line(LOADED_WITHIN_SECONDS)
        if line is None or not line.startswith("born "):
            raise ServiceBroken(f"no service was started ({line}); its log: {self.log_tail()}")
        _, pid, port = line.split()
        return Life(self, int(pid), int(port), os.pidfd_open(int(pid)))

    def read_line(self, within: float) -> str | None:
        """The next line that was written, or None where none came in time."""
        assert self._process.stdout is not None
        gives_up_at = time.monotonic() + within
        while b"\n" not in self._read:
            left = max(0.0, gives_up_at - time.monotonic())
            if not select.select([self._process.stdout], [], [], left)[0]:
                return None
            more = os.read(self._process.stdout.fileno(), 4096)
            if not more:
                raise ServiceBroken(f"the process that forks services has ended; its log: {self.log_tail()}")
            self._read += more
        line, _, rest = bytes(self._read).partition(b"\n")
        self._read = bytearray(rest)
        return line.decode()

    def log_tail(self) -> str:
        """The end of what was logged."""
        return self._log.read_text(errors="replace")[-3000:]


@contextmanager
def zygote(url: str, folder: Path, clock_file: Path, smtp_url: str) -> Generator[Zygote]:
    """A process that forks services on a database, for as long as the block lasts."""
    log = folder / "service.log"
    command = [sys.executable, str(PROGRAM), url, str(folder), str(clock_file), smtp_url]
    with log.open("wb") as stderr:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=stderr,
        )
    try:
        yield Zygote(process, log)
    finally:
        assert process.stdin is not None
        assert process.stdout is not None
        # Whatever service still runs sees the pipe close, and ends; so does what forked it.
        process.stdin.close()
        try:
            process.wait(ENDED_WITHIN_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()
