"""What tests of the HTTP edge share."""

import io
import logging
from collections.abc import Generator

import pytest
import structlog

from core.logging import configure_logging
from core.settings import LogFormat, Settings


@pytest.fixture
def log(settings: Settings) -> Generator[io.StringIO]:
    """What is logged, as JSON, wherever an earlier test in this process had its log go to."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    stream = io.StringIO()
    configure_logging(settings.model_copy(update={"log_format": LogFormat.JSON}), stream=stream)
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()
