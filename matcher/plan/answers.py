"""What was asked of a plan when it was made, as plan.json holds it: why, how fair, how stable."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from matcher.intake.models import CityId, Record

NamedPair = tuple[CityId, CityId]


class FairnessAnswer(Record):
    """One kind of best plan, and what it gives."""

    objective: Literal["total", "worst_off", "leximin"]
    status: str = Field(description="optimal where it was proved.")
    total: int | None = Field(description="Points.")
    cost: int | None = Field(description="Points below the greatest total.")
    least: float | None = Field(description="Satisfaction of the worst-off city, 0..1.")
    median: float | None = Field(description="Satisfaction of the city in the middle, 0..1.")
    alone: int | None = Field(
        description="Cities with a permitted partner that are in no exchange."
    )
    pairs: list[NamedPair]


class FairnessBlock(Record):
    """What fairness would cost."""

    rows: list[FairnessAnswer]
    sentences: list[str]


class BlockingAnswer(Record):
    """Two cities that would each rather have the other."""

    a: CityId
    b: CityId
    score: int
    leaves: dict[CityId, CityId | None] = Field(
        description="By city, the partner it would leave; None where it has a free place."
    )


class StabilityBlock(Record):
    """Which cities would rather have each other, and whether a stable plan exists."""

    stable: bool
    blocking: list[BlockingAnswer] = Field(description="The greatest scores first, at most 50.")
    blocking_count: int
    exists: bool | None = Field(description="None: not settled in time.")
    total: int | None = Field(description="Points of the best stable plan.")
    cost: int | None = Field(description="Points below this plan.")
    sentences: list[str]


class OtherAnswer(Record):
    """A permitted plan beside this one."""

    kind: Literal["best", "diverse"]
    total: int
    loss: int = Field(description="Points below the best permitted plan.")
    overlap: float = Field(description="Exchanges in both plans / in either, 0..1.")
    dropped: list[NamedPair]
    added: list[NamedPair]


class OthersBlock(Record):
    """The next best plans, and good ones that differ as much as they can."""

    plans: list[OtherAnswer]
    allowed_loss: int = Field(description="Points that a plan that differs may lose.")
    sentences: list[str]


class Answers(Record):
    """The questions that officers ask of every plan, answered by solving again.

    A block is None where the pool is too large for the question.
    """

    overview: list[str] = Field(description="The plan in short, one sentence an exchange.")
    fairness: FairnessBlock | None = None
    stability: StabilityBlock | None = None
    others: OthersBlock | None = None
