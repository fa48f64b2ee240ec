"""What the tests of many machines share."""

from collections.abc import Callable

import pytest


@pytest.fixture
def one_is_enough(request: pytest.FixtureRequest, rounds: Callable[[int, int], int]) -> None:
    """What hangs little on the database runs on SQLite alone, and in the long run on both."""
    if rounds(1, 2) == 1 and request.node.callspec.params["database_url"] == "postgresql":
        pytest.skip("on both databases in the long run: make faults")
