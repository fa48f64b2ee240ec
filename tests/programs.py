"""Programs that some tests need and pip doesn't bring: without one they are skipped, and say what to install.

Where continuous integration runs, which sets CI, they fail instead: what is left out there, nobody would notice.
"""

import os
import shutil
from typing import NoReturn

import pytest


def program(name: str, *, package: str) -> str:
    """The path of a program, for the test that asks. `package` is the one of Debian's that brings it."""
    return found(name) or leave_out(f"{name} isn't installed: apt install {package}")


def found(*names: str) -> str | None:
    """The path of a program, by the first of its names that there is."""
    # Servers lie where an ordinary user's path doesn't lead.
    path = f"{os.environ.get('PATH', '')}:/usr/sbin"
    return next(filter(None, (shutil.which(name, path=path) for name in names)), None)


def leave_out(why: str) -> NoReturn:
    """Skip the test that asks, or fail it where continuous integration runs."""
    if os.environ.get("CI"):
        pytest.fail(f"{why} (where CI is set, nothing is left out)", pytrace=False)
    pytest.skip(why)
