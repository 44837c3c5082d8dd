"""Thin records are never rewarded: an empty profile stands at the mean, losing items never pays."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from support import made_up
from support.lanes import examples
from support.made_up import city, drawn_profiles, drawn_programme, pool_programme

import matcher
from matcher.candidates import PairRules, build_pool
from matcher.intake.models import CityProfile
from matcher.intake.profiles import Profiles
from matcher.programme.models import Part, Programme
from matcher.scores.model import ScoreModel

READS_ITEMS: tuple[Part, ...] = ("mutual_benefit", "shared_challenge", "co_benefit")
DELETIONS = 200


def fitted(profiles: Profiles, programme: Programme) -> ScoreModel:
    pool = build_pool(profiles, programme)
    return ScoreModel.fit(profiles, programme, pool.sides, PairRules(profiles, programme, pool))


def frozen(profiles: Profiles, programme: Programme, model: ScoreModel) -> ScoreModel:
    return ScoreModel.restore(profiles, programme, (model.left, model.right), model.state)


def emptied(profile: CityProfile) -> CityProfile:
    return profile.model_copy(update={"needs": (), "capabilities": ()})


def row_of(model: ScoreModel, name: str, part: Part) -> np.ndarray:
    """The values of a part of one city with everyone else."""
    if name in model.left:
        at = model.left.index(name)
        values = model.values(np.array([at]), np.arange(len(model.right)))[part][0]
        return np.delete(values, model.right.index(name)) if name in model.right else values
    at = model.right.index(name)
    return model.values(np.arange(len(model.left)), np.array([at]))[part][:, 0]


@given(drawn_profiles(), drawn_programme())
@settings(max_examples=examples(30))
def test_an_empty_profile_gets_exactly_the_mean(profiles: Profiles, programme: Programme) -> None:
    model = fitted(profiles, programme)
    bare = profiles.with_cities(emptied(profiles["cn-a"]))
    again = frozen(bare, programme, model)
    for part in READS_ITEMS:
        mean = getattr(model.scales, part)
        assert (row_of(again, "cn-a", part) == mean).all()


@pytest.mark.parametrize("name", ["ccucc", "eacac"])
def test_an_emptied_real_city_gets_exactly_the_mean(name: str) -> None:
    profiles, programme = matcher.read_profiles(), matcher.read_programme(name)
    model = fitted(profiles, programme)
    for member in (model.left[0], model.right[-1]):
        again = frozen(profiles.with_cities(emptied(profiles[member])), programme, model)
        for part in READS_ITEMS:
            assert (row_of(again, member, part) == getattr(model.scales, part)).all()


@pytest.mark.parametrize("name", [pytest.param("ccucc", marks=pytest.mark.slow), "eacac"])
@pytest.mark.parametrize("part", READS_ITEMS)
def test_losing_half_the_items_does_not_pay_above_average_cities(name: str, part: Part) -> None:
    profiles, programme = matcher.read_profiles(), matcher.read_programme(name)
    model = fitted(profiles, programme)
    mean = getattr(model.scales, part)
    members = sorted({*model.left, *model.right})
    above = [c for c in members if row_of(model, c, part).mean() > mean]
    assert above
    draw = random.Random(20160608)
    changes = []
    for _ in range(DELETIONS):
        chosen = draw.choice(above)
        items = list(profiles[chosen].items)
        kept = draw.sample(items, len(items) // 2)
        thinner = profiles[chosen].model_copy(
            update={
                "needs": tuple(i for i in profiles[chosen].needs if i in kept),
                "capabilities": tuple(i for i in profiles[chosen].capabilities if i in kept),
            }
        )
        again = frozen(profiles.with_cities(thinner), programme, model)
        changes.append(row_of(again, chosen, part).mean() - row_of(model, chosen, part).mean())
    assert np.mean(changes) <= 0


def test_one_item_each_does_not_beat_two_rich_records() -> None:
    rich = ("A1", "A2", "B1", "C1")
    cities = (
        city("cn-a", ["A1"], ["C1"]),
        city("us-a", ["A1"], ["C1"]),
        city("cn-b", rich, ["H1", "I1", "A1", "C1"]),
        city("us-b", rich, ["H1", "I1", "A2", "B1"]),
    )
    model = fitted(made_up.profiles(*cities), pool_programme())
    thin = model.pair_values("cn-a", "us-a")["shared_challenge"]
    full = model.pair_values("cn-b", "us-b")["shared_challenge"]
    assert thin < full
