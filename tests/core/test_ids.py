"""Keys: UUIDs of version 7, in the order of their making."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import ids
from core.ids import new_id, new_ids

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.fixture(autouse=True, scope="module")
def own_sequence():
    """Keys of far futures are made here; the tests after these go on from their own time."""
    before = ids._last
    yield
    ids._last = before


@given(st.datetimes(min_value=datetime(1970, 1, 2), max_value=datetime(2200, 1, 1)))  # noqa: DTZ001 - hypothesis wants naive bounds
def test_a_key_is_a_uuid_of_version_7(naive):
    made = new_id(naive.replace(tzinfo=UTC))
    assert made.version == 7
    assert made.variant == "specified in RFC 4122"


def test_keys_made_while_the_clock_stands_or_goes_back_still_rise():
    instants = [NOW] * 500 + [NOW - timedelta(days=1)] * 500 + [NOW + timedelta(milliseconds=1)] * 500
    made = [new_id(instant) for instant in instants]
    assert made == sorted(made)
    assert [key.bytes for key in made] == sorted(key.bytes for key in made)
    assert len(set(made)) == len(made)


def test_many_keys_at_once_rise_too():
    made = new_ids(NOW, 5_000)
    assert made == sorted(set(made))
    assert len(made) == 5_000


def test_threads_never_make_the_same_key():
    with ThreadPoolExecutor(8) as threads:
        made = [key for batch in threads.map(lambda _: new_ids(NOW, 500), range(40)) for key in batch]
    assert len(set(made)) == 20_000


def test_a_key_tells_when_it_was_made():
    later = NOW + timedelta(days=400 * 365)
    made = new_id(later)
    milliseconds = made.int >> 80
    assert abs(milliseconds - later.timestamp() * 1000) < 5_000
