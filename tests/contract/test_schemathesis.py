"""P9: whatever the served OpenAPI admits is served, and whatever it doesn't is refused in words, with every check."""

import zlib
from collections.abc import Callable
from typing import Any

import pytest

from api.app import create_app
from core.settings import Settings
from tests.conftest import Clock, Person
from tests.contract.exploring import SEED, explore, without_names
from tests.contract.serving import serving
from tests.faults.figures import Figures

LONG_SECONDS = 480.0
"""All of which it uses: what is left is for more examples."""

SHORT_SECONDS = 600.0
"""A guard: the short run is bounded by what it does, so that it is the same everywhere."""


@pytest.mark.parametrize("asker", ["authenticated", "not authenticated"])
def test_nothing_that_the_schema_admits_or_forbids_is_answered_otherwise(
    settings: Settings,
    enrol: Callable[..., Person],
    clock: Clock,
    rounds: Callable[[int, int], int],
    figures: Figures,
    asker: str,
) -> None:
    token = enrol("ada").token if asker == "authenticated" else None
    parts = rounds(40, 1)
    part = (0 if figures.database == "sqlite" else 2) % parts
    phases: dict[str, Any] = {} if parts == 1 else {"stateful": {"enabled": False}, "fuzzing": {"enabled": False}}
    with without_names(), serving(create_app(settings, clock=clock)) as url:
        found = explore(
            url,
            token=token,
            examples=rounds(3, 40),
            phases=phases,
            seconds=rounds(int(SHORT_SECONDS), int(LONG_SECONDS)),
            chosen=lambda label: zlib.crc32(label.encode()) % parts == part,
        )
    for finding in found.findings:
        print(finding)  # noqa: T201 - the requests that failed, to be sent again
    if found.left_out:
        print("left out:", *sorted(found.left_out))  # noqa: T201
    assert found.requests > 3 * len(found.operations) > 0
    figures.note(
        "P9",
        f"schemathesis over the served OpenAPI, all checks, {asker}",
        required="0 findings, and no operation left out",
        measured=f"{len(found.findings)} in {found.requests:,} requests to {len(found.operations)} operations, "
        f"{len(found.left_out)} left out (seed {SEED})",
        holds=not found.findings and not found.left_out,
    )
