"""The two-level vocabulary that needs and capabilities are stated in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field, model_validator

from matcher.intake.models import Record, Text, ThemeId
from matcher.language import say

Effect = Annotated[int, Field(ge=-2, le=2)] | Literal["enabler"]
Aim = Literal["resilience", "liveability", "inclusiveness"]

AIM_WORDS = {
    "resilience": say("Resilience"),
    "liveability": say("Liveability"),
    "inclusiveness": say("Inclusiveness"),
}


class Theme(Record):
    """One theme: what it is and what it does to air and climate."""

    id: ThemeId
    title: Text
    group: Annotated[str, Field(pattern=r"^[A-Z]$")]
    definition: Text
    pollutants: tuple[str, ...] = ()
    air: Effect = Field(description="-2 worsens .. +2 strong; enabler: works through other themes.")
    climate: Effect
    serves: tuple[Aim, ...] = ()
    related: tuple[ThemeId, ...] = Field((), description="Themes this one partly covers.")
    source: str | None = None

    @model_validator(mode="after")
    def _not_its_own_relative(self) -> Theme:
        if self.id in self.related:
            raise ValueError("a theme is not related to itself")
        return self


class ThemeGroup(Record):
    """The first level of the vocabulary."""

    id: Annotated[str, Field(pattern=r"^[A-Z]$")]
    title: Text
    definition: Text


@dataclass(frozen=True)
class Vocabulary:
    """All groups and themes, in the order of their ids."""

    groups: tuple[ThemeGroup, ...]
    themes: tuple[Theme, ...]

    @cached_property
    def by_id(self) -> dict[str, Theme]:
        """Themes by id."""
        return {theme.id: theme for theme in self.themes}

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """Theme ids in natural order (A2 before A10)."""
        return tuple(theme.id for theme in self.themes)

    def __getitem__(self, theme: str) -> Theme:
        return self.by_id[theme]

    def __contains__(self, theme: object) -> bool:
        return theme in self.by_id

    def __iter__(self) -> Iterator[Theme]:
        return iter(self.themes)

    def __len__(self) -> int:
        return len(self.themes)
