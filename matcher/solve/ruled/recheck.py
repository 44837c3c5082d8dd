"""The independent check of a plan under rules: recount, add again; no code of the solvers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from matcher.errors import VerificationError
from matcher.solve.ruled.problem import Problem
from matcher.solve.ruled.rows import Row, RuledResult

Pair = tuple[int, int]


def require_kept(problem: Problem, pairs: Sequence[Pair]) -> None:
    """Raise unless a plan keeps to permissions, limits and requirements.

    Raises
    ------
    VerificationError
        Naming what does not hold.
    """
    if list(pairs) != sorted(set(pairs)):
        raise VerificationError("the pairs are not sorted, or one occurs twice")
    barred = {(int(a), int(b)) for a, b in problem.forbidden}
    for a, b in pairs:
        if (problem.pool and a >= b) or not problem.permitted[a, b] or (a, b) in barred:
            raise VerificationError(f"the pair {(a, b)} is not permitted")
    for pair in sorted({(int(a), int(b)) for a, b in problem.required} - set(pairs)):
        raise VerificationError(f"the required pair {pair} is missing")
    if problem.max_pairs is not None and len(pairs) > problem.max_pairs:
        raise VerificationError(f"{len(pairs)} pairs, the cohort holds {problem.max_pairs}")
    limits = problem.limits
    left = Counter(a for a, _ in pairs)
    right = Counter(b for _, b in pairs)
    sides = [(left, limits.row_min, limits.row_max), (right, limits.col_min, limits.col_max)]
    if problem.pool:
        sides = [(left + right, limits.row_min, limits.row_max)]
    for partners, least, most in sides:
        for city, (low, high) in enumerate(zip(least.tolist(), most.tolist(), strict=True)):
            if not low <= partners[city] <= high:
                raise VerificationError(
                    f"city {city} has {partners[city]} partners, allowed {low} to {high}"
                )
    for partners, groups in ((left, limits.row_groups), (right, limits.col_groups)):
        for group in groups:
            held = sum(partners[city] for city in group.members.tolist())
            if held > group.most:
                raise VerificationError(f"a group has {held} pairs, allowed {group.most}")


def require_verified(
    problem: Problem,
    rows: Sequence[Row],
    result: RuledResult,
    gains: dict[Pair, int] | None = None,
) -> RuledResult:
    """Return a result with a plan marked as verified, or raise VerificationError.

    Parameters
    ----------
    problem : Problem
    rows : sequence of Row
    result : RuledResult
    gains : dict, optional
        What was maximised instead of the points, for each pair that may be chosen.
    """
    pairs = [(int(a), int(b)) for a, b in result.pairs]
    require_kept(problem, pairs)
    held = set(pairs)
    missed = []
    for row in rows:
        count = 0
        for (a, b), counted in zip(row.pairs.tolist(), row.coefficients.tolist(), strict=True):
            pair = (min(a, b), max(a, b)) if problem.pool else (a, b)
            count += counted if pair in held else 0
        low = count if row.least is None else row.least
        high = count if row.most is None else row.most
        by = max(low - count, count - high, 0)
        if by and row.price is None:
            raise VerificationError(f"{row.name}: counts {count}, allowed {row.least}, {row.most}")
        if by:
            missed.append((row.name, by, by * (row.price or 0)))
    if missed != [(short.name, short.by, short.cost) for short in result.shortfalls]:
        raise VerificationError("the shortfalls are not those of the plan")
    total = sum(int(problem.weights[pair]) for pair in pairs)
    if total != result.total:
        raise VerificationError(f"the points add up to {total}, not to {result.total}")
    gained = total if gains is None else sum(gains[pair] for pair in pairs)
    if gained - sum(cost for *_, cost in missed) != result.objective:
        raise VerificationError(f"{result.objective} is not what the plan gains")
    if result.bound is None or result.gap != result.bound - (result.objective or 0):
        raise VerificationError("the gap is not bound minus objective")
    if result.gap < 0 or (result.status == "optimal" and result.gap):
        raise VerificationError(f"a gap of {result.gap} with status {result.status}")
    return replace(result, verified=True)
