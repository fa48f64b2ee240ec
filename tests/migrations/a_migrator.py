"""A process that migrates databases, again and again, and dies each time where it is told to.

Each line of its input is one try, as JSON: the `url`, the `folder` for the copy before an upgrade, how many processes
do it `together`, and what is `told`: a number of statements, before the last of which it is killed; `0` to let it
finish; `down REVISION` to go back. Each line of its output is a list of how they ended.
"""

import asyncio
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

from alembic import command
from sqlalchemy import Connection, Engine, event

from core.database import Database
from models import schema
from tests.forks import fork

CONNECTIONS = 2


def die_before_statement(number: int) -> None:
    """Kill this process in the place of its `number`th statement; a commit counts as one."""
    done = 0

    def count(*_: Any) -> None:
        nonlocal done
        done += 1
        if done == number:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(Engine, "before_cursor_execute", count)
    event.listen(Engine, "commit", count)


def upgrade(url: str, folder: Path) -> str:
    """Migrate as every start does, and tell the revision that it came from."""
    database = Database(url, pool_size=CONNECTIONS)
    before = schema.upgrade(database, backup_to=folder)
    asyncio.run(database.close())
    return str(before)


def downgrade(url: str, revision: str) -> str:
    """Go back to an earlier revision, in one transaction."""
    database = Database(url, pool_size=CONNECTIONS)

    def within(connection: Connection) -> None:
        config = schema._config()
        config.attributes["connection"] = connection
        command.downgrade(config, revision)

    with database.threads.writer.connect() as connection:
        driver: Any = connection.connection.driver_connection
        if not database.is_postgresql:
            driver.execute("PRAGMA foreign_keys=OFF")
        with connection.begin():
            within(connection)
    asyncio.run(database.close())
    return revision


def work_of(url: str, folder: Path, told: str) -> str:
    """One try, in a child."""
    word, _, rest = told.partition(" ")
    if word == "down":
        return downgrade(url, rest)
    if word.isdigit() and int(word):
        die_before_statement(int(word))
    return upgrade(url, folder)


def main() -> None:
    for line in sys.stdin:
        asked = json.loads(line)
        children = [
            fork(lambda asked=asked: work_of(asked["url"], Path(asked["folder"]), asked["told"]))
            for _ in range(asked["together"])
        ]
        sys.stdout.write(json.dumps([child.end() for child in children]) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
