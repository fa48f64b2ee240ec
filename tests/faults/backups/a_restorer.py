"""A process that forks one which makes or restores a backup, and kills itself at a named step; again and again.

Each line read is a JSON list: the step, the backup's file, the database's URL, and the folder in which what is replaced
is kept. Each line written is the status with which the fork ended.
"""

import json
import os
import signal
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from core import clock
from core.database import Database
from models import schema
from services.backups import files, into_postgresql, pouring, restoring, writing

BACKUP_STEPS = ("copied", "read_through")
RESTORE_STEPS = {
    "sqlite": ("locked", "copied", "up_to_date", "holding", "half_the_pages"),
    "postgresql": ("copied", "up_to_date", "holding", "emptied", "half_the_rows", "all_rows"),
}


def _die(*_: Any, **__: Any) -> Any:
    os.kill(os.getpid(), signal.SIGKILL)


def _die_after(module: Any, name: str) -> None:
    real: Callable[..., Any] = getattr(module, name)

    def then_die(*args: Any, **kwargs: Any) -> None:
        real(*args, **kwargs)
        _die()

    setattr(module, name, then_die)


def _half_the_pages(work: Path, target: sqlite3.Connection) -> None:
    def look(_status: int, remaining: int, total: int) -> None:
        if remaining < total // 2:
            _die()

    # So little memory that the pages are in the file by then, over what was there.
    target.execute("PRAGMA cache_size=5")
    with sqlite3.connect(work) as source:
        source.backup(target, pages=5, progress=look)


def _half_the_rows(real: Callable[..., Any]) -> Callable[..., Any]:
    def add(target: Any, carried: Any, rows: Any) -> Any:
        return _die() if carried.name == "event" else real(target, carried, rows)

    return add


def _die_while_restoring(step: str) -> None:
    match step:
        case "locked":
            restoring.copy_pages = _die
        case "copied":
            _die_after(restoring, "copy_pages")
        case "up_to_date":
            _die_after(schema, "upgrade")
        case "holding":
            _die_after(restoring, "hold")
        case "half_the_pages":
            restoring.into_sqlite = _half_the_pages
        case "emptied":
            into_postgresql.pour = _die
        case "half_the_rows":
            pouring.add_rows = _half_the_rows(pouring.add_rows)
        case "all_rows":
            _die_after(into_postgresql, "pour")
        case _:
            raise ValueError(step)


def _run(step: str, backup: str, url: str, folder: str) -> None:
    if step in {"backup:copied", "backup:read_through"}:
        if step == "backup:copied":
            writing.check_backup = _die
        else:
            files.to_disk = _die
        writing.write_backup(Database(url, pool_size=2), Path(backup), now=clock.now())
    else:
        _die_while_restoring(step)
        restoring.restore(restoring.Wish(Path(backup), url, Path(folder)), now=clock.now())


def main() -> None:
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            try:
                _run(*json.loads(line))
            finally:
                os._exit(1)
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{status}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
