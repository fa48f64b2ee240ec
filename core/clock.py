"""The one place that reads the wall clock. Edges call `now()` once and pass it on; rules take it as an argument."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)
