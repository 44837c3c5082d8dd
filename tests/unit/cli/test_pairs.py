from __future__ import annotations

import pytest
from support.command_line import run
from support.made_up import city

from matcher.cli.pairs import resolve_names, resolve_pairs
from matcher.errors import InputError
from matcher.intake import AliasTable

NAMES = AliasTable.of(
    [
        city("cn-beijing", names={"zh-Hans": "北京"}, aliases=("Peking",)),
        city("us-los-angeles", title="Los Angeles"),
        city("us-springfield", title="Springfield"),
        city("ca-springfield", title="Springfield"),
    ]
)


def test_any_name_of_a_city_will_do() -> None:
    typed = [("北京", "Los Angeles"), ("peking", "us-los-angeles")]
    found, problems = resolve_pairs(typed, "--pin", NAMES)
    assert found == [("cn-beijing", "us-los-angeles")] * 2
    assert problems == []


def test_every_name_that_is_unknown_or_shared_is_told_with_its_option() -> None:
    typed = [("Pekin", "Los Angelos"), ("Springfield", "北京"), ("Peking", "北京")]
    found, problems = resolve_pairs(typed, "--forbid", NAMES)
    assert found == []
    assert [problem.code for problem in problems] == [
        "unknown_city",
        "unknown_city",
        "ambiguous_name",
        "same_city",
    ]
    assert {problem.field for problem in problems} == {"--forbid"}
    assert "cn-beijing" in (problems[0].remedy or "")


def test_names_that_are_not_known_are_all_told() -> None:
    with pytest.raises(InputError) as caught:
        resolve_names(["Nowhere at all", "北京", "Elsewhere entirely"], NAMES)
    assert len(caught.value.problems) == 2


@pytest.mark.parametrize("typed", ["Seoul", "Seoul:", ":Tokyo", "a:b:c", ""])
def test_what_is_not_a_pair_is_wrong_usage(typed: str) -> None:
    done = run("propose", "eacac", "--pin", typed)
    assert done.code == 2
    assert "A:B" in done.err
