"""Every number that people see is one that plan.json holds, written by one rule for its kind.

`tests/support/numbers` reads each output back: the places that hold a number are compared with
their path in plan.json, and a sweep goes over all that is left. The places are listed at the head
of each module there. What is not read as a number: names, texts and sources of cities (they are
compared word by word), years and moments, the version of the engine, hashes, styles and the
coordinates of pictures.
"""

from __future__ import annotations

import copy
import random
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from support.made_up import city, pool_programme, profiles
from support.numbers.outputs import Outputs
from support.report_plans import fixed, small_plan

import matcher
from matcher.proposal import Plan

# Each plan is made once for the whole file.
pytestmark = pytest.mark.xdist_group("every number")

# Numbers of plan.json that no output shows: the state that a later question needs, settings that
# are told in words of the programme file, and detail of how sure the plan is.
NOT_SHOWN = (
    # What the sentences are made of, for other languages: their texts on the page are compared
    # with the English ones.
    r"messages\..*",
    r"state\..*",
    r"created\..*",
    r"settings\.(?!weights|evidence|unknown\.prior_items|emphasis|max_pairs).*",
    r"settings\.evidence\.(?!declared|reported|inferred|reference_year|fresh|stale).*",
    r"influence_sample",
    r"rounds",
    r"robustness\.(seed|concentration)",
    r"robustness\.changes\.\d+\.(without_plan|overlap\.(median|greatest))",
    r"robustness\.changes\.\d+\.(tried|overlap\..*)",
    r"robustness\.(basis|declines|challengers)\..*",
    r"aim\..*",
    # The partners that blocking pairs would leave, and places of quotas.
    r"quotas\.\d+\.places\..*",
)
HIDDEN = re.compile("|".join(f"(?:{path})" for path in NOT_SHOWN))
# Numbers that each of these outputs shows itself, as kinds of places.
SHOWN_BY = {
    "page": (
        "objective", "bound", "pairs.*.score", "pairs.*.parts.context", "pairs.*.values.context",
        "pairs.*.satisfaction.*", "pairs.*.covered.*", "pairs.*.assumed.*",
        "pairs.*.alternates.*.*.score", "pairs.*.flows.*.*.share", "pairs.*.flows.*.*.need.level",
        "pairs.*.flows.*.*.need.year", "influence.context.weight", "influence.context.share",
        "aims.liveability", "certificate.rows.*.price", "certificate.total",
    ),
    "workbook": (
        "objective", "bound", "gap", "pairs.*.score", "pairs.*.parts.context",
        "pairs.*.satisfaction.*", "pairs.*.alternates.*.*.score", "pairs.*.flows.*.*.share",
        "pairs.*.flows.*.*.coverage", "pairs.*.flows.*.*.need.year", "certificate.rows.*.total",
        "certificate.total",
    ),
    "csv": ("pairs.*.score", "pairs.*.parts.context", "pairs.*.values.context",
            "pairs.*.covered.*", "pairs.*.assumed.*", "influence.context.weight"),
    "letters": ("pairs.*.score", "pairs.*.satisfaction.*", "pairs.*.covered.*",
                "pairs.*.alternates.*.*.score"),
    "views": ("objective", "pairs.*.score", "pairs.*.parts.context", "pairs.*.satisfaction.*",
              "settings.weights.context", "certificate.rows.*.total"),
}  # fmt: skip


def eacac() -> Plan:
    return matcher.propose(matcher.read_profiles(), matcher.read_programme("eacac")).with_reasons()


def ccucc() -> Plan:
    return matcher.propose(matcher.read_profiles(), matcher.read_programme("ccucc")).with_reasons()


def caps() -> Plan:
    """Two caps, of which one is full and has a price in the proof."""
    rules = [
        {"per": "country", "most": 1, "side": "China", "label": "cities of China"},
        {"per": "cities", "most": 3, "cities": ["us-delta", "us-gamma"], "label": "two of them"},
    ]
    return fixed(small_plan(caps=rules, max_pairs=None).with_reasons())


def quotas_and_caps() -> Plan:
    """A hard quota, a soft one that is missed, and a cap."""
    quotas = [
        {"label": "clean industry", "least": 1, "carries": "A"},
        {"label": "a mentor", "least": 2, "role": "mentor", "price": 1000},
    ]
    rules = [{"per": "country", "most": 2, "side": "China", "label": "cities of China"}]
    return fixed(small_plan(quotas=quotas, caps=rules, max_pairs=None).with_reasons())


