"""Other good plans beside one: the next best, and good ones that differ as much as they can."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from matcher.explain.quotas import compared
from matcher.explain.whole import Whole
from matcher.intake.profiles import Profiles
from matcher.language import joined, say, say_count
from matcher.language.phrases import listed, points
from matcher.markup import percent, table, told
from matcher.plan.document import PlanDocument
from matcher.plan.phrases import exchange
from matcher.plan.remarks import remark
from matcher.plan.replan import allowed_loss

if TYPE_CHECKING:
    import pandas as pd

    from matcher.solve.ruled import RankedPlans, RuledResult

NAMED = 6


@dataclass(frozen=True)
class OtherPlan:
    """A permitted plan beside the one that stands.

    Parameters
    ----------
    total : int
        Points.
    loss : int
        Points below the best permitted plan, each less what soft quotas cost in it.
    overlap : float
        Exchanges in both plans / exchanges in either, 0..1.
    dropped, added : list of (str, str)
        Against the plan that stands.
    pairs : list of (str, str)
    """

    total: int
    loss: int
    overlap: float
    dropped: list[tuple[str, str]]
    added: list[tuple[str, str]]
    pairs: list[tuple[str, str]]


@dataclass(frozen=True)
class OtherPlans:
    """The best plans in order, and good ones that differ.

    Parameters
    ----------
    best : list of OtherPlan
        The k best permitted plans, the best first; the plan itself may be among them.
    diverse : list of OtherPlan
        The best plan, then plans within the loss that each hold as many exchanges as can be that
        none before them holds.
    allowed_loss : int
        Points that the diverse plans may lose.
    remarks : list of str
        Why there are fewer than were asked for.
    sentences : list of str
    """

    best: list[OtherPlan]
    diverse: list[OtherPlan]
    allowed_loss: int
    remarks: list[str]
    sentences: list[str]

    @property
    def table(self) -> pd.DataFrame:
        """One row per plan: kind, rank, total, loss, overlap, dropped, added (numbers)."""
        import pandas as pd

        rows = [
            (kind, rank, p.total, p.loss, p.overlap, len(p.dropped), len(p.added))
            for kind, plans in (("best", self.best), ("diverse", self.diverse))
            for rank, p in enumerate(plans, start=1)
        ]
        columns = ["kind", "rank", "total", "loss", "overlap", "dropped", "added"]
        return pd.DataFrame(rows, columns=columns)

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
        rows = [
            (kind, rank, p.total, p.loss, percent(p.overlap), len(p.dropped), len(p.added))
            for kind, plans in (("best", self.best), ("different", self.diverse))
            for rank, p in enumerate(plans, start=1)
        ]
        head = ("", "Rank", "Points", "Below the best", "In common", "Drops", "Adds")
        return told(self.sentences) + table(head, rows)


def other_plans(
    document: PlanDocument, profiles: Profiles, k: int = 5, within: int | str = "1%"
) -> OtherPlans:
    """Find the k best permitted plans, and up to k that differ within a loss.

    Parameters
    ----------
    document : PlanDocument
    profiles : Profiles
    k : int, default=5
    within : int or str, default="1%"
        What a plan that differs may lose against the best one: points, or a share.

    Raises
    ------
    InputError
        When there is no plan, the profiles are not its own, or the loss cannot be read.
    UnavailableError
        When the pool is too large.
    """
    from matcher.solve.ruled import diverse, k_best

    whole = Whole.of(document, profiles)
    ranked = k_best(whole.problem, k, whole.rows)
    top = int(ranked.plans[0].objective or 0) if ranked.plans else document.worth or 0
    loss = allowed_loss(within, top)
    apart = diverse(whole.problem, k, loss, whole.rows)
    best, different = (
        [_other(whole, plan, top) for plan in found.plans] for found in (ranked, apart)
    )
    remarks = list(dict.fromkeys([*_remark(ranked), *_remark(apart)]))
    answer = OtherPlans(best, different, loss, remarks, [])
    answer.sentences.extend(_sentences(whole, answer, within))
    return answer


def _remark(found: RankedPlans) -> list[str]:
    return [] if found.reason is None else [remark(found.reason)]


def _other(whole: Whole, plan: RuledResult, top: int) -> OtherPlan:
    pairs = whole.case.named(plan.pairs)
    stands = [(pair.a, pair.b) for pair in whole.document.pairs]
    both, either = set(pairs) & set(stands), set(pairs) | set(stands)
    return OtherPlan(
        total=plan.total or 0,
        loss=top - int(plan.objective or 0),
        overlap=len(both) / len(either) if either else 1.0,
        dropped=[pair for pair in stands if pair not in both],
        added=[pair for pair in pairs if pair not in both],
        pairs=pairs,
    )


def _sentences(whole: Whole, answer: OtherPlans, within: int | str) -> list[str]:
    lines: list[str] = [
        say_count(
            "The {n:,} best plan, in order:", "The {n:,} best plans, in order:", len(answer.best)
        )
    ]
    lines += [_line(rank, whole, plan) for rank, plan in enumerate(answer.best, start=1)]
    loss = points(answer.allowed_loss)
    if str(within).endswith("%"):
        loss = say("{points} ({share} of its points)", points=loss, share=within)
    others = answer.diverse[1:]
    if not others:
        lines.append(
            say("Within {loss} of the best plan no plan holds another exchange.", loss=loss)
        )
    else:
        lines.append(say("Within {loss} of the best plan, as different as can be:", loss=loss))
        lines += [_line(rank, whole, plan) for rank, plan in enumerate(others, start=1)]
    return [*lines, *answer.remarks, *compared(whole.document)]


def _line(rank: int, whole: Whole, plan: OtherPlan) -> str:
    told = say("{rank}. {plan}", rank=rank, plan=_told(whole, plan))
    return say("  {line}", line=told)


def _told(whole: Whole, plan: OtherPlan) -> str:
    cost = say("{loss} below the best", loss=points(plan.loss)) if plan.loss else say("the best")
    head = say("{total}, {cost}", total=points(plan.total), cost=cost)
    if not plan.dropped and not plan.added:
        return say("{head}: this plan.", head=head)
    dropped, added = (
        listed([exchange(pair, whole.document.cities) for pair in pairs], NAMED)
        for pairs in (plan.dropped, plan.added)
    )
    changes = [
        *([say("drops {pairs}", pairs=dropped)] if dropped else []),
        *([say("adds {pairs}", pairs=added)] if added else []),
    ]
    return say("{head}: {changes}.", head=head, changes=joined("; ", changes))
