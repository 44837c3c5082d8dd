"""A plan again after a decline: as few other changes as a stated loss allows, on the same scales.

::

    PlanDocument, what was declined --> changed programme --> best new plan --> allowed loss
                                    --> fewest changes, trade-off --> PlanDocument
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from time import perf_counter
from typing import Any

from matcher.errors import InputError, Problem
from matcher.intake.profiles import Profiles
from matcher.plan.aim import has_aim
from matcher.plan.build import Solved, build_document
from matcher.plan.case import Case
from matcher.plan.document import Created, PlanDocument, Replanned, TradePoint
from matcher.plan.fingerprint import input_hashes, profile_hash
from matcher.plan.quotas import quota_uses, solve_under_quotas
from matcher.plan.replan_words import sentences
from matcher.plan.ruled import ruled_problem, side_rows
from matcher.plan.verify import verify_plan
from matcher.programme.models import Programme
from matcher.solve.result import Result

Pair = tuple[str, str]
Loss = int | str
TIME_LIMIT = 60.0
DEFAULT_LOSS = "1%"
MOST_PERMITTED = 400_000


@dataclass(frozen=True)
class Request:
    """What is asked of the new plan, by city id and in the order of the plan."""

    declined: tuple[Pair, ...]
    withdrawn: tuple[str, ...]
    confirmed: tuple[Pair, ...]
    within: Loss


def replan(
    document: PlanDocument,
    profiles: Profiles,
    *,
    declined: Iterable[Pair] = (),
    declined_cities: Iterable[str] = (),
    keep: Iterable[Pair] = (),
    within: Loss = DEFAULT_LOSS,
    time_limit: float | None = TIME_LIMIT,
) -> PlanDocument:
    """Make a new plan after exchanges were declined or cities left.

    Parameters
    ----------
    document : PlanDocument
        The plan that stands.
    profiles : Profiles
        What it was made from.
    declined : iterable of (str, str)
        Pairs that will not happen; forbidden in the new plan.
    declined_cities : iterable of str
        Cities that no longer take part.
    keep : iterable of (str, str)
        Exchanges of the plan that are confirmed; required in the new plan.
    within : int or str, default="1%"
        What the new plan may lose against the best possible new plan: points, or a share of that
        plan's points such as "2%".
    time_limit : float or None, default=60
        Seconds for each of the two searches (fewest changes, trade-off).

    Returns
    -------
    PlanDocument
        With `replanned`. Infeasible, with its reasons, where no plan keeps to what was asked.

    Raises
    ------
    InputError
        When there is no plan to change, the profiles are others, or a name is not known.
    """
    started = perf_counter()
    request = _read(document, profiles, declined, declined_cities, keep, within)
    programme, pins, forbids = changed_programme(document, request)
    case = Case.build(profiles, programme, document.state)
    scored = perf_counter()
    under = solve_under_quotas(case) if case.demand.side is not None else None
    top = case.solve() if under is None else under.result
    solution, replanned = _near(document, case, request, top, time_limit)
    created = Created(
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        seconds={
            "scores": round(scored - started, 3),
            "solve": round(perf_counter() - scored, 3),
        },
    )
    solved = Solved(
        profiles,
        programme,
        case.pool,
        case.weights,
        solution,
        pins,
        forbids,
        case.caps,
        quotas=[] if solution.objective is None else quota_uses(case, solution.pairs),
        refused_by_quotas=None if under is None else under.refused,
    )
    found = build_document(
        solved, created, input_hashes(profiles, programme), list(document.warnings)
    )
    told = replanned.model_copy(update={"sentences": sentences(document, found, replanned)})
    found = found.model_copy(update={"replanned": told})
    verify_plan(found, profiles).require()
    return found


def changed_programme(
    document: PlanDocument, request: Request
) -> tuple[Programme, list[Pair], list[Pair]]:
    """The programme as the new plan applies it, and what of it was asked for in runs alone.

    Pins on what was declined can no longer hold, and go.
    """
    rules, settings = document.settings.rules, document.settings
    gone = {frozenset(pair) for pair in request.declined}
    away = set(request.withdrawn)
    confirmed = {frozenset(pair) for pair in request.confirmed}

    def lasting(pairs: Iterable[Pair]) -> list[Pair]:
        return [
            pair
            for pair in pairs
            if (frozenset(pair) not in gone or frozenset(pair) in confirmed)
            and not away & set(pair)
        ]

    in_file = len(rules.required) - len(document.pins), len(rules.forbidden) - len(document.forbids)
    pins = [*lasting(document.pins), *request.confirmed]
    forbids = [*document.forbids, *request.declined]
    required = (*lasting(rules.required[: in_file[0]]), *pins)
    forbidden = (*rules.forbidden[: in_file[1]], *forbids)
    withdrawn = tuple(dict.fromkeys([*settings.eligibility.withdrawn, *request.withdrawn]))
    programme = settings.model_copy(
        update={
            "rules": rules.model_copy(update={"required": required, "forbidden": forbidden}),
            "eligibility": settings.eligibility.model_copy(update={"withdrawn": withdrawn}),
        }
    )
    return programme, list(pins), list(forbids)


def allowed_loss(within: Loss, best: int) -> int:
    """Points that a new plan may lose.

    Parameters
    ----------
    within : int or str
        Points, or a share such as "1.5%".
    best : int
        What the best possible new plan is worth; below zero where missed quotas cost more than its
        exchanges bring. A share is one of its size.

    Examples
    --------
    >>> allowed_loss("1%", 4_047_178), allowed_loss(5000, 4_047_178), allowed_loss("0", 9)
    (40471, 5000, 0)
    >>> allowed_loss("1%", -150_000)
    1500
    """
    text = str(within).replace(",", "").strip()
    try:
        number = float(text.removesuffix("%"))
        whole = int(abs(best) * number / 100) if text.endswith("%") else int(number)
        if number < 0 or (not text.endswith("%") and whole != number):
            raise ValueError
    except (ValueError, OverflowError) as error:
        raise InputError(
            "the loss cannot be read",
            [
                Problem(
                    "bad_loss",
                    "what the new plan may lose is not a number of points or a share",
                    field="within",
                    found=str(within),
                    allowed="whole points such as 20000, or a share such as 1%",
                )
            ],
        ) from error
    return whole


def _near(
    document: PlanDocument,
    case: Case,
    request: Request,
    top: Result,
    time_limit: float | None,
) -> tuple[Result, Replanned]:
    """The plan with the fewest changes, and what is told about it."""
    from matcher.solve.ruled import fewest_changes, trade_off

    standing = _standing(document, request)
    origin = Replanned(
        plan_sha256=hashlib.sha256(document.model_dump_json().encode()).hexdigest(),
        plan_created=document.created.at,
        plan_objective=document.objective or 0,
        declined=list(request.declined),
        withdrawn=list(request.withdrawn),
        confirmed=list(request.confirmed),
        standing=standing,
        within=str(request.within),
        sentences=[],
    )
    if top.objective is None:
        return top, origin
    best = int(top.objective) - _paid(case, top)
    loss = allowed_loss(request.within, best)
    problem = ruled_problem(case, MOST_PERMITTED)
    base, rows = case.positions(standing), side_rows(case.demand, problem)
    near = fewest_changes(problem, base, loss, rows=rows, time_limit=time_limit)
    curve = trade_off(problem, base, rows=rows, time_limit=time_limit)
    points: dict[int, TradePoint] = {}
    for place in curve.points:
        worth, changed = int(place.result.objective or 0), len(place.dropped)
        if all(worth > point.objective for point in points.values()):
            points[changed] = TradePoint(changed=changed, objective=worth, lost=best - worth)
    found = _as_result(top, near.result)
    assert found.objective is not None
    chosen = {frozenset(pair) for pair in case.named(found.pairs)}
    stood = {frozenset(pair) for pair in standing}
    told = origin.model_copy(
        update={
            "best": best,
            "allowed_loss": loss,
            "loss": best - (int(found.objective) - _paid(case, found)),
            "proved": near.result.status == "optimal" and top.status == "optimal",
            "dropped": [pair for pair in standing if frozenset(pair) not in chosen],
            "added": [pair for pair in case.named(found.pairs) if frozenset(pair) not in stood],
            "curve": list(points.values()),
            "curve_complete": curve.complete,
        }
    )
    return found, told


def _paid(case: Case, result: Result) -> int:
    """What soft quotas cost in a plan."""
    return sum(use.paid for use in quota_uses(case, result.pairs))


def _as_result(top: Result, near: Any) -> Result:
    """The new plan with the bound of the best one; its own proof where it falls short of it."""
    if near.total is None:
        return top
    assert top.objective is not None
    bound = top.objective if top.bound is None else top.bound
    by_total = near.total == bound
    return replace(
        top,
        status="optimal" if by_total or near.status == "optimal" else "feasible",
        pairs=near.pairs,
        objective=near.total,
        bound=bound,
        gap=bound - near.total,
        proof=top.proof if by_total else near.proof,
        verified=bool(top.verified and near.verified),
        reason=near.reason,
    )


def _standing(document: PlanDocument, request: Request) -> list[Pair]:
    """The exchanges of the plan that nobody declined."""
    gone, away = {frozenset(pair) for pair in request.declined}, set(request.withdrawn)
    return [
        (pair.a, pair.b)
        for pair in document.pairs
        if frozenset((pair.a, pair.b)) not in gone and not away & {pair.a, pair.b}
    ]


def _read(
    document: PlanDocument,
    profiles: Profiles,
    declined: Iterable[Pair],
    withdrawn: Iterable[str],
    keep: Iterable[Pair],
    within: Loss,
) -> Request:
    """Check what was asked, and put pairs in the order of the plan."""
    problems = list(_unlike(document, profiles))
    if has_aim(document.settings):
        problems.append(
            Problem(
                "not_by_total",
                "a plan is made again for the greatest total, and this programme asks for fairness "
                "or stability",
                found=f"objective = {document.settings.objective}, "
                f"stable = {str(document.settings.stable).lower()}",
                remedy="propose again, with the declined exchange forbidden",
            )
        )
    if document.objective is None:
        problems.append(
            Problem(
                "no_plan",
                f"there is no plan to change: {' '.join(document.reasons)}",
                remedy="change the programme and propose again",
            )
        )
    chosen = {frozenset((pair.a, pair.b)): (pair.a, pair.b) for pair in document.pairs}
    taking_part = {city for side in document.sides for city in side.cities}
    gone, kept, away = list(declined), list(keep), list(dict.fromkeys(withdrawn))
    for field, cities in (
        ("declined", [city for pair in gone for city in pair]),
        ("declined_cities", away),
    ):
        problems += [
            Problem("not_in_plan", "this city does not take part in the plan", field=field, found=c)
            for c in dict.fromkeys(cities)
            if c not in taking_part
        ]
    for pair in kept:
        if frozenset(pair) not in chosen:
            problems.append(
                Problem(
                    "not_in_plan",
                    "this exchange is to be kept and is not in the plan",
                    field="keep",
                    found=":".join(pair),
                    allowed="an exchange of the plan",
                )
            )
        elif set(pair) & set(away):
            problems.append(
                Problem(
                    "kept_and_left",
                    "this exchange is to be kept and one of its cities has left",
                    field="keep",
                    found=":".join(pair),
                )
            )
    if not (gone or away):
        problems.append(
            Problem(
                "nothing_declined",
                "nothing was declined, so there is nothing to plan again",
                field="declined",
                allowed="at least one exchange or city",
            )
        )
    if problems:
        raise InputError("the plan cannot be made again", problems)
    allowed_loss(within, 0)

    def ordered(pairs: Iterable[Pair]) -> tuple[Pair, ...]:
        found: dict[frozenset[str], Pair] = {}
        for a, b in pairs:
            found.setdefault(frozenset((a, b)), chosen.get(frozenset((a, b)), (a, b)))
        return tuple(found.values())

    return Request(ordered(gone), tuple(away), ordered(kept), within)


def _unlike(document: PlanDocument, profiles: Profiles) -> Iterable[Problem]:
    """Profiles that are not those of the plan."""
    for city, card in document.cities.items():
        if city not in profiles or profile_hash(profiles[city]) != card.sha256:
            yield Problem(
                "profile_changed",
                "the profile of this city is not the one that was scored",
                found=city,
                remedy="give the same profiles with --profiles, or propose again",
            )
            return
