"""Draw how cost grows: `.artefacts/bench.json` becomes `docs/pictures/speed.svg`, by hand and without a library.

Each line is a question, asked of the person who holds 2,000 invitations, whatever the others hold. Both axes are
logarithmic; the cost is compared with that among a hundred thousand invitations. Colours follow the reader's light or
dark.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from math import log10
from pathlib import Path
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

from benchmarks.bench_sizes import COMPARED_WITH
from benchmarks.report import KEPT_IN, Report

DRAWN_IN = Path(__file__).parents[1] / "docs" / "pictures" / "speed.svg"

SHOWN = ("read one invitation", "list of 50", "list by company", "search, a common word", "what is due", "digest")
"""The questions that get a line; more would not be told apart."""

_WIDTH, _HEIGHT, _LEFT, _TOP, _GAP, _BOTTOM = 380, 250, 56, 64, 64, 76
_LEAST, _MOST = 0.25, 8.0
_TICKS = (0.25, 0.5, 1, 2, 4, 8)

_STYLE = """
text { font: 13px system-ui, sans-serif; fill: #24292f } .small { font-size: 11px }
.title { font-size: 15px; font-weight: 600 } .grid { stroke: #d0d7de; stroke-width: 1 }
.aim { stroke: #57606a; stroke-dasharray: 4 4 } .line { fill: none; stroke-width: 2.2 }
.c0 { stroke: #0969da } .c1 { stroke: #cf222e } .c2 { stroke: #1a7f37 } .c3 { stroke: #8250df } .c4 { stroke: #bf8700 }
.c5 { stroke: #1b7c83 }
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3 } .grid { stroke: #30363d } .aim { stroke: #8b949e }
.c0 { stroke: #58a6ff } .c1 { stroke: #ff7b72 } .c2 { stroke: #56d364 } .c3 { stroke: #bc8cff } .c4 { stroke: #e3b341 }
.c5 { stroke: #39c5cf } }
"""
_DASHES = ("", "8 3", "2 3", "10 3 2 3", "5 2", "1 4")
"""Beside its colour each line has its own dashes, for whoever doesn't see the colours."""


class Point(NamedTuple):
    """So many times the cost, at so many rows."""

    rows: int
    times: float


def main(arguments: list[str] | None = None, _report: Report | None = None) -> None:
    """Draw what was kept last."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks picture")
    parser.add_argument("--measured", type=Path, default=KEPT_IN)
    parser.add_argument("--picture", type=Path, default=DRAWN_IN)
    given = parser.parse_args(arguments)
    measured = json.loads(given.measured.read_text(encoding="utf-8"))["sizes"]
    given.picture.write_text(drawn(measured), encoding="utf-8")


def drawn(measured: Sequence[dict[str, Any]]) -> str:
    """The picture of some measurements of `benchmarks.bench_sizes`, as SVG."""
    databases = list(dict.fromkeys(one["database"] for one in measured))
    sizes = sorted({one["rows"] for one in measured})
    width = _LEFT + len(databases) * (_WIDTH + _GAP)
    height = _TOP + _HEIGHT + _BOTTOM
    title = f"What a question costs, by how many invitations are stored, beside its cost among {COMPARED_WITH:,}"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" aria-labelledby="what">',
        f'<title id="what">{title}</title><style>{_STYLE}</style>',
    ]
    for number, database in enumerate(databases):
        left = _LEFT + number * (_WIDTH + _GAP)
        parts += _panel(database, sizes, left)
        for place, question in enumerate(SHOWN):
            parts += _line(points(measured, database, question), sizes, left, place)
    parts += _legend()
    return "\n".join([*parts, "</svg>"]) + "\n"


def points(measured: Sequence[dict[str, Any]], database: str, question: str) -> list[Point]:
    """A question's cost to the person of 2,000 at each size, beside that among a hundred thousand or the most."""
    cost = {
        one["rows"]: one["ms"]
        for one in measured
        if (one["database"], one["question"], one["person"]) == (database, question, "Ada")
    }
    if not cost:
        return []
    base = cost.get(COMPARED_WITH) or cost[max(cost)]
    return [Point(rows, cost[rows] / base) for rows in sorted(cost)]


def _panel(database: str, sizes: Sequence[int], left: int) -> Iterator[str]:
    yield f'<text class="title" x="{left}" y="28">{escape(database)}</text>'
    yield f'<text class="small" x="{left}" y="46">times its cost among {COMPARED_WITH:,} invitations</text>'
    for times in _TICKS:
        y = _y(times)
        kind = "aim" if times == 1 else "grid"
        yield f'<line class="{kind}" x1="{left}" x2="{left + _WIDTH}" y1="{y:.1f}" y2="{y:.1f}"/>'
        yield f'<text class="small" x="{left - 8}" y="{y + 4:.1f}" text-anchor="end">{times:g}</text>'
    for rows in sizes:
        x = _x(rows, sizes, left)
        yield f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="{_TOP}" y2="{_TOP + _HEIGHT}"/>'
        yield f'<text class="small" x="{x:.1f}" y="{_TOP + _HEIGHT + 18}" text-anchor="middle">{rows:,}</text>'


def _line(found: Sequence[Point], sizes: Sequence[int], left: int, place: int) -> Iterator[str]:
    if found:
        path = " ".join(f"{_x(point.rows, sizes, left):.1f},{_y(point.times):.1f}" for point in found)
        yield f'<polyline class="line c{place}" stroke-dasharray="{_DASHES[place]}" points="{path}"/>'


def _legend() -> Iterator[str]:
    for place, question in enumerate(SHOWN):
        x, y = _LEFT + place % 3 * 250, _TOP + _HEIGHT + 40 + place // 3 * 20
        drawn_so = f'class="line c{place}" stroke-dasharray="{_DASHES[place]}"'
        yield f'<line {drawn_so} x1="{x}" x2="{x + 32}" y1="{y}" y2="{y}"/>'
        yield f'<text x="{x + 40}" y="{y + 4}">{escape(question)}</text>'


def _x(rows: int, sizes: Sequence[int], left: int) -> float:
    first, last = log10(min(sizes)), log10(max(sizes))
    return left + _WIDTH * ((log10(rows) - first) / (last - first) if last > first else 0.5)


def _y(times: float) -> float:
    """Where a cost stands; what lies outside the picture stands at its edge."""
    within = min(max(times, _LEAST), _MOST)
    return _TOP + _HEIGHT * (1 - log10(within / _LEAST) / log10(_MOST / _LEAST))


if __name__ == "__main__":
    main()
