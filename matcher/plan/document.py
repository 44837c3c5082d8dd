"""What plan.json holds: the plan, its reasons, its proof and the state to check it again."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, computed_field, model_validator

from matcher.intake.models import Basis, CityId, Record, Source
from matcher.language.field import Words
from matcher.language.messages import Messages, packed, revived, said_in, unpacked
from matcher.plan.answers import Answers
from matcher.plan.certainty import Certainty, RobustnessBlock
from matcher.programme.models import Part, Programme

SCHEMA_VERSION = "1.0"


class Evidence(Record):
    """One item as it is shown: what was said, by whom, how sure."""

    theme: str = Field(description="Id of the theme.")
    level: int = Field(description="1 to 3.")
    basis: Basis = Field(description="Who says so.")
    year: int | None = Field(None, description="Year of the source.")
    year_unknown: bool = Field(False, description="Whether the source has no known year.")
    text: Words = Field(description="What was said, in a line.")
    result: str | None = Field(None, description="A measured result.")
    confidence: str | None = Field(None, description="How sure the reader of the source was.")
    rule: str | None = Field(None, description="Rule of inference.toml, for inferred needs.")
    source: Source = Field(description="Where it is written.")


class Flow(Record):
    """One theme that flows from one city to the other."""

    theme: str = Field(description="Theme of the learner's need.")
    title: Words = Field(description="Title of the theme.")
    share: float = Field(description="Share of everything that flows in this direction, 0..1.")
    coverage: float = Field(description="Share of the need in this theme that is covered, 0..1.")
    need: Evidence = Field(description="The learner's need.")
    capability: Evidence | None = Field(
        None, description="None: unrecorded, assumed at the pool's mean; never shown as evidence."
    )
    related_theme: str | None = Field(
        None, description="Theme of the capability where it is a related one."
    )


class Alternate(Record):
    """Another permitted partner of a city, by score."""

    city: CityId = Field(description="The partner.")
    score: int = Field(description="Points of the pair.")
    exact_loss: int | None = Field(
        None,
        description="Points that the plan loses when this pair is forced in; None where it was not "
        "worked out, or where no plan can hold the pair.",
    )


class PairRecord(Record):
    """One proposed exchange with its reasons."""

    a: CityId = Field(description="The left side, or the smaller id in one pool.")
    b: CityId = Field(description="The right side, or the greater id.")
    score: int = Field(description="Points; the exact sum of parts.")
    parts: dict[Part, int] = Field(description="Points of each part.")
    values: dict[Part, float] = Field(description="Value of each part before weighting, 0..1.")
    covered: dict[str, float] = Field(
        description="Share of each city's remaining need that the other covers, by city id, 0..1."
    )
    flows: dict[str, list[Flow]] = Field(description="Leading themes by the id of the giver.")
    assumed: dict[str, float] = Field(
        description="Share of what each giver offers that is assumed, not recorded, by city id."
    )
    satisfaction: dict[str, float | None] = Field(
        description="Satisfaction of both cities, by city id, 0..1."
    )
    alternates: dict[str, list[Alternate]] = Field(
        description="Next partners of both cities, by city id."
    )
    notes: list[Words] = Field(
        default_factory=list, description="What a reader should know about this exchange."
    )
    certainty: Certainty | None = Field(
        None, description="How sure the pair is; None where it was not asked."
    )


class Unmatched(Record):
    """A city that is in no pair, and why."""

    city: CityId = Field(description="The city.")
    code: str = Field(description="Short stable name of the reason.")
    reason: Words = Field(description="The reason in a sentence.")


class CityCard(Record):
    """One city as the plan saw it."""

    name: str = Field(description="Name in Latin letters.")
    local_name: str | None = Field(None, description="Name in the local script.")
    country: str = Field(description="ISO 3166-1 code.")
    kind: str = Field(description="What sort of jurisdiction.")
    side: Words | None = Field(None, description="Its side or pool; None when it was refused.")
    partners: list[CityId] = Field(
        default_factory=list, description="Ids of its partners in the plan."
    )
    satisfaction: float | None = Field(
        None, description="Its points in the plan over the best it could have, 0..1."
    )
    condition: str | None = Field(None, description="What must be met before it joins.")
    declared: int = Field(description="Declared items.")
    reported: int = Field(description="Reported items.")
    inferred: int = Field(description="Inferred needs.")
    year_unknown: int = Field(description="Items and figures without a known year.")
    completeness: float = Field(description="How much is recorded of it, 0..1.")
    completeness_note: Words = Field(description="The same in words.")
    sha256: str = Field(description="Hash of the profile that was scored.")


class Influence(Record):
    """How much a part drives the plan."""

    weight: int = Field(description="Whole weight; all sum to 1,000,000.")
    share: float = Field(description="Weight x spread, as a share of all parts, 0..1.")


class OddSetPrice(Record):
    """A set of cities of which only so many can be paired among themselves."""

    members: list[CityId] = Field(description="The cities.")
    most_pairs: int = Field(description="Pairs that fit among them, teeth counted.")
    price: float = Field(description="Points that one pair more among them would be worth.")
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

    side: Literal["left", "right"] = Field(description="Side of the cities.")
    label: Words = Field(description="What officers call the cap.")
    members: list[CityId] = Field(description="The cities.")
    most_pairs: int = Field(description="Pairs that they may have.")
    price: float = Field(description="Points that one pair more under this cap is worth.")


class ProofRow(Record):
    """One line of the proof table: count x price = total."""

    term: Literal["maximum", "minimum", "cohort", "cap", "odd_set", "pair_once"] = Field(
        description="Which limit the row is about."
    )
    label: Words = Field(description="The limit in words.")
    count: int = Field(description="How often the price counts.")
    price: float = Field(description="Points.")
    total: float = Field(description="Count times price.")


class Certificate(Record):
    """Prices that no permitted pair exceeds; the rows add up to the bound."""

    left: dict[CityId, float] = Field(
        description="Price of one partner more, by city of the left side or of the pool."
    )
    right: dict[CityId, float] = Field(
        description="The same for the right side; empty in one pool."
    )
    left_floor: dict[CityId, float] = Field(description="Price of the city's minimum.")
    right_floor: dict[CityId, float] = Field(
        description="The same for the right side; empty in one pool."
    )
    cohort: float = Field(description="Price of one pair more in the cohort.")
    caps: list[CapPrice] = Field(
        default_factory=list, description="The caps on groups of cities that have a price."
    )
    odd_sets: list[OddSetPrice] = Field(
        default_factory=list, description="Sets of cities among which only so many pairs fit."
    )
    rows: list[ProofRow] = Field(description="The proof table.")
    total: float = Field(description="Sum of the rows: the bound.")


class PoolSide(Record):
    """The cities of one side, or of the pool."""

    name: Words = Field(description="Name of the side or the pool.")
    cities: list[CityId] = Field(description="Ids of the cities that take part.")


class CapUse(Record):
    """One cap on a group of cities, and what the plan does with it."""

    side: Words = Field(description="Name of the side whose cities it holds.")
    label: Words = Field(description="What officers call the cap.")
    cities: list[CityId] = Field(description="The cities.")
    most_pairs: int = Field(description="Pairs that they may have.")
    used: int = Field(description="Pairs of the plan under it.")
    price: float | None = Field(
        None, description="Points that one pair more is worth; None where nothing was priced."
    )


class QuotaPlace(Record):
    """What a plan has between two countries, for a quota per pair of countries."""

    countries: tuple[str, str] = Field(description="ISO 3166-1 codes in alphabetical order.")
    used: int = Field(description="Exchanges of the plan between them.")
    shortfall: int = Field(description="Exchanges missing or surplus.")


class QuotaUse(Record):
    """One quota of the programme, and what the plan does with it."""

    label: Words = Field(description="What officers call it.")
    counts: Words = Field(description="Which exchanges it counts, in words.")
    least: int | None = Field(None, description="Exchanges asked for at least.")
    most: int | None = Field(None, description="Exchanges allowed at most.")
    used: int = Field(description="Exchanges of the plan that count.")
    hard: bool = Field(description="False: it may be missed at a price.")
    shortfall: int = Field(description="Exchanges missing or surplus; 0 for a hard quota.")
    paid: int = Field(description="Points that the shortfall counts against the plan.")
    places: list[QuotaPlace] = Field(
        default_factory=list,
        description="For a quota per pair of countries: those with exchanges or a shortfall.",
    )
    cost: int | None = Field(
        None,
        description="For a hard quota: points that the best plan without this one quota has more, "
        "less what soft quotas cost in each; exact. None where it was not worked out.",
    )


class ConflictRule(Record):
    """One of the rules that cannot hold together."""

    field: str = Field(
        description="Where it stands: a path in the programme file, or pins and forbids of the run."
    )
    text: Words = Field(description="The rule in words.")
    city: CityId | None = Field(None, description="The city that the rule is about.")
    pair: tuple[CityId, CityId] | None = Field(None, description="The pair that the rule is about.")


class Relaxation(Record):
    """One change of the least set of changes that makes a plan possible."""

    field: str = Field(description="Where the rule stands.")
    now: Any = Field(description="What it says now.")
    then: Any = Field(description="None: the rule is taken out.")
    size: int = Field(description="A capacity raised by one counts 2, a rule relaxed 3.")
    text: Words = Field(description="The change in words.")


class Conflict(Record):
    """Why there is no plan: rules none of which can be left out of the conflict."""

    searched: bool = Field(description="False where the pool is too large for the search.")
    rules: list[ConflictRule] = Field(
        default_factory=list, description="The smallest set of rules that cannot hold together."
    )
    relaxations: list[Relaxation] = Field(
        default_factory=list,
        description="The least change, confirmed by solving again; empty where none is known.",
    )
    size: int | None = Field(None, description="Sum of the sizes of the relaxations.")
    sentences: list[Words] = Field(description="The same in words.")


class Aim(Record):
    """What a plan is best at, where the programme asks for more than the greatest total."""

    kind: Literal["worst_off", "leximin", "stable"] = Field(
        description="What the programme asks for."
    )
    proved: bool = Field(description="Whether two exact models agree that no plan is better at it.")
    shares: dict[CityId, tuple[int, int]] = Field(
        description="Points of each city in the plan, and the most it could have, by city id; "
        "cities that could have none are left out."
    )


class TradePoint(Record):
    """The best that can be had when so many standing exchanges may be dropped."""

    changed: int = Field(description="Exchanges of the earlier plan that are dropped.")
    objective: int = Field(description="Points of that plan, less what soft quotas cost.")
    lost: int = Field(description="Points below the best possible new plan.")


class Replanned(Record):
    """How a plan came from an earlier one after a decline."""

    plan_sha256: str = Field(description="Hash of the earlier plan's document.")
    plan_created: str = Field(description="When the earlier plan was made: UTC, ISO 8601.")
    plan_objective: int = Field(description="Points of the earlier plan.")
    declined: list[tuple[CityId, CityId]] = Field(description="Exchanges that will not happen.")
    withdrawn: list[CityId] = Field(description="Cities that no longer take part.")
    confirmed: list[tuple[CityId, CityId]] = Field(
        description="Exchanges that were kept in any case."
    )
    standing: list[tuple[CityId, CityId]] = Field(
        description="Exchanges of the earlier plan that nobody declined."
    )
    dropped: list[tuple[CityId, CityId]] = Field(
        default_factory=list, description="Other exchanges that end."
    )
    added: list[tuple[CityId, CityId]] = Field(
        default_factory=list, description="Exchanges that begin."
    )
    within: str = Field(description="What the plan was allowed to lose, as it was asked for.")
    best: int | None = Field(
        None, description="Points of the best possible new plan, less what soft quotas cost."
    )
    allowed_loss: int | None = Field(
        None, description="Points that the new plan was allowed to lose."
    )
    loss: int | None = Field(None, description="Points below the best possible new plan.")
    proved: bool = Field(False, description="Whether no plan within the loss drops fewer.")
    curve: list[TradePoint] = Field(
        default_factory=list, description="What each number of changes can have."
    )
    curve_complete: bool = Field(
        False, description="Whether all of the curve was searched in time."
    )
    sentences: list[Words] = Field(description="The same in words.")


class Created(Record):
    """The only block that differs between two runs on the same input."""

    at: str = Field(description="UTC, ISO 8601.")
    seconds: dict[str, float] = Field(description="Seconds by stage.")


class PlanDocument(Record):
    """A plan as it is written to plan.json."""

    schema_version: str = Field(SCHEMA_VERSION, description="Version of this form.")
    programme: str = Field(description="Id of the programme.")
    title: Words = Field(description="Title of the programme.")
    shape: str = Field(description="Shape of the programme.")
    pool_note: Words | None = Field(None, description="Shown wherever the pool is shown.")
    status: Literal["optimal", "feasible", "infeasible", "unknown"] = Field(
        description="What is known: optimal is proved, feasible has a gap, infeasible has reasons."
    )
    objective: int | None = Field(description="Sum of the scores, in points; none without a plan.")
    bound: float | int | None = Field(description="Points that no permitted plan can exceed.")
    gap: float | int | None = Field(description="Bound minus objective; 0 when proved.")
    proof: str | None = Field(
        description="What proved it: prices, prices+odd_sets, enumeration or two_solvers."
    )
    regime: str | None = Field(
        None,
        description="How the solver went about it: small (all pairs in one table) or large (rounds "
        "over shortlists, all pairs priced by blocks).",
    )
    rounds: int | None = Field(None, description="Rounds of the large regime.")
    permitted_pairs: int | None = Field(
        None, description="Pairs that the programme permits; all of them were priced in the proof."
    )
    verified: bool = Field(description="Whether the independent check passed.")
    reasons: list[Words] = Field(description="Why there is no plan, when there is none.")
    conflict: Conflict | None = Field(
        None, description="The rules in conflict, when there is no plan."
    )
    aim: Aim | None = Field(
        None,
        description="For a programme whose objective is fairness, or that asks for a stable plan. "
        "The gap then says what that costs against the greatest total.",
    )
    quotas: list[QuotaUse] = Field(
        default_factory=list,
        description="The quotas of the programme, in its order. The gap then says what they cost "
        "together against the greatest total.",
    )
    replanned: Replanned | None = Field(
        None,
        description="For a plan made after a decline. It drops as few standing exchanges as its "
        "allowed loss permits, so its gap says what that costs against the best plan.",
    )
    pairs: list[PairRecord] = Field(description="The proposed exchanges.")
    unmatched: list[Unmatched] = Field(description="Every city in no exchange, with its reason.")
    sides: list[PoolSide] = Field(description="Who takes part.")
    caps: list[CapUse] = Field(
        default_factory=list, description="Caps of the programme and how far they are used."
    )
    cities: dict[CityId, CityCard] = Field(description="Every city of the file set, by id.")
    influence: dict[Part, Influence] = Field(description="How much each part drives the plan.")
    influence_sample: int | None = Field(
        None,
        description="Pairs, permitted or not, that the influence was estimated from; None: all.",
    )
    aims: dict[str, float] = Field(
        description="Share of all exchanged benefit on themes that serve each aim, 0..1."
    )
    certificate: Certificate | None = Field(
        description="The prices that prove the bound, where prices do."
    )
    pins: list[tuple[CityId, CityId]] = Field(description="Pairs pinned for this run.")
    forbids: list[tuple[CityId, CityId]] = Field(description="Pairs forbidden for this run.")
    answers: Answers | None = Field(
        None, description="What was asked of the plan when it was made; None: nothing was."
    )
    settings: Programme = Field(description="The programme as it was applied.")
    state: dict[str, Any] = Field(description="Fitted state, frozen for every later question.")
    inputs: dict[str, str] = Field(description="SHA-256 of the inputs.")
    warnings: list[Words] = Field(
        default_factory=list, description="What an officer should know about the run."
    )
    robustness: RobustnessBlock | None = Field(
        None, description="How sure the whole plan is; None where it was not asked."
    )
    created: Created = Field(description="When it was made, and how long it took.")

    @property
    def worth(self) -> int | None:
        """Points less what soft quotas cost; None without a plan."""
        if self.objective is None:
            return None
        return self.objective - sum(use.paid for use in self.quotas)

    @model_validator(mode="before")
    @classmethod
    def _sentences_again(cls, value: Any) -> Any:
        """Texts that the table of messages knows are sentences again, for other languages."""
        if not isinstance(value, dict) or "messages" not in value:
            return value
        plain = {key: item for key, item in value.items() if key != "messages"}
        return revived(plain, unpacked(Messages.model_validate(value["messages"])))

    @computed_field(  # type: ignore[prop-decorator]
        description="What the sentences above were made of, so that each can be said in another "
        "language; their English text is not repeated."
    )
    @property
    def messages(self) -> Messages:
        """Every sentence of the document, as templates and values."""
        return packed(said_in(self))
