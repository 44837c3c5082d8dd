"""Profiles in a workbook: written, filled in, read back; every wrong cell has its address."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

import matcher
from matcher.errors import InputError, Problem
from matcher.intake.workbook import write_template
from matcher.intake.workbook.sheets import all_sheets

BUNDLED = matcher.read_profiles()
FILLED = ["jp-kitakyushu", "kr-seoul", "cn-beijing"]


@pytest.fixture
def book(tmp_path: Path) -> Path:
    file = tmp_path / "cities.xlsx"
    write_template(file, BUNDLED, FILLED)
    return file


def column(sheet: str, key: str, page: Any) -> int:
    found = next(each for each in all_sheets((), ("eacac",)) if each.name == sheet)
    heading = next((c.heading for c in found.columns if c.key == key), key)
    return next(cell.column for cell in page[1] if cell.value == heading)


def spoil(file: Path, sheet: str, key: str, value: Any, row: int = 2) -> str:
    """Put a value into a cell; its address."""
    book = load_workbook(file)
    cell = book[sheet].cell(row, column(sheet, key, book[sheet]))
    cell.value = value
    book.save(file)
    return str(cell.coordinate)


def problems(file: Path) -> list[Problem]:
    with pytest.raises(InputError) as caught:
        matcher.read_profiles(file)
    return [problem for problem in caught.value.problems if problem.severity == "error"]


def test_every_bundled_city_comes_back_unchanged(tmp_path: Path) -> None:
    file = tmp_path / "all.xlsx"
    write_template(file, BUNDLED, [city.id for city in BUNDLED], ["ccucc", "eacac"])
    read = matcher.read_profiles(file)
    assert [city.id for city in read] == [city.id for city in BUNDLED]
    assert [city for city in BUNDLED if read[city.id] != city] == []


def test_reading_it_in_a_spreadsheet_and_saving_changes_nothing(book: Path) -> None:
    load_workbook(book).save(book)
    read = matcher.read_profiles(book)
    assert all(read[city] == BUNDLED[city] for city in FILLED)


def test_headings_may_be_keys_and_columns_may_move(book: Path) -> None:
    opened = load_workbook(book)
    page = opened["Needs"]
    page.cell(1, column("Needs", "text", page)).value = "text"
    page.move_range(f"A1:A{page.max_row}", cols=page.max_column)
    opened.save(book)
    assert matcher.read_profiles(book)["kr-seoul"] == BUNDLED["kr-seoul"]


def test_an_empty_template_says_that_no_city_is_in_it(tmp_path: Path) -> None:
    file = tmp_path / "empty.xlsx"
    write_template(file, BUNDLED, (), ["eacac"])
    assert [problem.code for problem in problems(file)] == ["no_city"]


def test_hostile_texts_stay_texts(tmp_path: Path) -> None:
    hostile = BUNDLED["kr-seoul"].model_copy(update={"notes": '=HYPERLINK("http://x","y")'})
    file = tmp_path / "hostile.xlsx"
    write_template(file, BUNDLED.with_cities(hostile), ["kr-seoul"])
    page = load_workbook(file)["Cities"]
    assert {cell.data_type for row in page.iter_rows() for cell in row} <= {"s", "n"}
    assert matcher.read_profiles(file)["kr-seoul"].notes == hostile.notes


# Sheet, column, value, code: each is one kind of mistake.
WRONG: list[tuple[str, str, Any, str]] = [
    ("Cities", "id", "Seoul!", "bad_form"),
    ("Cities", "kind", "town", "not_an_option"),
    ("Cities", "country", "Korea", "bad_form"),
    ("Cities", "lat", 123.4, "out_of_range"),
    ("Cities", "lat", "north", "wrong_type"),
    ("Cities", "lon", "=B2", "formula"),
    ("Cities", "subdivision", "Seoul", "bad_form"),
    ("Cities", "climate", "warm", "bad_form"),
    ("Cities", "languages", "Korean", "bad_form"),
    ("Cities", "part_of", "xx-nowhere", "unknown_city"),
    ("Cities", "place_source", None, "missing_key"),
    ("Cities", "name", None, "missing_key"),
    ("Cities", "wishes", "somewhere nice", "bad_form"),
    ("Cities", "no_needs", "Q9", "unknown_theme"),
    ("Cities", "EACAC: status", "friend", "not_an_option"),
    ("Needs", "city", "Atlantis", "unknown_city"),
    ("Needs", "city", None, "unknown_city"),
    ("Needs", "theme", "Z9", "unknown_theme"),
    ("Needs", "theme", "cleaner air", "unknown_theme"),
    ("Needs", "level", 4, "out_of_range"),
    ("Needs", "level", "high", "wrong_type"),
    ("Needs", "level", True, "wrong_type"),
    ("Needs", "basis", "rumour", "not_an_option"),
    ("Needs", "basis", "inferred", "inferred_by_hand"),
    ("Needs", "text", None, "missing_key"),
    ("Needs", "year", 1492, "out_of_range"),
    ("Needs", "year", datetime(2021, 5, 1), "date_value"),
    ("Needs", "year", None, "missing_year"),
    ("Needs", "since", "long ago", "wrong_type"),
    ("Needs", "source_title", None, "missing_key"),
    ("Capabilities", "confidence", "sure", "not_an_option"),
    ("Capabilities", "text", "#REF!", "error_value"),
    ("Indicators", "value", "many", "wrong_type"),
    ("Indicators", "value", -5, "out_of_range"),
    ("Indicators", "unit", "bushels", "wrong_unit"),
    ("Indicators", "indicator", None, "missing_key"),
]  # fmt: skip


@pytest.mark.parametrize(("sheet", "key", "value", "code"), WRONG)
def test_a_wrong_cell_is_named(book: Path, sheet: str, key: str, value: Any, code: str) -> None:
    address = spoil(book, sheet, key, value)
    found = problems(book)
    named = [p for p in found if p.sheet == sheet and p.row == 2 and p.file == "cities.xlsx"]
    assert named, found
    problem = next((p for p in named if p.code == code), None)
    assert problem is not None, [(p.code, str(p)) for p in named]
    assert problem.cell == address or code == "missing_key", str(problem)
    assert problem.cell is not None
    assert problem.allowed or problem.remedy
    if value is not None:
        assert problem.found


def test_a_row_that_repeats_is_named(book: Path) -> None:
    opened = load_workbook(book)
    page = opened["Needs"]
    page.append([cell.value for cell in page[2]])
    opened.save(book)
    (problem,) = problems(book)
    assert (problem.code, problem.sheet, problem.row) == ("duplicate_item", "Needs", page.max_row)


def test_merged_cells_are_named(book: Path) -> None:
    opened = load_workbook(book)
    opened["Needs"].merge_cells("E2:E3")
    opened.save(book)
    assert {(p.code, p.cell) for p in problems(book)} >= {("merged_cells", "E2:E3")}


def test_a_cell_without_a_heading_is_named(book: Path) -> None:
    opened = load_workbook(book)
    page = opened["Needs"]
    page.cell(3, page.max_column + 2).value = "a stray remark"
    opened.save(book)
    assert [(p.code, p.sheet, p.row) for p in problems(book)] == [("nameless_column", "Needs", 3)]


def test_a_misspelt_heading_is_named(book: Path) -> None:
    opened = load_workbook(book)
    page = opened["Needs"]
    page.cell(1, column("Needs", "theme", page)).value = "Thema"
    opened.save(book)
    found = {p.code: p for p in problems(book)}
    assert found["unknown_column"].cell == "B1"
    assert found["missing_column"].sheet == "Needs"


def test_a_stray_sheet_is_a_warning(book: Path) -> None:
    opened = load_workbook(book)
    opened.create_sheet("Needz")
    opened.save(book)
    (warning,) = [w for w in matcher.read_profiles(book).warnings if w.code == "unread_sheet"]
    assert "Needs" in (warning.remedy or "")


def test_a_workbook_without_cities_says_so(tmp_path: Path) -> None:
    file = tmp_path / "other.xlsx"
    Workbook().save(file)
    assert {problem.code for problem in problems(file)} == {"missing_sheet"}


@pytest.mark.parametrize("content", [b"", b"not a zip", b"PK\x03\x04 broken"])
def test_what_is_no_workbook_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "cities.xlsx"
    file.write_bytes(content)
    assert {problem.code for problem in problems(file)} == {"not_a_workbook"}


def test_a_folder_may_hold_workbooks_and_city_files(tmp_path: Path) -> None:
    write_template(tmp_path / "one.xlsx", BUNDLED, ["jp-tokyo"])
    write_template(tmp_path / "two.xlsx", BUNDLED, ["kr-seoul"])
    read = matcher.read_profiles(tmp_path)
    assert [city.id for city in read] == ["jp-tokyo", "kr-seoul"]
    assert set(read.hashes) >= {"one.xlsx", "two.xlsx"}
