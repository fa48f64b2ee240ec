"""`replyby` as its own process, on a machine that has no network but itself, with hashes as cheap as the tests'."""

import socket
from typing import Any

from cli.main import run
from services.identity import passwords

_HERE = ("127.0.0.1", "localhost", None)
_ask = socket.getaddrinfo


def _ask_nobody(host: Any, *given: Any, **named: Any) -> Any:
    """Only this machine is known: no test calls a chat service."""
    if host not in _HERE:
        raise socket.gaierror(socket.EAI_NONAME, "no network")
    return _ask(host, *given, **named)


if __name__ == "__main__":
    socket.getaddrinfo = _ask_nobody
    passwords.set_cost(passwords.Cost(time_cost=1, memory_kib=8, lanes=1))
    run()
