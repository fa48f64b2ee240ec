import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.cells import guard_cell, unguard_cell


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_cell_that_a_spreadsheet_would_run_gets_an_apostrophe(start: str) -> None:
    assert guard_cell(f"{start}1+1") == f"'{start}1+1"
    assert unguard_cell(f"'{start}1+1") == f"{start}1+1"


@pytest.mark.parametrize("text", ["", "Acme", "'Acme", "O'Brien", "'", "1-1", " =1", "''"])
def test_every_other_cell_is_left_alone(text: str) -> None:
    assert guard_cell(text) == text
    assert unguard_cell(text) == text


def test_a_text_that_looks_guarded_already_keeps_its_own_apostrophe() -> None:
    assert unguard_cell(guard_cell("'=1")) == "'=1"
    assert guard_cell("'=1") != guard_cell("=1")


@given(st.text(alphabet=st.sampled_from("'=+-@\t\r\na \"")) | st.text())
def test_guarding_loses_nothing_and_leaves_no_formula(text: str) -> None:
    guarded = guard_cell(text)
    assert unguard_cell(guarded) == text
    assert guarded[:1] not in tuple("=+-@\t\r")


@given(st.lists(st.text(alphabet=st.characters(codec="utf-8")), min_size=2, max_size=4))
def test_guarded_cells_survive_a_csv_file(texts: list[str]) -> None:
    file = io.StringIO(newline="")
    csv.writer(file).writerow([guard_cell(text) for text in texts])
    file.seek(0)
    assert [unguard_cell(cell) for cell in next(csv.reader(file))] == texts
