"""P9: whatever file, mail or calendar comes, it is read or refused in words, soon and within bounds."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Clock, Person
from tests.faults.figures import Figures
from tests.faults.inputs.a_reader import MOST_MORE_BYTES
from tests.faults.inputs.mutating import MOST_BYTES, ROOT, Broken, broken, samples

KINDS = ("csv", "calendar", "mail")
MOST_SECONDS = 5.0
BATCH = 500
WITHIN_SECONDS = 900.0


@pytest.mark.parametrize("kind", KINDS)
def test_a_broken_file_is_read_or_refused_within_five_seconds_and_little_memory(
    kind: str, rounds: Callable[[int, int], int], figures: Figures
) -> None:
    most = rounds(300, 5_000)
    came: Counter[str] = Counter()
    slowest, worst, crashed, largest = 0.0, "", "", 0
    for first in range(0, most, BATCH):
        lines, error = _read_apart(kind, first, min(first + BATCH, most))
        name = ""
        for line in lines:
            if "reads" in line:
                name, largest = line["reads"], max(largest, line["bytes"])
                continue
            came[line["came"]] += 1
            if line["seconds"] > slowest:
                slowest, worst = line["seconds"], name
        if error:
            crashed = f"{name}: {error}"
            break
    print(f"slowest: {worst}; crashed: {crashed}")  # noqa: T201 - which to read again
    assert crashed or min(came["read"], came["refused"]) > most // 50, came
    assert crashed or largest > MOST_BYTES
    figures.note(
        "P9",
        f"broken {kind} files, from {len(samples(kind))} real ones, by the readers",
        required=f"0 crashes, none > {MOST_SECONDS:.0f} s or > {MOST_MORE_BYTES // 1024**2} MB, always an outcome",
        measured=f"{came.total():,} read, of up to {largest / 1e6:.1f} MB, {came['refused']:,} of them refused; "
        f"slowest {slowest:.2f} s"
        + (f"; {crashed}" if crashed else "; 0 crashes")
        + (f"; {came['nothing']} without a result" if came["nothing"] else ""),
        holds=not crashed and slowest <= MOST_SECONDS and came.total() == most and not came["nothing"],
    )


def _read_apart(kind: str, first: int, last: int) -> tuple[list[dict[str, Any]], str]:
    command = [sys.executable, "-m", "tests.faults.inputs.a_reader", kind, str(first), str(last)]
    environment = {"PATH": "/usr/bin:/bin"}
    reader = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=WITHIN_SECONDS, check=False, env=environment
    )
    lines = [json.loads(line) for line in reader.stdout.splitlines()]
    return lines, "" if reader.returncode == 0 else reader.stderr.strip().rpartition("\n")[2] or str(reader.returncode)


async def test_a_broken_file_that_is_uploaded_is_previewed_or_refused_in_words(
    ada: Person, rounds: Callable[[int, int], int], figures: Figures
) -> None:
    each = rounds(8, 250)
    statuses: Counter[int] = Counter()
    for one in _of_every_kind(each, first=1_000_000):
        upload = {"file": (_filename(one), one.content, "application/octet-stream")}
        answer = await ada.client.post("/api/v1/imports", files=upload)
        statuses[answer.status_code] += 1
        if answer.status_code == 201:
            shown = answer.json()
            assert shown["messages"] or shown["problems"] or shown["counts"], one.name
            end = "confirmation" if statuses[201] % 2 else ""
            path = f"/api/v1/imports/{shown['id']}"
            done = await (ada.client.post(f"{path}/{end}") if end else ada.client.delete(path))
            assert done.status_code in {200, 202}, (one.name, done.text)
        else:
            assert answer.status_code in {413, 422}, (one.name, answer.text)
            assert len(answer.json()["detail"]) > 20, one.name
    assert set(statuses) >= {201, 422}
    _note(figures, "uploaded", statuses)


async def test_a_broken_message_that_is_pasted_or_forwarded_is_read_or_refused_in_words(
    ada: Person, clock: Clock, rounds: Callable[[int, int], int], figures: Figures
) -> None:
    link = await ada.client.put("/api/v1/private-links/mail")
    assert link.status_code == 201, link.text
    address = link.json()["url"].partition("/api/")[2]
    statuses: Counter[int] = Counter()
    for one in _of_every_kind(rounds(6, 150), first=2_000_000):
        clock.forward(minutes=1)  # slower than what would be refused for being too many
        text = one.content.decode("utf-8", "replace").replace("\x00", "")
        pasted = await ada.client.post("/api/v1/intake/text", json={"text": text[:60_000]})
        assert pasted.status_code in {200, 422}, (one.name, pasted.text)
        mail = await ada.client.post(f"/api/{address}", content=one.content, headers={"content-type": "message/rfc822"})
        assert mail.status_code in {200, 201, 413, 422}, (one.name, mail.text)
        statuses.update((pasted.status_code, mail.status_code))
    assert statuses[200]
    assert statuses[201]
    _note(figures, "pasted and forwarded", statuses)


def _of_every_kind(each: int, *, first: int) -> Iterator[Broken]:
    for kind in KINDS:
        yield from broken(kind, range(first, first + each))


def _filename(one: Broken) -> str:
    return Path(one.name.rpartition(" from ")[2]).name


def _note(figures: Figures, how: str, statuses: Counter[int]) -> None:
    failed = sum(count for status, count in statuses.items() if status >= 500)
    told = ", ".join(f"{count:,} \u00d7 {status}" for status, count in sorted(statuses.items()))
    figures.note(
        "P9",
        f"broken files of every kind, {how}",
        required="no 5xx, always a result or a refusal",
        measured=told,
        holds=failed == 0,
    )
