"""A picture before it is drawn, and the texts in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import altair as alt


@dataclass(frozen=True)
class Picture:
    """A chart, and the texts in it as other languages can say them.

    Parameters
    ----------
    chart : LayerChart
    words : tuple of str
    """

    chart: alt.LayerChart
    words: tuple[str, ...]
