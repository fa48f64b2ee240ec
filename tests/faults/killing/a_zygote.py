"""A process that has loaded the whole service, and forks one whenever it is told to; started by `zygote.py`.

The fork is the service: HTTP on loopback and the embedded scheduler, with beats of a second. It begins as a service
does whose modules are loaded. Before each fork it is made sure that nothing else is handed down: one thread, no event
loop, no socket, no file but the shared clock's memory.
Arguments: the database's URL, the data folder, the clock's file, the mail server's URL. Each line read is a number, of
the step at which to die, or -1. Each line written is `born PID PORT` or `ended STATUS`.
"""

import gc
import os
import socket
import sys
import threading
import traceback
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import uvicorn

from api.app import create_app
from core.logging import configure_logging
from core.settings import SchedulerMode
from scheduler import loop
from tests.faults.killing.dying import lay, place_of
from tests.faults.killing.forking import check_that_nothing_is_handed_down
from tests.faults.killing.moving_clock import MovingClock
from tests.faults.killing.steps import STEPS
from tests.scheduler.a_process import settings_of

BEAT = timedelta(seconds=1)


def main(url: str, data_dir: str, clock_file: str, smtp_url: str) -> None:
    told = os.dup(1)
    # Whatever prints, prints into the log; what the test reads are our own lines.
    os.dup2(2, 1)
    loop.BEAT = loop.SEND = loop.TEND = BEAT
    settings = settings_of(url, data_dir, allow_private_targets=True, smtp_url=smtp_url, log_level="WARNING")
    settings = settings.model_copy(update={"scheduler": SchedulerMode.EMBEDDED})
    configure_logging(settings)
    clock = MovingClock(Path(clock_file))
    app = create_app(settings, clock=clock)
    for step in STEPS:
        # What a request loads for the first time is loaded here, once, instead of in every fork.
        place_of(step)
    _load_what_is_loaded_late()
    # A fork's collector would otherwise touch, and so copy, every page.
    gc.collect()
    gc.freeze()
    for line in sys.stdin:
        check_that_nothing_is_handed_down()
        child = os.fork()
        if child == 0:
            try:
                _serve(app, int(line), clock, told)
            except Exception:
                traceback.print_exc()
            finally:
                os._exit(1)
        _, status = os.waitpid(child, 0)
        os.write(told, f"ended {status}\n".encode())


def _load_what_is_loaded_late() -> None:
    for module in ("core.egress_http", "uvicorn.loops.uvloop", "uvicorn.protocols.http.httptools_impl"):
        import_module(module)


def _serve(app: Any, step: int, clock: MovingClock, told: int) -> None:
    if step >= 0:
        lay(STEPS[step], lambda: clock.is_armed)
    threading.Thread(target=_end_with_the_test, daemon=True).start()
    listener = socket.create_server(("127.0.0.1", 0))
    os.write(told, f"born {os.getpid()} {listener.getsockname()[1]}\n".encode())
    config = uvicorn.Config(app, log_config=None, lifespan="on", ws="none", proxy_headers=False, server_header=False)
    uvicorn.Server(config).run(sockets=[listener])


def _end_with_the_test() -> None:
    """Nothing is written to a service: what can be read is the end of the pipe, with the test that held it."""
    os.read(0, 1)
    os._exit(1)


if __name__ == "__main__":
    main(*sys.argv[1:])
