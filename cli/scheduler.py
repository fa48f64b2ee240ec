"""`replyby scheduler`: the clock edge alone, beside any number of servers and other schedulers."""

import asyncio
import signal

from cli.opening import AddressTaken, held_notice, migrated, prepare
from cli.options import new_app
from cli.output import note
from cli.stopping import stop_in_time
from cli.version import version_of_replyby
from core import clock
from core.database import Database
from core.process_metrics import ProcessMetrics
from core.settings import Settings, address_of
from scheduler.exposition import MEDIA_TYPE, Exposition
from scheduler.listener import Answer, Answers, Listener, as_json
from scheduler.loop import Metronome
from scheduler.ready import Readiness

app = new_app()


@app.command()
def scheduler() -> None:
    """Tick without serving: flag, remind and deliver.

    Any number may run beside any number of `replyby serve` on one PostgreSQL. Ctrl+C or SIGTERM ends it within five
    seconds.
    """
    settings = prepare()
    database = migrated(settings)
    for line in held_notice(database):
        note(line)
    asyncio.run(_beat_until_asked(database, settings))


async def _beat_until_asked(database: Database, settings: Settings) -> None:
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()

    metronome = Metronome(database, settings, clock.now)
    readiness = Readiness(clock.now)
    process = ProcessMetrics(lambda: database, version=version_of_replyby())
    listener = Listener(_answers(database, metronome, readiness, process))
    watch = asyncio.create_task(process.watch_loop())

    def stop() -> None:
        stop_in_time()
        readiness.is_stopping = True
        asked.set()

    def wake_and_stop(*_: object) -> None:
        loop.call_soon_threadsafe(stop)

    for number in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(number, stop)
        except NotImplementedError:
            # Windows' loops take no signals; there the handler wakes the loop itself.
            signal.signal(number, wake_and_stop)
    try:
        if settings.scheduler_address is not None:
            await _listen(listener, settings.scheduler_address)
        await metronome.start()
        note("The scheduler is running (stop it with Ctrl+C)")
        await asked.wait()
    finally:
        await metronome.stop()
        await listener.stop()
        watch.cancel()
        await database.close()


async def _listen(listener: Listener, address: str) -> None:
    host, port = address_of(address)
    try:
        port = await listener.start(host, port)
    except OSError as error:
        raise AddressTaken(
            f"Can't listen on {host}, port {port}: {error.strerror}. Set REPLYBY_SCHEDULER_ADDRESS to another one."
        ) from None
    note(f"It tells how it is on http://{f'[{host}]' if ':' in host else host}:{port}/health/ready and /metrics")


def _answers(database: Database, metronome: Metronome, readiness: Readiness, process: ProcessMetrics) -> Answers:
    exposition = Exposition()

    async def live() -> Answer:
        return as_json(200, status="alive", version=version_of_replyby())

    async def ready() -> Answer:
        vitals = await readiness.check(database)
        readiness.check_beat(metronome.last_beat)
        return as_json(200, status="ready", last_tick_at=vitals.last_tick_at, held_since=vitals.held_since)

    async def metrics() -> Answer:
        told = await exposition.write(database, (process, metronome.metrics), now=clock.now())
        return Answer(200, MEDIA_TYPE, told)

    return {"/health/live": live, "/health/ready": ready, "/metrics": metrics}
