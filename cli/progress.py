"""A bar on stderr while something long goes on, where stderr is a terminal."""

import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

Told = Callable[[int, int], None]
"""Told how much is done, and of how much."""


@contextmanager
def progress_of(what: str) -> Generator[Told]:
    """What is to be told how far it is; elsewhere than on a terminal, nothing is drawn."""
    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=max(total, 1))
