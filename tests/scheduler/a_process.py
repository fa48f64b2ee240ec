"""What the processes have in common that the tests start, kill and start again."""

from pathlib import Path
from typing import Any

from core.settings import SchedulerMode, Settings


def settings_of(url: str, data_dir: str, **more: Any) -> Settings:
    """The settings of a process without an embedded scheduler; its key is the tests'."""
    return Settings(
        _env_file=None,  # pyright: ignore[reportCallIssue]
        data_dir=Path(data_dir),
        database_url=url,  # pyright: ignore[reportArgumentType]
        secret_key="a key that only the tests know, 0123456789",  # pyright: ignore[reportArgumentType]
        scheduler=SchedulerMode.OFF,
        **more,
    )
