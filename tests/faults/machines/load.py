"""People at work while the database comes and goes: who was told what, to be compared with what is stored."""

import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field

import httpx2

from tests.faults.machines.fleet import UNCERTAIN, Api, problem_of

PAUSE_SECONDS = 0.1


@dataclass
class Load:
    """What was answered. Every write has an `external_id` of its own, by which it is found again."""

    acknowledged: set[str] = field(default_factory=set[str])
    refused: set[str] = field(default_factory=set[str])
    """Answered with "nothing was changed"."""
    uncertain: set[str] = field(default_factory=set[str])
    wrong: list[str] = field(default_factory=list[str])
    """Answers that are neither a success nor a refusal that says when to come back."""
    seconds: list[float] = field(default_factory=list[float])
    """How long each answer took."""
    _stop: threading.Event = field(default_factory=threading.Event)

    def work(self, api: Api, name: str, pause: float) -> None:
        """Record, and read, until it is stopped."""
        number = 0
        while not self._stop.wait(pause):
            number += 1
            self._record(api, f"{name}-{number}")
            self._read(api)

    def stop(self) -> None:
        """Let everybody end."""
        self._stop.set()

    def _record(self, api: Api, external_id: str) -> None:
        began = time.perf_counter()
        try:
            answer = api.record(source="load", external_id=external_id)
        except httpx2.HTTPError as problem:
            self.wrong.append(f"{external_id}: {problem!r}")
            return
        self.seconds.append(time.perf_counter() - began)
        if answer.status_code == 201:
            self.acknowledged.add(external_id)
        elif self._is_refusal(answer):
            is_uncertain = problem_of(answer) == UNCERTAIN
            (self.uncertain if is_uncertain else self.refused).add(external_id)

    def _read(self, api: Api) -> None:
        began = time.perf_counter()
        try:
            answer = api.client.get("/api/v1/invitations", params={"limit": 20})
        except httpx2.HTTPError as problem:
            self.wrong.append(f"a list: {problem!r}")
            return
        self.seconds.append(time.perf_counter() - began)
        if answer.status_code != 200:
            self._is_refusal(answer)

    def _is_refusal(self, answer: httpx2.Response) -> bool:
        try:
            problem_of(answer)
        except AssertionError:
            self.wrong.append(f"{answer.request.method} {answer.request.url.path}: {answer.status_code} {answer.text}")
            return False
        return True


@contextmanager
def under_load(*apis: Api, pause: float = PAUSE_SECONDS) -> Generator[Load]:
    """Somebody at work on each of these servers, for as long as the block lasts."""
    load = Load()
    people = [
        threading.Thread(target=load.work, args=(api, f"person{number}", pause)) for number, api in enumerate(apis)
    ]
    for one in people:
        one.start()
    try:
        yield load
    finally:
        load.stop()
        for one in people:
            one.join(120)


def percentile(values: list[float], share: float) -> float:
    """The value that this share of all doesn't exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * len(ordered)))]
