"""`replyby scheduler`: the clock edge alone, beside any number of servers and other schedulers."""

import asyncio
import signal

from cli.opening import migrated, prepare
from cli.options import new_app
from cli.output import note
from cli.stopping import stop_in_time
from core import clock
from core.database import Database
from core.settings import Settings
from scheduler.loop import Metronome

app = new_app()


@app.command()
def scheduler() -> None:
    """Tick without serving: flag, remind and deliver.

    Any number may run beside any number of `replyby serve` on one PostgreSQL. Ctrl+C or SIGTERM ends it within five
    seconds.
    """
    settings = prepare()
    database = migrated(settings)
    asyncio.run(_beat_until_asked(database, settings))


async def _beat_until_asked(database: Database, settings: Settings) -> None:
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()

    def stop() -> None:
        stop_in_time()
        asked.set()

    def wake_and_stop(*_: object) -> None:
        loop.call_soon_threadsafe(stop)

    for number in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(number, stop)
        except NotImplementedError:
            # Windows' loops take no signals; there the handler wakes the loop itself.
            signal.signal(number, wake_and_stop)
    metronome = Metronome(database, settings, clock.now)
    try:
        await metronome.start()
        note("The scheduler is running (stop it with Ctrl+C)")
        await asked.wait()
    finally:
        await metronome.stop()
        await database.close()
