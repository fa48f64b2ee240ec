"""A process that moves a database, again and again, and dies each time where it is told to.

Its arguments are the addresses of source and target. Each line of its input is one try: a number of commits, before the
last of which the try is killed, or seconds such as `0.2s` after which it is; `0` lets it finish. Each line of its
output says how that try ended: `killed`, `done` and what it did, or `failed` and why.

Every try is a child of its own, which is killed by SIGKILL: what it hadn't committed is gone. Having everything loaded
before makes a hundred tries affordable.
"""

import asyncio
import json
import os
import signal
import sys
from typing import Any

from sqlalchemy import Engine, event

from core.clock import now
from core.database import Database
from services.moving import moving
from tests.forks import fork

CONNECTIONS = 2
READS = ("SELECT", "PRAGMA", "BEGIN", "SET", "LOCK", "SHOW")


def die_before_commit(number: int) -> None:
    """Kill this process in the place of its `number`th commit of something written, whichever database that is on."""
    done = 0

    def note(connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith(READS):
            connection.info["has_written"] = True

    def note_savepoint(connection: Any, _name: Any) -> None:
        connection.info["has_written"] = True

    def count(connection: Any) -> None:
        nonlocal done
        done += connection.info.pop("has_written", False)
        if done == number:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "before_cursor_execute", note)
    event.listen(Engine, "savepoint", note_savepoint)
    event.listen(Engine, "commit", count)


def move(source: str, target: str) -> str:
    """Move, and tell what that did."""
    here, there = Database(source, pool_size=CONNECTIONS), Database(target, pool_size=CONNECTIONS)
    moved = moving.move(here, there, now=now())
    for database in (here, there):
        asyncio.run(database.close())
    return json.dumps({"rows": moved.rows, "carried_over": moved.carried_over, "waited": moved.waited})


def main() -> None:
    source, target = sys.argv[1:]
    for line in sys.stdin:
        told = line.strip()
        number = int(told) if told.isdigit() else 0

        def work(number: int = number) -> str:
            if number:
                die_before_commit(number)
            return move(source, target)

        seconds = float(told[:-1]) if told.endswith("s") else None
        sys.stdout.write(fork(work).end(seconds=seconds) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
