"""A process that reads broken files with little memory, and says after each what came of it.

`python -m tests.faults.inputs.a_reader KIND FIRST LAST`: a line of JSON for each seed.
"""

import io
import json
import resource
import sys
import time
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from intake.arrivals import read_arrivals
from intake.options import ReadOptions
from intake.read_csv import read
from intake.recognise import recognise
from intake.wording import wording
from tests.faults.inputs.mutating import broken, samples
from tests.intake.messages import robin

MOST_MORE_BYTES = 256 * 1024 * 1024
"""What reading may take beside the program itself."""

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
OPTIONS = ReadOptions(zone=ZoneInfo("Europe/Berlin"), now=NOW)


def main(kind: str, first: int, last: int) -> None:
    """Read them all; an error that isn't foreseen ends the process, as the parent sees."""
    for path in samples(kind)[:3]:
        _read(kind, path.read_bytes())  # what is loaded at the first use is no part of a reading
    _limit_memory()
    for one in broken(kind, range(first, last)):
        print(json.dumps({"reads": one.name, "bytes": len(one.content)}), flush=True)  # noqa: T201 - to the parent
        began = time.process_time()
        came = _read(kind, one.content)
        print(json.dumps({"came": came, "seconds": time.process_time() - began}), flush=True)  # noqa: T201


def _limit_memory() -> None:
    pages = int(open("/proc/self/statm").read().split()[0])  # noqa: SIM115, PTH123
    allowed = pages * resource.getpagesize() + MOST_MORE_BYTES
    resource.setrlimit(resource.RLIMIT_AS, (allowed, allowed))


def _read(kind: str, content: bytes) -> str:
    return _read_csv(content) if kind == "csv" else _read_messages(content)


def _read_csv(content: bytes) -> str:
    stream = io.BytesIO(content)
    recognised = recognise(stream, options=OPTIONS)
    if recognised.refusal is not None:
        return "refused"
    chunks = list(read(stream, recognised, OPTIONS))
    found = sum(len(chunk.candidates) for chunk in chunks)
    said = sum(len(chunk.problems) for chunk in chunks)
    return "read" if found else "problems" if said else "nothing"


def _read_messages(content: bytes) -> str:
    found = read_arrivals(content, reader=robin(), now=NOW)
    if found.refusal is not None:
        assert wording("en").say(found.refusal)
        return "refused"
    for arrived in found.items:
        assert "\x00" not in arrived.text
        arrived.text.encode()
    return "read" if found.items else "problems" if found.unread else "nothing"


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
