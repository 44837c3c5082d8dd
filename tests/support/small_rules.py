"""Rules over pairs of small instances, and what a plan pays for them by plain counting."""

from __future__ import annotations

from hypothesis import strategies as st

from matcher.solve.ruled import Problem, Row
from support.small_problems import Plan


@st.composite
def rows(draw: st.DrawFn, problem: Problem) -> list[Row]:
    """One to three rules over some pairs of the instance, hard or soft."""
    n, m = problem.weights.shape
    places = [(a, b) for a in range(n) for b in range(m) if not problem.pool or a != b]
    found = []
    for index in range(draw(st.integers(1, 3))):
        pairs = draw(st.lists(st.sampled_from(places), min_size=1, max_size=8))
        counts = draw(
            st.lists(st.integers(-2, 3), min_size=len(pairs), max_size=len(pairs)),
        )
        least = draw(st.sampled_from((None, None, 0, 1, 2)))
        most = draw(st.sampled_from((None, 0, 1, 2)))
        if least is not None and most is not None:
            least, most = sorted((least, most))
        price = draw(st.sampled_from((None, None, 0, 1, 5, 10**5)))
        row = Row.of(pairs, counts, least=least, most=most, name=f"rule {index}", price=price)
        found.append(row)
    return found


def kept(problem: Problem, rules: list[Row], plan: Plan) -> int | None:
    """What a plan pays for soft rules; None where a hard one is broken."""
    cost = 0
    for row in rules:
        count = 0
        for (a, b), counted in zip(row.pairs.tolist(), row.coefficients.tolist(), strict=True):
            pair = (min(a, b), max(a, b)) if problem.pool else (a, b)
            count += counted * (pair in plan)
        low = row.least is not None and count < row.least
        high = row.most is not None and count > row.most
        if (low or high) and row.price is None:
            return None
        if low:
            cost += (row.least - count) * row.price
        if high:
            cost += (count - row.most) * row.price
    return cost
