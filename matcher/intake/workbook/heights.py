"""How high a row of wrapped texts is: programmes other than Excel do not find out themselves."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

LINE = 15.0
HIGHEST = 300.0


def row_height(cells: Sequence[object], widths: Sequence[float]) -> float:
    """Return the height in points that the longest cell needs.

    Parameters
    ----------
    cells : sequence
        Values; only texts wrap.
    widths : sequence of float
        Widths of the columns in characters.
    """
    lines = max(
        (
            sum(-(-_columns(line) // max(int(width), 1)) or 1 for line in cell.split("\n"))
            for cell, width in zip(cells, widths, strict=False)
            if isinstance(cell, str)
        ),
        default=1,
    )
    return min(LINE * max(lines, 1), HIGHEST)


def _columns(text: str) -> int:
    """Columns that a text takes: wide characters take two, and words do not break."""
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    return int((len(text) + wide) * 1.08) + 1 if text else 0
