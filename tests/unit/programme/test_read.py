from __future__ import annotations

from pathlib import Path

import pytest

from matcher.bundled import profiles_dir
from matcher.errors import InputError, UnavailableError, UnknownNameError
from matcher.intake import read_profiles
from matcher.programme import Programme, check_programme, list_programmes, read_programme

TEXT = (profiles_dir() / "programmes" / "eacac.toml").read_text("utf-8")


def _read(tmp_path: Path, *changes: tuple[str, str], more: str = "") -> Programme:
    text = TEXT + more
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return read_programme(path)


def test_every_bundled_programme_is_read_and_fits_the_bundled_profiles() -> None:
    profiles = read_profiles()
    assert list_programmes() == ("ccucc", "eacac")
    for name in list_programmes():
        programme = read_programme(name)
        assert programme.id == name
        assert check_programme(programme, profiles) == ()


def test_a_path_is_read_as_text_or_as_path(tmp_path: Path) -> None:
    programme = _read(tmp_path)
    assert read_programme(str(tmp_path / "mine.toml")) == programme


def test_an_unknown_id_names_the_nearest_one() -> None:
    with pytest.raises(UnknownNameError) as caught:
        read_programme("ecac")
    assert "did you mean eacac?" in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        read_programme(tmp_path / "none.toml")
    assert caught.value.problems[0].code == "missing_path"


@pytest.mark.parametrize(("shape", "word"), [("groups", "groups"), ("hosts", "one host")])
def test_shapes_to_come_are_refused_as_not_available(tmp_path: Path, shape: str, word: str) -> None:
    with pytest.raises(UnavailableError) as caught:
        _read(tmp_path, ('shape = "one_pool"', f'shape = "{shape}"'))
    (problem,) = caught.value.problems
    assert word in problem.message
    assert "not available" in problem.message
    assert problem.line is not None


def test_all_problems_come_at_once_with_their_lines(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        _read(
            tmp_path,
            ("one_pool", "two_sided"),
            ("minimum = 1", "minimum = 3"),
            ("airshed = 0.15", "airshd = 0.15"),
            ('fusion = "mean"', 'fusion = "men"'),
            ("stale_years = 15", "stal_years = 15"),
            ('domestic = "forbidden"', "domestik = 3"),
        )
    problems = {problem.field: problem for problem in caught.value.problems}
    assert set(problems) == {
        "capacities",
        "weights.airshd",
        "benefit.fusion",
        "evidence.stal_years",
        "rules.domestik",
        "sides",
    }
    assert problems["capacities"].message == "minimum 3 is above maximum 2"
    assert problems["weights.airshd"].remedy == "did you mean airshed?"
    assert problems["evidence.stal_years"].remedy == "did you mean stale_years?"
    lines = (tmp_path / "mine.toml").read_text("utf-8").split("\n")
    for field in ("weights.airshd", "benefit.fusion", "evidence.stal_years", "rules.domestik"):
        line = lines[(problems[field].line or 0) - 1]
        assert line.startswith(field.partition(".")[2])


def test_minimum_above_maximum_of_one_city_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        _read(tmp_path, more="\n[capacities.cities]\nkr-seoul = { minimum = 3, maximum = 1 }\n")
    assert caught.value.problems[0].field == "capacities.cities.kr-seoul"


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"id = ", b"= 3"])
def test_a_file_that_cannot_be_read_is_one_problem(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "mine.toml"
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        read_programme(path)
    assert len(caught.value.problems) == 1


def test_what_the_profiles_do_not_know_is_named_with_the_nearest(tmp_path: Path) -> None:
    programme = _read(
        tmp_path,
        ("themes = {", 'cities = { kr-soul = "mentor" }\nthemes = { Z9 = "peer",'),
        (
            "minimum_score = 0",
            'minimum_score = 0\nforbidden = [["kr-seoul", "jp-tokyo"]]\n'
            'required = [["jp-tokyo", "kr-seoul"], ["jp-tokyo", "jp-tokio"]]',
        ),
        more="\n[capacities.cities]\ncn-bejing = { maximum = 1 }\n",
    )
    found = {
        problem.field: (problem.code, problem.remedy)
        for problem in check_programme(programme, read_profiles())
    }
    assert found["capacities.cities.cn-bejing"] == ("unknown_city", "did you mean cn-beijing?")
    assert found["roles.cities.kr-soul"] == ("unknown_city", "did you mean kr-seoul?")
    assert found["rules.required[1][1]"] == ("unknown_city", "did you mean jp-tokyo?")
    assert found["roles.themes.Z9"][0] == "unknown_theme"
    assert found["rules.required[0]"][0] == "required_and_forbidden"
    assert len(found) == 5


def test_items_from_the_future_of_the_programme_are_a_warning(tmp_path: Path) -> None:
    programme = _read(tmp_path, ("reference_year = 2026", "reference_year = 2010"))
    problems = check_programme(programme, read_profiles())
    assert {problem.code for problem in problems} == {"after_reference_year"}
    assert {problem.severity for problem in problems} == {"warning"}
