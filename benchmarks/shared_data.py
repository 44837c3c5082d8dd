"""Where the shared folder of published data lies: `MATCHER_SHARED`, or beside the checkout."""

from __future__ import annotations

import os
from pathlib import Path

SHARED = Path(os.environ.get("MATCHER_SHARED") or Path(__file__).resolve().parents[2] / "shared")
WORLD_CITIES = SHARED / "data" / "world_cities.csv"
KNOWN_LINKS = SHARED / "data" / "known_links_train.csv"


def missing() -> str | None:
    """Why the real pool cannot be built, or None when it can."""
    if WORLD_CITIES.is_file():
        return None
    return "world_cities.csv of the shared data was not found; set MATCHER_SHARED to its folder"
