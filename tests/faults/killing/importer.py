"""A program that sends files, confirms them and takes some of them back, until it is cut off."""

import random
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from tests.faults.killing.cast import Actor
from tests.faults.killing.moving_clock import MovingClock
from tests.faults.killing.tale import ImportTale, Tales
from tests.faults.killing.wire import Cut, Wire

ROWS = 350
"""Rows of a file: a few transactions of it, both when it comes and when it is taken back."""

SHORT = 12
"""Rows of a file that is only looked at."""


@dataclass(slots=True)
class Importer:
    """Somebody's program that imports."""

    actor: Actor
    clock: MovingClock
    tales: Tales
    chance: random.Random
    _done: list[ImportTale] = field(default_factory=list[ImportTale])
    _wire: Wire | None = None

    def live(self, port: int, *, requests: int, feed: str | None = None) -> None:
        """Import until the service dies, or so many files; with `feed`, that one thing until it dies."""
        self._wire = Wire(port, self.actor.token)
        with suppress(Cut), closing(self._wire):
            while feed is not None:
                if feed == "take_back":
                    self.bring(ROWS)
                self.clock.is_armed = True
                self._do(feed)
            for _ in range(requests):
                self._do(self.chance.choice(("preview", "import", "import", "take_back")))

    def _do(self, what: str) -> None:
        if what == "preview":
            self.preview(SHORT)
        elif what == "import":
            self.bring(ROWS)
        elif self._done:
            self.take_back(self._done.pop())

    def preview(self, rows: int) -> ImportTale:
        """Send a file."""
        tale = ImportTale(f"Import {self.chance.getrandbits(64):016x}", rows)
        self.tales.imports.append(tale)
        answer = self._stage(tale, "previewed", None)
        tale.id = UUID(answer["id"])
        return tale

    def bring(self, rows: int) -> None:
        """Send a file, and confirm it."""
        tale = self.preview(rows)
        answer = self._stage(tale, "confirmed", ("POST", f"/imports/{tale.id}/confirmation"))
        while answer["state"] == "importing":
            answer = self._look(tale)
        self._done.append(tale)

    def take_back(self, tale: ImportTale) -> None:
        """Take a file back."""
        answer = self._stage(tale, "taken_back", ("DELETE", f"/imports/{tale.id}"))
        while answer["state"] == "undoing":
            answer = self._look(tale)

    def _look(self, tale: ImportTale) -> Any:
        assert self._wire is not None
        return self._wire.ask("GET", f"/imports/{tale.id}").body

    def _stage(self, tale: ImportTale, stage: str, request: tuple[str, str] | None) -> Any:
        assert self._wire is not None
        try:
            if request is None:
                answered = self._wire.upload("/imports", f"{tale.marker}.csv", self._file(tale))
            else:
                answered = self._wire.ask(*request)
        except Cut:
            tale.in_doubt = stage
            raise
        self.tales.answers[answered.status] += 1
        assert answered.is_done, f"{stage}: {answered}"
        tale.told.add(stage)
        return answered.body

    def _file(self, tale: ImportTale) -> bytes:
        """Answered ones, and the first that is owed an answer within the hour."""
        soon = (self.clock() + timedelta(minutes=50)).strftime("%Y-%m-%d %H:%M")
        lines = ["company,received_at,respond_by,status"]
        for number in range(tale.rows):
            respond_by, status = (soon, "awaiting_reply") if number == 0 else ("", "declined")
            lines.append(f"{tale.marker} {number},{self.clock():%Y-%m-%d},{respond_by},{status}")
        return "\r\n".join(lines).encode()
