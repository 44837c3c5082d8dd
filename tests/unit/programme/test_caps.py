"""Caps as a programme file states them: what is read, and what is refused in words."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.made_up import city, pool_programme, profiles, sides_programme

from matcher.bundled import profiles_dir
from matcher.candidates import build_caps, build_pool, cap_remarks
from matcher.errors import InputError, Problem
from matcher.programme import Programme, check_programme, read_programme
from matcher.programme.caps import Cap


def read(tmp_path: Path, caps: str, programme: str = "ccucc") -> Programme:
    text = (profiles_dir() / "programmes" / f"{programme}.toml").read_text("utf-8")
    path = tmp_path / "mine.toml"
    path.write_text(f"{text}\n{caps}", encoding="utf-8")
    return read_programme(path)


def refused(tmp_path: Path, caps: str, programme: str = "ccucc") -> dict[str | None, Problem]:
    with pytest.raises(InputError) as caught:
        read(tmp_path, caps, programme)
    assert all(problem.line for problem in caught.value.problems)
    return {problem.field: problem for problem in caught.value.problems}


def test_caps_are_read(tmp_path: Path) -> None:
    programme = read(
        tmp_path,
        '[[caps]]\nper = "subdivision"\nmost = 2\nside = "China"\nonly = ["CN-44"]\n'
        '[[caps]]\nper = "cities"\nmost = 0\ncities = ["us-davis"]\nlabel = "Valley"\n',
    )
    assert programme.caps == (
        Cap(per="subdivision", most=2, side="China", only=("CN-44",)),
        Cap(per="cities", most=0, cities=("us-davis",), label="Valley"),
    )


def test_a_programme_without_caps_has_none() -> None:
    assert read_programme("ccucc").caps == ()


def test_every_problem_of_caps_comes_at_once(tmp_path: Path) -> None:
    found = refused(
        tmp_path,
        '[[caps]]\nper = "subdivision"\nmost = -1\nside = "Chna"\n'
        '[[caps]]\nper = "province"\nmost = 1\n'
        '[[caps]]\nper = "country"\nmots = 1\nonly = ["China"]\n'
        '[[caps]]\nper = "cities"\nmost = 1\n',
    )
    assert (found["caps[0].most"].code, found["caps[0].most"].allowed) == (
        "out_of_range",
        "at least 0",
    )
    side = found["caps[0].side"]
    assert (side.code, side.found, side.allowed) == ("unknown_side", "Chna", "China, California")
    assert side.remedy == "did you mean China?"
    assert found["caps[1].per"].allowed == "country, subdivision, cities"
    assert found["caps[2].mots"].remedy == "did you mean most?"
    assert found["caps[2].most"].code == "missing_key"
    assert "CN-11" in (found["caps[2].only[0]"].allowed or "")
    assert "needs the list" in found["caps[3]"].message


@pytest.mark.parametrize(
    ("cap", "words"),
    [
        ('per = "country"\nonly = ["CN-11"]', "CN-11 in only is not the code of a country"),
        ('per = "subdivision"\nonly = ["CN"]', "CN in only is not the code of a subdivision"),
        ('per = "country"\ncities = ["cn-xian"]', "takes no list of cities"),
        ('per = "cities"\ncities = ["cn-xian"]\nonly = ["CN"]', "takes no codes in only"),
    ],
)
def test_members_that_do_not_fit_are_refused(tmp_path: Path, cap: str, words: str) -> None:
    (problem,) = refused(tmp_path, f"[[caps]]\nmost = 1\n{cap}\n").values()
    assert (problem.field, problem.code) == ("caps[0]", "contradiction")
    assert words in problem.message


def test_a_side_alone_that_is_not_known_is_one_problem(tmp_path: Path) -> None:
    found = refused(tmp_path, '[[caps]]\nper = "country"\nmost = 1\nside = "Californa"\n')
    assert list(found) == ["caps[0].side"]
    assert found["caps[0].side"].remedy == "did you mean California?"


def test_caps_in_one_pool_may_overlap() -> None:
    cities = profiles(*(city(f"{name}", ["A1"], ["A1"]) for name in ("cn-a", "cn-b", "us-c")))
    caps = [
        {"per": "cities", "cities": ["cn-a", "us-c"], "most": 1},
        {"per": "country", "most": 2, "only": ["CN"]},
    ]
    programme = pool_programme(caps=caps)
    groups = build_caps(cities, programme, build_pool(cities, programme))
    assert [group.members for group in groups] == [("cn-a", "us-c"), ("cn-a", "cn-b")]
    assert {group.side for group in groups} == {"left"}
    assert not cap_remarks(cities, programme, build_pool(cities, programme))


def test_names_that_the_profiles_do_not_know_are_errors() -> None:
    cities = profiles(city("cn-one", subdivision="CN-GD"), city("us-two", subdivision="US-CA"))
    programme = sides_programme(
        caps=[
            {"per": "country", "most": 1, "only": ["CX"]},
            {"per": "subdivision", "most": 1, "only": ["CN-GD", "CN-GX"]},
            {"per": "cities", "most": 1, "cities": ["cn-onne"]},
        ]
    )
    found = {p.field: (p.code, p.severity) for p in check_programme(programme, cities)}
    assert found == {
        "caps[0].only[0]": ("unknown_country", "error"),
        "caps[1].only[1]": ("unknown_subdivision", "error"),
        "caps[2].cities[0]": ("unknown_city", "error"),
    }
