"""City vectors to score parts: integers that add up, by block, never all pairs at once.

::

    CityVectors --> transfer (capability x maturity) --> benefit both ways --> mutual_benefit
                                                                          `--> co_benefit
    recorded needs --> shared_challenge      context --> context
    airsheds --> airshed     links --> prior_links     wishes, languages --> preferences
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matcher.scores.model import ScoreModel

__all__ = ["ScoreModel"]


def __getattr__(name: str) -> Any:
    if name != "ScoreModel":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from matcher.scores.model import ScoreModel

    return ScoreModel
