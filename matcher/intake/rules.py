"""What an inference rule is: the models of inference.toml."""

from __future__ import annotations

from string import Formatter
from typing import Annotated, Literal

from pydantic import Field, model_validator

from matcher.intake.indicators import KNOWN
from matcher.intake.models import CityProfile, Indicator, Number, Record, Source, Text, ThemeId

IndicatorId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Latitude = Annotated[Number, Field(ge=-90, le=90)]


class Bound(Record):
    """A test of one number. Several keys must all hold."""

    above: Number | None = Field(None, description="The number is greater than this.")
    at_least: Number | None = Field(None, description="The number is this or greater.")
    below: Number | None = Field(None, description="The number is smaller than this.")
    at_most: Number | None = Field(None, description="The number is this or smaller.")

    @model_validator(mode="after")
    def _says_something(self) -> Bound:
        if self.above is self.at_least is self.below is self.at_most is None:
            raise ValueError("give at least one of above, at_least, below, at_most")
        return self

    def holds(self, value: float) -> bool:
        """Whether `value` passes."""
        return (
            (self.above is None or value > self.above)
            and (self.at_least is None or value >= self.at_least)
            and (self.below is None or value < self.below)
            and (self.at_most is None or value <= self.at_most)
        )


class Step(Bound):
    """One level of a rule: the bound that leads to it, and what the bound is called."""

    level: Annotated[int, Field(strict=True, ge=1, le=3)]
    name: Text = Field(description="What the bound is called in the sentence, as {step}.")


class Condition(Bound):
    """A further test that must hold; `per` divides by a second indicator of the same year."""

    indicator: IndicatorId
    per: IndicatorId | None = Field(
        None, description="The number tested is indicator / per, both of one year."
    )

    @property
    def reads(self) -> tuple[str, ...]:
        """The indicators it needs."""
        return (self.indicator,) if self.per is None else (self.indicator, self.per)

    def met(self, figures: dict[str, Indicator]) -> bool:
        """Whether the indicators are there and pass."""
        if any(key not in figures for key in self.reads):
            return False
        value = figures[self.indicator].value
        if self.per is None:
            return self.holds(value)
        divisor = figures[self.per]
        same_year = figures[self.indicator].year == divisor.year is not None
        return same_year and divisor.value > 0 and self.holds(value / divisor.value)


class Region(Record):
    """A kind of place: classes of climate, and how far north at least."""

    climates: tuple[str, ...] = Field((), description="Beginnings of the Koeppen-Geiger class.")
    north_of: Latitude | None = Field(None, description="Degrees north.")

    def has(self, city: CityProfile) -> bool:
        """Whether the city lies in it; an unknown climate lies in none."""
        if self.climates and not (city.climate or "").startswith(self.climates):
            return False
        return self.north_of is None or city.lat > self.north_of


class Rule(Record):
    """One stated rule: from indicators of a city to a need."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    title: Text
    theme: ThemeId
    side: Literal["need"] = "need"
    indicator: IndicatorId = Field(description="The indicator that decides the level.")
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]
    when: tuple[Condition, ...] = Field((), description="All of these must hold as well.")
    regions: tuple[Region, ...] = Field((), description="The city lies in one; empty: any.")
    countries: tuple[Annotated[str, Field(pattern=r"^[A-Z]{2}$")], ...] = Field(
        (), description="The city lies in one; empty: any."
    )
    absent: tuple[IndicatorId, ...] = Field((), description="Indicators that must not be there.")
    unless_capable: bool = Field(
        False, description="Whether a recorded capability in the theme stops the rule."
    )
    text: Text = Field(description="The sentence; {indicator} and {step} are filled in.")
    why: Text = Field(description="Why the rule is reasonable, and what it cannot know.")
    source: Source = Field(description="Where the thresholds come from.")

    @property
    def reads(self) -> tuple[str, ...]:
        """Every indicator the rule uses, the deciding one first."""
        used = [self.indicator, *(key for test in self.when for key in test.reads)]
        return tuple(dict.fromkeys(used))

    @model_validator(mode="after")
    def _text_can_be_filled(self) -> Rule:
        known = {*self.reads, "step", "climate"}
        try:
            parts = list(Formatter().parse(self.text))
        except ValueError as error:
            raise ValueError(f"text has a brace that is not closed: {error}") from None
        for _, name, form, conversion in parts:
            if name is not None and (name not in known or form or conversion):
                listed = ", ".join(sorted(known))
                raise ValueError(f"text uses {{{name}}}; it can use only {listed}")
        return self

    @model_validator(mode="after")
    def _indicators_known(self) -> Rule:
        unknown = [key for key in (*self.reads, *self.absent) if key not in KNOWN]
        if unknown:
            raise ValueError(f"unknown indicator {', '.join(unknown)}; known: {', '.join(KNOWN)}")
        return self


class InferenceFile(Record):
    """The file inference.toml."""

    rules: tuple[Rule, ...] = ()
