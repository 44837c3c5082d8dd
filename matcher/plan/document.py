"""What plan.json holds: the plan, its reasons, its proof and the state to check it again."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from matcher.intake.models import Basis, CityId, Record, Source
from matcher.plan.answers import Answers
from matcher.plan.certainty import Certainty, RobustnessBlock
from matcher.programme.models import Part, Programme

SCHEMA_VERSION = "1.0"


class Evidence(Record):
    """One item as it is shown: what was said, by whom, how sure."""

    theme: str
    level: int
    basis: Basis
    year: int | None = None
    year_unknown: bool = False
    text: str
    result: str | None = None
    confidence: str | None = None
    rule: str | None = None
    source: Source


class Flow(Record):
    """One theme that flows from one city to the other."""

    theme: str = Field(description="Theme of the learner's need.")
    title: str
    share: float = Field(description="Share of everything that flows in this direction, 0..1.")
    coverage: float = Field(description="Share of the need in this theme that is covered, 0..1.")
    need: Evidence
    capability: Evidence | None = Field(
        None, description="None: unrecorded, assumed at the pool's mean; never shown as evidence."
    )
    related_theme: str | None = Field(
        None, description="Theme of the capability where it is a related one."
    )


class Alternate(Record):
    """Another permitted partner of a city, by score."""

    city: CityId
    score: int
    exact_loss: int | None = Field(
        None,
        description="Points that the plan loses when this pair is forced in; None where it was not "
        "worked out, or where no plan can hold the pair.",
    )


class PairRecord(Record):
    """One proposed exchange with its reasons."""

    a: CityId
    b: CityId
    score: int = Field(description="Points; the exact sum of parts.")
    parts: dict[Part, int]
    values: dict[Part, float] = Field(description="Value of each part before weighting, 0..1.")
    covered: dict[str, float] = Field(
        description="Share of each city's remaining need that the other covers, by city id, 0..1."
    )
    flows: dict[str, list[Flow]] = Field(description="Leading themes by the id of the giver.")
    assumed: dict[str, float] = Field(
        description="Share of what each giver offers that is assumed, not recorded, by city id."
    )
    satisfaction: dict[str, float | None]
    alternates: dict[str, list[Alternate]]
    notes: list[str] = Field(default_factory=list)
    certainty: Certainty | None = Field(
        None, description="How sure the pair is; None where it was not asked."
    )


class Unmatched(Record):
    """A city that is in no pair, and why."""

    city: CityId
    code: str
    reason: str


class CityCard(Record):
    """One city as the plan saw it."""

    name: str
    local_name: str | None = None
    country: str
    kind: str
    side: str | None = Field(None, description="Its side or pool; None when it was refused.")
    partners: list[CityId] = Field(default_factory=list)
    satisfaction: float | None = None
    condition: str | None = None
    declared: int
    reported: int
    inferred: int
    year_unknown: int
    completeness: float
    completeness_note: str
    sha256: str = Field(description="Hash of the profile that was scored.")


class Influence(Record):
    """How much a part drives the plan."""

    weight: int
    share: float = Field(description="Weight x spread, as a share of all parts, 0..1.")


class OddSetPrice(Record):
    """A set of cities of which only so many can be paired among themselves."""

    members: list[CityId]
    most_pairs: int
    price: float
    teeth: list[tuple[CityId, CityId]] = Field(
        default_factory=list,
        description="Pairs with one city in the set that count as if they were inside.",
    )

    def counts(self, a: CityId, b: CityId) -> bool:
        """Whether a pair counts towards what the set can hold."""
        inside = a in self.members and b in self.members
        return inside or (a, b) in self.teeth or (b, a) in self.teeth


class CapPrice(Record):
    """Cities of one side that may be in only so many pairs together."""

    side: Literal["left", "right"]
    label: str
    members: list[CityId]
    most_pairs: int
    price: float = Field(description="Points that one pair more under this cap is worth.")


class ProofRow(Record):
    """One line of the proof table: count x price = total."""

    term: Literal["maximum", "minimum", "cohort", "cap", "odd_set", "pair_once"]
    label: str
    count: int
    price: float
    total: float


class Certificate(Record):
    """Prices that no permitted pair exceeds; the rows add up to the bound."""

    left: dict[CityId, float]
    right: dict[CityId, float]
    left_floor: dict[CityId, float]
    right_floor: dict[CityId, float]
    cohort: float
    caps: list[CapPrice] = Field(
        default_factory=list, description="The caps on groups of cities that have a price."
    )
    odd_sets: list[OddSetPrice] = Field(default_factory=list)
    rows: list[ProofRow]
    total: float


class PoolSide(Record):
    """The cities of one side, or of the pool."""

    name: str
    cities: list[CityId]


class CapUse(Record):
    """One cap on a group of cities, and what the plan does with it."""

    side: str = Field(description="Name of the side whose cities it holds.")
    label: str
    cities: list[CityId]
    most_pairs: int
    used: int = Field(description="Pairs of the plan under it.")
    price: float | None = Field(
        None, description="Points that one pair more is worth; None where nothing was priced."
    )


class ConflictRule(Record):
    """One of the rules that cannot hold together."""

    field: str = Field(
        description="Where it stands: a path in the programme file, or pins and forbids of the run."
    )
    text: str
    city: CityId | None = None
    pair: tuple[CityId, CityId] | None = None


class Relaxation(Record):
    """One change of the least set of changes that makes a plan possible."""

    field: str
    now: Any
    then: Any = Field(description="None: the rule is taken out.")
    size: int = Field(description="A capacity raised by one counts 2, a rule relaxed 3.")
    text: str


class Conflict(Record):
    """Why there is no plan: rules none of which can be left out of the conflict."""

    searched: bool = Field(description="False where the pool is too large for the search.")
    rules: list[ConflictRule] = Field(default_factory=list)
    relaxations: list[Relaxation] = Field(
        default_factory=list,
        description="The least change, confirmed by solving again; empty where none is known.",
    )
    size: int | None = Field(None, description="Sum of the sizes of the relaxations.")
    sentences: list[str]


class Aim(Record):
    """What a plan is best at, where the programme asks for more than the greatest total."""

    kind: Literal["worst_off", "leximin", "stable"]
    proved: bool = Field(description="Whether two exact models agree that no plan is better at it.")
    shares: dict[CityId, tuple[int, int]] = Field(
        description="Points of each city in the plan, and the most it could have, by city id; "
        "cities that could have none are left out."
    )


class TradePoint(Record):
    """The best that can be had when so many standing exchanges may be dropped."""

    changed: int = Field(description="Exchanges of the earlier plan that are dropped.")
    objective: int
    lost: int = Field(description="Points below the best possible new plan.")


class Replanned(Record):
    """How a plan came from an earlier one after a decline."""

    plan_sha256: str = Field(description="Hash of the earlier plan's document.")
    plan_created: str = Field(description="When the earlier plan was made: UTC, ISO 8601.")
    plan_objective: int
    declined: list[tuple[CityId, CityId]]
    withdrawn: list[CityId] = Field(description="Cities that no longer take part.")
    confirmed: list[tuple[CityId, CityId]]
    standing: list[tuple[CityId, CityId]] = Field(
        description="Exchanges of the earlier plan that nobody declined."
    )
    dropped: list[tuple[CityId, CityId]] = Field(default_factory=list)
    added: list[tuple[CityId, CityId]] = Field(default_factory=list)
    within: str = Field(description="What the plan was allowed to lose, as it was asked for.")
    best: int | None = Field(None, description="Points of the best possible new plan.")
    allowed_loss: int | None = None
    loss: int | None = Field(None, description="Points below the best possible new plan.")
    proved: bool = Field(False, description="Whether no plan within the loss drops fewer.")
    curve: list[TradePoint] = Field(default_factory=list)
    curve_complete: bool = False
    sentences: list[str]


class Created(Record):
    """The only block that differs between two runs on the same input."""

    at: str = Field(description="UTC, ISO 8601.")
    seconds: dict[str, float]


class PlanDocument(Record):
    """A plan as it is written to plan.json."""

    schema_version: str = SCHEMA_VERSION
    programme: str
    title: str
    shape: str
    pool_note: str | None = None
    status: Literal["optimal", "feasible", "infeasible", "unknown"]
    objective: int | None
    bound: float | int | None
    gap: float | int | None
    proof: str | None
    regime: str | None = Field(
        None,
        description="How the solver went about it: small (all pairs in one table) or large (rounds "
        "over shortlists, all pairs priced by blocks).",
    )
    rounds: int | None = Field(None, description="Rounds of the large regime.")
    permitted_pairs: int | None = Field(
        None, description="Pairs that the programme permits; all of them were priced in the proof."
    )
    verified: bool
    reasons: list[str] = Field(description="Why there is no plan, when there is none.")
    conflict: Conflict | None = Field(
        None, description="The rules in conflict, when there is no plan."
    )
    aim: Aim | None = Field(
        None,
        description="For a programme whose objective is fairness, or that asks for a stable plan. "
        "The gap then says what that costs against the greatest total.",
    )
    replanned: Replanned | None = Field(
        None,
        description="For a plan made after a decline. It drops as few standing exchanges as its "
        "allowed loss permits, so its gap says what that costs against the best plan.",
    )
    pairs: list[PairRecord]
    unmatched: list[Unmatched]
    sides: list[PoolSide]
    caps: list[CapUse] = Field(default_factory=list)
    cities: dict[CityId, CityCard]
    influence: dict[Part, Influence]
    influence_sample: int | None = Field(
        None,
        description="Pairs, permitted or not, that the influence was estimated from; None: all.",
    )
    aims: dict[str, float] = Field(
        description="Share of all exchanged benefit on themes that serve each aim, 0..1."
    )
    certificate: Certificate | None
    pins: list[tuple[CityId, CityId]] = Field(description="Pairs pinned for this run.")
    forbids: list[tuple[CityId, CityId]] = Field(description="Pairs forbidden for this run.")
    answers: Answers | None = Field(
        None, description="What was asked of the plan when it was made; None: nothing was."
    )
    settings: Programme = Field(description="The programme as it was applied.")
    state: dict[str, Any] = Field(description="Fitted state, frozen for every later question.")
    inputs: dict[str, str] = Field(description="SHA-256 of the inputs.")
    warnings: list[str] = Field(default_factory=list)
    robustness: RobustnessBlock | None = Field(
        None, description="How sure the whole plan is; None where it was not asked."
    )
    created: Created
