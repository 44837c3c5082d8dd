from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from unit.intake.file_set import FileSet


@pytest.fixture
def files(tmp_path: Path) -> FileSet:
    return FileSet(tmp_path)


@pytest.fixture
def one(files: FileSet) -> Callable[[str], FileSet]:
    """A set of one city file, `cities/xx-alpha.toml`."""
    return lambda text: files.write("cities/xx-alpha.toml", text)
