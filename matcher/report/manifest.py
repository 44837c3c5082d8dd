"""What a run was made from and with, so that it can be made again."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from matcher.explain.words import TIE_BREAK_SENTENCES
from matcher.plan.sample import SEED
from matcher.proposal import Plan
from matcher.scores.scales import SAMPLE_SEED

MANIFEST = "manifest.json"
KIND = "city-exchange-matcher run"
SCHEMA_VERSION = "1.0"
DISTRIBUTION = "city-exchange-matcher"
LIBRARIES = (
    "jinja2",
    "numpy",
    "ortools",
    "pandas",
    "pydantic",
    "scikit-learn",
    "scipy",
    "xlsxwriter",
)
TIMED_FILES = ("plan.json", "report.html", "workbook.xlsx")


def manifest_of(
    plan: Plan, files: Mapping[str, bytes], inputs: Mapping[str, str]
) -> dict[str, Any]:
    """Describe a run.

    The ``created`` block alone differs between two runs on the same input. The files that state
    the time have their hashes inside it, the others outside.

    Parameters
    ----------
    plan : Plan
    files : mapping of str to bytes
        The other files of the run folder by name.
    inputs : mapping of str to str
        SHA-256 of further input files by name.
    """
    document = plan.document
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    return {
        "kind": KIND,
        "schema_version": SCHEMA_VERSION,
        "programme": document.programme,
        "title": document.title,
        "pool_note": document.pool_note,
        "status": document.status,
        "objective": document.objective,
        "bound": document.bound,
        "gap": document.gap,
        "proof": document.proof,
        "verified": document.verified,
        "weights": {part: row.weight for part, row in document.influence.items()},
        "tie_break": {
            "rule": document.settings.ties,
            "meaning": TIE_BREAK_SENTENCES[document.settings.ties],
        },
        "seeds": {"verify": SEED, "scale_sample": SAMPLE_SEED},
        "inputs": {
            "content": dict(sorted(document.inputs.items())),
            "files": dict(sorted({**plan.profiles.hashes, **inputs}.items())),
        },
        "versions": versions(),
        "files": {name: text for name, text in hashes.items() if name not in TIMED_FILES},
        "created": {
            **document.created.model_dump(),
            "files": {name: text for name, text in hashes.items() if name in TIMED_FILES},
        },
    }


def versions() -> dict[str, str]:
    """Versions of this package, of Python and of the libraries that a result can depend on."""
    found = {"python": platform.python_version()}
    for name in (DISTRIBUTION, *LIBRARIES):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "unknown"
    return found


def files_of_run(path: Path) -> frozenset[str]:
    """Return the names of the files of the run that a manifest describes, if it is one."""
    try:
        read = json.loads(path.read_bytes())
        if read["kind"] != KIND:
            return frozenset()
        return frozenset({MANIFEST, *read["files"], *read["created"]["files"]})
    except (OSError, ValueError, KeyError, TypeError):
        return frozenset()
