"""What flows between two cities, theme by theme, with the evidence at both ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from matcher.intake.models import CityProfile, Item
from matcher.intake.profiles import Profiles
from matcher.plan.document import Evidence, Flow
from matcher.scores.benefit import BENEFIT_TOP
from matcher.scores.model import ScoreModel
from matcher.vectors.quantise import LEVEL_TOP

SHOWN = 3


@dataclass(frozen=True)
class Direction:
    """What one city gives another.

    Parameters
    ----------
    covered : float
        Share of the learner's remaining need that is covered, 0..1.
    assumed : float
        Share of the benefit that rests on unrecorded capabilities, 0..1.
    flows : list of Flow
        Every theme that flows, the greatest share first.
    """

    covered: float
    assumed: float
    flows: list[Flow]

    @property
    def shown(self) -> list[Flow]:
        """The leading themes that rest on a recorded capability."""
        return [flow for flow in self.flows if flow.capability is not None][:SHOWN]


def direction(model: ScoreModel, profiles: Profiles, giver: str, learner: str) -> Direction:
    """Break one directed benefit down by theme."""
    benefit, vocabulary = model.benefit, profiles.vocabulary
    i, j = model.vectors.ids.index(giver), model.vectors.ids.index(learner)
    amounts = benefit.flow(i, j)
    total = int(amounts.sum())
    order = sorted(np.flatnonzero(amounts).tolist(), key=lambda t: (-int(amounts[t]), t))
    flows, assumed = [], 0
    for t in order:
        at = i, t, benefit.maturity[j, t]
        theme, via = vocabulary.themes[t], vocabulary.themes[benefit.covering[at]]
        if benefit.assumed[at]:
            assumed += int(amounts[t])
        need = find_item(profiles[learner].needs, theme.id)
        assert need is not None
        capability = find_item(profiles[giver].capabilities, via.id)
        flows.append(
            Flow(
                theme=theme.id,
                title=theme.title,
                share=int(amounts[t]) / total,
                coverage=int(benefit.transfer[at]) / LEVEL_TOP,
                need=evidence(need),
                capability=evidence(capability) if capability is not None else None,
                related_theme=via.id if via.id != theme.id and capability is not None else None,
            )
        )
    return Direction(total / BENEFIT_TOP, assumed / total if total else 0.0, flows)


def aims_served(
    model: ScoreModel, profiles: Profiles, pairs: Sequence[tuple[str, str]]
) -> dict[str, float]:
    """Share of everything that is exchanged on themes that serve each aim, 0..1."""
    by_aim = {"resilience": 0, "liveability": 0, "inclusiveness": 0}
    total = 0
    for a, b in pairs:
        i, j = model.vectors.ids.index(a), model.vectors.ids.index(b)
        for amounts in (model.benefit.flow(i, j), model.benefit.flow(j, i)):
            total += int(amounts.sum())
            for theme, amount in zip(profiles.vocabulary, amounts.tolist(), strict=True):
                for aim in theme.serves:
                    by_aim[aim] += amount
    return {aim: amount / total if total else 0.0 for aim, amount in by_aim.items()}


def find_item(items: Sequence[Item], theme: str) -> Item | None:
    """The item of a theme, if there is one."""
    return next((item for item in items if item.theme == theme), None)


def evidence(item: Item) -> Evidence:
    """An item as the plan shows it."""
    shown = item.model_dump(exclude={"since"})
    return Evidence.model_validate(shown)


def city_items(city: CityProfile) -> dict[str, list[Evidence]]:
    """All items of a city as they are shown, by side."""
    return {
        "needs": [evidence(item) for item in city.needs],
        "capabilities": [evidence(item) for item in city.capabilities],
    }
