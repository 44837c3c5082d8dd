"""How sure a plan is, as plan.json holds it: per pair, and for the whole plan."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from matcher.intake.models import CityId, Record
from matcher.language.field import Words
from matcher.programme.models import Part

Grade = Literal["core", "likely", "fragile"]
Change = Literal["weights", "basis", "figures", "declines"]
NamedPair = tuple[CityId, CityId]


class KeptShare(Record):
    """In how many plans a pair is."""

    kept: int = Field(description="Plans that hold the pair.")
    plans: int = Field(description="Plans asked; changes that leave no plan are not among them.")
    share: float | None = Field(description="kept / plans, 0..1; None where there was no plan.")
    low: float | None = Field(
        None, description="Lower end of the 95% interval (Wilson); None where nothing was drawn."
    )
    high: float | None = Field(None, description="Upper end of the same interval.")


class NearestChange(Record):
    """The smallest move of one weight, the others in proportion, that breaks a pair."""

    part: Part = Field(description="The part whose weight moves.")
    weight: float = Field(description="The programme's weight, 0..1.")
    kept_at: float = Field(description="The pair is still in an optimal plan at this weight, 0..1.")
    gone_at: float = Field(description="It is in no optimal plan at this weight, 0..1.")
    move: float = Field(description="gone_at less weight, in percentage points.")


class Certainty(Record):
    """How sure one pair of the plan is."""

    grade: Grade = Field(description="core, likely or fragile.")
    weights: KeptShare = Field(description="Over the plans with drawn weights.")
    figures: KeptShare = Field(description="Over the plans with drawn figures.")
    declines: KeptShare = Field(description="Plans in which one city other than the two declines.")
    basis: dict[str, bool | None] = Field(
        description="Whether the pair stays with only these items counted, by `declared` and "
        "`declared_reported`; None where there is no such plan."
    )
    nearest: NearestChange | None = Field(
        None, description="None: no single weight breaks it, or it was not searched."
    )
    nearest_searched: bool = Field(description="Whether the nearest change was searched for.")
    sentence: Words = Field(description="The same in words.")


class Overlap(Record):
    """Exchanges in both the plan and another one / exchanges in either, over many plans."""

    mean: float = Field(description="Mean, 0..1.")
    least: float = Field(description="The least.")
    tenth: float = Field(description="One plan in ten is at or below this.")
    median: float = Field(description="Half of the plans are at or below this.")
    greatest: float = Field(description="The greatest.")
    same: int = Field(description="Plans with exactly the same exchanges.")


class ChangeSummary(Record):
    """One kind of change: how many were tried and how alike the plans are."""

    kind: Change = Field(description="What was changed.")
    tried: int = Field(description="Changes that were tried.")
    without_plan: int = Field(description="Changes under which no plan is possible.")
    overlap: Overlap | None = Field(description="None where no change leaves a plan.")


class BasisPlan(Record):
    """The plan when only items of some bases count."""

    basis: Literal["declared", "declared_reported"] = Field(description="Items that count.")
    left_out: int = Field(description="Items left out, over the cities of the pool.")
    objective: int | None = Field(description="Points; None where no plan is possible.")
    lost: list[NamedPair] = Field(description="Exchanges that end.")
    gained: list[NamedPair] = Field(description="Exchanges that begin.")


class DeclinePlan(Record):
    """The plan when one city declines, against the exchanges the city is not in."""

    city: CityId = Field(description="The city that declines.")
    objective: int | None = Field(description="Points; None where no plan is possible.")
    lost: list[NamedPair] = Field(description="Exchanges of other cities that end.")
    gained: list[NamedPair] = Field(description="Exchanges of other cities that begin.")
    requirements_dropped: list[NamedPair] = Field(
        description="Required pairs of the city, which cannot be kept."
    )


class Challenger(Record):
    """A pair outside the plan that other plans hold."""

    a: CityId = Field(description="The left side, or the smaller id in one pool.")
    b: CityId = Field(description="The right side, or the greater id.")
    weights: KeptShare = Field(description="Over the plans with drawn weights.")
    figures: KeptShare = Field(description="Over the plans with drawn figures.")


class RobustnessBlock(Record):
    """How sure the whole plan is, and how that was found out."""

    seed: int = Field(description="The same seed gives the same answer.")
    draws: int = Field(description="Drawn sets of weights.")
    figure_draws: int = Field(description="Drawn sets of context figures.")
    concentration: float = Field(description="Of the Dirichlet distribution of the weights.")
    searched: bool = Field(
        False,
        description="Whether each draw was a search of its own, under quotas or caps in one pool; "
        "fewer are then drawn unless more are asked for.",
    )
    changes: list[ChangeSummary] = Field(description="How alike the plans are, by kind of change.")
    basis: list[BasisPlan] = Field(description="Plans with some items left out.")
    declines: list[DeclinePlan] = Field(description="Plans with one city less.")
    challengers: list[Challenger] = Field(
        description="Pairs outside the plan that other plans hold."
    )
    sentences: list[Words] = Field(description="The same in words.")
