"""How a cell of a CSV file is written so that no spreadsheet runs it as a formula, and how it is read back.

A cell that begins with `= + - @ TAB CR` is a formula to a spreadsheet (OWASP, "CSV Injection"); an apostrophe before
it makes it text. The guard is undone without loss: a text that already looks guarded gets one apostrophe more, so
`unguard_cell(guard_cell(text)) == text` for every text.
"""

import re

_FORMULA_START = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")


def guard_cell(text: str) -> str:
    """The text as it may stand in a CSV cell: with a leading apostrophe where a spreadsheet would see a formula."""
    return f"'{text}" if _FORMULA_START.match(text) else text


def unguard_cell(cell: str) -> str:
    """The text that a cell stands for: the apostrophe of `guard_cell` is taken off, and no other."""
    return cell[1:] if _GUARDED.match(cell) else cell
