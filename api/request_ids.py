"""The id under which a request stands in the log, and which its answer carries."""

import os
import re
from itertools import count

from starlette.types import Scope

HEADER = b"x-request-id"

_GIVEN = re.compile(rb"[A-Za-z0-9._:-]{1,64}")
_process = os.urandom(5).hex()
_numbers = count(1)


def request_id_of(scope: Scope) -> bytes:
    """The id that a proxy or a program gave, where it is short and plain; else one of our own."""
    for name, value in scope["headers"]:
        if name == HEADER:
            if _GIVEN.fullmatch(value):
                return value
            break
    return b"%s-%x" % (_process.encode(), next(_numbers))
