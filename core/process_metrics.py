"""What a process tells of itself to Prometheus: its size, its event loop, its connections, SQLite's log.

All of it is read when somebody asks, and none of it asks the database anything.
"""

import asyncio
import threading
from collections.abc import Callable, Iterable
from pathlib import Path

from prometheus_client import CollectorRegistry, Histogram, Info, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from core.database import Database

LOOK_SECONDS = 1.0
"""Between two looks at how late the event loop is."""

_LATE = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0)


class ProcessMetrics:
    """The figures of one process. `database` gives what it works on, or None while there is none."""

    def __init__(self, database: Callable[[], Database | None], *, version: str) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._database = database
        build = Info("replyby_build", "Which release this is.", registry=self.registry)
        build.info({"version": version})
        self.loop_late = Histogram(
            "replyby_event_loop_late_seconds",
            "How late the event loop came to what was due, looked at every second.",
            buckets=_LATE,
            registry=self.registry,
        )
        self.registry.register(_Asked(self._read))

    async def watch_loop(self) -> None:
        """Look at the event loop until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + LOOK_SECONDS
            await asyncio.sleep(LOOK_SECONDS)
            self.loop_late.observe(max(0.0, loop.time() - due))

    def exposition(self) -> bytes:
        """Everything in Prometheus's text format."""
        return generate_latest(self.registry)

    def _read(self) -> Iterable[Metric]:
        yield GaugeMetricFamily("replyby_threads", "Threads of this process.", value=threading.active_count())
        database = self._database()
        if database is None:
            return
        in_use = GaugeMetricFamily(
            "replyby_database_connections_in_use", "Connections that are at work.", labels=("pool",)
        )
        waiting = GaugeMetricFamily(
            "replyby_database_waiting", "Transactions that wait for a connection, or for their turn.", labels=("pool",)
        )
        for pool, pressure in database.pressure().items():
            in_use.add_metric((pool,), pressure.in_use)
            waiting.add_metric((pool,), pressure.waiting)
        yield from (in_use, waiting)
        if database.file is not None:
            yield GaugeMetricFamily(
                "replyby_sqlite_wal_bytes", "Size of SQLite's write-ahead log.", value=_size_of(f"{database.file}-wal")
            )


class _Asked(Collector):
    """A collector that reads when it is asked, and says nothing of itself before."""

    def __init__(self, read: Callable[[], Iterable[Metric]]) -> None:
        self._read = read

    def describe(self) -> Iterable[Metric]:
        """Nothing: it would ask for a database that isn't open yet."""
        return ()

    def collect(self) -> Iterable[Metric]:
        """What is so at this moment."""
        return self._read()


def _size_of(name: str) -> int:
    try:
        return Path(name).stat().st_size
    except OSError:
        return 0
