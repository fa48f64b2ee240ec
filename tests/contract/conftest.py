"""Here requests come as fast as they are answered."""

import pytest

from core.settings import Settings


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Nothing is refused for coming too often: the clock of the tests stands, and nobody would wait."""
    return settings.model_copy(update={"rate_limit": 0})
