"""What officers are told of quotas, and what cannot be asked under them."""

from __future__ import annotations

import json
from time import perf_counter
from typing import Any

import numpy as np
import pytest
from support.command_line import run
from support.made_up import city, pool_programme, profiles, sides_programme

import matcher
from matcher.bundled import profiles_dir
from matcher.errors import UnavailableError
from matcher.explain.sure import ask
from matcher.plan import conflict, ruled
from matcher.plan import quotas as solving
from matcher.plan.case import Case
from matcher.plan.quota_groups import quota_groups
from matcher.programme.models import Programme
from matcher.proposal import Plan
from matcher.solve.ruled import ListedPlans

CITIES = profiles(
    *(city(f"cn-{name}", ["A1"], ["H1"]) for name in ("aa", "bb")),
    *(city(f"us-{name}", ["H1"], ["A1"]) for name in ("cc", "dd")),
)


def proposed(*quotas: dict[str, Any], **fields: Any) -> Plan:
    return matcher.propose(CITIES, pool_programme(quotas=quotas, **fields))


def bundled(name: str, *quotas: dict[str, Any]) -> Plan:
    stated = matcher.read_programme(name).model_dump(mode="json") | {"quotas": quotas}
    return matcher.propose(matcher.read_profiles(), Programme.model_validate(stated))


def test_a_quota_is_named_where_no_plan_keeps_it() -> None:
    plan = proposed(
        {"label": "Coal first", "carries": "C", "least": 1}, {"carries": "A", "most": 9}
    )
    assert plan.status == "infeasible"
    assert plan.document.reasons == [
        "There are plans that keep every other rule, and none keeps the quotas: at least 1 "
        "exchange on C (group C) (quotas[0]); at most 9 exchanges on A (group A) (quotas[1]).",
        'This rule cannot be kept by any plan: the quota "Coal first" of at least 1 exchange on C '
        "(group C) (quotas[0]).",
        'It becomes possible if the quota "Coal first" of at least 1 exchange on C (group C) is '
        "taken out (quotas[0]). No smaller change is enough.",
    ]
    conflict = plan.document.conflict
    assert conflict is not None
    assert [(rule.field, rule.pair) for rule in conflict.rules] == [("quotas[0]", None)]
    assert (conflict.size, conflict.relaxations[0].then) == (3, None)


def test_a_quota_against_other_rules() -> None:
    plan = proposed({"per": "country_pair", "most": 0}, capacities={"minimum": 1, "maximum": 1},
                    rules={"domestic": "forbidden"})  # fmt: skip
    told = " ".join(plan.document.reasons)
    assert "the quota of at most 0 exchanges between the same two countries (quotas[0])" in told
    assert "partners must be in different countries (rules.domestic)" in told


