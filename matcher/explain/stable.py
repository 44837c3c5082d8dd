"""Which cities would rather have each other than what a plan gives, and what stability costs."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from matcher.explain.quotas import compared
from matcher.explain.whole import Whole
from matcher.intake.profiles import Profiles
from matcher.language import joined, say, say_count
from matcher.language.phrases import pair_of, points
from matcher.markup import told
from matcher.plan.document import PlanDocument

if TYPE_CHECKING:
    import pandas as pd

SHOWN = 20


@dataclass(frozen=True)
class BlockingPair:
    """Two cities that would each rather have the other.

    Parameters
    ----------
    a, b : str
        City ids in the order of the plan.
    score : int
        Points of the pair.
    gives_up : dict of str to (str, int), or None
        By city id: the partner it would leave and their points; None where it has a free place.
    """

    a: str
    b: str
    score: int
    gives_up: dict[str, tuple[str, int] | None]


@dataclass(frozen=True)
class Stability:
    """Whether a plan is stable, and what the best stable plan costs.

    Parameters
    ----------
    stable : bool
        Whether no two cities would rather have each other.
    blocking : list of BlockingPair
        Sorted by score, the greatest first.
    exists : bool or None
        Whether some permitted plan is stable; None where that was not settled in time.
    total, cost : int or None
        Points of the best stable plan, and how many fewer that is than in this plan, each less what
        soft quotas cost in it.
    pairs : list of (str, str)
        The best stable plan.
    sentences : list of str
    """

    stable: bool
    blocking: list[BlockingPair]
    exists: bool | None
    total: int | None
    cost: int | None
    pairs: list[tuple[str, str]]
    sentences: list[str]

    @property
    def table(self) -> pd.DataFrame:
        """One row per blocking pair: a, b, score."""
        import pandas as pd

        rows = [(pair.a, pair.b, pair.score) for pair in self.blocking]
        return pd.DataFrame(rows, columns=["a", "b", "score"])

    def to_dict(self) -> dict[str, Any]:
        """The answer as plain JSON values."""
        plain = asdict(self)
        for row in plain["blocking"]:
            row["gives_up"] = {
                city: None if left is None else {"partner": left[0], "score": left[1]}
                for city, left in row["gives_up"].items()
            }
        return plain

    @property
    def lines(self) -> list[str]:
        """The whole, as it is printed."""
        return self.sentences

    def __str__(self) -> str:
        return "\n".join(self.lines)

    def _repr_html_(self) -> str:
        return told(self.sentences)


def explain_stability(document: PlanDocument, profiles: Profiles) -> Stability:
    """Find the pairs of cities that would each rather have the other.

    Raises
    ------
    InputError
        When there is no plan, or the profiles are not those it was made from.
    UnavailableError
        When the pool is too large.
    """
    from matcher.solve.ruled import blocking_pairs, stable_plan

    whole = Whole.of(document, profiles)
    found = blocking_pairs(whole.problem, whole.pairs)
    blocking = [_blocking(whole, a, b) for a, b in whole.case.named(found)]
    blocking.sort(key=lambda pair: (-pair.score, pair.a, pair.b))
    best = stable_plan(whole.problem, whole.rows)
    settled = best.status in ("optimal", "infeasible")
    exists = best.total is not None if settled or best.total is not None else None
    assert document.worth is not None
    answer = Stability(
        stable=not blocking,
        blocking=blocking,
        exists=exists,
        total=best.total,
        cost=None if best.objective is None else document.worth - int(best.objective),
        pairs=whole.case.named(best.pairs),
        sentences=[],
    )
    answer.sentences.extend(_sentences(whole, answer, proved=best.status == "optimal"))
    return answer


def _blocking(whole: Whole, a: str, b: str) -> BlockingPair:
    score = int(whole.case.table[whole.case.at(a, b)])
    return BlockingPair(a, b, score, {city: _given_up(whole, city) for city in (a, b)})


def _given_up(whole: Whole, city: str) -> tuple[str, int] | None:
    """The least of a city's partners, or None where it has a free place."""
    partners = [
        (pair.score, pair.b if pair.a == city else pair.a)
        for pair in whole.document.pairs
        if city in (pair.a, pair.b)
    ]
    if len(partners) < whole.document.settings.capacities.of(city).maximum:
        return None
    score, partner = min(partners)
    return partner, score


def _sentences(whole: Whole, answer: Stability, *, proved: bool) -> list[str]:
    lines = [
        say(
            "A plan is stable when no two cities would rather have each other: for each such "
            "pair one of them is full of partners that it scores at least as high."
        )
    ]
    if answer.stable:
        return [*lines, say("This plan is stable.")]
    lines.append(
        say_count(
            "This plan is not stable: {n:,} pair of cities would rather have each other.",
            "This plan is not stable: {n:,} pairs of cities would rather have each other.",
            len(answer.blocking),
        )
    )
    leaving = [pair for pair in answer.blocking if any(pair.gives_up.values())]
    for pair in leaving[:SHOWN]:
        ends = joined("; ", [_would(whole, city, left) for city, left in pair.gives_up.items()])
        lines.append(
            say(
                "{pair} ({score}): {ends}.",
                pair=pair_of(whole.name(pair.a), whole.name(pair.b)),
                score=points(pair.score),
                ends=ends,
            )
        )
    if len(leaving) > SHOWN:
        lines.append(say("{more:,} more such pairs are in the data.", more=len(leaving) - SHOWN))
    free = [pair for pair in answer.blocking if not any(pair.gives_up.values())]
    if free:
        told: dict[str, str | int] = {
            "count": len(free),
            "pair": pair_of(whole.name(free[0].a), whole.name(free[0].b)),
            "score": points(free[0].score),
        }
        cohort = whole.problem.max_pairs
        lines.append(
            say(
                "In {count:,} of them both cities have a free place; the one with most "
                "points is {pair} ({score}).",
                **told,
            )
            if cohort is None
            else say(
                "In {count:,} of them both cities have a free place, and the cohort of "
                "{cohort} keeps them apart; the one with most points is {pair} ({score}).",
                **told,
                cohort=cohort,
            )
        )
    if answer.exists is None:
        lines.append(say("Whether a stable plan exists was not settled within the time limit."))
    elif not answer.exists:
        lines.append(say("No permitted plan is stable; two exact solvers agree on that."))
    else:
        assert answer.total is not None
        assert answer.cost is not None
        change = (
            say("{cost} fewer than this plan", cost=points(answer.cost))
            if answer.cost
            else say("as many as this plan")
        )
        total = points(answer.total)
        lines.append(
            say("The best stable plan has {total}, {change}.", total=total, change=change)
            if proved
            else say("A stable plan was found with {total}, {change}.", total=total, change=change)
        )
    return [*lines, *compared(whole.document)]


def _would(whole: Whole, city: str, left: tuple[str, int] | None) -> str:
    if left is None:
        return say("{city} has a free place", city=whole.name(city))
    return say(
        "{city} would leave {partner} ({score})",
        city=whole.name(city),
        partner=whole.name(left[0]),
        score=points(left[1]),
    )
