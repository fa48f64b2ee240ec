"""The log: one line for each thing that happened, for people or for machines, and never a secret in it.

Whatever is written, by us or by a library, passes `redact` last: tokens, secrets in paths, query strings, the
credentials of URLs and rows that a database quotes are taken out there. Bodies and channels' addresses aren't logged in
the first place.
"""

import logging
import re
import sys
from typing import TextIO, cast

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from core.settings import LogFormat, Settings

REDACTED = "[redacted]"

QUIET = (
    "httpx2",
    "httpcore2",
    "httpx",
    "httpcore",
    "apprise",
    "aiosmtplib",
    "urllib3",
    "requests",
    "apscheduler",
    "alembic",
)
"""Libraries that would log addresses, or every beat, at INFO."""

_SECRETS = (
    (re.compile(r"\brb[a-z]?_[A-Za-z0-9_-]{8,}"), REDACTED),
    (re.compile(r"\bwhsec_[A-Za-z0-9+/=_-]+"), REDACTED),
    (re.compile(r"(/(?:unsubscribe|confirmations|calendar|intake/mail)/)[^\s\"'?/]+"), rf"\1{REDACTED}"),
    (re.compile(r"(?i)(bearer\s+)[^\s\"',]+"), rf"\1{REDACTED}"),
    # PostgreSQL quotes the row that it refused.
    (re.compile(r"(?s)(DETAIL:  )(?:Failing row|Key) .*?(?=\n\nThe above|\n\[SQL|\Z)"), rf"\1{REDACTED}"),
    (re.compile(r"(?i)\b([a-z][a-z0-9+.-]*://)[^\s/@\"']+@"), rf"\1{REDACTED}@"),
)
_QUERY = re.compile(r"(/[^\s\"?]*)\?[^\s\"]*")


def configure_logging(settings: Settings, *, stream: TextIO | None = None) -> None:
    """Send every log line of this process, ours and the libraries', one way: to stderr, or to `stream`."""
    target = stream or sys.stderr
    renderer: Processor = (
        structlog.processors.JSONRenderer()
        if settings.log_format is LogFormat.JSON
        else structlog.dev.ConsoleRenderer(colors=target.isatty())
    )
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            redact,
            renderer,
        ],
    )
    handler = logging.StreamHandler(target)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(settings.log_level)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access"):
        theirs = logging.getLogger(name)
        theirs.handlers = []
        theirs.propagate = True
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def redact(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    """Take secrets out of every text of a log line. The last processor before it is written."""
    is_access = event.get("logger") == "uvicorn.access"
    for key, value in event.items():
        event[key] = _without_secrets(value, is_access=is_access)
    return event


def _without_secrets(value: object, *, is_access: bool) -> object:
    if isinstance(value, dict):
        inside = cast("dict[object, object]", value)
        return {key: _without_secrets(inner, is_access=is_access) for key, inner in inside.items()}
    if isinstance(value, list | tuple):
        return [_without_secrets(inner, is_access=is_access) for inner in cast("list[object]", value)]
    if not isinstance(value, str):
        return value
    for pattern, instead in _SECRETS:
        value = pattern.sub(instead, value)
    return _QUERY.sub(r"\1", value) if is_access else value
