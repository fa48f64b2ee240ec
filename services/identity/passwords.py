"""Passwords: argon2id, at most four at once, and as long for an unknown account as for a known one.

A password is normalised (NFKC, as RFC 8265 has it for its own profile) so that it is the same from every keyboard,
and never cut short. Hashing takes long by design: `off_the_loop` runs it in threads kept for that alone.
"""

import asyncio
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from typing import ParamSpec, TypeVar

from pwdlib.hashers.argon2 import Argon2Hasher

from core.errors import Invalid

SHORTEST = 10
LONGEST = 1024
HASHES_AT_ONCE = 4
"""Each takes 64 MiB; guesses that come faster wait their turn."""

P = ParamSpec("P")
T = TypeVar("T")


class PasswordUnusable(Invalid):
    """A password is too short, too long, or the e-mail address itself."""

    title = "Not a usable password"


@dataclass(frozen=True, slots=True)
class Cost:
    """How much work a hash is: RFC 9106's second recommended choice, which is also argon2-cffi's."""

    time_cost: int = 3
    memory_kib: int = 65_536
    lanes: int = 4


_cost = Cost()
_threads = ThreadPoolExecutor(HASHES_AT_ONCE, thread_name_prefix="password")


def set_cost(cost: Cost) -> None:
    """Choose how much work the hashes of this process are from now on. Stored ones keep their own cost."""
    global _cost  # noqa: PLW0603 - the one place that a test or an operator of a tiny machine turns it down
    _cost = cost


def usable(password: str, *, email: str, place: str = "password") -> str:
    """The password, normalised. Raises PasswordUnusable, which names the field `place`."""
    password = normalised(password)
    if len(password) < SHORTEST:
        raise PasswordUnusable.field(
            place,
            f"{place} must have at least {SHORTEST} characters; a sentence is good.",
            code="too-short",
            limit=SHORTEST,
        )
    if len(password) > LONGEST:
        raise PasswordUnusable.field(
            place, f"{place} must have at most {LONGEST} characters.", code="too-long", limit=LONGEST
        )
    if password.casefold() == email.casefold():
        raise PasswordUnusable.field(place, f"{place} must not be the e-mail address.", code="password-is-email")
    return password


def normalised(password: str) -> str:
    """The same password from every keyboard."""
    return unicodedata.normalize("NFKC", password)


def hash_password(password: str) -> str:
    """The argon2id hash of a password, with its cost and salt in it."""
    return _hasher(_cost).hash(normalised(password))


def is_password(password: str, password_hash: str | None) -> bool:
    """Whether the password is the one of the hash. Without a hash it takes as long, and is False."""
    if password_hash is None:
        _hasher(_cost).verify(normalised(password), _hash_of_nobody(_cost))
        return False
    return _hasher(_cost).verify(normalised(password), password_hash)


async def off_the_loop(fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
    """Run a hash in one of the threads kept for them."""
    return await asyncio.get_running_loop().run_in_executor(_threads, lambda: fn(*args, **kwargs))


@lru_cache(maxsize=4)
def _hasher(cost: Cost) -> Argon2Hasher:
    return Argon2Hasher(time_cost=cost.time_cost, memory_cost=cost.memory_kib, parallelism=cost.lanes)


@lru_cache(maxsize=4)
def _hash_of_nobody(cost: Cost) -> str:
    return _hasher(cost).hash("nobody has this password")
