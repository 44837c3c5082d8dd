"""What flows between two cities, theme by theme, with the evidence at both ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from matcher.intake.models import Item
from matcher.intake.profiles import Profiles
from matcher.language import term
from matcher.plan.document import Evidence, Flow
from matcher.scores.benefit import BENEFIT_TOP
from matcher.scores.model import ScoreModel
from matcher.vectors.quantise import LEVEL_TOP

SHOWN = 3


AIMS = ("resilience", "liveability", "inclusiveness")


@dataclass(frozen=True)
class Direction:
    """What one city gives another.

    Parameters
    ----------
    covered : float
        Share of the learner's remaining need that is covered, 0..1.
    assumed : float
        Share of the benefit that rests on unrecorded capabilities, 0..1.
    shown : list of Flow
        The leading themes that rest on a recorded capability, the greatest share first.
    """

    covered: float
    assumed: float
    shown: list[Flow]


class FlowTable:
    """What flows between the cities of one pool, by their ids.

    Parameters
    ----------
    model : ScoreModel
    profiles : Profiles
    """

    def __init__(self, model: ScoreModel, profiles: Profiles) -> None:
        self._benefit = model.benefit
        self._profiles = profiles
        self._at = {city: i for i, city in enumerate(model.vectors.ids)}
        self._serves = np.array(
            [[aim in theme.serves for theme in profiles.vocabulary] for aim in AIMS], dtype=np.int64
        )

    def direction(self, giver: str, learner: str) -> Direction:
        """Break one directed benefit down by theme."""
        i, j = self._at[giver], self._at[learner]
        amounts = self._benefit.flow(i, j)
        themes = np.flatnonzero(amounts)
        # Stable, so that equal shares stay in the order of the themes.
        themes = themes[np.argsort(-amounts[themes], kind="stable")]
        total = int(amounts.sum())
        unrecorded = self._benefit.assumed[i, themes, self._benefit.maturity[j, themes]]
        assumed = int(amounts[themes[unrecorded]].sum())
        recorded = (
            self._recorded(giver, learner, theme, int(amounts[theme]) / total)
            for theme in themes.tolist()
        )
        return Direction(
            covered=total / BENEFIT_TOP,
            assumed=assumed / total if total else 0.0,
            shown=list(islice((flow for flow in recorded if flow is not None), SHOWN)),
        )

    def aims_served(self, pairs: Sequence[tuple[str, str]]) -> dict[str, float]:
        """Share of everything that is exchanged on themes that serve each aim, 0..1."""
        by_theme = np.zeros(self._serves.shape[1], dtype=np.int64)
        for a, b in pairs:
            i, j = self._at[a], self._at[b]
            by_theme += self._benefit.flow(i, j) + self._benefit.flow(j, i)
        total = int(by_theme.sum())
        served = (self._serves @ by_theme).tolist()
        return {
            aim: amount / total if total else 0.0 for aim, amount in zip(AIMS, served, strict=True)
        }

    def _recorded(self, giver: str, learner: str, at: int, share: float) -> Flow | None:
        """One theme with its evidence, or None where the capability is not on record."""
        benefit, vocabulary = self._benefit, self._profiles.vocabulary
        i, j = self._at[giver], self._at[learner]
        level = benefit.maturity[j, at]
        theme, via = vocabulary.themes[at], vocabulary.themes[benefit.covering[i, at, level]]
        capability = find_item(self._profiles[giver].capabilities, via.id)
        if capability is None:
            return None
        need = find_item(self._profiles[learner].needs, theme.id)
        assert need is not None
        return Flow(
            theme=theme.id,
            title=term(theme.title),
            share=share,
            coverage=int(benefit.transfer[i, at, level]) / LEVEL_TOP,
            need=evidence(need),
            capability=evidence(capability),
            related_theme=via.id if via.id != theme.id else None,
        )


def direction(model: ScoreModel, profiles: Profiles, giver: str, learner: str) -> Direction:
    """Break one directed benefit down by theme; for many pairs, keep a `FlowTable`."""
    return FlowTable(model, profiles).direction(giver, learner)


def find_item(items: Sequence[Item], theme: str) -> Item | None:
    """The item of a theme, if there is one."""
    return next((item for item in items if item.theme == theme), None)


def evidence(item: Item) -> Evidence:
    """An item as the plan shows it."""
    return Evidence(
        theme=item.theme,
        level=item.level,
        basis=item.basis,
        year=item.year,
        year_unknown=item.year_unknown,
        text=item.text,
        result=item.result,
        confidence=item.confidence,
        rule=item.rule,
        source=item.source,
    )
