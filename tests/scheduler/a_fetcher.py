"""A process of its own that fetches once from every mailbox that is due, for the tests that kill it.

Arguments: the database's URL, the data folder, the instant that its clock shows.
"""

import asyncio
import sys
from datetime import datetime

from core.database import opened
from scheduler.fetching import fetcher_for
from tests.scheduler.a_process import settings_of


async def main(url: str, data_dir: str, instant: str) -> None:
    now = datetime.fromisoformat(instant)
    settings = settings_of(url, data_dir, allow_private_targets=True)
    async with opened(url, pool_size=4) as database:
        fetcher = fetcher_for(database, settings, clock=lambda: now)
        await fetcher.serve()
        await fetcher.drain()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
