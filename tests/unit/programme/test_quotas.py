"""Quotas as a programme file states them: what is read, refused in words, and warned of."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.made_up import city, pool_programme, profiles

from matcher.bundled import profiles_dir
from matcher.candidates import build_pool, quota_remarks
from matcher.errors import InputError, Problem
from matcher.programme import Programme, check_programme, read_programme
from matcher.programme.quotas import Quota


def read(tmp_path: Path, quotas: str, top: str = "") -> Programme:
    text = (profiles_dir() / "programmes" / "eacac.toml").read_text("utf-8")
    path = tmp_path / "mine.toml"
    path.write_text(f"{top}\n{text}\n{quotas}", encoding="utf-8")
    return read_programme(path)


def refused(tmp_path: Path, quotas: str, top: str = "") -> dict[str | None, Problem]:
    with pytest.raises(InputError) as caught:
        read(tmp_path, quotas, top)
    assert all(problem.line for problem in caught.value.problems)
    return {problem.field: problem for problem in caught.value.problems}


def test_quotas_are_read(tmp_path: Path) -> None:
    programme = read(
        tmp_path,
        '[[quotas]]\nlabel = "Clean transport"\ncarries = "A"\nleast = 3\n'
        '[[quotas]]\nper = "country_pair"\nmost = 2\nprice = 100\n',
    )
    hard, soft = programme.quotas
    assert hard == Quota(label="Clean transport", carries="A", least=3)
    assert (hard.hard, soft.hard) == (True, False)
    assert [soft.outside(count) for count in (0, 2, 4)] == [0, 0, 2]
    assert [hard.outside(count) for count in (0, 3, 4)] == [3, 0, 0]
    assert read_programme("eacac").quotas == ()


def test_every_problem_comes_at_once(tmp_path: Path) -> None:
    found = refused(
        tmp_path,
        '[[quotas]]\ncarries = "transport"\nleast = 3\n'
        '[[quotas]]\nper = "country"\nmost = 1.5\n'
        '[[quotas]]\nrole = "mentor"\naim = "resilience"\nleast = 1\n'
        '[[quotas]]\nrole = "mentor"\n'
        '[[quotas]]\naim = "resilience"\nleast = 3\nmost = 2\n'
        "[[quotas]]\nleast = 3\n"
        '[[quotas]]\nrole = "mentor"\nleast = true\nprice = 0\nmots = 1\n',
    )
    assert "A8" in (found["quotas[0].carries"].allowed or "")
    assert found["quotas[1].per"].allowed == "country_pair"
    assert found["quotas[1].most"].allowed == "a whole number"
    assert "exactly one of carries, aim, per, role" in found["quotas[2]"].message
    assert found["quotas[3]"].message == "a quota needs least, most or both"
    assert found["quotas[4]"].message == "least 3 is above most 2"
    assert "found none of them" in found["quotas[5]"].message
    assert found["quotas[6].least"].allowed == "a whole number"
    assert found["quotas[6].price"].allowed == "at least 1"
    assert found["quotas[6].mots"].remedy == "did you mean most?"


@pytest.mark.parametrize(
    ("top", "quotas", "field", "found"),
    [
        ("stable = true", '[[quotas]]\nrole = "mentor"\nleast = 1', "quotas",
         "stable = true and [[quotas]]"),
        ('objective = "leximin"', '[[quotas]]\nrole = "mentor"\nleast = 1', "quotas",
         'objective = "leximin" and [[quotas]]'),
        ('objective = "worst_off"\nstable = true', "", "stable",
         'objective = "worst_off" and stable = true'),
    ],
)  # fmt: skip
def test_one_goal_at_a_time(tmp_path: Path, top: str, quotas: str, field: str, found: str) -> None:
    (problem,) = refused(tmp_path, quotas, top).values()
    assert (problem.field, problem.code, problem.found) == (field, "contradiction", found)


def test_themes_that_are_not_known_are_errors() -> None:
    programme = pool_programme(
        quotas=[{"carries": c, "least": 1} for c in ("A", "A1", "Z", "A9")],
    )
    found = {p.field: (p.code, p.severity) for p in check_programme(programme, profiles())}
    assert found == {
        "quotas[2].carries": ("unknown_group", "error"),
        "quotas[3].carries": ("unknown_theme", "error"),
    }


def test_quotas_that_count_nothing_are_warned_of() -> None:
    cities = profiles(city("cn-a", ["A1"]), city("cn-b", ["B1"], status="observer"))
    programme = pool_programme(
        max_pairs=2,
        roles={"cities": {"cn-b": "mentor"}},
        quotas=[
            {"carries": "A", "least": 3},
            {"carries": "B1", "least": 1},
            {"aim": "resilience", "most": 1},
            {"aim": "liveability", "most": 1},
            {"role": "mentor", "least": 1},
            {"role": "peer", "least": 1},
            {"per": "country_pair", "most": 1},
        ],
    )
    remarks = quota_remarks(cities, programme, build_pool(cities, programme))
    assert {remark.severity for remark in remarks} == {"warning"}
    assert [(remark.field, remark.code) for remark in remarks] == [
        ("quotas[0].least", "quota_above_cohort"),
        ("quotas[1].carries", "quota_counts_nothing"),
        ("quotas[2].aim", "quota_counts_nothing"),
        ("quotas[4].role", "quota_counts_nothing"),
        ("quotas[6].per", "quota_counts_nothing"),
    ]
    assert remarks[0].message == "at least 3 exchanges are asked for, and the cohort holds 2"
