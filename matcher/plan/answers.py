"""What was asked of a plan when it was made, as plan.json holds it: why, how fair, how stable."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from matcher.intake.models import CityId, Record
from matcher.language.field import Words

NamedPair = tuple[CityId, CityId]


class FairnessAnswer(Record):
    """One kind of best plan, and what it gives."""

    objective: Literal["total", "worst_off", "leximin"] = Field(
        description="What the plan is best at."
    )
    status: str = Field(description="optimal where it was proved.")
    total: int | None = Field(description="Points.")
    cost: int | None = Field(description="Points below the greatest total.")
    least: float | None = Field(description="Satisfaction of the worst-off city, 0..1.")
    median: float | None = Field(description="Satisfaction of the city in the middle, 0..1.")
    alone: int | None = Field(
        description="Cities with a permitted partner that are in no exchange."
    )
    pairs: list[NamedPair] = Field(description="Its exchanges.")


class FairnessBlock(Record):
    """What fairness would cost."""

    rows: list[FairnessAnswer] = Field(description="One plan for each aim.")
    sentences: list[Words] = Field(description="The same in words.")


class BlockingAnswer(Record):
    """Two cities that would each rather have the other."""

    a: CityId = Field(description="One city.")
    b: CityId = Field(description="The other.")
    score: int = Field(description="Points of the pair.")
    leaves: dict[CityId, CityId | None] = Field(
        description="By city, the partner it would leave; None where it has a free place."
    )


class StabilityBlock(Record):
    """Which cities would rather have each other, and whether a stable plan exists."""

    stable: bool = Field(description="Whether no two cities would rather have each other.")
    blocking: list[BlockingAnswer] = Field(description="The greatest scores first, at most 50.")
    blocking_count: int = Field(description="Pairs of cities that would.")
    exists: bool | None = Field(description="None: not settled in time.")
    total: int | None = Field(description="Points of the best stable plan.")
    cost: int | None = Field(description="Points below this plan.")
    sentences: list[Words] = Field(description="The same in words.")


class OtherAnswer(Record):
    """A permitted plan beside this one."""

    kind: Literal["best", "diverse"] = Field(
        description="Whether it is one of the best, or one that differs."
    )
    total: int = Field(description="Its points.")
    loss: int = Field(description="Points below the best permitted plan.")
    overlap: float = Field(description="Exchanges in both plans / in either, 0..1.")
    dropped: list[NamedPair] = Field(description="Exchanges of this plan that it does not hold.")
    added: list[NamedPair] = Field(description="Exchanges that it holds instead.")


class OthersBlock(Record):
    """The next best plans, and good ones that differ as much as they can."""

    plans: list[OtherAnswer] = Field(description="The plans, in order.")
    allowed_loss: int = Field(description="Points that a plan that differs may lose.")
    sentences: list[Words] = Field(description="The same in words.")


class Answers(Record):
    """The questions that officers ask of every plan, answered by solving again.

    A block is None where the pool is too large for the question.
    """

    overview: list[Words] = Field(description="The plan in short, one sentence an exchange.")
    fairness: FairnessBlock | None = Field(
        None, description="What each city gets, and what fairer plans cost."
    )
    stability: StabilityBlock | None = Field(
        None, description="Which cities would rather have each other."
    )
    others: OthersBlock | None = Field(None, description="Other good plans.")
