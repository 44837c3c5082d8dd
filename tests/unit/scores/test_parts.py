"""Each part does what its definition says."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from support.made_up import (
    SOURCE,
    VOCABULARY,
    WEIGHTS,
    city,
    item,
    pool_programme,
    profiles,
)

from matcher.candidates import PairRules, build_pool
from matcher.intake.geography import Airshed, Airsheds, PriorLink, Transport
from matcher.intake.models import CityProfile
from matcher.scores.benefit import BENEFIT_TOP, co_benefit
from matcher.scores.block import Block
from matcher.scores.model import ScoreModel
from matcher.scores.points import integer_weights

RICH = ("A1", "A2", "B1", "C1", "I1")


def model(
    *cities: CityProfile, file_set: dict[str, Any] | None = None, **fields: Any
) -> ScoreModel:
    everyone = profiles(*cities, **(file_set or {}))
    programme = pool_programme(**fields)
    pool = build_pool(everyone, programme)
    return ScoreModel.fit(everyone, programme, pool.sides, PairRules(everyone, programme, pool))


def value(scores: ScoreModel, part: str, a: str = "cn-a", b: str = "us-a") -> float:
    return scores.pair_values(a, b)[part]


def test_weights_are_whole_and_sum_to_a_million() -> None:
    whole = integer_weights(dict.fromkeys(WEIGHTS, 1 / 7))
    assert sum(whole.values()) == 1_000_000
    assert max(whole.values()) - min(whole.values()) == 1


def test_a_capability_where_the_need_is_beats_one_where_it_is_not() -> None:
    meets = city("us-a", RICH, ["I1", "B1", "A1"])
    misses = city("us-b", RICH, ["C1", "B1", "A1"])
    learner = city("cn-a", ["I1"], ["A1", "B1", "C1"])
    scores = model(learner, meets, misses)
    assert value(scores, "mutual_benefit") > value(scores, "mutual_benefit", b="us-b")


def test_a_related_capability_covers_at_a_discount() -> None:
    exact = city("us-a", RICH, ["A1", "I1", "B1"])
    related = city("us-b", RICH, ["A2", "I1", "B1"])
    neither = city("us-c", RICH, ["C1", "I1", "B1"])
    scores = model(city("cn-a", ["A1"], RICH), exact, related, neither)
    benefit = [value(scores, "mutual_benefit", b=f"us-{x}") for x in "abc"]
    assert benefit[0] > benefit[1] > benefit[2]


def test_what_a_city_has_mastered_is_less_of_a_need() -> None:
    giver = city("us-a", RICH, [item("A1", 3), item("I1", 1), item("B1", 1)])
    novice = city("cn-a", ["A1"], ["I1", "B1", "C1"])
    master = city("cn-b", ["A1"], ["I1", "B1", item("A1", 3)])
    scores = model(giver, novice, master)
    assert value(scores, "mutual_benefit") > value(scores, "mutual_benefit", a="cn-b")


def test_harmonic_fusion_asks_for_gain_on_both_sides() -> None:
    cities = (
        city("cn-a", ["A1"], ["I1"]),
        city("us-a", ["C1"], ["A1"]),  # gives, gets little
        city("us-b", ["I1"], ["A1"]),  # gives and gets
    )
    scores = model(*cities, benefit={"fusion": "harmonic"})
    assert value(scores, "mutual_benefit", b="us-b") > value(scores, "mutual_benefit")


def test_an_explicit_none_is_less_than_an_unrecorded_capability() -> None:
    learner = city("cn-a", ["A1"], RICH)
    silent = city("us-a", RICH, ["I1", "B1"])
    none = city("us-b", RICH, ["I1", "B1"], no_capabilities=["A1"])
    scores = model(learner, silent, none, city("us-c", RICH, [item("A1", 3)]))
    assert value(scores, "mutual_benefit") > value(scores, "mutual_benefit", b="us-b")


def test_context_is_one_half_where_nothing_is_shared() -> None:
    scores = model(city("cn-a", figures={"pm25": 10.0}), city("us-a", figures={"no2": 10.0}))
    assert value(scores, "context") == 0.5


def test_context_with_equal_cities_everywhere_is_one() -> None:
    same = {"figures": {"pm25": 10.0, "population": 1e6}, "climate": "Cfa"}
    scores = model(city("cn-a", **same), city("us-a", **same))
    assert scores.scales.context == 0
    assert value(scores, "context") == 1.0


def test_a_typical_pair_has_one_half_in_context() -> None:
    scores = model(
        city("cn-a", figures={"electricity_coal": 0.0}),
        city("us-a", figures={"electricity_coal": 50.0}),
    )
    assert value(scores, "context") == 0.5


def test_a_missing_figure_is_not_zero() -> None:
    coal = {"electricity_coal": 90.0}
    rest = {"electricity_renewable": 10.0}
    scores = model(
        city("cn-a", figures={**coal, **rest}),
        city("us-a", figures=rest),
        city("us-b", figures={**rest, "electricity_coal": 0.0}),
    )
    assert value(scores, "context") > value(scores, "context", b="us-b")


@pytest.mark.parametrize("part", ["shared_challenge", "context"])
def test_complementary_rewards_difference(part: str) -> None:
    cities = (
        city("cn-a", ["A1", "B1"], RICH, figures={"electricity_coal": 10.0}),
        city("us-a", ["A1", "B1"], RICH, figures={"electricity_coal": 10.0}),
        city("us-b", ["C1", "I1"], RICH, figures={"electricity_coal": 90.0}),
    )
    similar, different = model(*cities), model(*cities, reward={part: "complementary"})
    assert value(similar, part) > value(similar, part, b="us-b")
    assert value(different, part) < value(different, part, b="us-b")


def test_themes_that_cut_both_count_for_and_trade_offs_against() -> None:
    assert [co_benefit(VOCABULARY[t], VOCABULARY) for t in ("A1", "A2", "B1", "I1")] == [
        16,
        12,
        4,
        8,
    ]
    assert co_benefit(VOCABULARY["H1"], VOCABULARY) == 16  # an enabler: the mean of what it unlocks
    learner = city("cn-a", ["C1", "B1"], ["C1", "B1"])
    both = city("us-a", ["C1"], ["C1"])
    trade_off = city("us-b", ["B1"], ["B1"])
    scores = model(learner, both, trade_off)
    assert value(scores, "co_benefit") > value(scores, "co_benefit", b="us-b")


def test_airshed_is_one_shared_an_interval_apart_and_one_half_unknown() -> None:
    sheds = Airsheds(
        airsheds=(Airshed(id="bay", title="Bay", members=("cn-a", "us-a"), source=SOURCE),),
        transports=(Transport(origin="CN", receiver="KR", low=0.2, high=0.4, source=SOURCE),),
    )
    cities = [city(name) for name in ("cn-a", "us-a", "kr-a", "jp-a")]
    scores = model(*cities, file_set={"airsheds": sheds})
    assert value(scores, "airshed") == 1.0
    assert value(scores, "airshed", b="kr-a") == pytest.approx(0.65)
    assert value(scores, "airshed", b="jp-a") == 0.5
    weights = {**WEIGHTS, "airshed": 0.0, "context": WEIGHTS["context"] + WEIGHTS["airshed"]}
    off = model(*cities, file_set={"airsheds": sheds}, weights=weights)
    assert value(off, "airshed") == 0.5


@pytest.mark.parametrize(("policy", "expected"), [("bonus", 1), ("neutral", 0.5), ("avoid", 0)])
def test_prior_links_follow_the_signed_policy(policy: str, expected: float) -> None:
    link = PriorLink(a="cn-a", b="us-a", kind="sister city", year=2016, source=SOURCE)
    cities = [city(name) for name in ("cn-a", "us-a", "us-b")]
    scores = model(*cities, file_set={"links": (link,)}, rules={"prior_links": policy})
    assert value(scores, "prior_links") == expected
    assert value(scores, "prior_links", b="us-b") == 0.5


def test_wishes_languages_and_the_domestic_penalty_act_inside_preferences() -> None:
    cities = (
        city("cn-a", languages=["zh"], wishes=["us-a"]),
        city("cn-b", languages=["zh"]),
        city("us-a", languages=["en"]),
    )
    plain = model(*cities)
    assert value(plain, "preferences") == 0.75
    assert value(plain, "preferences", b="cn-b") == 0.5
    assert value(model(*cities, language={"mode": "prefer"}), "preferences", b="cn-b") == 0.75
    penalised = model(*cities, rules={"domestic": "penalised"})
    assert value(penalised, "preferences", b="cn-b") == 0.0


def test_a_mentor_only_gives() -> None:
    cities = (city("cn-a", ["A1"], ["C1"]), city("us-a", ["C1"], [item("A1", 3)]))
    scores = model(*cities, benefit={"fusion": "mean"}, roles={"cities": {"us-a": "mentor"}})
    block = Block(scores, np.array([0]), np.array([1]))
    assert block.forward[0, 0] != block.backward[0, 0]
    assert min(block.forward[0, 0], block.backward[0, 0]) > 0
    assert block.fused[0, 0] == block.backward[0, 0] / BENEFIT_TOP


def test_emphasis_moves_the_need_and_the_weight_of_the_record() -> None:
    cities = (
        city("cn-a", ["A1", "B1"], RICH),
        city("us-a", RICH, [item("A1", 3), "I1", "C1"]),
        city("us-b", RICH, [item("B1", 3), "I1", "C1"]),
    )

    def lead(**emphasis: Any) -> float:
        scores = model(*cities, emphasis=emphasis)
        return value(scores, "mutual_benefit") - value(scores, "mutual_benefit", b="us-b")

    assert lead(themes={"B1": 0.25}) > lead() > lead(groups={"A": 0.25})
    assert lead(aims={"liveability": 4}) > lead()
    assert model(*cities, emphasis={"themes": {"A1": 0, "B1": 0}}).k_challenge[0] == 0
