"""What a programme file says. Unknown keys are errors; every value has its default here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator, model_validator

from matcher.intake.kinds import KIND_WORDS, KINDS_WORDS
from matcher.intake.models import CityId, CityProfile, Kind, Record, Source, Status, Text, ThemeId
from matcher.intake.vocabulary import Aim, Theme
from matcher.language import joined, say, term
from matcher.programme.caps import Cap
from matcher.programme.card import programme_card
from matcher.programme.quotas import Quota

Part = Literal[
    "mutual_benefit",
    "shared_challenge",
    "context",
    "co_benefit",
    "airshed",
    "prior_links",
    "preferences",
]
PARTS: tuple[Part, ...] = (
    "mutual_benefit",
    "shared_challenge",
    "context",
    "co_benefit",
    "airshed",
    "prior_links",
    "preferences",
)
LIKENESS_PARTS: tuple[Part, ...] = ("shared_challenge", "context")
Unit = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=0, le=1000)]
Factor = Annotated[float, Field(ge=0, le=4)]
Role = Literal["mentor", "peer", "learner"]
PinnedPair = tuple[CityId, CityId]


class Side(Record):
    """Which cities may take part; in two_sided programmes one filter per side."""

    name: Text = Field(description="What officers call this side, for example California.")
    countries: tuple[Annotated[str, Field(pattern=r"^[A-Z]{2}$")], ...] = Field(
        (), description="ISO 3166-1 codes; empty: any."
    )
    subdivisions: tuple[str, ...] = Field((), description="ISO 3166-2 codes; empty: any.")
    kinds: tuple[Kind, ...] = Field((), description="Kinds of jurisdiction; empty: any.")

    def refusal(self, city: CityProfile) -> str | None:
        """Why the city is not on this side, as a sentence, or None if it is."""
        side = term(self.name)
        if self.countries and city.country not in self.countries:
            return say(
                "{city} is in country {country}, not in {side}.",
                city=city.name,
                country=city.country,
                side=side,
            )
        if self.subdivisions and city.subdivision not in self.subdivisions:
            stated = city.subdivision_name or city.subdivision
            place = stated or say("an unstated subdivision")
            return say(
                "{city} is in {place}, not in {side}.", city=city.name, place=place, side=side
            )
        if self.kinds and city.kind not in self.kinds:
            return say(
                "{city} is a {kind}; {side} takes part with {kinds} only.",
                city=city.name,
                kind=KIND_WORDS[city.kind],
                side=side,
                kinds=joined(" and ", [KINDS_WORDS[kind] for kind in self.kinds]),
            )
        return None


class Eligibility(Record):
    """Which statuses take part."""

    statuses: tuple[Status, ...] = Field(
        ("member", "candidate"), description="How a city must stand to the programme."
    )
    conditional: Literal["admit", "refuse"] = Field(
        "refuse", description="admit: a conditional city takes part and its condition is shown."
    )
    linked_only: bool = Field(
        True, description="Whether a city needs a link to the programme in its profile."
    )
    withdrawn: tuple[CityId, ...] = Field(
        (), description="Cities that have left and are proposed to nobody."
    )
    minimum_records: Count = Field(
        0, description="Declared and reported items a city must have to be proposed to anyone."
    )


class Capacity(Record):
    """Least and most partners of a city."""

    minimum: Count = Field(0, description="Partners a city must have; 0: none is promised.")
    maximum: Count = Field(1, description="Partners a city may have; 0: none.")

    @model_validator(mode="after")
    def _ordered(self) -> Capacity:
        if self.minimum > self.maximum:
            raise ValueError(f"minimum {self.minimum} is above maximum {self.maximum}")
        return self


class Capacities(Capacity):
    """The default for every city, and exceptions."""

    cities: dict[CityId, Capacity] = Field(
        default_factory=dict, description="Cities with limits of their own, by id."
    )

    def of(self, city: str) -> Capacity:
        """The capacity that holds for one city."""
        return self.cities.get(city, self)


class Benefit(Record):
    """How the two directions become one number."""

    fusion: Literal["harmonic", "mean", "one_way"] = Field(
        "harmonic",
        description="harmonic: both must gain; mean: total gain; one_way: mentor to learner.",
    )
    related_discount: Unit = Field(
        0.5, description="What a capability is worth for a related theme."
    )


class Maturity(Record):
    """How much of a need remains, and how far ahead a partner should be.

    `ahead` runs over the gap (capability level of the one who shows minus the level of the one
    who learns) from -3 to 3.
    """

    remaining: tuple[Unit, Unit, Unit, Unit] = Field(
        (1.0, 0.8, 0.5, 0.3), description="Share of a need left at own level 0, 1, 2, 3."
    )
    mentor: tuple[Unit, Unit, Unit, Unit, Unit, Unit, Unit] = Field(
        (0.0, 0.0, 0.2, 0.5, 1.0, 1.0, 0.8), description="Where the theme is taught."
    )
    peer: tuple[Unit, Unit, Unit, Unit, Unit, Unit, Unit] = Field(
        (0.2, 0.4, 0.8, 1.0, 0.8, 0.6, 0.4), description="Where the theme is worked on together."
    )


class Roles(Record):
    """Who teaches and who learns; what is not named is `default` for cities, mentor for themes."""

    default: Role = Field("peer", description="Role of every city that is not named.")
    cities: dict[CityId, Role] = Field(
        default_factory=dict, description="mentor: only gives; learner: only receives; peer: both."
    )
    themes: dict[ThemeId, Literal["mentor", "peer"]] = Field(
        default_factory=dict,
        description="mentor: the theme is taught; peer: it is worked on together.",
    )

    def of(self, city: str) -> Role:
        """The role of one city."""
        return self.cities.get(city, self.default)


class Evidence(Record):
    """What an item is worth by its basis and its age, as factors of its level."""

    declared: Unit = Field(1.0, description="What the city said itself.")
    reported: Unit = Field(0.9, description="What a public record says of it.")
    inferred: Unit = Field(0.5, description="What a rule derives from measured figures.")
    reference_year: Annotated[int, Field(ge=2000, le=2100)] = Field(
        2026, description="Year from which age is counted."
    )
    fresh_years: Annotated[int, Field(ge=0)] = Field(5, description="Full worth up to this age.")
    stale_years: Annotated[int, Field(ge=1)] = Field(15, description="Least worth from this age.")
    stale_factor: Unit = Field(0.5, description="Worth of stale items and of unknown years.")

    @model_validator(mode="after")
    def _ordered(self) -> Evidence:
        if self.fresh_years >= self.stale_years:
            raise ValueError("fresh_years must be below stale_years")
        return self


class Emphasis(Record):
    """What the programme is about: how much a need counts by its theme.

    A theme's factor is its own, or else its group's, or else 1, times the greatest factor among the
    aims it serves. A need of factor 0 is not a subject of the programme.
    """

    themes: dict[ThemeId, Factor] = Field(default_factory=dict, description="Factors by theme.")
    groups: dict[Annotated[str, Field(pattern=r"^[A-Z]$")], Factor] = Field(
        default_factory=dict, description="Factors by group of themes."
    )
    aims: dict[Aim, Factor] = Field(
        default_factory=dict, description="Factors by the aims that themes serve."
    )

    def of(self, theme: Theme) -> float:
        """The factor of one theme."""
        own = self.themes.get(theme.id, self.groups.get(theme.group, 1.0))
        served = [self.aims.get(aim, 1.0) for aim in theme.serves]
        return own * (max(served) if served else 1.0)


class Unknown(Record):
    """How thin records count: shrinkage n / (n + prior_items) towards the pool's mean."""

    prior_items: Annotated[float, Field(gt=0, le=100)] = Field(
        3.0, description="Records at which a city is trusted halfway."
    )
    inferred_counts: Unit = Field(0.5, description="How much one inferred need counts as a record.")