def test_quotas_are_named_where_the_pool_is_too_large_to_search(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(conflict, "MOST_PAIRS", 3)
    plan = proposed({"carries": "C", "least": 1}, {"carries": "A", "least": 9, "price": 1})
    assert plan.document.reasons == [
        "There are plans that keep every other rule, and none keeps the quotas: at least 1 "
        "exchange on C (group C) (quotas[0]).",
        "Which rules are in conflict was not searched for: the pool has 16 possible pairs.",
    ]


def test_a_plan_that_other_rules_exclude_does_not_blame_quotas() -> None:
    pins = [("cn-aa", "cn-bb"), ("cn-aa", "us-cc")]
    programme = pool_programme(quotas=[{"carries": "A", "least": 1}])
    plan = matcher.propose(CITIES, programme, pins=pins)
    assert plan.status == "infeasible"
    assert not any("quota" in reason for reason in plan.document.reasons)


def test_a_city_that_quotas_leave_out_is_told_so() -> None:
    plan = proposed({"per": "country_pair", "most": 1}, rules={"domestic": "forbidden"})
    assert len(plan.pairs) == 1
    assert set(plan.unmatched["code"]) == {"under_quotas"}


def test_a_plan_under_quotas_is_made_again_under_them() -> None:
    plan = proposed({"carries": "A", "least": 1}, {"carries": "H", "most": 1, "price": 1_000})
    first = plan.document.pairs[0]
    new = plan.replan([(first.a, first.b)])
    assert new.document.replanned is not None
    assert new.document.quotas[0].used >= 1
    assert new.verify().passed
    told = " ".join(new.document.replanned.sentences)
    assert "after what missed quotas cost" in told


def test_a_decline_that_no_plan_under_quotas_survives_says_so() -> None:
    cities = profiles(city("cn-a", ["A1"], []), city("us-a", [], ["A1"]), city("us-b", ["H1"], []))
    programme = sides_programme(quotas=[{"carries": "A", "least": 1}])
    new = matcher.propose(cities, programme).replan([("cn-a", "us-a")])
    assert new.status == "infeasible"
    assert "none keeps the quotas: at least 1 exchange on A (group A)" in new.document.reasons[0]


def test_every_pair_is_compared_with_plans_that_keep_the_quotas() -> None:
    """Without the one exchange on theme A no plan keeps the quota."""
    cities = profiles(
        city("cn-a", ["A1"], ["H1"]), city("us-a", ["H1"], ["A1"]), city("us-b", ["H1"], [])
    )
    plan = matcher.propose(cities, sides_programme(quotas=[{"carries": "A", "least": 1}]))
    assert plan.explain("cn-a", "us-a").without is None
    assert "No plan that keeps every rule does without it" in str(plan.explain())
    assert plan.explain("cn-a", "us-b").forced is None
    assert not plan.proof().by_prices


def test_nobody_is_named_next_whom_a_quota_rules_out() -> None:
    plan = proposed({"per": "country_pair", "most": 1}, rules={"domestic": "forbidden"})
    alone = next(iter(plan.unmatched.index))
    assert plan.explain(alone).next_best is None


def test_what_it_takes_counts_what_a_change_makes_an_exchange_about() -> None:
    """No exchange is on theme C until a city needs it and another can show it."""
    cities = profiles(
        city("cn-a", ["C1"], ["H1"]), city("us-a", ["H1"], []), city("us-b", ["H1"], ["C1"])
    )
    programme = sides_programme(quotas=[{"carries": "C", "least": 1}])
    plan = matcher.propose(cities, programme)
    assert [(pair.a, pair.b) for pair in plan.document.pairs] == [("cn-a", "us-b")]
    answer = plan.what_would_it_take("cn-a", "us-a")
    assert answer.loss is None
    assert answer.options
    assert "counts for quotas by what it is about" in str(answer)
    for option in answer.options:
        changed = matcher.propose(*option.applied(cities, programme))
        assert changed.document.status == "optimal"


def test_the_reasons_of_a_plan_are_all_there_under_quotas() -> None:
    plan = proposed({"carries": "A", "least": 1}).with_reasons()
    answers = plan.document.answers
    assert answers is not None
    assert any(line.startswith("Quota of at least 1 exchange on A") for line in answers.overview)
    assert None not in (answers.fairness, answers.stability, answers.others)
    assert plan.document.robustness is not None
    assert plan.verify().passed


def test_where_every_draw_is_a_search_fewer_are_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ListedPlans, "of", lambda problem, pairs: None)
    plan = proposed({"carries": "A", "most": 1})
    answer = plan.robustness()
    assert (answer.block.draws, answer.block.figure_draws) == (
        ask.SEARCHED_DRAWS, ask.SEARCHED_FIGURE_DRAWS
    )  # fmt: skip
    assert not any(known.nearest_searched for known in answer.pairs.values())
    assert "each draw is a search of its own" in str(answer)


def test_a_quota_that_no_exchange_can_count_for() -> None:
    """One country: no two countries meet, so nothing is asked and prices prove the plan."""
    cities = profiles(*(city(f"cn-{name}", ["A1"], ["A1"]) for name in "abc"))
    plan = matcher.propose(cities, pool_programme(quotas=[{"per": "country_pair", "least": 2}]))
    (use,) = plan.document.quotas
    assert (plan.status, use.used, use.cost, use.places) == ("optimal", 0, 0, [])
    assert plan.proof().by_prices
    assert any("in one country" in warning for warning in plan.document.warnings)


