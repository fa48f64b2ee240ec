"""A process of its own that sends what is due, and kills itself at a named step, for the tests that restart it.

Arguments: the database's URL, the data folder, the instant that its clock shows, and the step's name.
"""

import asyncio
import sys
from datetime import datetime

from core.database import opened
from scheduler.sending import postman_for
from tests.faults.killing.dying import lay
from tests.faults.killing.steps import STEPS
from tests.scheduler.a_process import settings_of


async def main(url: str, data_dir: str, instant: str, step: str) -> None:
    now = datetime.fromisoformat(instant)
    settings = settings_of(url, data_dir, allow_private_targets=True)
    lay(next(one for one in STEPS if one.name == step), lambda: True)
    async with opened(url, pool_size=2) as database:
        one = postman_for(database, settings, clock=lambda: now)
        await one.serve()
        await one.drain()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
