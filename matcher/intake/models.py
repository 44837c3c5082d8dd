"""What a city profile is: the pydantic models at the edge, frozen once read."""

from __future__ import annotations

from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from matcher.intake.card import city_card
from matcher.language import say
from matcher.language.field import KEPT

CityId = Annotated[str, Field(pattern=r"^[a-z]{2}-[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
ThemeId = Annotated[str, Field(pattern=r"^[A-Z][0-9]{1,2}$")]
Year = Annotated[int, Field(strict=True, ge=1900, le=2100)]
Number = Annotated[float, Field(strict=True)]
Kind = Literal["city", "district", "county", "province", "state"]
Basis = Literal["declared", "reported", "inferred"]
Status = Literal["member", "candidate", "conditional", "observer"]
Text = Annotated[str, Field(min_length=1, max_length=2000)]
# Whose script a city of the country is written in at home; elsewhere the first name counts.
OWN_LANGUAGE = {"CN": "zh-Hans", "JP": "ja", "KR": "ko", "MN": "mn", "US": "en"}
STATUS_WORDS: dict[Status, str] = {
    "member": say("member"),
    "candidate": say("candidate"),
    "conditional": say("conditional"),
    "observer": say("observer"),
}


class Record(BaseModel):
    """Base of the edge models: unknown keys are errors, values are frozen, no NaN, no infinity."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, allow_inf_nan=False, str_strip_whitespace=True
    )


class Source(Record):
    """Where a fact comes from. A plain string in a file is read as the title."""

    title: Text = Field(description="What it is called.")
    publisher: str | None = Field(None, description="Who published it.")
    url: str | None = Field(None, description="Where it can be read.")

    @model_validator(mode="before")
    @classmethod
    def _title_only(cls, value: Any) -> Any:
        return {"title": value} if isinstance(value, str) else value

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        title_only = {"type": "string", "minLength": 1, "description": "The title alone."}
        return {"anyOf": [handler(core_schema), title_only]}

    def __str__(self) -> str:
        return ", ".join(part for part in (self.title, self.publisher) if part)


class Dated(Record):
    """A fact with a source and a year, or the plain statement that the year is not known."""

    source: Source = Field(description="Where the fact comes from.")
    year: Year | None = Field(None, description="Year of the source.")
    year_unknown: bool = Field(
        False, strict=True, description="True when the source states no year."
    )

    @model_validator(mode="after")
    def _year_or_unknown(self) -> Dated:
        if (self.year is None) != self.year_unknown:
            raise ValueError("give either year or year_unknown = true")
        return self


class Indicator(Dated):
    """One measured figure of a city."""

    value: Number = Field(description="The figure, finite.")
    unit: Text = Field(description="Its unit, for example ug/m3.")
    scope: Text = Field("city", description="What the figure stands for: city, county, province.")


class Item(Dated):
    """One need or capability of a city, stated in one theme."""

    theme: ThemeId = Field(description="Theme id of themes.toml.")
    level: Annotated[int, Field(strict=True, ge=1, le=3)] = Field(
        description="Need: 1 mentioned, 2 clear priority, 3 urgent. "
        "Capability: 1 pilot, 2 city scale, 3 proven with a measured result."
    )
    basis: Basis = Field(description="declared by the city, reported by others, or inferred.")
    since: Year | None = Field(None, description="Year the need or practice began, where known.")
    text: Annotated[Text, KEPT] = Field(description="One line in plain words.")
    result: str | None = Field(None, description="Measured result, where known.")
    confidence: Literal["high", "medium", "low"] | None = Field(
        None, description="How sure the reader of the source was."
    )
    rule: str | None = Field(None, description="For inferred items: the rule of inference.toml.")

    @model_validator(mode="after")
    def _rule_only_when_inferred(self) -> Item:
        if (self.basis == "inferred") != (self.rule is not None):
            raise ValueError("inferred items come from a rule and only from a rule")
        return self

    @property
    def recorded(self) -> bool:
        """Whether a public record or the city itself says so (not inferred)."""
        return self.basis != "inferred"


class ProgrammeLink(Record):
    """How a city stands to a programme."""

    programme: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    status: Status
    condition: str | None = Field(None, description="For conditional: what must happen first.")
    source: Source | None = None

    @model_validator(mode="after")
    def _condition_stated(self) -> ProgrammeLink:
        if (self.status == "conditional") != (self.condition is not None):
            raise ValueError("a condition belongs to status conditional, and to no other")
        return self


class CityProfile(Record):
    """One jurisdiction: what it needs, what it can show, where and what it is."""

    id: CityId = Field(description="Country code and name, for example jp-kitakyushu.")
    name: Text = Field(description="The name in Latin letters.")
    names: dict[str, Text] = Field(
        default_factory=dict, description="Names in local scripts by BCP 47 language tag."
    )
    aliases: tuple[Text, ...] = Field((), description="Other spellings people use.")
    kind: Kind = Field(description="What sort of jurisdiction it is.")
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$", description="ISO 3166-1 alpha-2.")]
    subdivision: Annotated[str, Field(pattern=r"^[A-Z]{2}-[A-Z0-9]{1,3}$")] | None = Field(
        None, description="ISO 3166-2 code."
    )
    subdivision_name: str | None = None
    part_of: CityId | None = Field(None, description="The jurisdiction that contains this one.")
    lat: Annotated[Number, Field(ge=-90, le=90, description="Degrees north.")]
    lon: Annotated[Number, Field(ge=-180, le=180, description="Degrees east.")]
    place_source: Source = Field(description="Where the coordinates come from.")
    climate: Annotated[str, Field(pattern=r"^[A-E][A-Za-z]{0,2}$")] | None = Field(
        None, description="Koeppen-Geiger class."
    )
    climate_source: Source | None = Field(None, description="Where the class comes from.")
    languages: tuple[Annotated[str, Field(pattern=r"^[a-z]{2,3}$")], ...] = Field(
        (), description="Working languages, ISO 639."
    )
    indicators: dict[Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")], Indicator] = Field(
        default_factory=dict
    )
    needs: tuple[Item, ...] = ()
    capabilities: tuple[Item, ...] = ()
    no_needs: tuple[ThemeId, ...] = Field((), description="Themes the city says it has no need in.")
    no_capabilities: tuple[ThemeId, ...] = Field(
        (), description="Themes the city says it has nothing to show in."
    )
    wishes: tuple[CityId, ...] = Field((), description="Partners the city asked for.")
    programmes: tuple[ProgrammeLink, ...] = ()
    notes: str | None = Field(None, description="What a reader should know about the record.")

    @model_validator(mode="after")
    def _climate_has_source(self) -> CityProfile:
        if (self.climate is None) != (self.climate_source is None):
            raise ValueError("climate and climate_source belong together")
        return self

    @property
    def population(self) -> float | None:
        """Persons, or None where not recorded."""
        figure = self.indicators.get("population")
        return None if figure is None else figure.value

    @property
    def items(self) -> tuple[Item, ...]:
        """Needs, then capabilities."""
        return self.needs + self.capabilities

    @cached_property
    def counts(self) -> dict[str, int]:
        """Items by basis, and how many facts carry no year."""
        dated: tuple[Dated, ...] = (*self.items, *self.indicators.values())
        return {
            "declared": sum(item.basis == "declared" for item in self.items),
            "reported": sum(item.basis == "reported" for item in self.items),
            "inferred": sum(item.basis == "inferred" for item in self.items),
            "year_unknown": sum(fact.year_unknown for fact in dated),
        }

    @property
    def local_name(self) -> str | None:
        """The name in the script of its own country, where one is recorded."""
        if self.country in OWN_LANGUAGE:
            return self.names.get(OWN_LANGUAGE[self.country])
        return next(iter(self.names.values()), None)

    def status_in(self, programme: str) -> ProgrammeLink | None:
        """The city's link to a programme, if it has one."""
        return next((link for link in self.programmes if link.programme == programme), None)

    def _repr_html_(self) -> str:
        return city_card(self)
