"""Setting up the interpreter for a process that answers requests while threads work beside it."""

import gc
import sys

SWITCH_SECONDS = 0.0001
"""How long a thread may hold the interpreter while the event loop wants it; Python's own 5 ms would show as latency."""

COLLECT_AFTER = (20_000, 20, 50)
"""How many new objects, and how many lesser collections, make a collection of each generation."""


def keep_answers_quick() -> None:
    """Call it once, when everything is loaded and before the first request.

    A read gives the interpreter away some thirty times, and waits for it again each time: a thread that imports a file
    must hand it back quickly. What was loaded so far lives as long as the process: looking through it for garbage again
    and again held everything up for a tenth of a second (measured: 112 ms at the worst before, 5 ms after).
    """
    sys.setswitchinterval(SWITCH_SECONDS)
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)
