"""Caps: how many exchanges the cities of a country, a subdivision or a list may have together."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from matcher.intake.models import CityId, CityProfile, Record, Text

PlaceCode = Annotated[str, Field(pattern=r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$")]
LISTED = "listed"


class Cap(Record):
    """Cities of one side that take part in at most so many pairs together: a hard rule."""

    per: Literal["country", "subdivision", "cities"] = Field(
        description="country, subdivision: each of them has a cap of its own; cities: those listed."
    )
    most: Annotated[int, Field(ge=0)] = Field(description="Pairs that these cities may have.")
    only: tuple[PlaceCode, ...] = Field(
        (), description="ISO 3166-1 or 3166-2 codes, as per says; empty: every one."
    )
    cities: tuple[CityId, ...] = Field((), description="For per = cities: the cities it holds.")
    side: Text | None = Field(
        None, description="Name of the side whose cities it holds; left out: each side by itself."
    )
    label: Text | None = Field(None, description="What officers call it.")

    @model_validator(mode="after")
    def _members_fit_per(self) -> Cap:
        if self.per == "cities":
            if not self.cities:
                raise ValueError('a cap per = "cities" needs the list of its cities')
            if self.only:
                raise ValueError('a cap per = "cities" names cities, and takes no codes in only')
            return self
        if self.cities:
            raise ValueError(f'a cap per = "{self.per}" takes no list of cities; use only')
        wrong = [code for code in self.only if ("-" in code) != (self.per == "subdivision")]
        if wrong:
            example = "CN-11" if self.per == "subdivision" else "CN"
            raise ValueError(
                f"{', '.join(wrong)} in only is not the code of a {self.per}, such as {example}"
            )
        return self

    def place_of(self, city: CityProfile) -> str | None:
        """The place that a city counts under: a code, or `LISTED`; None where it counts under none.

        The side is not looked at.
        """
        if self.per == "cities":
            return LISTED if city.id in self.cities else None
        code = city.country if self.per == "country" else city.subdivision
        return code if code is not None and (not self.only or code in self.only) else None
