"""Where the bundled profiles are: inside an installed wheel, or beside `matcher/` in a checkout."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def profiles_dir() -> Path:
    """Return the folder that holds `themes.toml`, `cities/`, `programmes/` and `links.csv`.

    Raises
    ------
    FileNotFoundError
        When neither place has it (a broken installation).
    """
    package = Path(__file__).resolve().parent
    for folder in (package / "profiles", package.parent / "profiles"):
        if (folder / "themes.toml").is_file():
            return folder
    raise FileNotFoundError("the bundled profiles are missing; reinstall city-exchange-matcher")
