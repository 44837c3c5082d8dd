"""Profiles and a programme to a plan: the one file that knows every stage.

::

    Profiles, Programme --> pool --> rules --> scores --> weights --> solve --> plan --> verify
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from time import perf_counter
from typing import Any

from matcher.candidates import (
    CapGroup,
    PairRules,
    PairWeights,
    Pool,
    build_caps,
    build_pool,
    cap_remarks,
    quota_remarks,
)
from matcher.errors import InputError, Problem, UnavailableError
from matcher.intake.models import Item
from matcher.intake.profiles import Profiles
from matcher.language import say
from matcher.plan.aim import has_aim, solve_for_aim
from matcher.plan.build import Solved, build_document
from matcher.plan.case import Case
from matcher.plan.document import Created, QuotaUse
from matcher.plan.fingerprint import input_hashes
from matcher.plan.quotas import solve_under_quotas
from matcher.plan.verify import verify_plan
from matcher.programme import check_programme
from matcher.programme.models import Programme
from matcher.proposal import Plan
from matcher.scores.model import ScoreModel

NamedPair = tuple[str, str]


def propose(
    profiles: Profiles,
    programme: Programme,
    *,
    pins: Iterable[NamedPair] = (),
    forbids: Iterable[NamedPair] = (),
    time_limit: float | None = None,
    stop: Callable[[], bool] | None = None,
    progress: Callable[[object], None] | None = None,
) -> Plan:
    """Propose the best set of exchanges for a programme.

    Parameters
    ----------
    profiles : Profiles
        The cities, from `read_profiles`.
    programme : Programme
        From `read_programme`.
    pins, forbids : iterable of (str, str), optional
        Pairs of city ids that must be, or must not be, in the plan.
    time_limit : float, optional
        Seconds for the solver; a plan that is not proved by then has status ``feasible``.
    stop : callable, optional
        Asked from time to time; once it returns True the solver ends as at its time limit, with
        the best plan so far.
    progress : callable, optional
        Told after each round of a large pool, with an object that has `round`, `violators`, `gap`
        and `seconds`.

    Returns
    -------
    Plan
        Checked by the independent verifier; an impossible programme gives status ``infeasible``
        with the reason, not an error.

    Raises
    ------
    InputError
        When the programme or the pins name what cannot be: unknown or ineligible cities, or a
        pinned pair that a rule forbids.
    UnavailableError
        When the pool is too large for the fairness, stability or quotas that are asked for.

    Examples
    --------
    >>> import matcher
    >>> plan = matcher.propose(matcher.read_profiles(), matcher.read_programme("ccucc"))
    >>> len(plan.pairs), plan.gap
    (10, 0)
    """
    started = perf_counter()
    pinned, barred = list(pins), list(forbids)
    applied, pool, rules, caps = _admit(profiles, programme, pinned, barred)
    model = ScoreModel.fit(profiles, applied, pool.sides, rules)
    weights = PairWeights(model, rules)
    scored = perf_counter()
    case, aim = Case.over(profiles, model.state, caps, weights), None
    asked: dict[str, Any] = {"time_limit": time_limit, "stop": stop, "progress": progress}
    uses: list[QuotaUse] = []
    refused = None
    if case.demand.side is not None:
        under = solve_under_quotas(case, **asked)
        result, uses, refused = under.result, under.uses, under.refused
    else:
        result = case.demand.solve(weights, **asked)
    if has_aim(applied):
        result, aim = solve_for_aim(case, result, time_limit=time_limit)
    solved = perf_counter()
    document = build_document(
        Solved(profiles, applied, pool, weights, result, pinned, barred, caps, aim, uses, refused),
        Created(
            at=datetime.now(UTC).isoformat(timespec="seconds"),
            seconds={"scores": round(scored - started, 3), "solve": round(solved - scored, 3)},
        ),
        input_hashes(profiles, applied),
        [*_warnings(profiles), *_rule_warnings(profiles, applied, pool)],
    )
    verify_plan(document, profiles).require()
    return Plan(document, profiles)


def _warnings(profiles: Profiles) -> list[str]:
    """What a reader of the plan should know, from the profiles alone: files leave no trace here."""
    return [
        say(
            "{city}: theme {theme} is an urgent need and a proven capability at once",
            city=city.name,
            theme=theme,
        )
        for city in profiles
        for theme in sorted(_at_highest(city.needs) & _at_highest(city.capabilities))
    ]


def _rule_warnings(profiles: Profiles, programme: Programme, pool: Pool) -> list[str]:
    remarks = [
        *cap_remarks(profiles, programme, pool),
        *quota_remarks(profiles, programme, pool),
    ]
    return [f"{remark.message[:1].upper()}{remark.message[1:]}." for remark in remarks]


def _at_highest(items: Iterable[Item]) -> set[str]:
    return {item.theme for item in items if item.level == 3}


def check_request(
    profiles: Profiles,
    programme: Programme,
    *,
    pins: Iterable[NamedPair] = (),
    forbids: Iterable[NamedPair] = (),
) -> None:
    """Raise InputError for what `propose` would refuse, before anything is scored or solved."""
    _admit(profiles, programme, list(pins), list(forbids))


def _admit(
    profiles: Profiles, programme: Programme, pins: list[NamedPair], forbids: list[NamedPair]
) -> tuple[Programme, Pool, PairRules, tuple[CapGroup, ...]]:
    if programme.shape not in ("two_sided", "one_pool"):
        raise UnavailableError(f"shape {programme.shape} is not available yet")
    applied = programme.with_pairs(pins, forbids)
    _raise_for(f"{programme.id} cannot be run", _unusable(applied, profiles))
    pool = build_pool(profiles, applied)
    caps = build_caps(profiles, applied, pool)
    rules = PairRules(profiles, applied, pool)
    _raise_for("pairs are required that cannot be", _bad_requirements(applied, rules, profiles))
    return applied, pool, rules, caps


def _unusable(programme: Programme, profiles: Profiles) -> list[Problem]:
    """What no plan can be asked of; a pair required and forbidden gives a plan that says so."""
    found = check_programme(programme, profiles)
    return [problem for problem in found if problem.code != "required_and_forbidden"]


def _bad_requirements(programme: Programme, rules: PairRules, profiles: Profiles) -> list[Problem]:
    return [
        Problem(
            code="pinned_pair_not_permitted",
            message=f"{profiles[a].name} with {profiles[b].name} is required, but: {reason.text}",
            field="required",
            found=f"{a}:{b}",
            allowed="pairs that the programme permits",
            remedy="take the pin away, or change the rule in the programme file",
        )
        for a, b in programme.rules.required
        for reason in rules.reasons(a, b)
        if reason.code != "forbidden"
    ]


def _raise_for(message: str, problems: Iterable[Problem]) -> None:
    errors = [problem for problem in problems if problem.severity == "error"]
    if errors:
        raise InputError(message, errors)
