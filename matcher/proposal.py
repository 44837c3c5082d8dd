"""A plan in the hand: the document together with the profiles it was made from."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, overload

from matcher.errors import InputError
from matcher.explain import (
    CityExplanation,
    Fairness,
    OtherPlans,
    PairExplanation,
    PlanExplanation,
    Proof,
    Stability,
    WhatItTakes,
    explain_city,
    explain_fairness,
    explain_pair,
    explain_plan,
    explain_proof,
    explain_stability,
    other_plans,
    what_would_it_take,
    with_reasons,
)
from matcher.explain.card import plan_card
from matcher.intake.profiles import Profiles
from matcher.plan.compare import Comparison, compare_plans
from matcher.plan.document import PlanDocument
from matcher.plan.plan_text import plan_text
from matcher.plan.replan import replan
from matcher.plan.verify import Verification, verify_plan
from matcher.programme.models import PARTS

if TYPE_CHECKING:
    import pandas as pd

    from matcher.explain.sure import Robustness, Step


@dataclass(frozen=True)
class Plan:
    """A proposed (or impossible) set of exchanges.

    Parameters
    ----------
    document : PlanDocument
        Everything that plan.json holds.
    profiles : Profiles
        The cities it was made from.
    """

    document: PlanDocument
    profiles: Profiles

    @property
    def programme(self) -> str:
        """Id of the programme."""
        return self.document.programme

    @property
    def status(self) -> str:
        """Either optimal, feasible, infeasible or unknown."""
        return self.document.status

    @property
    def objective(self) -> int | None:
        """Sum of the scores of the pairs, in points."""
        return self.document.objective

    @property
    def bound(self) -> float | int | None:
        """Points that no permitted plan can exceed."""
        return self.document.bound

    @property
    def gap(self) -> float | int | None:
        """Bound minus objective; 0 when the plan is proved optimal."""
        return self.document.gap

    @property
    def pairs(self) -> pd.DataFrame:
        """One row per exchange, sorted by id.

        Columns: a, b, a_name, b_name, score, the seven parts in points, a_satisfaction,
        b_satisfaction (0..1). The index is ``a:b``.
        """
        import pandas as pd

        cities = self.document.cities
        rows = [
            {
                "a": pair.a,
                "b": pair.b,
                "a_name": cities[pair.a].name,
                "b_name": cities[pair.b].name,
                "score": pair.score,
                **pair.parts,
                "a_satisfaction": pair.satisfaction[pair.a],
                "b_satisfaction": pair.satisfaction[pair.b],
            }
            for pair in self.document.pairs
        ]
        columns = ["a", "b", "a_name", "b_name", "score", *PARTS]
        columns += ["a_satisfaction", "b_satisfaction"]
        index = pd.Index([f"{row['a']}:{row['b']}" for row in rows], name="pair", dtype=str)
        return pd.DataFrame(rows, columns=columns, index=index)

    @property
    def unmatched(self) -> pd.DataFrame:
        """One row per city in no pair: columns name, code, reason; the index is the city id."""
        import pandas as pd

        rows = self.document.unmatched
        return pd.DataFrame(
            {
                "name": [self.document.cities[row.city].name for row in rows],
                "code": [row.code for row in rows],
                "reason": [row.reason for row in rows],
            },
            index=pd.Index([row.city for row in rows], name="city", dtype=str),
        )

    @overload
    def explain(self) -> PlanExplanation: ...
    @overload
    def explain(self, a: str) -> CityExplanation: ...
    @overload
    def explain(self, a: str, b: str) -> PairExplanation: ...
    def explain(
        self, a: str | None = None, b: str | None = None
    ) -> PlanExplanation | CityExplanation | PairExplanation:
        """Why the plan is as it is, why a city has its partners, or why two cities (do not) meet.

        Parameters
        ----------
        a, b : str, optional
            City ids. Without `b`, everything the plan says about `a`; without both, the plan in
            short.

        Examples
        --------
        >>> import matcher
        >>> plan = matcher.propose(matcher.read_profiles(), matcher.read_programme("eacac"))
        >>> plan.explain("cn-beijing", "kr-seoul").without.loss
        26305
        """
        if a is None:
            if b is not None:
                raise InputError("a pair needs two cities", [])
            return explain_plan(self.document, self.profiles)
        if b is None:
            return explain_city(self.document, self.profiles, a)
        return explain_pair(self.document, self.profiles, a, b)

    def what_would_it_take(self, a: str, b: str) -> WhatItTakes:
        """Find the smallest changes that put two cities together in a best plan.

        Parameters
        ----------
        a, b : str
            City ids.

        Returns
        -------
        WhatItTakes
            Every set of one or two changes of the two profiles or of the programme was solved again
            on the frozen scales of the plan, or ruled out by a bound.

        Examples
        --------
        >>> import matcher
        >>> plan = matcher.propose(matcher.read_profiles(), matcher.read_programme("eacac"))
        >>> answer = plan.what_would_it_take("cn-jinan", "kr-seoul")
        >>> answer.loss, answer.size, len(answer.options[0].changes)
        (10819, 1, 1)
        """
        return what_would_it_take(self.document, self.profiles, a, b)

    def proof(self) -> Proof:
        """What proves the plan: a table of prices whose column adds up, where prices can.

        Examples
        --------
        >>> import matcher
        >>> plan = matcher.propose(matcher.read_profiles(), matcher.read_programme("eacac"))
        >>> plan.proof().by_prices
        True
        """
        return explain_proof(self.document)

    def robustness(
        self,
        *,
        draws: int | None = None,
        concentration: float = 90.0,
        figure_draws: int | None = None,
        seed: int = 0,
        jobs: int | None = None,
        progress: Callable[[Step], None] | None = None,
    ) -> Robustness:
        """How sure each exchange is, found by solving again under many changes.

        Weights drawn around the programme's, items left out by basis, context figures drawn by
        their age, one city declining at a time; and for each pair the nearest move of one weight
        that breaks it. Every plan is exact and on the frozen scales of this plan.

        Parameters
        ----------
        draws : int, optional
            Sets of weights: 1,000, or 50 under quotas (and under caps in one pool) where the pool
            has too many plans to list, so that each draw is a search.
        concentration : float, default=90
            How close drawn weights stay to the programme's, at least 1: a weight w has the standard
            deviation ``sqrt(w (1 - w) / (concentration + 1))``; with 90, a weight of 15% moves by
            about a quarter of itself.
        figure_draws : int, optional
            Sets of context figures: 200, or 10 where each draw is a search.
        seed : int, default=0
            The same seed gives the same answer.
        jobs : int, optional
            Threads; -1 for all processors. The answer does not depend on it.
        progress : callable, optional
            Told how far the work has come, with an object that has `doing`, `done` and `whole`.

        Raises
        ------
        InputError
            When there is no plan, the profiles have changed, or a number is out of its range.

        Examples
        --------
        >>> import matcher
        >>> plan = matcher.propose(matcher.read_profiles(), matcher.read_programme("eacac"))
        >>> sure = plan.robustness(draws=50, figure_draws=5)
        >>> sure.table.loc["cn-shenzhen:jp-tokyo", "grade"]
        'core'
        """
        from matcher.explain.sure import robustness

        return robustness(
            self.document,
            self.profiles,
            draws=draws,
            concentration=concentration,
            figure_draws=figure_draws,
            seed=seed,
            jobs=jobs,
            progress=progress,
        )

    def compare(self, other: Plan) -> Comparison:
        """Compare with another plan, as the first and the second.

        Exchanges kept, dropped and added, what each is worth under both plans, and what the plans
        were not made from alike.

        Raises
        ------
        InputError
            When the plans are of different shapes.

        Examples
        --------
        >>> import matcher
        >>> profiles = matcher.read_profiles()
        >>> programme = matcher.read_programme("eacac")
        >>> plan = matcher.propose(profiles, programme)
        >>> pinned = matcher.propose(profiles, programme, pins=[("cn-beijing", "mn-ulaanbaatar")])
        >>> print(plan.compare(pinned).sentences[-1].strip())
        Beijing with Ulaanbaatar must be chosen in the second plan only.
        """
        return compare_plans(self.document, self.profiles, other.document, other.profiles)

    def fairness(self) -> Fairness:
        """What each city gets, and what the fairer plans would cost.

        Examples
        --------
        >>> import matcher
        >>> plan = matcher.propose(matcher.read_profiles(), matcher.read_programme("eacac"))
        >>> [row.objective for row in plan.fairness().rows]
        ['total', 'worst_off', 'leximin']
        """
        return explain_fairness(self.document, self.profiles)

    def stability(self) -> Stability:
        """Which cities would rather have each other, and what the best stable plan costs.

        Examples
        --------
        >>> import matcher
        >>> plan = matcher.propose(matcher.read_profiles(), matcher.read_programme("eacac"))
        >>> stability = plan.stability()
        >>> len(stability.blocking), stability.exists
        (2, False)
        """
        return explain_stability(self.document, self.profiles)

    def other_plans(self, k: int = 5, within: int | str = "1%") -> OtherPlans:
        """Find the k best plans, and up to k that differ as much as a loss allows.

        Parameters
        ----------
        k : int
        within : int or str
            What a plan that differs may lose: points, or a share of the best plan's points.

        Examples
        --------
        >>> import matcher
        >>> plan = matcher.propose(matcher.read_profiles(), matcher.read_programme("eacac"))
        >>> plan.other_plans(k=2).best[0].loss
        0
        """
        return other_plans(self.document, self.profiles, k, within)

    def replan(
        self,
        declined: Iterable[tuple[str, str]] = (),
        *,
        declined_cities: Iterable[str] = (),
        keep: Iterable[tuple[str, str]] = (),
        within: int | str = "1%",
    ) -> Plan:
        """Make a new plan after a decline, with as few other changes as a stated loss allows.

        Scores stay on the scales of this plan.

        Parameters
        ----------
        declined : iterable of (str, str)
            Pairs of city ids that will not happen; barred from the new plan.
        declined_cities : iterable of str
            Cities that no longer take part.
        keep : iterable of (str, str)
            Exchanges of the plan that are confirmed. Pins of the plan are kept as well.
        within : int or str
            What the new plan may lose against the best possible new plan: points, or a share of
            its points such as "1%".

        Returns
        -------
        Plan
            Checked; its document says in `replanned` what changed and what changes are worth. With
            status ``infeasible``, and the reasons, where no plan is possible.

        Raises
        ------
        InputError
            When there is no plan to change, or a pair or city is not in it.

        Examples
        --------
        >>> import matcher
        >>> plan = matcher.propose(matcher.read_profiles(), matcher.read_programme("ccucc"))
        >>> new = plan.replan([("cn-jinan", "us-sacramento")])
        >>> len(new.document.replanned.dropped)
        0
        """
        document = replan(
            self.document,
            self.profiles,
            declined=declined,
            declined_cities=declined_cities,
            keep=keep,
            within=within,
        )
        return Plan(document, self.profiles)

    def with_reasons(
        self, *, seed: int = 0, progress: Callable[[Step], None] | None = None
    ) -> Plan:
        """Work out every reason that plan.json can carry, and return the plan with them.

        Exact losses of alternates, how sure each exchange is, fairness, stability and other plans:
        a few seconds for a bundled programme.

        Examples
        --------
        >>> import matcher
        >>> plan = matcher.propose(matcher.read_profiles(), matcher.read_programme("eacac"))
        >>> told = plan.with_reasons()
        >>> [row.cost for row in told.document.answers.fairness.rows]
        [0, 88947, 88947]
        """
        document = with_reasons(self.document, self.profiles, seed=seed, progress=progress)
        return Plan(document, self.profiles)

    def verify(self) -> Verification:
        """Check the plan again, from the document and the profiles alone."""
        return verify_plan(self.document, self.profiles)

    def to_dict(self) -> dict[str, Any]:
        """The document as plain JSON values."""
        return self.document.model_dump(mode="json")

    def to_json(self) -> str:
        """The text of plan.json."""
        return plan_text(self.document)

    def __repr__(self) -> str:
        return (
            f"<Plan {self.programme}: {self.status}, {len(self.document.pairs)} pairs, "
            f"objective {self.objective}, gap {self.gap}>"
        )

    def _repr_html_(self) -> str:
        return plan_card(self.document)