class Language(Record):
    """Whether a language in common matters."""

    mode: Literal["ignore", "prefer", "require"] = Field(
        "ignore",
        description="prefer: counts in the part preferences; require: no pair without one.",
    )


class Rules(Record):
    """Hard rules, and the signed policies that act inside parts."""

    domestic: Literal["allowed", "penalised", "forbidden"] = Field(
        "allowed", description="Pairs within one country."
    )
    prior_links: Literal["bonus", "neutral", "avoid"] = Field(
        "neutral", description="Which way a documented tie moves the part prior_links."
    )
    minimum_score: Annotated[int, Field(ge=0, le=1_000_000)] = Field(
        0, description="Points a pair must reach to be permitted."
    )
    forbidden: tuple[PinnedPair, ...] = Field(
        (), description="Pairs of ids that must not be chosen."
    )
    required: tuple[PinnedPair, ...] = Field((), description="Pairs of ids that must be chosen.")

    @field_validator("forbidden", "required", mode="before")
    @classmethod
    def _pairs(cls, value: Any) -> Any:
        return [tuple(pair) if isinstance(pair, list) else pair for pair in value]

    @model_validator(mode="after")
    def _not_with_itself(self) -> Rules:
        for a, b in (*self.forbidden, *self.required):
            if a == b:
                raise ValueError(f"{a} cannot be paired with itself")
        return self


