"""Real processes for the tests to trouble: `replyby serve` and `replyby scheduler`, as an operator starts them."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import httpx2

ROOT = Path(__file__).parents[3]
KEY = "a key that only the tests know, 0123456789"
PATIENCE_SECONDS = 60.0
"""What any wait in these tests bears, on a machine that is busy with others."""

UNCERTAIN = "outcome-uncertain"
"""The sort of problem of an answer that doesn't know whether the change was stored."""

_PROBLEM = "urn:replyby:problem:"


@dataclass
class Process:
    """One process of the service, and what it has said."""

    process: "subprocess.Popen[bytes]"
    log: Path

    def said(self) -> str:
        """Everything on stdout and stderr until now."""
        return self.log.read_text(errors="replace")

    def has_said(self, words: str) -> bool:
        """Whether it has said this; an assertion fails where it has ended meanwhile."""
        said = self.said()
        assert words in said or self.process.poll() is None, said[-2000:]
        return words in said

    def end(self) -> None:
        """Ask it to end, and see that it does."""
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(15)


@dataclass
class Api(Process):
    """A server. `client` carries a token."""

    url: str
    token: str
    client: httpx2.Client = field(init=False)

    def __post_init__(self) -> None:
        self.client = httpx2.Client(
            base_url=self.url, headers={"authorization": f"Bearer {self.token}"}, timeout=PATIENCE_SECONDS
        )

    def is_ready(self) -> bool:
        """What the server says of itself."""
        return self.client.get("/health/ready").status_code == 200

    def record(self, company: str = "Acme", **fields: Any) -> httpx2.Response:
        """Record an invitation."""
        return self.client.post("/api/v1/invitations", json={"company": company, **fields})


@dataclass
class Scheduler(Process):
    """A scheduler, and where it tells how it is."""

    url: str

    def is_ready(self) -> bool:
        """What the scheduler says of itself."""
        return httpx2.get(f"{self.url}/health/ready", timeout=PATIENCE_SECONDS).status_code == 200


@dataclass
class Fleet:
    """The processes of one installation. `environment` is what each of them reads its settings from."""

    folder: Path
    url: str
    token: str
    environment: dict[str, str] = field(default_factory=dict[str, str])
    prefix: Sequence[str] = ()
    """What a command is started by, such as a program that takes rights away."""
    processes: list[Process] = field(default_factory=list[Process])
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    def api(self, *, waits: bool = True, **given: str) -> Api:
        """Start a server, and wait until it is ready, or only until it listens."""
        process, log = self._start(
            "serve", "--port", "0", REPLYBY_SCHEDULER=given.pop("REPLYBY_SCHEDULER", "off"), **given
        )
        api = Api(process, log, _greeting(process, log), self.token)
        self.processes.append(api)
        if waits:
            until(api.is_ready, "it never became ready")
        return api

    def scheduler(self, **given: str) -> Scheduler:
        """Start a scheduler, and wait until it says so."""
        process, log = self._start("scheduler", REPLYBY_SCHEDULER_ADDRESS="0", **given)
        started = Process(process, log)
        self.processes.append(started)
        until(lambda: started.has_said("The scheduler is running"), "the scheduler never started")
        url = re.findall(r"how it is on (http://[^/]+)/", started.said())[0]
        self.processes[-1] = scheduler = Scheduler(process, log, url)
        return scheduler

    def refused(self, *command: str, **given: str) -> str:
        """What a process says that doesn't start."""
        process, log = self._start(*command, **given)
        assert process.wait(PATIENCE_SECONDS) == 1
        return log.read_text()

    def end(self) -> None:
        """End every process."""
        for one in self.processes:
            one.process.terminate()
        for one in self.processes:
            one.end()
            if isinstance(one, Api):
                one.client.close()

    def _start(self, *command: str, **given: str) -> tuple["subprocess.Popen[bytes]", Path]:
        log = self.folder / f"{next(self._numbers)}-{command[0]}.log"
        settings = {
            "REPLYBY_DATABASE_URL": self.url,
            "REPLYBY_DATA_DIR": str(self.folder),
            "REPLYBY_SECRET_KEY": KEY,
            "REPLYBY_ALLOW_PRIVATE_TARGETS": "true",
            # One person's load stands for that of many.
            "REPLYBY_RATE_LIMIT": "0",
            "PYTHONPATH": str(ROOT),
        }
        with log.open("wb") as said:
            process = subprocess.Popen(
                [*self.prefix, sys.executable, "-m", "cli", *command],
                cwd=self.folder,
                env=os.environ | settings | self.environment | given,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
            )
        return process, log


@contextmanager
def fleet(folder: Path, url: str, token: str, **environment: str) -> Generator[Fleet]:
    """An installation for as long as the block lasts."""
    made = Fleet(folder, url, token, environment)
    try:
        yield made
    finally:
        made.end()


def until(holds: Callable[[], bool], otherwise: str, *, seconds: float = PATIENCE_SECONDS) -> float:
    """Wait until something holds. Returns how long it took."""
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < seconds, otherwise
        time.sleep(0.05)
    return time.monotonic() - began


def problem_of(answer: httpx2.Response) -> str:
    """The sort of problem of a refusal in words; an assertion fails for any other answer.

    It says when to come back, unless what was asked for may have been done already.
    """
    assert answer.status_code == 503, (answer.status_code, answer.text)
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    assert "Traceback" not in told["detail"]
    assert told["type"].startswith(_PROBLEM)
    problem = told["type"].removeprefix(_PROBLEM)
    assert problem == UNCERTAIN or int(answer.headers.get("retry-after", 0)) >= 1
    return problem


def _greeting(process: "subprocess.Popen[bytes]", log: Path) -> str:
    started = Process(process, log)
    until(lambda: started.has_said("listens on http"), "it never said where it listens")
    return re.findall(r"listens on (http://\S+)", started.said())[0]
