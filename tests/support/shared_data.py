"""Where the shared folder of published data lies: `MATCHER_SHARED`, or beside the checkout."""

from __future__ import annotations

import os
from pathlib import Path

SHARED = Path(
    os.environ.get("MATCHER_SHARED") or Path(__file__).resolve().parents[2].parent / "shared"
)
INSTANCES = SHARED / "instances"
