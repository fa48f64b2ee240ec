"""Rates, and when there is too little to say one."""

from typing import Any

LEAST = 5
"""Of fewer than this a rate, a median or a distribution says nothing; it is null then, with `n` beside it."""


def rate(part: int, n: int) -> dict[str, Any]:
    """How much of `n` is `part`, from 0 to 1 with four digits; null where `n` is below LEAST."""
    return {"share": round(part / n, 4) if n >= LEAST else None, "n": n}
