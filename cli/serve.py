"""`replyby serve`: the HTTP edge, in this process, with the scheduler in it unless that is switched off."""

import asyncio
import logging
import signal
import socket
import sys
from collections.abc import Callable
from typing import Annotated, Any

import typer
import uvicorn

from api.app import create_app
from cli.opening import migrated, prepare
from cli.options import new_app
from cli.output import say
from cli.stopping import stop_in_time
from core.errors import DomainError
from core.latency import keep_answers_quick
from core.settings import Settings
from services.identity import accounts

app = new_app()

LAST_REQUESTS_SECONDS = 1
"""How long a stop waits for answers under way, before the scheduler's own three seconds."""

BACKLOG = 2048


class AddressTaken(DomainError):
    """Nothing can listen on the address."""

    title = "The address can't be listened on"


@app.command()
def serve(
    host: Annotated[str | None, typer.Option(help="The address to listen on, instead of REPLYBY_HOST.")] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="The port, instead of REPLYBY_PORT; 0 is any that is free.")
    ] = None,
    access_log: Annotated[bool, typer.Option("--access-log", help="Log a line for every request.")] = False,
) -> None:
    """Serve the API, and tick.

    The database is made or brought up to date first. Ctrl+C or SIGTERM ends it within five seconds.
    """
    given = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    settings = prepare(**given)
    listener = _listen(settings.host, settings.port)
    with listener:
        if settings.port == 0:
            settings = prepare(**given | {"port": listener.getsockname()[1]})
        is_new = _migrate(settings)
        _run(settings, listener, access_log=access_log, is_new=is_new)


def _listen(host: str, port: int) -> socket.socket:
    """A listening socket. Raises AddressTaken."""
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        return socket.create_server(
            address[:2],
            family=family,
            backlog=BACKLOG,
            dualstack_ipv6=host == "::" and socket.has_dualstack_ipv6(),
        )
    except OSError as error:
        raise AddressTaken(
            f"Can't listen on {host}, port {port}: {error.strerror}. Choose another address with --host and --port."
        ) from None


def _migrate(settings: Settings) -> bool:
    """Bring the database up to date before anything listens to requests. Returns whether nobody has an account yet."""
    database = migrated(settings)
    try:
        return not database.threads.read(accounts.has_accounts)
    finally:
        asyncio.run(database.close())


def _run(settings: Settings, listener: socket.socket, *, access_log: bool, is_new: bool) -> None:
    served = create_app(settings)
    server = _Server(
        uvicorn.Config(
            served,
            log_config=None,
            access_log=access_log,
            lifespan="on",
            ws="none",
            # Which proxies are believed is the setting's business, not the server's.
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=LAST_REQUESTS_SECONDS,
        ),
        [f"Replyby listens on {settings.link_base} (stop it with Ctrl+C)"]
        + ["Nobody has an account yet: open it in a browser and make yours, or `replyby account create EMAIL`."]
        * is_new,
        end_streams=served.state.live.stop,
    )
    if settings.log_level != "DEBUG":
        logging.getLogger("uvicorn.error").setLevel(logging.WARNING)

    def stop(*_: object) -> None:
        server.should_exit = True

    # uvicorn raises the signal once more when it has stopped: by then it has been obeyed, and the exit is 0.
    for asked in (signal.SIGINT, signal.SIGTERM):
        signal.signal(asked, stop)
    server.run(sockets=[listener])


class _Server(uvicorn.Server):
    """Says when it listens, and stops in time."""

    def __init__(self, config: uvicorn.Config, greeting: list[str], *, end_streams: Callable[[], None]) -> None:
        super().__init__(config)
        self._greeting = greeting
        self._end_streams = end_streams

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and say so."""
        await super().startup(sockets)
        keep_answers_quick()
        for line in self._greeting:
            say(line)
        sys.stdout.flush()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop. Pages that stay live are let go first: their connections would be waited for in vain."""
        self._end_streams()
        await super().shutdown(sockets)

    def handle_exit(self, sig: int, frame: Any) -> None:
        """Somebody wants it to end."""
        stop_in_time()
        super().handle_exit(sig, frame)