def odd_sets() -> Plan:
    """Five cities with one partner each: the proof needs a price for an odd set."""
    cities = (city(f"cn-{name}", ["A1"], ["A1"]) for name in "abcde")
    plan = matcher.propose(profiles(*cities), pool_programme(capacities={"maximum": 1}))
    return fixed(plan.with_reasons())


PLANS: dict[str, Callable[[], Plan]] = {
    "eacac": eacac, "ccucc": ccucc, "caps": caps, "quotas and caps": quotas_and_caps,
    "odd sets": odd_sets,
}  # fmt: skip


def test_the_made_up_plans_are_what_they_are_called() -> None:
    assert any(cap.price for cap in caps().document.caps)
    assert [quota.paid for quota in quotas_and_caps().document.quotas] == [0, 2000]
    certificate = odd_sets().document.certificate
    assert certificate is not None
    assert certificate.odd_sets


SOME = [pytest.param(name, marks=pytest.mark.slow) if name == "ccucc" else name for name in PLANS]


@pytest.fixture(scope="module", params=SOME)
def outputs(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Outputs:
    plan = PLANS[request.param]()
    bundled = request.param in ("eacac", "ccucc")
    return Outputs.of(plan, folder=tmp_path_factory.mktemp("run") if bundled else None)


# The readers are the same for all; of the largest plan the numbers are compared, and not altered.
altering = pytest.mark.parametrize(
    "outputs",
    [
        pytest.param(name, marks=pytest.mark.slow) if name == "eacac" else name
        for name in PLANS
        if name != "ccucc"
    ],
    indirect=True,
    scope="module",
)


def test_every_number_is_one_of_plan_json(outputs: Outputs) -> None:
    assert outputs.wrong() == []


@altering
def test_an_altered_number_is_noticed(outputs: Outputs) -> None:
    """Each kind of number of plan.json, altered in one of its places, disagrees somewhere."""
    kinds = _kinds(outputs.plan)
    assert len(kinds) > 40
    chance = random.Random(20160)
    tried = [chance.choice(paths) for paths in kinds.values()]
    assert [path for path in tried if not _noticed(outputs, path, first=True)] == []


@altering
@pytest.mark.parametrize("output", SHOWN_BY)
def test_each_output_notices_an_altered_number_that_it_shows(outputs: Outputs, output: str) -> None:
    kinds = _kinds(outputs.plan)
    chance = random.Random(output)
    tried = [chance.choice(kinds[kind]) for kind in SHOWN_BY[output] if kind in kinds]
    assert len(tried) >= 4
    assert [path for path in tried if not _noticed(outputs, path, only=[output])] == []


def _kinds(plan: dict[str, Any]) -> dict[str, list[tuple[Any, ...]]]:
    """The paths of all numbers that people see, by their kind."""
    kinds: dict[str, list[tuple[Any, ...]]] = {}
    for path in _numbers(plan):
        if not HIDDEN.fullmatch(".".join(map(str, path))):
            kinds.setdefault(_kind(path), []).append(path)
    return kinds


def _noticed(outputs: Outputs, path: tuple[Any, ...], **how: Any) -> bool:
    """Whether an altered copy disagrees, or can no longer be laid beside the outputs at all."""
    try:
        return outputs.wrong(_altered(outputs.plan, path), **how) != []
    except (KeyError, ValueError, StopIteration, ZeroDivisionError):
        return True


def _numbers(part: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every number of a JSON document."""
    if isinstance(part, dict | list):
        for key, value in part.items() if isinstance(part, dict) else enumerate(part):
            yield from _numbers(value, (*path, key))
    elif isinstance(part, int | float) and not isinstance(part, bool):
        yield path


def _kind(path: tuple[Any, ...]) -> str:
    """A path without positions and city ids."""
    return ".".join("*" if isinstance(k, int) or re.match("[a-z]{2}-", k) else k for k in path)


def _altered(plan: dict[str, Any], path: tuple[Any, ...]) -> dict[str, Any]:
    """A copy with one number altered by as little as its rule of writing shows."""
    copied = copy.deepcopy(plan)
    place = copied
    for key in path[:-1]:
        place = place[key]
    value = place[path[-1]]
    if isinstance(value, int):
        place[path[-1]] = value + 1
    elif 0 <= value <= 1:
        place[path[-1]] = value + 0.0011 if value < 0.5 else value - 0.0011
    else:
        place[path[-1]] = value + 0.01
    return copied
