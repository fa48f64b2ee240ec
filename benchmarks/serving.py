"""Servers for a benchmark: each in a process of its own, under the same uvicorn, one worker."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager

_UNHINDERED = {"REPLYBY_RATE_LIMIT": "1000000000"}
"""No benchmark is refused for coming too often; that requests are counted belongs to what they cost."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(factory: str, environment: dict[str, str]) -> Generator[int]:
    """Serve the application that `module:function` makes, as `replyby serve` does, until the block ends."""
    port = free_port()
    module, function = factory.split(":")
    code = (
        f"import uvicorn; from importlib import import_module as load; app = load({module!r}).{function}(); "
        "from core.latency import keep_answers_quick; keep_answers_quick(); "
        f"uvicorn.run(app, host='127.0.0.1', port={port}, log_level='warning', access_log=False)"
    )
    server = subprocess.Popen([sys.executable, "-c", code], env={**os.environ, **_UNHINDERED, **environment})
    try:
        _wait(port, server)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=20)


def _wait(port: int, server: "subprocess.Popen[bytes]") -> None:
    for _ in range(2_400):
        if server.poll() is not None:
            raise SystemExit("the server did not start")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise SystemExit("the server did not answer")
