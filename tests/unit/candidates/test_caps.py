"""Which cities each cap holds, under which name, and which caps cannot stand together."""

from __future__ import annotations

from typing import Any

import pytest
from support.made_up import city, profiles, sides_programme

from matcher.candidates import CapGroup, Pool, build_caps, build_pool, cap_remarks
from matcher.candidates.caps import by_position
from matcher.errors import InputError, Problem
from matcher.intake.profiles import Profiles

GUANGDONG = {"subdivision": "CN-GD", "subdivision_name": "Guangdong"}
CITIES = profiles(
    city("cn-aa", **GUANGDONG),
    city("cn-bb", **GUANGDONG),
    city("cn-cc", subdivision="CN-BJ"),
    city("cn-dd"),
    city("us-ee", subdivision="US-CA"),
    city("us-ff", subdivision="US-CA", status="observer"),
)


def built(*caps: dict[str, Any], cities: Profiles = CITIES) -> tuple[CapGroup, ...]:
    programme = sides_programme(caps=caps)
    return build_caps(cities, programme, build_pool(cities, programme))


def refused(*caps: dict[str, Any]) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as caught:
        built(*caps)
    return caught.value.problems


def remarks(*caps: dict[str, Any]) -> dict[str, str]:
    programme = sides_programme(caps=caps)
    found = cap_remarks(CITIES, programme, build_pool(CITIES, programme))
    assert {problem.severity for problem in found} <= {"warning"}
    return {problem.code: problem.message for problem in found}


def test_each_subdivision_of_each_side_has_a_cap_of_its_own() -> None:
    groups = built({"per": "subdivision", "most": 2})
    assert [(g.side, g.place, g.members, g.most) for g in groups] == [
        ("left", "CN-BJ", ("cn-cc",), 2),
        ("left", "CN-GD", ("cn-aa", "cn-bb"), 2),
        ("right", "US-CA", ("us-ee",), 2),
    ]
    assert [g.label for g in groups] == [
        "cities of CN-BJ",
        "cities of Guangdong",
        "cities of US-CA",
    ]
    assert groups[1].limit == "cities of Guangdong: at most 2 pairs"


def test_a_side_and_codes_narrow_a_cap() -> None:
    (group,) = built({"per": "country", "most": 1, "side": "China"})
    assert group.members == ("cn-aa", "cn-bb", "cn-cc", "cn-dd")
    assert group.limit == "cities of China: at most 1 pair"
    (group,) = built({"per": "subdivision", "most": 1, "only": ["CN-BJ"]})
    assert group.members == ("cn-cc",)


def test_labels_name_lists_and_stand_before_places() -> None:
    listed = {"per": "cities", "most": 1, "cities": ["cn-dd", "cn-aa"]}
    (group,) = built(listed)
    assert (group.name, group.label) == ("The group Aa, Dd", "Aa, Dd")
    (group,) = built({**listed, "label": "The coast"})
    assert (group.name, group.label) == ("The coast", "The coast")
    (group,) = built({"per": "country", "most": 1, "label": "By country", "side": "China"})
    assert (group.name, group.label) == ("China", "By country: China")


def test_a_place_on_both_sides_is_capped_on_each_and_says_which() -> None:
    programme = sides_programme(
        sides=[
            {"name": "Learners", "countries": ["CN"], "subdivisions": ["CN-GD"]},
            {"name": "Hosts", "countries": ["CN"], "subdivisions": ["CN-BJ"]},
        ],
        caps=[{"per": "country", "most": 1}],
    )
    groups = build_caps(CITIES, programme, build_pool(CITIES, programme))
    assert [(g.side, g.label) for g in groups] == [
        ("left", "cities of China (Learners)"),
        ("right", "cities of China (Hosts)"),
    ]


def test_caps_that_nest_are_taken() -> None:
    assert (
        len(
            built(
                {"per": "country", "most": 3, "side": "China"},
                {"per": "subdivision", "most": 2, "side": "China"},
                {"per": "cities", "most": 1, "cities": ["cn-aa"]},
                {"per": "cities", "most": 1, "cities": ["cn-bb", "cn-aa"]},
            )
        )
        == 5
    )


def test_caps_that_overlap_without_nesting_name_both() -> None:
    (problem,) = refused(
        {"per": "subdivision", "most": 2, "only": ["CN-GD"]},
        {"per": "cities", "most": 1, "cities": ["cn-bb", "cn-cc", "cn-dd"], "label": "North"},
    )
    assert problem.code == "caps_overlap"
    assert "cities of Guangdong" in problem.message
    assert "North" in problem.message
    assert (problem.field, problem.found) == ("caps[1]", "in both: cn-bb")


def test_a_list_over_both_sides_is_refused() -> None:
    (problem,) = refused({"per": "cities", "most": 1, "cities": ["cn-aa", "us-ee"]})
    assert (problem.code, problem.found) == (
        "cap_on_two_sides",
        "cn-aa (China) and us-ee (America)",
    )


def test_cities_that_no_cap_holds_are_told() -> None:
    assert "cn-dd" in remarks({"per": "subdivision", "most": 1, "side": "China"})["no_subdivision"]
    assert (
        "US-CA"
        in remarks({"per": "subdivision", "most": 1, "side": "China", "only": ["US-CA"]})[
            "cap_holds_nobody"
        ]
    )
    told = remarks({"per": "cities", "most": 1, "cities": ["us-ff", "us-ee"]})
    assert told["cap_city_outside"].endswith("us-ff")
    assert remarks({"per": "country", "most": 1}) == {}


def test_the_solver_gets_positions() -> None:
    programme = sides_programme(caps=[{"per": "subdivision", "most": 2}])
    pool: Pool = build_pool(CITIES, programme)
    groups = build_caps(CITIES, programme, pool)
    assert by_position(groups, pool, "left") == [([2], 2), ([0, 1], 2)]
    assert by_position(groups, pool, "right") == [([0], 2)]
