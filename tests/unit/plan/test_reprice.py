"""The bound of a certificate is what plain exact loops over all pairs say, or an error in words."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from support.made_up import pool_programme, sides_programme

from matcher.candidates import CapGroup, Pool
from matcher.errors import VerificationError
from matcher.plan import bands
from matcher.plan.document import CapPrice, Certificate, OddSetPrice
from matcher.plan.reprice import reprice


@dataclass(frozen=True)
class Table:
    scores: np.ndarray

    @property
    def shape(self) -> tuple[int, int]:
        return self.scores.shape

    def block(self, rows: np.ndarray, cols: np.ndarray) -> np.ndarray:
        return self.scores[np.ix_(rows, cols)]


@dataclass(frozen=True)
class Case:
    certificate: Certificate
    programme: Any
    pool: Pool
    table: Table
    caps: tuple[CapGroup, ...] = ()

    def plain(self) -> tuple[Fraction, int]:
        """The bound and the number of permitted pairs, one pair at a time in exact fractions."""
        c, two = self.certificate, self.pool.two_sided
        capacity = self.programme.capacities.of
        bound = Fraction(c.cohort) * (self.programme.max_pairs or 0)
        bound += sum(Fraction(odd.price) * odd.most_pairs for odd in c.odd_sets)
        bound += sum(Fraction(cap.price) * cap.most_pairs for cap in c.caps)
        sides = [(c.left, c.left_floor), *([(c.right, c.right_floor)] if two else [])]
        net: dict[str, Fraction] = {}
        for most, least in sides:
            for city in most:
                bound += Fraction(most[city]) * capacity(city).maximum
                bound -= Fraction(least[city]) * capacity(city).minimum
                net[city] = Fraction(most[city]) - Fraction(least[city])
        required = {frozenset(pair) for pair in self.programme.rules.required}
        count = 0
        for i, a in enumerate(self.pool.left):
            for j, b in enumerate(self.pool.right):
                score = self.table.scores[i, j]
                if np.isnan(score) or not (two or i < j):
                    continue
                count += 1
                faced = net[a] + net[b] + Fraction(c.cohort)
                faced += sum(
                    Fraction(odd.price)
                    for odd in c.odd_sets
                    if {a, b} <= set(odd.members) or {a, b} in [set(tooth) for tooth in odd.teeth]
                )
                faced += sum(
                    Fraction(cap.price)
                    for cap in c.caps
                    if (a if cap.side == "left" else b) in cap.members
                )
                excess = Fraction(score) - faced
                bound += excess if frozenset((a, b)) in required else max(excess, Fraction(0))
        return bound, count


def drawn(seed: int, *, two_sided: bool) -> Case:
    random = np.random.default_rng(seed)
    n = int(random.integers(3, 12))
    left = tuple(f"cn-{i:02d}" for i in range(n))
    right = tuple(f"us-{j:02d}" for j in range(int(random.integers(2, 9)))) if two_sided else left
    scores = random.integers(0, 1_000_000, (n, len(right))).astype(float)
    scores[random.random(scores.shape) < 0.2] = np.nan
    if not two_sided:
        scores = np.triu(scores, 1) + np.triu(scores, 1).T
        np.fill_diagonal(scores, np.nan)
    scores[0, 1] = scores[1, 0] = 500_000.0

    def prices(ids: tuple[str, ...], top: int) -> dict[str, float]:
        return {city: int(random.integers(0, top)) / 8 for city in ids}

    def random_eighths() -> float:
        return int(random.integers(0, 80_000)) / 8

    odd_sets = [] if two_sided else [
        OddSetPrice(members=list(left[:3]), most_pairs=4, price=int(random.integers(0, 999)) / 4),
        OddSetPrice(members=list(left[-2:] + left[:1]), most_pairs=4, price=0.5),
        OddSetPrice(members=[left[1]], most_pairs=2, price=0.25, teeth=[(left[2], left[1]),
                                                                        (left[0], left[1])]),
    ]  # fmt: skip
    groups = [("left", left[:2], 3), ("left", left[:3], 4), ("right", right[:2], 1)]
    caps = [
        CapPrice(side=side, label="x", members=list(ids), most_pairs=most, price=random_eighths())
        for side, ids, most in (groups if two_sided else ())
    ]
    make = sides_programme if two_sided else pool_programme
    return Case(
        Certificate(
            left=prices(left, 4_000_000),
            right=prices(right, 4_000_000) if two_sided else {},
            left_floor=prices(left, 80_000),
            right_floor=prices(right, 80_000) if two_sided else {},
            cohort=float(random.integers(0, 10_000)),
            caps=caps,
            odd_sets=odd_sets,
            rows=[],
            total=0,
        ),
        make(
            capacities={"minimum": 1, "maximum": 2},
            max_pairs=3,
            rules={"required": [[right[1], left[0]]]},
        ),
        Pool((left, right) if two_sided else (left,), ()),
        Table(scores),
        tuple(CapGroup(0, c.side, "x", tuple(c.members), c.most_pairs, "x", "x") for c in caps),
    )


@pytest.mark.parametrize("two_sided", [True, False], ids=["sides", "pool"])
@pytest.mark.parametrize("cells", [1, 20, 10_000])
@pytest.mark.parametrize("seed", range(8))
def test_bound_is_that_of_exact_loops(
    seed: int, cells: int, two_sided: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bands, "CELLS", cells)
    case = drawn(seed, two_sided=two_sided)
    found = reprice(case.certificate, case.programme, case.pool, case.table, caps=case.caps)
    assert (Fraction(found.bound), found.permitted) == case.plain()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"cohort": 1 / 3}, "whole number of"),
        ({"cohort": -1.0}, "cohort is negative"),
        ({"cohort": 2.0**54}, "too large"),
        ({"left_floor": {"cn-00": -1.0}}, "price of cn-00 is negative"),
        ({"odd_sets": [OddSetPrice(members=["cn-00"] * 5, most_pairs=0, price=1)]}, "not valid"),
        (
            {"odd_sets": [OddSetPrice(members=["cn-00", "cn-01"], most_pairs=2, price=-1)]},
            "not valid",
        ),
        *(
            (
                {"odd_sets": [OddSetPrice(members=["cn-00"], most_pairs=2, price=1, teeth=teeth)]},
                "not",
            )
            for teeth in (
                [("cn-00", "cn-01"), ("cn-01", "cn-00")],
                [("cn-01", "cn-02")],
                [("cn-00", "cn-00")],
                [("cn-00", f"cn-0{k}") for k in range(1, 5)],
            )
        ),
    ],
)
def test_prices_that_prove_nothing_are_refused(change: dict[str, Any], words: str) -> None:
    case = drawn(1, two_sided=False)
    if "left_floor" in change:
        change = {"left_floor": {**case.certificate.left_floor, **change["left_floor"]}}
    forged = case.certificate.model_copy(update=change)
    with pytest.raises(VerificationError, match=words):
        reprice(forged, case.programme, case.pool, case.table)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"price": -1.0}, "price of the cap on x is negative"),
        ({"most_pairs": 2}, "is 3 in the programme, not 2"),
        ({"members": ["cn-00"]}, "sets no cap on x"),
        ({"side": "right"}, "sets no cap on x"),
    ],
)
def test_caps_that_the_programme_does_not_set_are_refused(
    change: dict[str, Any], words: str
) -> None:
    case = drawn(1, two_sided=True)
    first, *others = case.certificate.caps
    forged = case.certificate.model_copy(
        update={"caps": [first.model_copy(update=change), *others]}
    )
    with pytest.raises(VerificationError, match=words):
        reprice(forged, case.programme, case.pool, case.table, caps=case.caps)
