"""`replyby serve`: the HTTP edge, in this process, with the scheduler in it unless that is switched off."""

import asyncio
import logging
import signal
import socket
import sys
import time
from typing import Annotated, Any

import typer
import uvicorn

from api.app import create_app
from cli.opening import AddressTaken, held_notice, migrated, prepare
from cli.options import new_app
from cli.output import say
from cli.stopping import stop_in_time
from core.latency import keep_answers_quick
from core.settings import Settings
from services.identity import accounts

app = new_app()

LAST_REQUESTS_SECONDS = 2
"""How long a stop waits for answers under way, before the scheduler is stopped."""

BACKLOG = 2048


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
        notices = _migrate(settings)
        _run(settings, listener, access_log=access_log, notices=notices)


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


def _migrate(settings: Settings) -> list[str]:
    """Bring the database up to date before anything listens to requests. Returns what else is to be said."""
    database = migrated(settings)
    try:
        notices = held_notice(database)
        if not database.threads.read(accounts.has_accounts):
            notices.append(
                "Nobody has an account yet: open it in a browser and make yours, or `replyby account create EMAIL`."
            )
        return notices
    finally:
        asyncio.run(database.close())


def _run(settings: Settings, listener: socket.socket, *, access_log: bool, notices: list[str]) -> None:
    served = create_app(settings, log_requests=access_log)
    server = _Server(
        uvicorn.Config(
            served,
            log_config=None,
            # Its lines would name what was typed; ours name the route.
            access_log=False,
            lifespan="on",
            ws="none",
            # Which proxies are believed is the setting's business, not the server's.
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=LAST_REQUESTS_SECONDS,
        ),
        [f"Replyby listens on {settings.link_base} (stop it with Ctrl+C)", *notices],
        served.state,
        drain_seconds=settings.drain_seconds,
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
    """Says when it listens, lets a proxy know that it is about to stop, and stops in time."""

    def __init__(self, config: uvicorn.Config, greeting: list[str], state: Any, *, drain_seconds: int) -> None:
        super().__init__(config)
        self._greeting = greeting
        self._state = state
        self._drain_seconds = drain_seconds
        self._asked: tuple[float, int] | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and say so."""
        await super().startup(sockets)
        keep_answers_quick()
        for line in self._greeting:
            say(line)
        sys.stdout.flush()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop. Pages that stay live are let go first: their connections would be waited for in vain.

        Nothing more is claimed for delivery, so that what is on its way has the time of the last requests too.
        """
        self._state.live.stop()
        if self._state.metronome is not None:
            self._state.metronome.claim_no_more()
        await super().shutdown(sockets)

    def handle_exit(self, sig: int, frame: Any) -> None:  # noqa: ARG002 - uvicorn gives it
        """Somebody wants it to end: after the time to drain, or at once where they say so twice."""
        self._state.readiness.is_stopping = True
        if self._asked is not None or not self._drain_seconds:
            self._end(sig)
        else:
            self._asked = (time.monotonic() + self._drain_seconds, sig)

    async def on_tick(self, counter: int) -> bool:
        """Ten times a second: end, where it has drained."""
        if self._asked is not None and not self.should_exit and time.monotonic() >= self._asked[0]:
            self._end(self._asked[1])
        return await super().on_tick(counter)

    def _end(self, sig: int) -> None:
        if not self.should_exit:
            # Only once: the second time, uvicorn would leave without stopping the scheduler.
            stop_in_time()
            super().handle_exit(sig, None)
