"""A run folder stands whole or not at all, and nothing of anybody else is touched."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import pytest
from support.report_plans import infeasible_plan, small_plan

import matcher
from matcher.errors import OutputError
from matcher.plan_file import read_plan
from matcher.report import run_folder, write_run

FILES = {
    "plan.json",
    "proposals.csv",
    "unmatched.csv",
    "parts.csv",
    "report.html",
    "workbook.xlsx",
    "manifest.json",
}


def names(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


def test_run_folder_holds_its_files_and_nothing_stands_beside_it(tmp_path: Path) -> None:
    folder = write_run(small_plan(), tmp_path / "runs" / "test")
    assert folder == tmp_path / "runs" / "test"
    assert names(folder) == FILES
    assert names(tmp_path / "runs") == {"test"}


def test_plan_comes_back_from_its_folder(tmp_path: Path) -> None:
    plan = small_plan()
    folder = write_run(plan, tmp_path / "test")
    assert read_plan(folder, plan.profiles).document == plan.document


def test_infeasible_plan_has_a_folder_too(tmp_path: Path) -> None:
    folder = write_run(infeasible_plan(), tmp_path / "test")
    assert names(folder) == FILES
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert manifest["status"] == "infeasible"
    assert manifest["objective"] is None


def test_manifest_says_what_the_run_was_made_from_and_with(tmp_path: Path) -> None:
    plan = small_plan()
    folder = write_run(plan, tmp_path / "test", inputs={"mine.toml": "f" * 64})
    manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    assert manifest["inputs"]["content"] == plan.document.inputs
    assert manifest["inputs"]["files"] == {"cities/cn-alpha.toml": "0" * 64, "mine.toml": "f" * 64}
    assert sum(manifest["weights"].values()) == 1_000_000
    assert manifest["versions"]["city-exchange-matcher"] == matcher.__version__
    assert {"python", "numpy", "ortools"} <= manifest["versions"].keys()
    assert all(isinstance(seed, int) for seed in manifest["seeds"].values())
    assert manifest["tie_break"]["rule"] == "more_pairs_then_ids"
    assert (manifest["status"], manifest["gap"]) == ("optimal", 0)
    assert manifest["objective"] == manifest["bound"] == plan.objective
    hashes = {**manifest["files"], **manifest["created"]["files"]}
    assert hashes.keys() == FILES - {"manifest.json"}
    for name, stated in hashes.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == stated


def test_two_runs_differ_in_the_created_block_alone(tmp_path: Path) -> None:
    plans = [small_plan(), small_plan()]
    later = plans[1].document.created.model_copy(update={"at": "2027-01-01T00:00:00+00:00"})
    changed = plans[1].document.model_copy(update={"created": later})
    one = write_run(plans[0], tmp_path / "one")
    two = write_run(matcher.Plan(changed, plans[1].profiles), tmp_path / "two")
    for name in ("proposals.csv", "unmatched.csv", "parts.csv"):
        assert (one / name).read_bytes() == (two / name).read_bytes()
    for name in ("plan.json", "manifest.json"):
        first, second = (json.loads((at / name).read_text("utf-8")) for at in (one, two))
        assert first != second
        assert first.pop("created") != second.pop("created")
        assert first == second


def test_existing_folder_is_refused_without_force_and_left_as_it_was(tmp_path: Path) -> None:
    folder = write_run(small_plan(), tmp_path / "test")
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    with pytest.raises(OutputError) as caught:
        write_run(infeasible_plan(), folder)
    assert str(folder) in str(caught.value)
    assert "--force" in str(caught.value)
    assert caught.value.exit_code == 3
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before
    assert names(tmp_path) == {"test"}


def test_force_replaces_an_earlier_run(tmp_path: Path) -> None:
    folder = write_run(small_plan(), tmp_path / "test")
    write_run(infeasible_plan(), folder, force=True)
    assert json.loads((folder / "manifest.json").read_text("utf-8"))["status"] == "infeasible"
    assert names(folder) == FILES
    assert names(tmp_path) == {"test"}


def test_force_takes_an_empty_folder(tmp_path: Path) -> None:
    (tmp_path / "test").mkdir()
    assert names(write_run(small_plan(), tmp_path / "test", force=True)) == FILES


@pytest.mark.parametrize(
    "held",
    [
        {"thesis.docx": "years of work"},
        {"manifest.json": '{"kind": "something else"}'},
        {"manifest.json": "not json"},
        {"manifest.json": "[]"},
    ],
)
def test_force_never_touches_a_folder_that_is_not_a_run(
    tmp_path: Path, held: dict[str, str]
) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    for name, text in held.items():
        (folder / name).write_text(text)
    with pytest.raises(OutputError, match="not a run"):
        write_run(small_plan(), folder, force=True)
    assert {file.name: file.read_text() for file in folder.iterdir()} == held
    assert names(tmp_path) == {"mine"}


def test_force_never_removes_a_file_that_somebody_put_into_a_run(tmp_path: Path) -> None:
    folder = write_run(small_plan(), tmp_path / "test")
    (folder / "minutes.docx").write_text("of the meeting")
    with pytest.raises(OutputError, match=r"minutes\.docx"):
        write_run(small_plan(), folder, force=True)
    assert (folder / "minutes.docx").read_text() == "of the meeting"


def test_a_link_or_a_file_in_the_place_is_left_alone(tmp_path: Path) -> None:
    folder = write_run(small_plan(), tmp_path / "test")
    (tmp_path / "link").symlink_to(folder)
    (tmp_path / "file").write_text("text")
    for name in ("link", "file"):
        with pytest.raises(OutputError, match="not a folder"):
            write_run(small_plan(), tmp_path / name, force=True)
    assert names(folder) == FILES


def test_place_below_a_file_is_an_error_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("text")
    with pytest.raises(OutputError, match="cannot be written") as caught:
        write_run(small_plan(), tmp_path / "file" / "runs" / "test")
    assert caught.value.problems[0].remedy
    assert (tmp_path / "file").read_text() == "text"


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_place_without_permission_is_an_error_in_words(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(OutputError, match="cannot be written"):
            write_run(small_plan(), tmp_path / "test")
    finally:
        tmp_path.chmod(0o700)


@pytest.mark.parametrize("earlier", [False, True])
def test_a_stop_while_writing_leaves_what_was_there_and_no_leftovers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, earlier: bool
) -> None:
    folder = tmp_path / "test"
    if earlier:
        write_run(small_plan(), folder)
    write_bytes, written = Path.write_bytes, []

    def stop_at_third(path: Path, content: bytes) -> int:
        written.append(path)
        if len(written) == 3:
            raise KeyboardInterrupt
        return write_bytes(path, content)

    monkeypatch.setattr(Path, "write_bytes", stop_at_third)
    with pytest.raises(KeyboardInterrupt):
        write_run(infeasible_plan(), folder, force=True)
    assert not [path for path in written if path.parent == folder]
    assert names(tmp_path) == ({"test"} if earlier else set())
    if earlier:
        assert json.loads((folder / "manifest.json").read_text("utf-8"))["status"] == "optimal"


def test_a_swap_that_fails_puts_the_old_run_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_run(small_plan(), tmp_path / "test")
    rename = Path.rename

    def fail_on_new(path: Path, to: Path) -> Path:
        if ".partial-" in path.name:
            raise OSError(28, "No space left on device")
        return rename(path, to)

    monkeypatch.setattr(run_folder.Path, "rename", fail_on_new)
    with pytest.raises(OutputError, match="No space left"):
        write_run(infeasible_plan(), folder, force=True)
    assert json.loads((folder / "manifest.json").read_text("utf-8"))["status"] == "optimal"
    assert names(tmp_path) == {"test"}


def test_leftover_of_a_killed_process_does_not_stand_in_the_way(tmp_path: Path) -> None:
    leftover = tmp_path / f".test.partial-{os.getpid()}"
    leftover.mkdir()
    (leftover / "plan.json").write_text("half")
    write_run(small_plan(), tmp_path / "test")
    assert names(tmp_path) == {"test"}
