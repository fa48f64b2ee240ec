"""Reading the documents: their tables, sections, links and examples."""

import re
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted(
    [ROOT / name for name in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md")]
    + list((ROOT / "docs").rglob("*.md"))
)

LINK = re.compile(r"(?<!!)\[[^\]]+\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#{1,6} +(.+?)\s*$", re.MULTILINE)
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`([^`]+)`")
OPERATION = re.compile(r"`(GET|POST|PUT|PATCH|DELETE) (/[^`?]*)`")


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def tables_of(text: str) -> Iterator[list[list[str]]]:
    """The tables of a document, as rows of cells without their heads."""
    rows: list[list[str]] = []
    for line in [*text.splitlines(), ""]:
        if line.startswith("|"):
            rows.append([cell.strip() for cell in line.strip("|").split(" | ")])
        elif rows:
            yield rows[2:]
            rows = []


def section_of(text: str, heading: str) -> str:
    """What stands between a heading and the next one of its level."""
    level = "#" * (len(heading) - len(heading.lstrip("#")))
    _, found, rest = text.partition(f"\n{heading}\n")
    assert found, heading
    return re.split(rf"^{level} ", rest, maxsplit=1, flags=re.MULTILINE)[0]


def coded(cells: list[str]) -> set[str]:
    return {code for cell in cells for code in CODE.findall(cell)}


def first_column(text: str) -> set[str]:
    return coded([row[0] for table in tables_of(text) for row in table])


def values_of(words: type[StrEnum]) -> set[str]:
    return {word.value for word in words}
