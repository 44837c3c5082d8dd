"""Quotas: at least or at most so many exchanges of one sort in the whole plan."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from matcher.intake.models import Record, Text, ThemeId
from matcher.intake.vocabulary import Aim

GroupId = Annotated[str, Field(pattern=r"^[A-Z]$")]
MOST_EXCHANGES = 1_000_000
MOST_PRICE = 1_000_000_000
WAYS = ("carries", "aim", "per", "role")


class Quota(Record):
    """A rule over the whole plan: how many of its exchanges may, or must, be of one sort.

    Exactly one of `carries`, `aim`, `per` and `role` says which exchanges count. An exchange
    carries a theme when one of its leading flows, in either direction, is on it: those that the
    plan shows, with a recorded need and a recorded capability.
    """

    label: Text | None = Field(None, description="What officers call it.")
    carries: GroupId | ThemeId | None = Field(
        None, description="A group of themes or a theme: exchanges with a leading flow on it."
    )
    aim: Aim | None = Field(
        None, description="Exchanges with a leading flow on a theme that serves this aim."
    )
    per: Literal["country_pair"] | None = Field(
        None, description="country_pair: exchanges between the same two countries."
    )
    role: Literal["mentor", "peer", "learner"] | None = Field(
        None, description="Exchanges in which at least one city has this role."
    )
    least: Annotated[int, Field(strict=True, ge=0, le=MOST_EXCHANGES)] | None = Field(
        None, description="Exchanges there must be at least."
    )
    most: Annotated[int, Field(strict=True, ge=0, le=MOST_EXCHANGES)] | None = Field(
        None, description="Exchanges there may be at most."
    )
    price: Annotated[int, Field(strict=True, ge=1, le=MOST_PRICE)] | None = Field(
        None,
        description="Points that each missing or surplus exchange costs; left out: a hard rule.",
    )

    @model_validator(mode="after")
    def _one_way_and_a_limit(self) -> Quota:
        given = [way for way in WAYS if getattr(self, way) is not None]
        if len(given) != 1:
            found = " and ".join(given) or "none of them"
            raise ValueError(f"a quota has exactly one of {', '.join(WAYS)}; found {found}")
        if self.least is None and self.most is None:
            raise ValueError("a quota needs least, most or both")
        if self.least is not None and self.most is not None and self.least > self.most:
            raise ValueError(f"least {self.least} is above most {self.most}")
        return self

    @property
    def hard(self) -> bool:
        """Whether no plan may be outside it."""
        return self.price is None

    def outside(self, count: int) -> int:
        """By how many exchanges a count is below least or above most."""
        short = 0 if self.least is None else max(self.least - count, 0)
        over = 0 if self.most is None else max(count - self.most, 0)
        return short + over
