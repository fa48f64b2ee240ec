"""Where figures come from: the commit, the day, and the machine."""

import os
import subprocess
from datetime import datetime
from pathlib import Path

GIB = 1 << 30


def origin_of(folder: Path, *, now: datetime) -> str:
    """The commit checked out in a folder (`+` where files differ from it), the day in UTC, processors and memory."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / GIB
    return f"{_commit(folder)} on {now.date().isoformat()}, {os.cpu_count()} processors, {memory:.1f} GiB of memory"


def _commit(folder: Path) -> str:
    name = _git(folder, "rev-parse", "--short", "HEAD")
    if not name:
        return "unknown"
    return f"{name}+" if _git(folder, "status", "--porcelain") else name


def _git(folder: Path, *words: str) -> str:
    """What git says; nothing where there is no git, or no repository."""
    try:
        said = subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True, check=False)  # noqa: S607
    except OSError:
        return ""
    return said.stdout.strip() if said.returncode == 0 else ""
