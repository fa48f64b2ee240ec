"""The application: what is put together here, and in which order."""

import asyncio
import json
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import structlog
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from sqlalchemy import Connection
from starlette.middleware import Middleware

from api import frontend
from api.described import describe
from api.errors import Faults, install
from api.live.live import Live
from api.metrics import CountRequests, Metrics
from api.open_routes import open_to_all
from api.parameters import tell_as_sent
from api.paths import API
from api.routes import routers
from api.schemas.live import Change, Greeting
from api.schemas.problem import Problem
from api.security.addresses import networks
from api.security.body_limit import BodyLimit
from api.security.cookies import cookie_name, is_https
from api.security.headers import SecurityHeaders
from api.security.identity import KnownTokens
from api.security.rate_limit import LimitStrangers, RateLimit
from api.security.setup import is_reachable
from core import clock as wall_clock
from core.database import Database
from core.process_metrics import ProcessMetrics
from core.secrets import Keyring
from core.settings import SchedulerMode, Settings, SettingsInvalid
from models import schema
from models.account import Owner
from scheduler.exposition import Exposition
from scheduler.ready import Readiness
from services import channels
from services.identity import accounts

_log = structlog.get_logger("replyby")

_DESCRIPTION = (
    "A clock on every interview invitation. Errors are RFC 9457 problems; instants are RFC 3339 with their zone; "
    "a PATCH is a merge patch; a POST may carry an `Idempotency-Key`, a change an `If-Match`."
)

# Nobody exports traces here, and recording them costs a tenth of every request.
_NO_TELEMETRY: Any = {"tracing": False, "metrics": False, "logs": False, "operation_spans": False}


MOST_TRIALS = 16
"""How many channels are tried at once, each of which may hang for 20 s."""

MOST_PREVIEWS = 3
"""How many files are read at once: each holds a thread of the database's."""


def create_app(
    settings: Settings,
    *,
    database: Database | None = None,
    clock: Callable[[], datetime] = wall_clock.now,
    built_page: Path = frontend.BUILT,
    log_requests: bool = False,
) -> FastAPI:
    """The whole HTTP edge. With a `database` it serves at once; without, its lifespan opens and migrates one.

    `built_page` is the folder of the built frontend. With `log_requests` every request has a line in the log.

    Raises SettingsInvalid for a proxy that is no network.
    """
    _check_proxies(settings)
    metrics = Metrics()
    limit = RateLimit(settings.rate_limit, trusted_proxies=settings.trusted_proxies)
    app = FastAPI(
        title="Replyby",
        version=_version(),
        description=_DESCRIPTION,
        openapi_url=f"{API}/openapi.json",
        # The usual pages of documentation load scripts from elsewhere, which our policy forbids.
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        telemetry=_NO_TELEMETRY,
        lifespan=_lifespan,
        middleware=[
            Middleware(CountRequests, metrics=metrics, is_logged=log_requests),
            Middleware(SecurityHeaders, is_https=is_https(settings)),
            Middleware(Faults),
            Middleware(LimitStrangers, limit=limit),
            Middleware(BodyLimit, max_bytes=settings.max_body_bytes, max_upload_bytes=settings.max_import_bytes),
        ],
    )
    keyring = Keyring(settings.key())
    app.state.settings = settings
    app.state.database = database
    app.state.clock = clock
    app.state.keyring = keyring
    app.state.metrics = metrics
    app.state.process_metrics = ProcessMetrics(lambda: app.state.database, version=app.version)
    app.state.exposition = Exposition()
    app.state.readiness = Readiness(clock)
    app.state.rate_limit = limit
    app.state.known_tokens = KnownTokens()
    app.state.trials = asyncio.Semaphore(MOST_TRIALS)
    app.state.previews = asyncio.Semaphore(MOST_PREVIEWS)
    app.state.metronome = None
    app.state.live = Live(lambda: app.state.database, clock)
    app.state.first_channel = _first_channel(settings, keyring)
    install(app)
    for router in routers():
        # One flat list instead of routers within a router: every request is matched against it.
        app.router.routes.extend(router.routes)
    limit.open_to_all = open_to_all(app.router.routes)
    frontend.serve_page(app, built_page)
    metrics.expect_faults(app.router.routes)
    app.openapi = _openapi_of(app, settings)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncGenerator[None]:
    settings: Settings = app.state.settings
    given: Database | None = app.state.database
    database = given or Database(settings.url, pool_size=settings.pool_size)
    watch = asyncio.create_task(app.state.process_metrics.watch_loop())
    try:
        await database.in_thread(schema.upgrade, database, backup_to=database.folder)
        app.state.database = database
        await _tell_setup_code(app, database)
        if settings.scheduler is SchedulerMode.EMBEDDED:
            await _start_scheduler(app, database)
        yield
    finally:
        watch.cancel()
        await app.state.live.close()
        if app.state.metronome is not None:
            await app.state.metronome.stop()
        if getattr(app.state, "workers", None) is not None:
            await app.state.workers.stop()
        if given is None:
            app.state.database = None
            await database.close()


async def _start_scheduler(app: FastAPI, database: Database) -> None:
    from scheduler.loop import Metronome  # noqa: PLC0415 - a process without a scheduler doesn't load it

    metronome = Metronome(database, app.state.settings, app.state.clock)
    await metronome.start()
    app.state.metronome = metronome


async def _tell_setup_code(app: FastAPI, database: Database) -> None:
    """Print the code for the first account, where somebody on another machine could come first."""
    if is_reachable(app.state.settings) and not await database.read(accounts.has_accounts):
        _log.warning(
            "nobody has an account yet: the first one needs this code", setup_code=app.state.keyring.setup_code
        )


def _first_channel(settings: Settings, keyring: Keyring) -> Callable[[Connection, Owner, datetime], None]:
    has_smtp = settings.smtp_url is not None

    def first_channel(connection: Connection, owner: Owner, now: datetime) -> None:
        channels.first_channel(connection, owner, keyring, has_smtp=has_smtp, now=now)

    return first_channel


def _check_proxies(settings: Settings) -> None:
    try:
        networks(settings.trusted_proxies)
    except ValueError as error:
        raise SettingsInvalid(f"REPLYBY_TRUSTED_PROXIES: {error}.") from None


def _version() -> str:
    try:
        return version("replyby")
    except PackageNotFoundError:
        return "0+source"


def _openapi_of(app: FastAPI, settings: Settings) -> Callable[[], dict[str, Any]]:
    """OpenAPI with the shapes that no route declares, and the cookie beside the token wherever one is needed."""

    def openapi() -> dict[str, Any]:
        made = app.openapi_schema
        if made is None:
            made = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
            components = made.setdefault("components", {})
            shapes = components.setdefault("schemas", {})
            for written_by_hand in (Problem, Greeting, Change):
                shape = written_by_hand.model_json_schema(ref_template="#/components/schemas/{model}")
                shapes.update(shape.pop("$defs", {}))
                shapes[written_by_hand.__name__] = shape
            for unused in ("HTTPValidationError", "ValidationError"):
                shapes.pop(unused, None)
            describe(shapes)
            tell_as_sent(made)
            schemes = components.setdefault("securitySchemes", {})
            schemes["session"] = {"type": "apiKey", "in": "cookie", "name": cookie_name(settings)}
            for operations in made["paths"].values():
                for operation in operations.values():
                    if {"token": []} in operation.get("security", []):
                        operation["security"].append({"session": []})
            # It is asked for often, and never changes: what isn't JSON is found here, not by a client.
            made = app.openapi_schema = json.loads(json.dumps(made))
        return made

    return openapi
