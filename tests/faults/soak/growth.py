"""Whether a process grows: what it is looked at, and how a slope is told from noise.

A look is taken every few seconds; what counts is the median of each slice, since the size of a process jumps with every
request. Through the slices after the warm-up a line is laid by least squares, with its 95 % confidence.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

MEBIBYTE = 1_048_576

_STUDENT = (12.71, 4.30, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26, 2.23, 2.20, 2.18, 2.16, 2.14, 2.13, 2.12)
"""The 97.5 % quantile of Student's distribution, from one degree of freedom on; beyond them, 2.1."""


@dataclass(frozen=True, slots=True)
class Look:
    """A process at one moment. `at` is in seconds, `memory` and `wal` in bytes; `wal` is 0 without such a file."""

    at: float
    memory: int
    descriptors: int
    threads: int
    wal: int


@dataclass(frozen=True, slots=True)
class Slope:
    """How a size changes, in MiB an hour, and how far off that may be (95 %)."""

    per_hour: float
    give_or_take: float

    def is_at_most(self, per_hour: float, *, known_to: float) -> bool:
        """Whether it was measured so, and well enough for that to mean something."""
        return self.per_hour <= per_hour and self.give_or_take <= known_to

    def __str__(self) -> str:
        return f"{self.per_hour:+.1f} ± {self.give_or_take:.1f} MiB/h"


def look_at(pid: int, at: float, *, wal: Path | None) -> Look:
    """What the kernel says of a process."""
    status = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines())
    return Look(
        at=at,
        memory=int(status["VmRSS"].split()[0]) * 1024,
        descriptors=len(list(Path(f"/proc/{pid}/fd").iterdir())),
        threads=int(status["Threads"]),
        wal=wal.stat().st_size if wal is not None and wal.exists() else 0,
    )


def slope_of(looks: Sequence[Look], *, slices: int) -> Slope:
    """The slope of the memory, over the medians of so many slices of equal length."""
    first, last = looks[0].at, looks[-1].at
    length = (last - first) / slices
    points: list[tuple[float, float]] = []
    for number in range(slices):
        begins = first + number * length
        within = [look for look in looks if begins <= look.at < begins + length]
        if within:
            hour = median(look.at for look in within) / 3600
            points.append((hour, median(look.memory for look in within) / MEBIBYTE))
    return _line_through(points)


def _line_through(points: Sequence[tuple[float, float]]) -> Slope:
    count = len(points)
    if count < 3:
        raise ValueError("a line needs three points at the least, to say how far off it is")
    mean_x, mean_y = (sum(point[axis] for point in points) / count for axis in (0, 1))
    spread = sum((x - mean_x) ** 2 for x, _ in points)
    slope = sum((x - mean_x) * (y - mean_y) for x, y in points) / spread
    off = sum((y - mean_y - slope * (x - mean_x)) ** 2 for x, y in points)
    degrees = count - 2
    student = _STUDENT[degrees - 1] if degrees <= len(_STUDENT) else 2.1
    return Slope(slope, student * math.sqrt(off / degrees / spread))
