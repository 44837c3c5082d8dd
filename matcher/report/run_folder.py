"""The run folder: every file of one plan, written whole or not at all."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from matcher.errors import OutputError, Problem
from matcher.language import ENGLISH, Language
from matcher.proposal import Plan
from matcher.report.charts import draw_charts
from matcher.report.csv_tables import (
    caps_csv,
    parts_csv,
    proposals_csv,
    quotas_csv,
    unmatched_csv,
)
from matcher.report.leftovers import clear_leftovers
from matcher.report.manifest import MANIFEST, files_of_run, manifest_of
from matcher.report.page import render_page
from matcher.report.workbook import workbook_of


def run_files(
    plan: Plan, inputs: Mapping[str, str] | None = None, language: Language = ENGLISH
) -> dict[str, bytes]:
    """Return every file of a run by its name, the manifest last.

    Parameters
    ----------
    plan : Plan
    inputs : mapping of str to str, optional
        SHA-256 of further input files by name, for example of a programme file given by path.
    language : {"en", "zh-Hans", "ja", "ko", "mn"}
        Of the workbook, and of the page when it opens; tables of data stay English.
    """
    files = {
        "plan.json": plan.to_json().encode(),
        "proposals.csv": proposals_csv(plan.document),
        "unmatched.csv": unmatched_csv(plan.document),
        "parts.csv": parts_csv(plan.document),
        **({"caps.csv": caps_csv(plan.document)} if plan.document.caps else {}),
        **({"quotas.csv": quotas_csv(plan.document)} if plan.document.quotas else {}),
        "report.html": render_page(plan, draw_charts(plan), language).encode(),
        "workbook.xlsx": workbook_of(plan, language),
    }
    manifest = manifest_of(plan, files, inputs or {})
    files[MANIFEST] = (json.dumps(manifest, indent=1, ensure_ascii=False) + "\n").encode()
    return files


def write_run(
    plan: Plan,
    folder: Path,
    *,
    force: bool = False,
    inputs: Mapping[str, str] | None = None,
    language: Language = ENGLISH,
) -> Path:
    """Write the run folder of a plan, whole or not at all.

    Parameters
    ----------
    plan : Plan
        Proposed or infeasible.
    folder : Path
        The run folder itself, for example ``runs/eacac``; parents are made.
    force : bool
        Whether an earlier run in that place is replaced. A folder that is not a run, or that
        holds other files as well, is never touched.
    inputs : mapping of str to str, optional
        SHA-256 of further input files by name, for the manifest.
    language : {"en", "zh-Hans", "ja", "ko", "mn"}
        Of the workbook, and of the page when it opens.

    Returns
    -------
    Path
        The folder.

    Raises
    ------
    OutputError
        When the folder is there already, is not a run, or the place cannot be written.
    """
    target = Path(folder)
    files = run_files(plan, inputs, language)
    partial = target.parent / f".{target.name}.partial-{os.getpid()}"
    try:
        clear_leftovers(target)
        require_free(target, force=force)
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            partial.mkdir()
            for name, content in files.items():
                (partial / name).write_bytes(content)
            _put_in_place(partial, target)
        finally:
            shutil.rmtree(partial, ignore_errors=True)
    except OSError as error:
        raise _refusal(
            target,
            "not_writable",
            "the run folder cannot be written",
            found=error.strerror or str(error),
            remedy="give another place with --out, or make this one writable",
        ) from error
    return target


def _put_in_place(partial: Path, target: Path) -> None:
    if not target.exists():
        partial.rename(target)
        return
    old = target.parent / f".{target.name}.replaced-{os.getpid()}"
    shutil.rmtree(old, ignore_errors=True)
    try:
        target.rename(old)
        partial.rename(target)
    except BaseException:
        if old.exists() and not target.exists():
            old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)


def require_free(target: Path, *, force: bool = False) -> None:
    """Raise OutputError when a run folder cannot stand here; writes nothing.

    `write_run` asks this itself; a command asks it for all its runs before it solves the first.
    """
    if not target.exists() and not target.is_symlink():
        return
    if target.is_symlink() or not target.is_dir():
        raise _refusal(
            target,
            "not_a_run_folder",
            "something that is not a folder stands here",
            remedy="give another place with --out",
        )
    held = sorted(file.name for file in target.iterdir())
    if not force:
        raise _refusal(
            target,
            "run_folder_exists",
            "the run folder is there already, and results are not overwritten",
            remedy="give --force to replace it, or another place with --out",
        )
    if held and not files_of_run(target / MANIFEST):
        raise _refusal(
            target,
            "not_a_run_folder",
            "this folder is not a run of this engine, so it is left alone",
            found=", ".join(held[:5]),
            allowed="an earlier run, or an empty folder",
            remedy="give another place with --out",
        )
    foreign = sorted(set(held) - files_of_run(target / MANIFEST)) if held else []
    if foreign:
        raise _refusal(
            target,
            "foreign_files",
            "this run folder also holds files that are not part of the run",
            found=", ".join(foreign[:5]),
            remedy="move them away, then give --force again",
        )


def _refusal(
    target: Path,
    code: str,
    message: str,
    *,
    found: str | None = None,
    allowed: str | None = None,
    remedy: str | None = None,
) -> OutputError:
    problem = Problem(code, message, str(target), found=found, allowed=allowed, remedy=remedy)
    return OutputError(f"{target} cannot be used for the run", [problem])
