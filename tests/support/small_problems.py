"""Small instances of `matcher.solve.ruled`, and every plan of them by plain recursion."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import numpy as np
from hypothesis import strategies as st

from matcher.solve.ruled import Problem

Pair = tuple[int, int]
Plan = tuple[Pair, ...]

SPREADS = ((1, 9), (0, 3), (1, 60), (-3, 6), (0, 0), (0, 10**6), (-50, 90))


def every_plan(problem: Problem) -> Iterator[Plan]:
    """Every permitted set of pairs, each as a sorted tuple; read from the arguments alone."""
    limits = problem.limits
    n, m = problem.weights.shape
    barred = {tuple(pair) for pair in problem.forbidden.tolist()}
    asked = {tuple(pair) for pair in problem.required.tolist()}
    pairs = [
        (a, b)
        for a in range(n)
        for b in range(a + 1 if problem.pool else 0, m)
        if problem.permitted[a, b] and (a, b) not in barred
    ]
    shift = 0 if problem.pool else n
    least = [*limits.row_min.tolist(), *limits.col_min.tolist()]
    most = [*limits.row_max.tolist(), *limits.col_max.tolist()]
    groups = [(set(g.members.tolist()), g.most) for g in limits.row_groups]
    groups += [({c + n for c in g.members.tolist()}, g.most) for g in limits.col_groups]

    def extend(start: int, chosen: Plan, used: list[int]) -> Iterator[Plan]:
        if start == len(pairs):
            enough = all(count >= low for count, low in zip(used, least, strict=True))
            if enough and asked <= set(chosen):
                yield chosen
            return
        yield from extend(start + 1, chosen, used)
        a, b = pairs[start][0], pairs[start][1] + shift
        more = list(used)
        more[a] += 1
        more[b] += 1
        room = limits.max_pairs is None or len(chosen) < limits.max_pairs
        room = room and more[a] <= most[a] and more[b] <= most[b]
        if room and all(sum(more[c] for c in held) <= cap for held, cap in groups):
            yield from extend(start + 1, (*chosen, pairs[start]), more)

    yield from extend(0, (), [0] * len(most))


def total(problem: Problem, plan: Plan) -> int:
    """Points of a plan."""
    return sum(int(problem.weights[pair]) for pair in plan)


def shares(problem: Problem, plan: Plan) -> list[Fraction]:
    """Satisfactions of a plan by their definition, smallest first."""
    limits = problem.limits
    n, m = problem.weights.shape
    barred = {tuple(pair) for pair in problem.forbidden.tolist()}
    most = [*limits.row_max.tolist(), *limits.col_max.tolist()]
    shift = 0 if problem.pool else n
    scores: list[list[int]] = [[] for _ in most]
    got = [0] * len(most)
    for a in range(n):
        for b in range(a + 1 if problem.pool else 0, m):
            if not problem.permitted[a, b] or (a, b) in barred:
                continue
            for city in (a, b + shift):
                scores[city].append(int(problem.weights[a, b]))
                got[city] += int(problem.weights[a, b]) if (a, b) in plan else 0
    best = [
        sum(sorted((score for score in own if score > 0), reverse=True)[:places])
        for own, places in zip(scores, most, strict=True)
    ]
    return sorted(Fraction(g, b) for g, b in zip(got, best, strict=True) if b)


def order(value: Any, plan: Plan) -> tuple[Any, int, Plan]:
    """Key that sorts plans: greatest value first, then more pairs, then the smallest list."""
    return (-value, -len(plan), plan)


def plan_of(result: Any) -> Plan:
    """The pairs of a result as a tuple of tuples."""
    return tuple((int(a), int(b)) for a, b in result.pairs)


@st.composite
def problems(
    draw: st.DrawFn, pool: bool | None = None, seats: int = 2, least_weight: int | None = None
) -> Problem:
    """Up to ten permitted pairs, with limits and wishes; half of the instances have no plan twist.

    Parameters
    ----------
    pool : bool, optional
        Drawn where not given.
    seats : int
        Most partners of a city.
    least_weight : int, optional
        Raises every weight to at least this.
    """
    pool = draw(st.booleans()) if pool is None else pool
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    n = draw(st.sampled_from((5, 4, 6, 3, 2) if pool else (3, 4, 2, 1)))
    m = n if pool else draw(st.sampled_from((3, 4, 2)))
    low, high = draw(st.sampled_from(SPREADS))
    places = [(a, b) for a in range(n) for b in range(a + 1 if pool else 0, m)]
    kept = random.permutation(len(places))[: draw(st.sampled_from((10, 8, 5)))]
    weights = np.full((n, m), np.nan)
    for at in sorted(kept.tolist()):
        a, b = places[at]
        weights[a, b] = random.integers(low, high + 1)
        if least_weight is not None:
            weights[a, b] = max(weights[a, b], least_weight)
        if pool:
            weights[b, a] = weights[a, b]
    seat = draw(st.sampled_from((1, 1, seats)))
    tight = draw(st.sampled_from((0.0, 0.0, 0.3)))

    def capacities(size: int) -> tuple[list[int], list[int]]:
        most = random.integers(1, seat + 1, size).tolist()
        return [int(random.random() < tight) for _ in most], most

    chosen = [places[at] for at in kept.tolist()]
    wish = draw(st.sampled_from((0, 0, 0, 1)))
    arguments: dict[str, Any] = {
        "max_pairs": draw(st.sampled_from((None, None, 2, 3))),
        "required": chosen[:wish],
        "forbidden": chosen[wish : wish + draw(st.sampled_from((0, 0, 1)))],
    }
    least, most = capacities(n)
    if pool:
        return Problem.one_pool(weights, max_partners=most, min_partners=least, **arguments)
    right_least, right_most = capacities(m)
    if draw(st.integers(0, 3)) == 0 and n > 1:
        arguments["left_groups"] = [([0, n - 1], 1)]
    return Problem.two_sided(
        weights,
        left_max=most,
        left_min=least,
        right_max=right_most,
        right_min=right_least,
        **arguments,
    )
