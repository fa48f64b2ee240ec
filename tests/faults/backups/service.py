"""A service under load: real requests on loopback, what was acknowledged of them, and how long each took."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import httpx2

from core import clock as wall_clock

PROGRAM = Path(__file__).with_name("a_service.py")
ROOT = Path(__file__).parents[3]
READY_WITHIN_SECONDS = 60.0
HURRY = timedelta(minutes=90)
"""How far ahead deadlines lie: before the next digest, so that each is reminded of at once."""


@dataclass
class Service:
    """A running process. It can be stopped in its tracks, and go on."""

    process: "subprocess.Popen[str]"
    url: str

    @contextmanager
    def standing_still(self) -> Generator[None]:
        """Frozen by SIGSTOP: whatever is sent meanwhile is sent by somebody else."""
        os.kill(self.process.pid, signal.SIGSTOP)
        try:
            # What it had handed to the system arrives.
            time.sleep(0.2)
            yield
        finally:
            os.kill(self.process.pid, signal.SIGCONT)


@contextmanager
def serving(url: str, folder: Path) -> Generator[Service]:
    """A service on a database, gone when the block ends."""
    with (folder / "service.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, str(PROGRAM), url, str(folder)],
            cwd=folder,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    try:
        assert process.stdout is not None
        service = Service(process, f"http://127.0.0.1:{process.stdout.readline().strip()}")
        _wait_until_ready(service)
        yield service
    finally:
        process.kill()
        process.communicate()


def _wait_until_ready(service: Service) -> None:
    until = time.monotonic() + READY_WITHIN_SECONDS
    while time.monotonic() < until:
        try:
            if httpx2.get(f"{service.url}/health/ready", timeout=5).status_code == 200:
                return
        except httpx2.TransportError:
            pass
        time.sleep(0.05)
    raise AssertionError("it never became ready")


@dataclass(frozen=True)
class Request:
    """When a request began and ended, by the monotonic clock."""

    began: float
    ended: float


@dataclass
class Acknowledged:
    """What was answered with success: of each invitation the highest version, with the moment of the answer."""

    versions: dict[str, tuple[int, float]] = field(default_factory=dict[str, tuple[int, float]])
    approved: list[str] = field(default_factory=list[str])


class Writer(threading.Thread):
    """Records invitations, edits them and draws replies up, one request after the other, until it is stopped."""

    def __init__(self, service: Service, token: str, name: str, recipient: str) -> None:
        super().__init__(name=name, daemon=True)
        self.acknowledged = Acknowledged()
        self.requests: list[Request] = []
        self.problem: BaseException | None = None
        self._client = httpx2.Client(
            base_url=f"{service.url}/api/v1", headers={"authorization": f"Bearer {token}"}, timeout=60
        )
        self._recipient = recipient
        self._may_write = threading.Event()
        self._rests = threading.Event()
        self._ends = False
        self._number = 0

    def run(self) -> None:
        try:
            while not self._ends:
                if not self._may_write.is_set():
                    self._rests.set()
                    self._may_write.wait()
                    continue
                self._record()
                # A load that leaves the machine room, since others measure on it too.
                time.sleep(0.03)
        except BaseException as problem:
            self.problem = problem
            self._rests.set()

    def go_on(self) -> None:
        self._rests.clear()
        self._may_write.set()

    def rest(self) -> None:
        """Wait until nothing of this writer's is under way."""
        self._may_write.clear()
        assert self._rests.wait(120)
        assert self.problem is None, self.problem

    def end(self) -> None:
        self._ends = True
        self._may_write.set()
        self.join(60)
        self._client.close()
        assert self.problem is None, self.problem

    def approve_one(self) -> None:
        """A reply whose person has just said that it may leave. For a writer that rests."""
        company = f"{self.name} approved {len(self.acknowledged.approved)}"
        made = self._send("POST", "/invitations", {"company": company, "contact_email": self._recipient})
        reply = self._send("POST", f"/invitations/{made['id']}/replies", {"kind": "decline", "reason": "location"})
        self._send("POST", f"/replies/{reply['id']}/delivery", {"recipient": self._recipient})
        self.acknowledged.approved.append(str(reply["id"]))

    def _record(self) -> None:
        self._number += 1
        # Most are in no hurry: a service sends some ten reminders a second beside all else.
        ahead = HURRY if self._number % 4 == 0 else timedelta(days=30)
        respond_by = (wall_clock.now() + ahead).isoformat()
        made = self._send("POST", "/invitations", {"company": f"{self.name} {self._number}", "respond_by": respond_by})
        self._note(made)
        if self._number % 3 == 0:
            self._note(self._send("PATCH", f"/invitations/{made['id']}", {"notes": f"edited {self._number}"}))

    def _note(self, invitation: dict[str, object]) -> None:
        self.acknowledged.versions[str(invitation["id"])] = (int(str(invitation["version"])), time.monotonic())

    def _send(self, method: str, path: str, body: dict[str, object]) -> dict[str, object]:
        began = time.monotonic()
        answer = self._client.request(method, path, json=body)
        self.requests.append(Request(began, time.monotonic()))
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json()
