"""Small instances with known answers that every array-level solver must give, and their traps."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

Pairs = list[list[int]]
NO = np.nan


@dataclass(frozen=True)
class Case:
    """One instance.

    Parameters
    ----------
    name : str
        What is tried, and the trap where there is one.
    weights : array-like
        Integers where all are permitted, else floats with NaN.
    status : str
    objective : int or float or None
    pairs : list of pairs
        The canonical plan: most pairs, then the smallest list.
    limits : dict
        Keyword arguments of the solver.
    says : str
        A word that the reason of an infeasible instance must hold.
    """

    name: str
    weights: Any
    status: str
    objective: float | None
    pairs: Pairs
    limits: dict[str, Any] = field(default_factory=dict)
    says: str = ""

    def __str__(self) -> str:
        return self.name.replace(" ", "-")


def best(name: str, weights: Any, objective: float, pairs: Pairs, **limits: Any) -> Case:
    return Case(name, weights, "optimal", objective, pairs, limits)


def never(name: str, weights: Any, says: str, **limits: Any) -> Case:
    return Case(name, weights, "infeasible", None, [], limits, says)


TWO_SIDED = [
    best("greedy takes the nine and loses", [[9, 8], [8, 1]], 16, [[0, 1], [1, 0]]),
    best("a pool of none", np.empty((0, 0)), 0, []),
    best("nobody on the right", np.empty((2, 0)), 0, []),
    best("nobody on the left", np.empty((0, 3)), 0, []),
    best(
        "nobody on the left though all must match", np.empty((0, 3)), 0, [], unmatched_allowed=False
    ),
    best("no permitted pair", [[NO, NO], [NO, NO]], 0, []),
    best("every pair forbidden", [[3]], 0, [], forbidden=[(0, 0)]),
    best("negative pairs are left alone", [[-3, 2], [-1, -5]], 2, [[0, 1]]),
    best(
        "a negative pair is taken for a minimum",
        [[-3, 2], [-1, -5]],
        1,
        [[0, 1], [1, 0]],
        left_min=1,
    ),
    best(
        "a negative pair is taken when required",
        [[-3, 2], [-1, 4]],
        1,
        [[0, 0], [1, 1]],
        required=[(0, 0)],
    ),
    best(
        "a negative pair is taken when all must match",
        [[-4]],
        -4,
        [[0, 0]],
        unmatched_allowed=False,
    ),
    best("a pair of weight zero is taken", [[0, NO], [NO, 0]], 0, [[0, 0], [1, 1]]),
    best("more pairs before the smaller list", [[5, 5], [5, NO]], 10, [[0, 1], [1, 0]]),
    best("two pairs of equal value beat one", [[4, 2], [2, NO]], 4, [[0, 1], [1, 0]]),
    best("all equal gives the diagonal", np.full((4, 4), 7), 28, [[0, 0], [1, 1], [2, 2], [3, 3]]),
    best(
        "all equal with two seats each",
        np.full((2, 3), 1),
        4,
        [[0, 0], [0, 1], [1, 0], [1, 2]],
        left_max=2,
        right_max=[2, 1, 1],
    ),
    best("the cohort keeps the best pairs", [[9, 1], [1, 8]], 9, [[0, 0]], max_pairs=1),
    best("an empty cohort", [[9]], 0, [], max_pairs=0),
    best("a cohort of one prefers value to diagonal", [[5, 9], [9, 5]], 9, [[0, 1]], max_pairs=1),
    best(
        "a cohort chooses the right one pair, not a half of two",
        [[5, 6], [6, 0]],
        12,
        [[0, 1], [1, 0]],
        max_pairs=2,
    ),
    best(
        "a required pair uses its seats", [[1, 10], [10, 1]], 2, [[0, 0], [1, 1]], required=[(0, 0)]
    ),
    best(
        "required and cohort together",
        [[1, 10], [10, 1]],
        1,
        [[0, 0]],
        required=[(0, 0)],
        max_pairs=1,
    ),
    best(
        "the same requirement twice counts once", [[3, 1]], 3, [[0, 0]], required=[(0, 0), (0, 0)]
    ),
    best("forbidden pairs are avoided", [[9, 2], [3, 1]], 5, [[0, 1], [1, 0]], forbidden=[(0, 0)]),
    best("a pair is used once however many seats", [[9]], 9, [[0, 0]], left_max=5, right_max=5),
    best(
        "a minimum on the right forces a worse pair",
        [[9, 1], [8, NO]],
        9,
        [[0, 1], [1, 0]],
        right_min=[0, 1],
    ),
    best(
        "the smaller side is matched whole", [[-1, -2, -3]], -1, [[0, 0]], unmatched_allowed=False
    ),
    best("the larger side may stay unmatched", [[-1], [-2]], -1, [[0, 0]], unmatched_allowed=False),
    best("a city without seats", [[9, 9], [1, 2]], 2, [[1, 1]], left_max=[0, 1]),
    best(
        "weights of 10^12",
        [[10**12, 10**12 - 1], [10**12 - 1, 1]],
        2 * 10**12 - 2,
        [[0, 1], [1, 0]],
    ),
    best("just below 2^53", [[2**53 - 1, 2**53 - 2], [2**53 - 2, 0]], 2**54 - 4, [[0, 1], [1, 0]]),
    best("just above -2^53, forced", [[-(2**53) + 1]], -(2**53) + 1, [[0, 0]], left_min=1),
    never(
        "minimum above the permitted partners",
        [[1, NO], [1, 1]],
        "permitted",
        left_min=[2, 0],
        left_max=2,
    ),
    never(
        "minimums above the other side's seats",
        [[1, 1], [1, 1], [1, 1]],
        "minimums",
        left_min=1,
        left_max=2,
    ),
    never("minimums above the cohort", [[1, 1], [1, 1]], "cohort", left_min=1, max_pairs=1),
    never(
        "more required than the cohort",
        [[1, 1], [1, 1]],
        "cohort",
        required=[(0, 0), (1, 1)],
        max_pairs=1,
    ),
    never("required and forbidden", [[1]], "forbidden", required=[(0, 0)], forbidden=[(0, 0)]),
    never("required and not permitted", [[NO]], "not permitted", required=[(0, 0)]),
    never("required above the seats", [[1, 1]], "required", required=[(0, 0), (0, 1)]),
    never(
        "two who can meet only one",
        [[1, NO, NO], [1, NO, NO], [1, 1, 1]],
        "plan",
        unmatched_allowed=False,
    ),
    never(
        "all must match and one has no seat", [[1]], "partner", left_max=0, unmatched_allowed=False
    ),
]


def pool(size: int, edges: dict[tuple[int, int], float]) -> np.ndarray:
    """Symmetric weights with these pairs permitted and no others."""
    weights = np.full((size, size), NO)
    for (a, b), weight in edges.items():
        weights[a, b] = weights[b, a] = weight
    return weights


def complete(size: int, weight: float = 1) -> np.ndarray:
    return pool(size, {(a, b): weight for a in range(size) for b in range(a + 1, size)})


FIVE_CYCLE = {(0, 1): 4, (1, 2): 4, (2, 3): 4, (3, 4): 4, (0, 4): 4}

ONE_POOL = [
    best("a pool of zero", np.empty((0, 0)), 0, []),
    best("a pool of one", [[7]], 0, []),
    best("the diagonal is never a pair", [[99, 1], [1, 99]], 1, [[0, 1]]),
    best("a triangle has one pair", complete(3, 5), 5, [[0, 1]]),
    best("a triangle with unequal sides", pool(3, {(0, 1): 3, (0, 2): 4, (1, 2): 5}), 5, [[1, 2]]),
    best("a five-cycle has two pairs", pool(5, FIVE_CYCLE), 8, [[0, 1], [2, 3]]),
    best(
        "a five-cycle with two seats closes",
        pool(5, FIVE_CYCLE),
        20,
        [[0, 1], [0, 4], [1, 2], [2, 3], [3, 4]],
        max_partners=2,
    ),
    best(
        "a triangle with a tail",
        pool(4, {(0, 1): 5, (0, 2): 5, (1, 2): 5, (2, 3): 1}),
        6,
        [[0, 1], [2, 3]],
    ),
    best(
        "two triangles joined by a weak pair",
        pool(6, {(0, 1): 4, (1, 2): 4, (0, 2): 4, (3, 4): 4, (4, 5): 4, (3, 5): 4, (2, 3): 1}),
        9,
        [[0, 1], [2, 3], [4, 5]],
    ),
    best(
        "greedy takes the middle and loses",
        pool(4, {(0, 1): 5, (1, 2): 8, (2, 3): 5}),
        10,
        [[0, 1], [2, 3]],
    ),
    best("an even tie gives the smallest list", complete(4), 2, [[0, 1], [2, 3]]),
    best("negative pairs are left alone", pool(3, {(0, 1): -1, (1, 2): -2}), 0, []),
    best(
        "a negative pair is taken for a minimum",
        pool(3, {(0, 1): -1, (1, 2): -2}),
        -1,
        [[0, 1]],
        min_partners=[1, 0, 0],
    ),
    best("pairs of weight zero are taken", complete(5, 0), 0, [[0, 1], [2, 3]]),
    best("the cohort keeps the best", pool(4, {(0, 1): 3, (2, 3): 9}), 9, [[2, 3]], max_pairs=1),
    best(
        "a cohort splits an odd cycle",
        complete(3, 5),
        10,
        [[0, 1], [0, 2]],
        max_partners=2,
        max_pairs=2,
    ),
    best("required in the other order", complete(4), 2, [[0, 3], [1, 2]], required=[(3, 0)]),
    best("forbidden in the other order", complete(4), 2, [[0, 2], [1, 3]], forbidden=[(1, 0)]),
    best(
        "the same requirement in both orders",
        complete(4),
        2,
        [[0, 3], [1, 2]],
        required=[(3, 0), (0, 3)],
    ),
    best(
        "a star with two seats at its centre",
        pool(4, {(0, 1): 3, (0, 2): 2, (0, 3): 1}),
        5,
        [[0, 1], [0, 2]],
        max_partners=2,
    ),
    best(
        "each at least one, at most two",
        pool(3, {(0, 1): 6, (0, 2): 1, (1, 2): -1}),
        7,
        [[0, 1], [0, 2]],
        max_partners=2,
        min_partners=1,
    ),
    best(
        "all matched though it costs",
        pool(4, {(0, 1): 9, (1, 2): 1, (0, 3): 1}),
        2,
        [[0, 3], [1, 2]],
        unmatched_allowed=False,
    ),
    best("weights of 10^12", complete(3, 10**12), 10**12, [[0, 1]]),
    best("just below 2^53", complete(2, 2**53 - 1), 2**53 - 1, [[0, 1]]),
    never("an odd number must pair up", complete(3), "odd", unmatched_allowed=False),
    never("one city must have a partner", [[1]], "permitted", unmatched_allowed=False),
    never(
        "minimum above the permitted partners",
        pool(3, {(0, 1): 1}),
        "permitted",
        min_partners=[0, 0, 1],
    ),
    never("minimums above the cohort", complete(4), "cohort", min_partners=1, max_pairs=1),
    never(
        "more required than the cohort",
        complete(4),
        "cohort",
        required=[(0, 1), (2, 3)],
        max_pairs=1,
    ),
    never(
        "required and forbidden in the other order",
        complete(2),
        "forbidden",
        required=[(0, 1)],
        forbidden=[(1, 0)],
    ),
    never("required with itself", complete(2), "permitted", required=[(1, 1)]),
    never("required above the seats", complete(3), "required", required=[(0, 1), (0, 2)]),
    never(
        "two odd islands",
        pool(6, {(0, 1): 1, (1, 2): 1, (0, 2): 1, (3, 4): 1, (4, 5): 1, (3, 5): 1}),
        "plan",
        unmatched_allowed=False,
    ),
]
