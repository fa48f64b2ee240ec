"""A slope is told from noise, before it is believed of a service."""

import random

import pytest

from tests.faults.soak.growth import MEBIBYTE, Look, slope_of


def looks(*, per_hour: float, noise: float, minutes: int = 15) -> list[Look]:
    chance = random.Random(7)  # noqa: S311 - noise, and the same each time
    return [
        Look(
            at=float(second),
            memory=round((110 + per_hour * second / 3600 + chance.gauss(0, noise)) * MEBIBYTE),
            descriptors=20,
            threads=8,
            wal=0,
        )
        for second in range(0, minutes * 60, 2)
    ]


def test_a_leak_of_a_hundred_bytes_a_request_is_seen() -> None:
    slope = slope_of(looks(per_hour=6.9, noise=0.5), slices=15)
    assert abs(slope.per_hour - 6.9) <= slope.give_or_take
    assert not slope.is_at_most(1.0, known_to=3.0)


def test_noise_alone_is_no_leak() -> None:
    slope = slope_of(looks(per_hour=0.0, noise=0.5), slices=15)
    assert slope.is_at_most(1.0, known_to=3.0)
    assert not slope.is_at_most(1.0, known_to=0.01)


def test_two_slices_tell_nothing() -> None:
    with pytest.raises(ValueError, match="three points"):
        slope_of(looks(per_hour=0.0, noise=0.5, minutes=1), slices=2)
