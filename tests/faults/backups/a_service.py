"""A real service with a beat of three seconds: HTTP on a free port of loopback, and the scheduler. It prints the port.

Arguments: the database's URL and the data folder.
"""

import socket
import sys
from datetime import timedelta

import uvicorn

from api.app import create_app
from core.settings import SchedulerMode
from scheduler import loop
from tests.scheduler.a_process import settings_of

BEAT = timedelta(seconds=3)


def main(url: str, data_dir: str) -> None:
    loop.BEAT = BEAT
    settings = settings_of(url, data_dir, allow_private_targets=True, rate_limit=0)
    settings = settings.model_copy(update={"scheduler": SchedulerMode.EMBEDDED})
    with socket.create_server(("127.0.0.1", 0), backlog=128) as listener:
        sys.stdout.write(f"{listener.getsockname()[1]}\n")
        sys.stdout.flush()
        server = uvicorn.Server(uvicorn.Config(create_app(settings), log_config=None, access_log=False))
        server.run(sockets=[listener])


if __name__ == "__main__":
    main(*sys.argv[1:])
