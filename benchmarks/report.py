"""What was measured, as JSON for the picture and for whoever compares, and as Markdown for people."""

import json
import os
import platform
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

KEPT_IN = Path(__file__).parents[1] / ".artefacts" / "bench.json"


@dataclass(slots=True)
class Report:
    """Measurements by the name of their benchmark. Each is written at once, so that a run that is cut off is kept."""

    path: Path | None = None
    found: dict[str, list[dict[str, Any]]] = field(default_factory=dict[str, list[dict[str, Any]]])

    def keep(self, benchmark: str, measured: dict[str, Any]) -> None:
        """Keep one measurement."""
        self.found.setdefault(benchmark, []).append(measured)
        if self.path is not None:
            self.path.parent.mkdir(exist_ok=True)
            written = json.dumps({"machine": machine(), **self.found}, indent=1)
            self.path.write_text(written + "\n", encoding="utf-8")


def machine() -> dict[str, Any]:
    """What the figures came from."""
    return {
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
    }


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
