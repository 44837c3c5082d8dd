"""Who takes part: everyone of the file set is on a side or refused with a sentence."""

from __future__ import annotations

import pytest
from support.made_up import city, pool_programme, profiles, sides_programme

import matcher
from matcher.candidates import PairRules, build_pool
from matcher.errors import InputError

SUMMIT = {
    "cn-beijing", "cn-guangzhou", "cn-suining", "cn-yanan", "us-california", "us-los-angeles",
    "us-evanston",
}  # fmt: skip


def test_evanston_alone_of_the_summit_places_is_refused_for_illinois() -> None:
    pool = build_pool(matcher.read_profiles(), matcher.read_programme("ccucc"))
    because = {r.city: r.reason for r in pool.refused if "Illinois" in r.reason}
    assert set(because) & SUMMIT == {"us-evanston"}
    assert because["us-evanston"] == "Evanston is in Illinois, not in California."


def test_a_province_and_its_city_are_never_a_pair() -> None:
    file_set = matcher.read_profiles()
    programme = matcher.read_programme("eacac")
    rules = PairRules(file_set, programme, build_pool(file_set, programme))
    texts = [reason.text for reason in rules.reasons("cn-sichuan", "cn-suining")]
    assert "Sichuan contains Suining." in texts


def test_containment_reaches_over_two_levels() -> None:
    file_set = profiles(
        city("cn-a", kind="province"),
        city("cn-b", part_of="cn-a", kind="county"),
        city("us-c", part_of="cn-b", kind="district"),
    )
    programme = pool_programme()
    rules = PairRules(file_set, programme, build_pool(file_set, programme))
    assert [reason.code for reason in rules.reasons("cn-a", "us-c")] == ["nested"]


def test_conditional_cities_are_refused_or_admitted_with_their_condition() -> None:
    link = {"programme": "test", "status": "conditional", "condition": "Sign the charter."}
    file_set = profiles(city("cn-a", programmes=[link]), city("us-a"))
    refused = build_pool(file_set, sides_programme())
    assert refused.refusal("cn-a").code == "conditional"
    assert "Sign the charter." in refused.refusal("cn-a").reason
    admitted = build_pool(file_set, sides_programme(eligibility={"conditional": "admit"}))
    assert admitted.left == ("cn-a",)
    assert admitted.conditions == {"cn-a": "Sign the charter."}


def test_observers_and_strangers_are_told_apart() -> None:
    file_set = profiles(city("cn-a", status="observer"), city("cn-b", programmes=[]), city("jp-c"))
    codes = {r.city: r.code for r in build_pool(file_set, sides_programme()).refused}
    assert codes == {"cn-a": "observer", "cn-b": "not_in_programme", "jp-c": "ineligible"}


def test_too_few_records_are_named_with_what_to_do() -> None:
    file_set = profiles(city("cn-a"), city("cn-b", ["A1"], ["B1"]), city("us-a", ["A1"], ["B1"]))
    pool = build_pool(file_set, sides_programme(eligibility={"minimum_records": 2}))
    assert pool.left == ("cn-b",)
    assert "no recorded need or capability" in pool.refusal("cn-a").reason


def test_overlapping_sides_are_an_error_that_names_the_city() -> None:
    sides = [{"name": "One", "countries": ["CN"]}, {"name": "Two"}]
    with pytest.raises(InputError, match="cn-a"):
        build_pool(profiles(city("cn-a"), city("us-a")), sides_programme(sides=sides))


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"rules": {"domestic": "forbidden"}}, "domestic"),
        ({"rules": {"forbidden": [["cn-b", "cn-a"]]}}, "forbidden"),
        ({"language": {"mode": "require"}}, "language"),
        ({"roles": {"default": "mentor"}}, "role"),
    ],
)
def test_each_rule_bars_in_words(fields: dict, code: str) -> None:
    file_set = profiles(city("cn-a", languages=["zh"]), city("cn-b", languages=["en"]))
    programme = pool_programme(**fields)
    rules = PairRules(file_set, programme, build_pool(file_set, programme))
    (reason,) = rules.reasons("cn-a", "cn-b")
    assert reason.code == code
    assert reason.text.endswith(".")