@pytest.mark.parametrize("size", [0, 1, 2])
def test_pools_of_hardly_anybody(size: int) -> None:
    cities = profiles(*(city(f"cn-{name}", ["A1"], ["A1"]) for name in "ab"[:size]))
    for quota in ({"carries": "A", "most": 1}, {"role": "mentor", "least": 1, "price": 5}):
        plan = matcher.propose(cities, pool_programme(quotas=[quota]))
        assert plan.status == "optimal"
        assert plan.verify().passed


def test_everything_pinned_and_everything_forbidden() -> None:
    pairs = [("cn-aa", "us-cc"), ("cn-bb", "us-dd")]
    programme = sides_programme(quotas=[{"carries": "A", "most": 0, "price": 10}])
    pinned = matcher.propose(CITIES, programme, pins=pairs)
    assert (pinned.document.quotas[0].used, pinned.document.quotas[0].paid) == (2, 20)
    every = [(a, b) for a in ("cn-aa", "cn-bb") for b in ("us-cc", "us-dd")]
    barred = matcher.propose(CITIES, programme, forbids=every)
    assert (barred.status, barred.objective, barred.document.quotas[0].used) == ("optimal", 0, 0)


def test_pools_that_are_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ruled, "MOST_PERMITTED", 3)
    with pytest.raises(UnavailableError, match="are available for pools of up to 3"):
        proposed({"carries": "A", "least": 1})


def test_a_search_that_is_cut_short_claims_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solving, "TIME_LIMIT", 0.0)
    plan = proposed({"carries": "A", "most": 1})
    assert plan.status in ("unknown", "feasible")
    assert plan.document.proof is None
    assert all(use.cost is None for use in plan.document.quotas)
    assert plan.verify().passed


def test_the_candidates_of_ccucc_are_counted_within_a_second() -> None:
    plan = bundled("ccucc", {"carries": "A", "least": 3}, {"aim": "resilience", "least": 1})
    case = Case.of(plan.document, plan.profiles)
    pairs = np.argwhere(~np.isnan(case.table))
    assert len(pairs) == 1_584
    started = perf_counter()
    groups = quota_groups(case.weights, case.profiles, pairs)
    assert perf_counter() - started < 1
    assert all(len(group.members) for group in groups)


def test_the_commands_tell_of_quotas(tmp_path: Any) -> None:
    text = (profiles_dir() / "programmes" / "eacac.toml").read_text("utf-8")
    file = tmp_path / "eacac.toml"
    for quota, code, words in (
        ('carries = "B"\nleast = 5', 0, "Best under the quotas of the programme"),
        ('role = "mentor"\nleast = 1', 4, "none keeps the quotas"),
    ):
        file.write_text(f"{text}\n[[quotas]]\n{quota}\n", "utf-8")
        done = run("propose", "--programme", file, "--out", tmp_path, "--force")
        assert done.code == code, done.err
        assert words in done.out
        assert words in (tmp_path / "eacac" / "report.html").read_text("utf-8")
        assert run("verify", tmp_path / "eacac").code == 0
    done = run("check", "--programme", file, "--json")
    codes = [warning["code"] for warning in json.loads(done.out)["warnings"]]
    assert "quota_counts_nothing" in codes


def test_a_plan_worth_less_than_nothing_is_asked_like_any_other() -> None:
    """What missed quotas cost may exceed what all exchanges bring; a share is one of the size."""
    plan = proposed({"label": "mentors", "least": 3, "role": "mentor", "price": 2_000_000})
    worth = plan.document.worth
    assert worth is not None
    assert worth < 0
    assert plan.other_plans(k=2, within="10%").allowed_loss == -worth // 10
    first = plan.document.pairs[0]
    told = plan.replan([(first.a, first.b)], within="10%").document.replanned
    assert told is not None
    assert told.allowed_loss is not None
    assert told.best is not None
    assert told.allowed_loss == -told.best // 10
    assert plan.with_reasons().verify().passed
