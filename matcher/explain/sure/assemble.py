"""Counts of what stayed, as records of the plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matcher.explain.sure.grades import grade
from matcher.explain.sure.left_out import COUNTED, items_left_out
from matcher.explain.sure.one_declines import Declined
from matcher.explain.sure.pair_words import pair_sentence
from matcher.explain.sure.plan_words import plan_sentences
from matcher.explain.sure.plans_found import Plans, Position
from matcher.explain.sure.result import Robustness
from matcher.explain.sure.shares import (
    counted_pairs,
    kept_share,
    overlap,
    overlaps_with,
    summary,
)
from matcher.plan.case import Case
from matcher.plan.certainty import (
    BasisPlan,
    Certainty,
    Challenger,
    ChangeSummary,
    DeclinePlan,
    KeptShare,
    NearestChange,
    RobustnessBlock,
)
from matcher.plan.document import PlanDocument

CHALLENGERS = 10


@dataclass(frozen=True)
class Outcome:
    """Every plan that was found.

    Parameters
    ----------
    case : Case
    base : frozenset of (int, int)
        Positions of the pairs of the plan.
    weights, left_out, figures : Plans
        With drawn weights; with items left out (`COUNTED`); with drawn figures.
    declines : sequence of Declined
    nearest : mapping of (int, int) to NearestChange, or None
        None: not searched.
    searched : bool
        Whether every draw was a search of its own, under quotas or caps in one pool.
    """

    case: Case
    base: frozenset[Position]
    weights: Plans
    left_out: Plans
    figures: Plans
    declines: Sequence[Declined]
    nearest: Mapping[Position, NearestChange] | None
    searched: bool = False


def assemble(
    outcome: Outcome, document: PlanDocument, *, seed: int, concentration: float
) -> Robustness:
    """Put the plans of all changes into one answer."""
    counts = _Counts(outcome)
    pairs = {}
    for position in sorted(outcome.base):
        certainty = counts.certainty(position)
        (name,) = counts.names([position])
        sentence = pair_sentence(document, name, certainty)
        pairs[name] = certainty.model_copy(update={"sentence": sentence})
    basis = counts.basis()
    declines = [counts.decline(declined) for declined in outcome.declines]
    block = RobustnessBlock(
        seed=seed,
        draws=len(outcome.weights),
        figure_draws=len(outcome.figures),
        concentration=concentration,
        searched=outcome.searched,
        changes=counts.summaries(),
        basis=basis,
        declines=declines,
        challengers=counts.challengers(),
        sentences=[],
    )
    sentences = plan_sentences(document, block, pairs)
    names = {city: card.name for city, card in document.cities.items()}
    return Robustness(
        programme=document.programme,
        block=block.model_copy(update={"sentences": sentences}),
        pairs=pairs,
        names=names,
    )


class _Counts:
    def __init__(self, outcome: Outcome) -> None:
        self.outcome = outcome
        self.in_weights = counted_pairs(outcome.weights)
        self.in_figures = counted_pairs(outcome.figures)

    def names(self, positions: Sequence[Position]) -> list[tuple[str, str]]:
        """Ids of pairs, in the order given."""
        left, right = self.outcome.case.pool.left, self.outcome.case.pool.right
        return [(left[i], right[j]) for i, j in positions]

    def certainty(self, pair: Position) -> Certainty:
        """Everything about one pair of the plan but its sentence."""
        outcome = self.outcome
        weights = self._share(self.in_weights, outcome.weights, pair)
        figures = self._share(self.in_figures, outcome.figures, pair)
        basis: dict[str, bool | None] = {
            counted: pair in outcome.left_out.chosen(at) if outcome.left_out.found[at] else None
            for at, counted in enumerate(COUNTED)
        }
        (own,) = self.names([pair])
        others = [d for d in outcome.declines if d.city not in own and d.objective is not None]
        kept = sum(pair in declined.chosen for declined in others)
        return Certainty(
            grade=grade(weights, figures, basis),
            weights=weights,
            figures=figures,
            declines=kept_share(kept, len(others), drawn=False),
            basis=basis,
            nearest=None if outcome.nearest is None else outcome.nearest.get(pair),
            nearest_searched=outcome.nearest is not None,
            sentence="",
        )

    def basis(self) -> list[BasisPlan]:
        """The plan for each choice of items."""
        found = []
        plans = self.outcome.left_out
        for at, counted in enumerate(COUNTED):
            possible = bool(plans.found[at])
            chosen = plans.chosen(at) if possible else self.outcome.base
            found.append(
                BasisPlan(
                    basis=counted,
                    left_out=items_left_out(self.outcome.case, counted),
                    objective=int(plans.objective[at]) if possible else None,
                    lost=self.names(sorted(self.outcome.base - chosen)),
                    gained=self.names(sorted(chosen - self.outcome.base)),
                )
            )
        return found

    def decline(self, declined: Declined) -> DeclinePlan:
        """What one decline changes for the others."""
        others = self._others(declined.city)
        chosen = others if declined.objective is None else declined.chosen
        return DeclinePlan(
            city=declined.city,
            objective=declined.objective,
            lost=self.names(sorted(others - chosen)),
            gained=self.names(sorted(chosen - others)),
            requirements_dropped=self.names(declined.dropped),
        )

    def summaries(self) -> list[ChangeSummary]:
        """One summary for each kind of change."""
        outcome, base = self.outcome, self.outcome.base
        declines = [
            None
            if declined.objective is None
            else overlap(self._others(declined.city), declined.chosen)
            for declined in outcome.declines
        ]
        return [
            summary("weights", overlaps_with(base, outcome.weights)),
            summary("basis", overlaps_with(base, outcome.left_out)),
            summary("figures", overlaps_with(base, outcome.figures)),
            summary("declines", declines),
        ]

    def challengers(self) -> list[Challenger]:
        """Pairs outside the plan that are in the most plans with drawn weights, then figures."""
        outside = sorted(
            (self.in_weights.keys() | self.in_figures.keys()) - self.outcome.base,
            key=lambda pair: (-self.in_weights[pair], -self.in_figures[pair], pair),
        )[:CHALLENGERS]
        return [
            Challenger(
                a=a,
                b=b,
                weights=self._share(self.in_weights, self.outcome.weights, pair),
                figures=self._share(self.in_figures, self.outcome.figures, pair),
            )
            for pair, (a, b) in zip(outside, self.names(outside), strict=True)
        ]

    def _others(self, city: str) -> frozenset[Position]:
        """Pairs of the plan that a city is not in."""
        base = sorted(self.outcome.base)
        return frozenset(
            pair for pair, ends in zip(base, self.names(base), strict=True) if city not in ends
        )

    @staticmethod
    def _share(counted: Counter[Position], plans: Plans, pair: Position) -> KeptShare:
        return kept_share(counted[pair], int(plans.found.sum()), drawn=True)
