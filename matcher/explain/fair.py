"""How fair a plan is, what other kinds of fairness would give, and what each costs."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from matcher.explain.quotas import compared
from matcher.explain.whole import Whole
from matcher.intake.profiles import Profiles
from matcher.language import say, say_count
from matcher.language.phrases import listed, points
from matcher.language.phrases import percent as share_words
from matcher.markup import percent, table, told
from matcher.plan.document import PlanDocument

if TYPE_CHECKING:
    import pandas as pd

    from matcher.solve.ruled import FairnessPrice, Satisfaction

NAMED = 3
SHOWN = 50
TITLES = {
    "total": say("Greatest total"),
    "worst_off": say("Best for the worst-off city"),
    "leximin": say("Fairest from the bottom up"),
}
MEANINGS = {
    "worst_off": say(
        "Best for the worst-off city: the smallest satisfaction is made as great as it can "
        "be, then the total."
    ),
    "leximin": say(
        "Fairest from the bottom up (leximin): the smallest satisfaction is made as great as "
        "it can be, then the second smallest, and so on, and only then the total."
    ),
}


@dataclass(frozen=True)
class CityShare:
    """What one city gets.

    Parameters
    ----------
    city, name : str
    points : int
        Sum of its scores in the plan.
    possible : int
        Sum of its best permitted scores, as many as it may have partners.
    partners : int
    satisfaction : float or None
        Points / possible, 0..1; None where the city has no permitted pair.
    """

    city: str
    name: str
    points: int
    possible: int
    partners: int
    satisfaction: float | None


@dataclass(frozen=True)
class FairnessRow:
    """One kind of best plan, and what it gives.

    Parameters
    ----------
    objective : {"total", "worst_off", "leximin"}
    status : str
        optimal when it was proved.
    total : int or None
        Points.
    cost : int or None
        Points below the greatest total, each less what soft quotas cost in it.
    least, median : float or None
        Satisfaction of the worst-off and of the median city, 0..1.
    worst_off : list of str
        Names of the cities that are worst off.
    alone : int or None
        Cities with a permitted partner that are in no pair.
    pairs : list of (str, str)
    """

    objective: str
    status: str
    total: int | None
    cost: int | None
    least: float | None
    median: float | None
    worst_off: list[str]
    alone: int | None
    pairs: list[tuple[str, str]]


@dataclass(frozen=True)
class Fairness:
    """How fair a plan is, and what fairness costs.

    Parameters
    ----------
    shares : list of CityShare
        Every city of the pool, the worst off first.
    rows : list of FairnessRow
        The plan of greatest total and the two fair ones.
    sentences : list of str
    """

    shares: list[CityShare]
    rows: list[FairnessRow]
    sentences: list[str]

    @property
    def cities(self) -> pd.DataFrame:
        """One row per city: name, points, possible, partners, satisfaction; the index is the id."""
        import pandas as pd

        table = pd.DataFrame([asdict(share) for share in self.shares])
        return table.set_index("city") if len(table) else table

    @property
    def table(self) -> pd.DataFrame:
        """One row per kind of best plan: total, cost, least, median, alone."""
        import pandas as pd

        columns = ["status", "total", "cost", "least", "median", "alone"]
        rows = [{column: getattr(row, column) for column in columns} for row in self.rows]
        index = pd.Index([row.objective for row in self.rows], name="objective")
        return pd.DataFrame(rows, columns=columns, index=index)

    def to_dict(self) -> dict[str, Any]:
        """The answer as plain JSON values."""
        return asdict(self)

    @property
    def lines(self) -> list[str]:
        """The whole, as it is printed."""
        return self.sentences

    def __str__(self) -> str:
        return "\n".join(self.lines)

    def _repr_html_(self) -> str:
        kinds = [
            (TITLES[row.objective], row.total, row.cost, percent(row.least), percent(row.median),
             row.alone, row.status)
            for row in self.rows
        ]  # fmt: skip
        cities = [
            (share.name, share.points, share.possible, share.partners, percent(share.satisfaction))
            for share in self.shares[:SHOWN]
        ]
        head = (
            "Plan",
            "Points",
            "Costs",
            "Worst-off gets",
            "Middle gets",
            "In no exchange",
            "Status",
        )
        own = ("City", "Points", "Of possible", "Partners", "Gets")
        # The sentences between tell what the rows of the first table show.
        rest = told(self.sentences[2 + len(self.rows) :])
        return told(self.sentences[:2]) + table(head, kinds) + rest + table(own, cities)


def explain_fairness(document: PlanDocument, profiles: Profiles) -> Fairness:
    """Measure what each city gets in a plan, and what fairer plans would cost.

    Every plan in the answer was solved for on the frozen scales of the plan.

    Raises
    ------
    InputError
        When there is no plan, or the profiles are not those it was made from.
    UnavailableError
        When the pool is too large.
    """
    from matcher.solve.ruled import price_of_fairness, satisfaction

    whole = Whole.of(document, profiles)
    seen = satisfaction(whole.problem, whole.pairs)
    prices = price_of_fairness(whole.problem, whole.rows)
    greatest = prices[0].plan.result.objective
    rows = [_row(whole, price, greatest) for price in prices]
    shares = _shares(whole, seen)
    return Fairness(shares, rows, _sentences(whole, seen, shares, rows))


def _shares(whole: Whole, seen: Satisfaction) -> list[CityShare]:
    found = [
        CityShare(
            city,
            whole.name(city),
            int(seen.sums[at]),
            int(seen.possible[at]),
            int(seen.partners[at]),
            None if share is None else float(share),
        )
        for at, (city, share) in enumerate(zip(whole.ids, seen.fractions, strict=True))
    ]
    return sorted(
        found, key=lambda row: (row.satisfaction is None, row.satisfaction or 0.0, row.city)
    )


def _row(whole: Whole, price: FairnessPrice, greatest: float | None) -> FairnessRow:
    seen = price.plan.satisfaction
    worst = [] if seen is None else _worst(whole, seen)
    worth = price.plan.result.objective
    known = worth is not None and greatest is not None
    return FairnessRow(
        objective=price.objective,
        status=price.plan.result.status,
        total=price.total,
        cost=int(greatest or 0) - int(worth or 0) if known else None,
        least=None if price.least is None else float(price.least),
        median=None if price.median is None else float(price.median),
        worst_off=worst,
        alone=price.alone,
        pairs=whole.case.named(price.plan.result.pairs),
    )


def _worst(whole: Whole, seen: Satisfaction) -> list[str]:
    least: Fraction | None = seen.least
    return [
        whole.name(city)
        for city, share in zip(whole.ids, seen.fractions, strict=True)
        if share is not None and share == least
    ]


def _sentences(
    whole: Whole, seen: Satisfaction, shares: list[CityShare], rows: list[FairnessRow]
) -> list[str]:
    measured = [share for share in shares if share.satisfaction is not None]
    lines = [
        say_count(
            "Satisfaction of a city: its points in the plan as a share of the best it could "
            "have with as many partners as it may have. It is compared over the {n:,} city "
            "with a permitted partner.",
            "Satisfaction of a city: its points in the plan as a share of the best it could "
            "have with as many partners as it may have. It is compared over the {n:,} cities "
            "with a permitted partner.",
            len(measured),
        )
    ]
    if not measured:
        return [*lines, say("No city has a permitted partner, so there is nothing to compare.")]
    worst = _worst(whole, seen)
    lines.append(
        say(
            "In this plan the worst-off {gets}, the city in the middle {middle}; {alone}.",
            gets=_gets(worst, measured[0].satisfaction),
            middle=_share(float(seen.median or 0)),
            alone=_alone(seen.alone),
        )
    )
    lines += [_told(row) for row in rows]
    lines += [MEANINGS[row.objective] for row in rows[1:]]
    if rows[1].least == 0 and whole.problem.max_pairs is not None:
        lines.append(
            say(
                "The cohort of {max_pairs} leaves some city without a partner in every plan, "
                "so the smallest satisfaction cannot rise above 0%.",
                max_pairs=whole.problem.max_pairs,
            )
        )
    same = [row for row in rows[1:] if row.total is not None and row.pairs == rows[0].pairs]
    if len(same) == 2:
        lines.append(say("The plan of greatest total is already the fairest in both senses."))
    return [*lines, *compared(whole.document)]


def _told(row: FairnessRow) -> str:
    title = TITLES[row.objective]
    if row.total is None:
        return say("{title}: not found within the time limit.", title=title)
    total = points(row.total)
    if row.cost:
        cost = points(row.cost)
        total = say("{total}, {cost} fewer than the greatest total", total=total, cost=cost)
    told = say(
        "{title}: {total}; the worst-off {gets}, the city in the middle {middle}; {alone}",
        title=title,
        total=total,
        gets=_gets(row.worst_off, row.least),
        middle=_share(row.median),
        alone=_alone(row.alone or 0),
    )
    if row.status == "optimal":
        return say("{told}.", told=told)
    return say("{told} (not proved within the time limit).", told=told)


def _gets(names: list[str], share: float | None) -> str:
    """What the worst-off get, after "the worst-off"."""
    if len(names) > NAMED:
        return say("{count} cities each get {share}", count=len(names), share=_share(share))
    return say_count(
        "city ({cities}) gets {share}",
        "cities ({cities}) each get {share}",
        len(names),
        cities=listed(names),
        share=_share(share),
    )


def _share(share: float | None) -> str:
    return say("nothing measurable") if share is None else share_words(share)


def _alone(count: int) -> str:
    if not count:
        return say("every one of them is in an exchange")
    return say_count("{n:,} city is in no exchange", "{n:,} cities are in no exchange", count)
