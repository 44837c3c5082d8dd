"""How sure a plan is: every kind of change solved, counted and put into words."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from matcher.errors import InputError, Problem
from matcher.explain.asked import require_profiles
from matcher.explain.sure.assemble import Outcome, assemble
from matcher.explain.sure.drawn_figures import solve_figures
from matcher.explain.sure.drawn_weights import CONCENTRATION, draw_weights
from matcher.explain.sure.left_out import solve_left_out
from matcher.explain.sure.nearest import can_search, nearest_changes
from matcher.explain.sure.one_declines import solve_declines
from matcher.explain.sure.plans import part_layers, solve_points
from matcher.explain.sure.result import Robustness
from matcher.explain.sure.under_rules import listed
from matcher.intake.profiles import Profiles
from matcher.plan.case import Case
from matcher.plan.document import PlanDocument

DRAWS = 1000
FIGURE_DRAWS = 200
# Under rules that need a search for every draw, so many take some seconds.
SEARCHED_DRAWS = 50
SEARCHED_FIGURE_DRAWS = 10


class Step(NamedTuple):
    """How far the work has come: what is being done, and how much of it is."""

    doing: str
    done: int
    whole: int


def robustness(
    document: PlanDocument,
    profiles: Profiles,
    *,
    draws: int | None = None,
    concentration: float = CONCENTRATION,
    figure_draws: int | None = None,
    seed: int = 0,
    jobs: int | None = None,
    progress: Callable[[Step], None] | None = None,
) -> Robustness:
    """Solve a plan's problem again under many changes and count what stays.

    Parameters
    ----------
    document : PlanDocument
        With a plan in it.
    profiles : Profiles
        Those it was made from.
    draws : int, at least 1, optional
        Sets of weights drawn around the programme's: 1,000, or 50 under quotas (and under caps in
        one pool) where the pool has too many plans to list, so that each draw is a search.
    concentration : float, at least 1
        How close they stay: a weight w has the standard deviation
        ``sqrt(w (1 - w) / (concentration + 1))``; with 90, a weight of 15% moves by a quarter of
        itself.
    figure_draws : int, at least 1, optional
        Sets of context figures drawn around the recorded ones, wider the older they are: 200, or 10
        where each draw is a search.
    seed : int, at least 0
        The same seed gives the same answer, on any number of threads.
    jobs : int, optional
        Threads, as joblib counts them; -1 for all processors.
    progress : callable, optional
        Told of each `Step`.

    Raises
    ------
    InputError
        When there is no plan, the profiles are not the plan's, or a number is out of its range.
    UnavailableError
        When the pool is too large for a table of all pairs.
    """
    _check(
        document,
        draws=DRAWS if draws is None else draws,
        figure_draws=FIGURE_DRAWS if figure_draws is None else figure_draws,
        concentration=concentration,
        seed=seed,
    )
    require_profiles(document, profiles)
    case = Case.of(document, profiles)
    searched = case.demand.side is not None and not listed(case)
    if draws is None:
        draws = SEARCHED_DRAWS if searched else DRAWS
    if figure_draws is None:
        figure_draws = SEARCHED_FIGURE_DRAWS if searched else FIGURE_DRAWS
    chosen = case.positions((pair.a, pair.b) for pair in document.pairs)
    base = frozenset((i, j) for i, j in chosen.tolist())
    layers = part_layers(case)
    weights = case.programme.weights

    def told(doing: str) -> Callable[[int, int], None] | None:
        return None if progress is None else partial(_tell, progress, doing)

    points = draw_weights(weights, draws, concentration, seed)
    drawn = solve_points(case, layers, points, jobs=jobs, progress=told("Drawn weights"))
    left_out = solve_left_out(case)
    figures = solve_figures(case, figure_draws, seed, jobs=jobs, progress=told("Drawn figures"))
    cities = sorted({city for pair in document.pairs for city in (pair.a, pair.b)})
    declines = solve_declines(case, cities, jobs=jobs, progress=told("One city declines"))
    nearest = None
    if can_search(case):
        nearest = nearest_changes(case, layers, base, jobs=jobs, progress=told("Nearest changes"))
    outcome = Outcome(case, base, drawn, left_out, figures, declines, nearest, searched)
    return assemble(outcome, document, seed=seed, concentration=concentration)


def _tell(progress: Callable[[Step], None], doing: str, done: int, whole: int) -> None:
    progress(Step(doing, done, whole))


def _check(document: PlanDocument, **numbers: float) -> None:
    if document.objective is None:
        problem = Problem(
            code="no_plan",
            message=" ".join(document.reasons) or "the search ended without a plan",
            found=document.status,
            allowed="a plan with exchanges to ask about",
        )
        raise InputError("there is no plan, so nothing can be said about how sure it is", [problem])
    least = {"draws": 1, "figure_draws": 1, "concentration": 1, "seed": 0}
    problems = [
        Problem(
            code="out_of_range",
            message=f"{name} is too small",
            field=name,
            found=str(value),
            allowed=f"{least[name]} or more",
        )
        for name, value in numbers.items()
        # Not below the least: NaN is refused, too.
        if not value >= least[name]
    ]
    if problems:
        raise InputError("robustness cannot be asked like this", problems)
