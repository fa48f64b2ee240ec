"""A process of its own that fetches once from every mailbox that is due, for the tests that kill it.

Arguments: the database's URL, the data folder, the instant that its clock shows.
"""

import asyncio
import sys
from datetime import datetime
from pathlib import Path

from core.database import opened
from core.settings import SchedulerMode, Settings
from scheduler.fetching import fetcher_for


async def main(url: str, data_dir: str, instant: str) -> None:
    now = datetime.fromisoformat(instant)
    settings = Settings(
        _env_file=None,  # pyright: ignore[reportCallIssue]
        data_dir=Path(data_dir),
        database_url=url,  # pyright: ignore[reportArgumentType]
        secret_key="a key that only the tests know, 0123456789",  # pyright: ignore[reportArgumentType]
        scheduler=SchedulerMode.OFF,
        allow_private_targets=True,
    )
    async with opened(url, pool_size=4) as database:
        fetcher = fetcher_for(database, settings, clock=lambda: now)
        await fetcher.serve()
        await fetcher.drain()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
