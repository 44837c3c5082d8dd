"""`matcher template`: a workbook to fill in, from the command line."""

from __future__ import annotations

from pathlib import Path

from support.command_line import run

import matcher


def test_it_writes_a_workbook_that_is_read_back(tmp_path: Path) -> None:
    file = tmp_path / "cities.xlsx"
    done = run("template", file, "--city", "北京", "--city", "Seoul", "--json")
    assert done.code == 0
    assert done.document["cities"] == ["cn-beijing", "kr-seoul"]
    assert [city.id for city in matcher.read_profiles(file)] == ["cn-beijing", "kr-seoul"]


def test_an_empty_template_is_announced(tmp_path: Path) -> None:
    done = run("template", tmp_path / "cities.xlsx")
    assert done.code == 0
    assert "no city yet" in done.out
    assert "matcher check" in done.out


def test_nothing_is_overwritten_without_force(tmp_path: Path) -> None:
    file = tmp_path / "cities.xlsx"
    file.write_bytes(b"mine")
    assert run("template", file).code == 2
    assert file.read_bytes() == b"mine"
    assert run("template", file, "--force").code == 0
    assert file.read_bytes() != b"mine"


def test_wrong_requests_are_refused(tmp_path: Path) -> None:
    assert run("template", tmp_path / "cities.ods").code == 2
    assert run("template", tmp_path / "nowhere" / "cities.xlsx").code == 2
    assert run("template", tmp_path / "cities.xlsx", "--city", "Atlantis").code == 3
    assert run("template", tmp_path / "cities.xlsx", "--programme", "eacca").code == 3
    assert not list(tmp_path.iterdir())


def test_wrong_cells_are_listed_with_sheet_and_cell(tmp_path: Path) -> None:
    from openpyxl import load_workbook

    file = tmp_path / "cities.xlsx"
    assert run("template", file, "--city", "Seoul").code == 0
    book = load_workbook(file)
    book["Needs"]["C2"] = "very"
    book.save(file)
    done = run("check", file)
    assert done.code == 3
    assert "sheet Needs, cell C2, field level" in done.out
    (problem,) = run("check", file, "--json").document["errors"]
    assert (problem["sheet"], problem["cell"], problem["found"]) == ("Needs", "C2", "very")
