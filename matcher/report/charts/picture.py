"""A picture before it is drawn, and the texts in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import altair as alt


@dataclass(frozen=True)
class Picture:
    """A chart, and the texts in it as other languages can say them.

    Parameters
    ----------
    chart : LayerChart
    words : tuple of str
    data : dict
        What the chart refers to by name: altair copies and checks every number of a chart many
        times over, which for an outline of the land takes about as long as drawing it.
    """

    chart: alt.LayerChart
    words: tuple[str, ...]
    data: Mapping[str, Any] = field(default_factory=dict)

    def specification(self) -> dict[str, Any]:
        """The picture in Vega-Lite, without the version of its schema."""
        found: dict[str, Any] = self.chart.to_dict()
        found["background"] = "transparent"
        found["config"] = {**found.get("config", {}), "font": "inherit"}
        if self.data:
            found["datasets"] = {**found.get("datasets", {}), **self.data}
        return found