class Programme(Record):
    """One programme of exchanges, as its TOML file states it."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")] = Field(
        description="Names the programme in profiles, commands and run folders."
    )
    title: Text = Field(description="What officers call it.")
    description: str | None = Field(None, description="What it is for.")
    source: Source | None = Field(None, description="Where the programme is described.")
    shape: Literal["two_sided", "one_pool", "groups", "hosts"] = Field(
        description="two_sided: cities of one side meet cities of the other; one_pool: any city "
        "meets any other. groups and hosts are not available yet."
    )
    pool_note: str | None = Field(
        None, description="Shown wherever the pool is shown, for example: illustrative pool."
    )
    sides: tuple[Side, ...] = Field(description="Two for two_sided, otherwise one.")
    eligibility: Eligibility = Field(
        default_factory=Eligibility, description="Which of these cities take part."
    )
    capacities: Capacities = Field(
        default_factory=Capacities, description="How many partners a city has."
    )
    max_pairs: Annotated[int, Field(ge=0)] | None = Field(None, description="Size of the cohort.")
    caps: tuple[Cap, ...] = Field(
        (), description="Groups of cities that take part in at most so many pairs together."
    )
    quotas: tuple[Quota, ...] = Field(
        (), description="At least or at most so many exchanges of one sort in the whole plan."
    )
    weights: dict[Part, Annotated[float, Field(ge=0)]] = Field(
        description="How much each of the seven parts counts; all are stated, and sum to 1."
    )
    reward: dict[Part, Literal["similar", "complementary"]] = Field(
        default_factory=dict,
        description="Whether shared_challenge and context reward likeness or difference.",
    )
    benefit: Benefit = Field(
        default_factory=Benefit, description="How what each gains becomes one number."
    )
    maturity: Maturity = Field(
        default_factory=Maturity, description="How far ahead a partner should be."
    )
    roles: Roles = Field(default_factory=Roles, description="Who teaches and who learns.")
    evidence: Evidence = Field(
        default_factory=Evidence, description="What an item is worth by basis and age."
    )
    emphasis: Emphasis = Field(default_factory=Emphasis, description="What the programme is about.")
    unknown: Unknown = Field(default_factory=Unknown, description="How thin records count.")
    language: Language = Field(
        default_factory=Language, description="Whether a common language counts."
    )
    rules: Rules = Field(default_factory=Rules, description="Hard rules and policies.")
    objective: Literal["total", "worst_off", "leximin"] = Field(
        "total",
        description="total: most points; worst_off: the smallest satisfaction as great as it can "
        "be, then most points; leximin: then the second smallest, and so on, then most points.",
    )
    stable: bool = Field(
        False, description="Only plans in which no two cities would rather have each other."
    )
    ties: Literal["more_pairs_then_ids"] = Field(
        "more_pairs_then_ids", description="How plans of equal points are told apart."
    )

    @field_validator("source", mode="before")
    @classmethod
    def _title_only(cls, value: Any) -> Any:
        return {"title": value} if isinstance(value, str) else value

    @field_validator("weights")
    @classmethod
    def _sum_to_one(cls, value: dict[Part, float]) -> dict[Part, float]:
        missing = [part for part in PARTS if part not in value]
        if missing:
            raise ValueError(f"weights are missing for {', '.join(missing)} (0 is allowed)")
        if abs(sum(value.values()) - 1) > 1e-9:
            raise ValueError(f"weights sum to {sum(value.values()):.6g}, not to 1")
        return {part: value[part] for part in PARTS}

    @field_validator("reward")
    @classmethod
    def _likeness_only(cls, value: dict[Part, Any]) -> dict[Part, Any]:
        wrong = [part for part in value if part not in LIKENESS_PARTS]
        if wrong:
            raise ValueError(
                f"{', '.join(wrong)} is not a likeness; only {', '.join(LIKENESS_PARTS)} can be "
                "similar or complementary"
            )
        return value

    @model_validator(mode="after")
    def _sides_fit_shape(self) -> Programme:
        wanted = 2 if self.shape == "two_sided" else 1
        if len(self.sides) != wanted:
            raise ValueError(
                f"shape {self.shape} takes {wanted} [[sides]], found {len(self.sides)}"
            )
        return self

    @model_validator(mode="after")
    def _one_aim(self) -> Programme:
        if self.stable and self.objective != "total":
            raise ValueError(
                f'stable = true goes with objective = "total" only, not with {self.objective}'
            )
        return self

    @model_validator(mode="after")
    def _quotas_fit_goal(self) -> Programme:
        if self.quotas and (self.stable or self.objective != "total"):
            raise ValueError(
                'quotas go with objective = "total" and without stable: a plan is either fair, '
                "or stable, or the best under quotas"
            )
        return self

    @model_validator(mode="after")
    def _caps_fit_sides(self) -> Programme:
        if self.caps and self.shape not in ("two_sided", "one_pool"):
            raise ValueError(f"caps are not available in programmes of shape {self.shape}")
        names = [side.name for side in self.sides]
        for cap in self.caps:
            if cap.side is not None and cap.side not in names:
                raise ValueError(
                    f"a cap is on the side {cap.side}, and the sides are {', '.join(names)}"
                )
        return self

    def with_pairs(
        self, pins: Iterable[tuple[str, str]], forbids: Iterable[tuple[str, str]]
    ) -> Programme:
        """The programme as it is applied to a run: with pairs that the run requires and forbids."""
        rules = self.rules.model_copy(
            update={
                "required": (*self.rules.required, *pins),
                "forbidden": (*self.rules.forbidden, *forbids),
            }
        )
        return self.model_copy(update={"rules": rules})

    def _repr_html_(self) -> str:
        return programme_card(self)
