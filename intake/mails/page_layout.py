"""How the pieces of a page become lines: paragraphs, rows of tables, what is quoted."""

import re
from collections.abc import Iterator

CELL, ROW, QUOTE_BEGINS, QUOTE_ENDS = "\x1f", "\x1e", "\x1c", "\x1d"
"""Marks among the pieces of a page, which no text of it holds."""
_NO_MARKS = str.maketrans(dict.fromkeys((CELL, ROW, QUOTE_BEGINS, QUOTE_ENDS)))
_BLANK_LINES = re.compile(r"\n[ \n]*\n")
_SHORT_CELL = 40
_DEEPEST_QUOTE = 5
_PAIR = 2
_FIRST_CELL = re.compile(rf"({ROW}{CELL}[^\n{CELL}{ROW}]{{1,{_SHORT_CELL}}})[ \n]{{1,8}}{CELL}\s{{0,8}}")


def laid_out(pieces: str) -> str:
    """The lines of a page: at most one blank line between two, none around them, quotations marked with ">"."""
    # "Date" and what it is may be paragraphs, each in a cell of its own, and still are one row.
    pieces = pieces.replace("\n- \n\n", "\n- ").replace("\n- \n", "\n- ")
    joined = _FIRST_CELL.sub(rf"\1{CELL}", pieces.replace(f"{CELL}\n\n", CELL).replace(f"{CELL}\n", CELL))
    lines: list[str] = []
    for line in _quoted(_BLANK_LINES.sub("\n\n", joined)):
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines).strip("\n")


def _quoted(text: str) -> Iterator[str]:
    depth = 0
    for line in text.split("\n"):
        depth += line.count(QUOTE_BEGINS) - line.count(QUOTE_ENDS)
        said = _row(line)
        mark = "> " * max(0, min(depth, _DEEPEST_QUOTE))
        yield f"{mark}{said}".rstrip() if said else ""


def _row(line: str) -> str:
    """A row of a table: its cells behind each other, "Date: Tuesday" where a short one names what the other is."""
    if CELL not in line:
        return " ".join(line.translate(_NO_MARKS).split())
    bare = line.replace(QUOTE_BEGINS, "").replace(QUOTE_ENDS, "").replace(ROW, "")
    cells = [" ".join(cell.split()) for cell in bare.split(CELL)]
    cells = [cell for cell in cells if cell]
    if len(cells) == _PAIR and len(cells[0]) <= _SHORT_CELL and cells[0][-1].isalnum():
        return ": ".join(cells)
    if len(cells) > 1 and cells[0].endswith(":"):
        return f"{cells[0]} {' | '.join(cells[1:])}"
    return " | ".join(cells)
