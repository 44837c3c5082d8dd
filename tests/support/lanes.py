"""How much is drawn: a third of it in the lane of every day, all of it in the long one."""

from __future__ import annotations

import os

LONG = bool(os.environ.get("MATCHER_TEST_LONG"))
SHARE = 3


def examples(number: int) -> int:
    """How many examples a test draws that makes whole plans; `number` in the long lane."""
    return number if LONG else max(number // SHARE, 4)
