"""What the documentation shows is what happens, and the site builds without a warning."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel
from support.documentation import blocks, walk

from matcher.plan.document import PlanDocument
from matcher.programme.models import Programme

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
# Decisions, measurements and the data pages show examples that other tests hold.
ELSEWHERE = {"decisions", "reference", "data", "performance.md", "changelog.md"}
PAGES = [
    ROOT / "README.md",
    *(
        page
        for page in sorted(DOCS.rglob("*.md"))
        if not page.relative_to(DOCS).parts[0].startswith("_")
        and page.relative_to(DOCS).parts[0] not in ELSEWHERE
    ),
]
# Makes a plan of thousands of cities.
LONG = {"large.md"}
WITH_CODE = [
    pytest.param(page, marks=pytest.mark.slow, id=page.stem) if page.name in LONG else page
    for page in PAGES
    if any(blocks(page.read_text(encoding="utf-8")))
]


@pytest.mark.parametrize("page", WITH_CODE, ids=lambda page: page.stem)
def test_what_a_page_shows_happens(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    walk(page.read_text(encoding="utf-8"))


def test_pages_name_make_targets_that_exist() -> None:
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M)
    for page in PAGES:
        for target in re.findall(r"\$ make ([a-z-]+)", page.read_text(encoding="utf-8")):
            assert target in targets, f"{page.name} names make {target}"


def test_the_site_builds_without_a_warning_and_asks_for_nothing(tmp_path: Path) -> None:
    site = tmp_path / "site"
    command = [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-b", "html"]
    done = subprocess.run(
        [*command, "-d", tmp_path / "read", DOCS, site],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    pages = list(site.rglob("*.html"))
    assert len(pages) > 40
    loads = re.compile(r"<(?:script|link|img|iframe)\b[^>]*?(?:src|href)=\"(?:https?:)?//", re.I)
    for page in pages:
        assert not loads.search(page.read_text(encoding="utf-8")), page
    for sheet in [*site.rglob("*.css"), *site.rglob("*.js")]:
        text = sheet.read_text(encoding="utf-8", errors="replace")
        assert not re.search(r"(?:url\(|import\s+)[\"']?(?:https?:)?//", text), sheet


@pytest.mark.parametrize("model", [Programme, PlanDocument])
def test_every_key_of_the_files_has_a_meaning(model: type[BaseModel]) -> None:
    silent = [
        f"{where}.{key}"
        for where, table in _tables(model.__name__, model.model_json_schema(mode="serialization"))
        for key, value in table.items()
        if not value.get("description")
    ]
    assert not silent


def _tables(where: str, schema: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every table of keys within a schema."""
    if isinstance(schema, dict):
        if isinstance(schema.get("properties"), dict):
            yield where, schema["properties"]
        for name, part in schema.items():
            yield from _tables(name, part)
    elif isinstance(schema, list):
        for part in schema:
            yield from _tables(where, part)
