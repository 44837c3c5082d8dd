"""Thousands of cities: the plan around the solver needs no table of all pairs.

Thirty hosts may each have a thousand guests and nearly three thousand guests one host each, so
whoever gives each guest its best host has the best plan, and the guests' best scores prove it.
"""

from __future__ import annotations

import tracemalloc
from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from support.made_up import THEMES, city, item, pool_programme, profiles

from matcher.candidates import PairRules, PairWeights, build_pool
from matcher.intake.profiles import Profiles
from matcher.plan import bands
from matcher.plan.build import Solved, build_document
from matcher.plan.document import Created, PlanDocument
from matcher.plan.verify import Verification, verify_plan
from matcher.proposal import Plan
from matcher.report import run_files
from matcher.scores.model import ScoreModel
from matcher.solve.result import Prices, Result

# The plan is made once for the whole file.
pytestmark = pytest.mark.xdist_group("scale")

CITIES, HOSTS, PLACES = 3000, 30, 1000
ONE_TABLE = CITIES * CITIES * 8


def everyone() -> Profiles:
    random = np.random.default_rng(11)
    cities = []
    for number in range(CITIES):
        themes = random.permutation(THEMES).tolist()
        needs = [item(theme, int(random.integers(1, 4))) for theme in themes[:2]]
        shown = [item(theme, int(random.integers(1, 4))) for theme in themes[2:4]]
        figures = {"population": float(random.integers(1e5, 1e7))}
        cities.append(city(f"cn-{number:04d}", needs, shown, figures=figures))
    return profiles(*cities)


@dataclass(frozen=True)
class Made:
    """A plan of thousands, how it was checked, and the most memory that both took beside it."""

    document: PlanDocument
    profiles: Profiles
    verification: Verification
    beside: int


@pytest.fixture(scope="module")
def made() -> Any:
    everybody = everyone()
    hosts = [f"cn-{number:04d}" for number in range(HOSTS)]
    programme = pool_programme(
        roles={"default": "learner", "cities": dict.fromkeys(hosts, "mentor")},
        capacities={"maximum": 1, "cities": {host: {"maximum": PLACES} for host in hosts}},
    )
    pool = build_pool(everybody, programme)
    rules = PairRules(everybody, programme, pool)
    weights = PairWeights(ScoreModel.fit(everybody, programme, pool.sides, rules), rules)
    scores = weights.block(np.arange(HOSTS), np.arange(HOSTS, CITIES))
    host = scores.argmax(axis=0)
    assert max(Counter(host.tolist()).values()) <= PLACES
    pairs = np.column_stack([host, np.arange(HOSTS, CITIES)])
    best = np.concatenate([np.zeros(HOSTS), scores.max(axis=0)])
    none = np.empty(0)
    value = int(best.sum())
    result = Result(
        status="optimal",
        pairs=pairs[np.lexsort(pairs.T[::-1])].astype(np.int64),
        objective=value,
        bound=value,
        gap=0,
        proof="prices",
        prices=Prices(best, none, np.zeros(CITIES), none),
        verified=True,
    )
    solved = Solved(everybody, programme, pool, weights, result, [], [])
    with pytest.MonkeyPatch.context() as patch:
        # Small bands, so that a table of all pairs would stand out.
        patch.setattr(bands, "CELLS", 2**16)
        tracemalloc.start()
        document = build_document(solved, Created(at="2026-01-02T03:04:05", seconds={}), {}, [])
        verification = verify_plan(document, everybody)
        held, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    return Made(document, everybody, verification, peak - held)


def test_the_best_plan_of_thousands_stands_up_to_its_check(made: Made) -> None:
    assert made.verification.passed, str(made.verification)
    assert made.document.permitted_pairs == HOSTS * (CITIES - HOSTS)
    assert len(made.document.pairs) == CITIES - HOSTS


def test_no_table_of_all_pairs_is_ever_held(made: Made) -> None:
    assert made.beside < ONE_TABLE / 2


def test_every_guest_has_its_first_choice(made: Made) -> None:
    for pair in made.document.pairs:
        assert pair.satisfaction[pair.b] == 1.0
        assert f"'s first choice of {HOSTS} by score." in pair.notes[1]


def test_influence_says_how_large_its_sample_is(made: Made) -> None:
    assert made.document.influence_sample == 1_000_000
    assert sum(row.share for row in made.document.influence.values()) == pytest.approx(1)


def test_a_price_that_is_too_low_is_noticed_among_millions_of_pairs(made: Made) -> None:
    stated = made.document.model_dump(mode="json")
    stated["certificate"]["left"]["cn-2999"] = 0.0
    forged = PlanDocument.model_validate(stated)
    failed = [c.name for c in verify_plan(forged, made.profiles).checks if not c.passed]
    assert failed == ["proof"]


def test_the_page_of_thousands_stays_small_and_the_tables_are_whole(made: Made) -> None:
    files = run_files(Plan(made.document, made.profiles))
    assert len(files["report.html"]) < 5_000_000
    assert files["proposals.csv"].count(b"\n") == len(made.document.pairs) + 1
