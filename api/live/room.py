"""How many streams there is room for: each is a connection that stays open."""

import sys

MOST_PER_ACCOUNT = 10
"""Of one process: so many tabs may be open, and no more."""

MOST_STREAMS = 2_000
"""Of one process, where the operating system lets it have so many connections."""


def most_streams() -> int:
    """How many streams this process takes: half of the files that it may open, so that requests find room beside."""
    if sys.platform == "win32":
        return MOST_STREAMS
    import resource  # noqa: PLC0415 - only where there is such a thing

    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MOST_STREAMS if soft == resource.RLIM_INFINITY else min(MOST_STREAMS, soft // 2)
