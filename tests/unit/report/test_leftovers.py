"""What a killed process left is cleared, and only that."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from support.report_plans import small_plan

from matcher.report import write_run
from matcher.report.leftovers import clear_leftovers


@pytest.fixture(scope="module")
def gone() -> int:
    """The number of a process that has ended."""
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    return ended.pid


def names(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


def half_written(folder: Path) -> Path:
    folder.mkdir()
    (folder / "plan.json").write_text("half")
    return folder


@pytest.mark.parametrize("kind", ["partial", "replaced"])
def test_folders_of_a_process_that_is_gone_are_removed(
    tmp_path: Path, gone: int, kind: str
) -> None:
    half_written(tmp_path / f".test.{kind}-{gone}")
    write_run(small_plan(), tmp_path / "test")
    assert names(tmp_path) == {"test"}


def test_folders_of_a_living_process_stay(tmp_path: Path) -> None:
    left = half_written(tmp_path / f".test.partial-{os.getppid()}")
    write_run(small_plan(), tmp_path / "test")
    assert names(tmp_path) == {"test", left.name}


def test_what_only_looks_alike_stays(tmp_path: Path, gone: int) -> None:
    alike = {f".tests.partial-{gone}", f"test.partial-{gone}", ".test.partial-x", ".testing"}
    for name in alike:
        half_written(tmp_path / name)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / f".test.partial-{gone}").symlink_to(tmp_path / "elsewhere")
    clear_leftovers(tmp_path / "test")
    assert names(tmp_path) == {*alike, "elsewhere", f".test.partial-{gone}"}


def test_a_run_that_was_being_replaced_is_put_back(tmp_path: Path, gone: int) -> None:
    folder = write_run(small_plan(), tmp_path / "test")
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    folder.rename(tmp_path / f".test.replaced-{gone}")
    half_written(tmp_path / f".test.partial-{gone}")
    clear_leftovers(folder)
    assert names(tmp_path) == {"test"}
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before


def test_a_run_that_was_replaced_already_is_not_put_back(tmp_path: Path, gone: int) -> None:
    write_run(small_plan(), tmp_path / "test").rename(tmp_path / f".test.replaced-{gone}")
    folder = write_run(small_plan(max_pairs=1), tmp_path / "other").rename(tmp_path / "test")
    before = (folder / "plan.json").read_bytes()
    clear_leftovers(folder)
    assert names(tmp_path) == {"test"}
    assert (folder / "plan.json").read_bytes() == before


def test_a_place_that_is_not_there_yet_has_no_leftovers(tmp_path: Path) -> None:
    clear_leftovers(tmp_path / "runs" / "test")
    assert names(tmp_path) == set()
