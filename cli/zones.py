"""The time zone of this machine, as a suggestion."""

import os
from pathlib import Path

_FILE = Path("/etc/localtime")


def zone_of_this_machine() -> str:
    """The IANA name that the machine is set to, or UTC where it doesn't say."""
    given = os.environ.get("TZ", "").removeprefix(":")
    if "/" in given and not given.startswith("/"):
        return given
    try:
        _, found, name = str(_FILE.resolve(strict=True)).partition("zoneinfo/")
    except OSError:
        return "UTC"
    return name if found and "/" in name and not name.startswith("Etc/") else "UTC"
