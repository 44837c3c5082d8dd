"""Fair and stable programmes, against a search over every permitted plan."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from support.brute_force import Limits, all_plans
from support.command_line import run
from support.lanes import examples
from support.made_up import drawn_profiles, pool_programme, sides_programme

import matcher
from matcher.errors import InputError, UnavailableError
from matcher.plan import ruled
from matcher.plan.case import Case
from matcher.plan.document import PlanDocument
from matcher.plan.verify import verify_plan
from matcher.proposal import Plan

AIMS = ({"objective": "worst_off"}, {"objective": "leximin"}, {"stable": True})


@st.composite
def proposals(draw: st.DrawFn) -> Plan:
    two = draw(st.booleans())
    cities = draw(drawn_profiles(3, 3) if two else drawn_profiles(2, 3))
    fields: dict[str, Any] = {
        "capacities": {"minimum": draw(st.integers(0, 1)), "maximum": draw(st.integers(1, 2))},
        "max_pairs": draw(st.none() | st.integers(1, 3)),
        **draw(st.sampled_from(AIMS)),
    }
    return matcher.propose(cities, sides_programme(**fields) if two else pool_programme(**fields))


@given(proposals())
@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.too_slow])
def test_the_plan_is_the_one_that_a_search_finds(plan: Plan) -> None:
    case = Case.of(plan.document, plan.profiles)
    pool, of = case.pool, case.programme.capacities.of
    scores = {
        (pool.left[i], pool.right[j]): int(case.table[i, j])
        for i, j in np.argwhere(~np.isnan(case.table)).tolist()
        if pool.two_sided or i < j
    }
    limits = Limits(
        {c: of(c).minimum for c in pool.members},
        {c: of(c).maximum for c in pool.members},
        max_pairs=case.programme.max_pairs,
    )
    found = list(all_plans(scores, limits))

    def total(chosen: Any) -> int:
        return sum(scores[pair] for pair in chosen)

    def shares(chosen: Any) -> list[Fraction]:
        rated = []
        for city in pool.members:
            ranked = sorted((s for p, s in scores.items() if city in p and s > 0), reverse=True)
            if possible := sum(ranked[: of(city).maximum]):
                rated.append(Fraction(sum(scores[p] for p in chosen if city in p), possible))
        return sorted(rated)

    def is_stable(chosen: Any) -> bool:
        def would(city: str, score: int) -> bool:
            own = [scores[p] for p in chosen if city in p]
            return (len(own) < of(city).maximum and score > 0) or any(s < score for s in own)

        return not any(
            would(a, s) and would(b, s) for (a, b), s in scores.items() if (a, b) not in chosen
        )

    kind = "stable" if case.programme.stable else case.programme.objective
    if kind == "stable":
        wanted = [chosen for chosen in found if is_stable(chosen)]
    elif found:
        rate = (lambda c: shares(c)[:1]) if kind == "worst_off" else shares
        best = max(rate(chosen) for chosen in found)
        wanted = [chosen for chosen in found if rate(chosen) == best]
    else:
        wanted = []
    assert plan.verify().passed
    if not wanted:
        assert plan.status == "infeasible"
        assert plan.document.reasons
        return
    assert plan.status == "optimal"
    assert plan.document.aim.kind == kind
    assert plan.objective == max(map(total, wanted))
    assert plan.bound == max(map(total, found))
    assert tuple((pair.a, pair.b) for pair in plan.document.pairs) in wanted


@pytest.fixture(scope="module")
def fair() -> Plan:
    programme = matcher.read_programme("eacac").model_copy(update={"objective": "worst_off"})
    return matcher.propose(matcher.read_profiles(), programme)


def test_the_members_of_eacac(fair: Plan) -> None:
    assert (fair.status, fair.document.proof) == ("optimal", "two_solvers")
    assert fair.gap == fair.bound - fair.objective > 0
    assert min(got / best for got, best in fair.document.aim.shares.values()) > 0.5


@pytest.mark.parametrize(
    "spoil",
    [
        lambda d: d["aim"]["shares"].update({"cn-jinan": [1, 1]}),
        lambda d: d["aim"]["shares"].pop("cn-jinan"),
        lambda d: d["aim"].update(kind="leximin"),
        lambda d: d["aim"].update(proved=False),
        lambda d: d.update(aim=None),
        lambda d: d["settings"].update(objective="total"),
        lambda d: d["settings"].update(objective="total", stable=True),
        lambda d: d.update(proof="prices"),
        lambda d: d.update(bound=d["objective"], gap=0),
    ],
)
def test_spoilt_claims_do_not_pass(fair: Plan, spoil: Any) -> None:
    stored = json.loads(fair.to_json())
    spoil(stored)
    assert not verify_plan(PlanDocument.model_validate(stored), fair.profiles).passed


def test_a_plan_that_says_it_is_stable_has_no_blocking_pair(fair: Plan) -> None:
    stored = json.loads(fair.to_json())
    stored["settings"].update(objective="total", stable=True)
    stored["aim"]["kind"] = "stable"
    checks = verify_plan(PlanDocument.model_validate(stored), fair.profiles).checks
    (check,) = [check for check in checks if check.name == "fairness and stability"]
    assert "would rather have each other" in check.detail


def test_what_cannot_be_asked(fair: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValidationError, match="stable = true goes with"):
        pool_programme(stable=True, objective="leximin")
    with pytest.raises(InputError, match="asks for fairness or stability"):
        fair.replan([(fair.document.pairs[0].a, fair.document.pairs[0].b)])
    monkeypatch.setattr(ruled, "MOST_PERMITTED", 3)
    with pytest.raises(UnavailableError, match="up to 3 permitted pairs"):
        matcher.propose(fair.profiles, fair.document.settings)


def test_the_command_says_what_the_plan_is_best_at(tmp_path: Any) -> None:
    text = (matcher.bundled.profiles_dir() / "programmes" / "eacac.toml").read_text("utf-8")
    for option, code, words in (
        ('objective = "leximin"', 0, "Fairest from the bottom up, as the programme asks"),
        ("stable = true", 4, "No permitted plan is stable"),
    ):
        file = tmp_path / "eacac.toml"
        file.write_text(text.replace("\n[[sides]]", f"\n{option}\n\n[[sides]]", 1), "utf-8")
        done = run("propose", "--programme", file, "--out", tmp_path, "--force")
        assert done.code == code, done.err
        assert words in done.out
        assert words in (tmp_path / "eacac" / "report.html").read_text("utf-8")
        assert run("verify", tmp_path / "eacac").code == 0
