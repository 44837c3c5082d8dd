from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from unit.intake.file_set import FileSet, city, item

from matcher.intake import CityProfile, read_profiles
from matcher.intake.inference import apply_rule, infer
from matcher.intake.layout import find_layout
from matcher.intake.rules import Bound, InferenceFile, Rule
from matcher.intake.shared_files import read_model
from matcher.intake.text_files import TextFile, read_text
from matcher.language import LANGUAGES, Language, Speaker

BUNDLED = read_profiles()


def _rules() -> dict[str, Rule]:
    file = find_layout(None).shared["inference.toml"]
    text = read_text(file.path, file.name)
    assert isinstance(text, TextFile)
    rules, _, problems = read_model(text, InferenceFile)
    assert rules is not None, problems
    return {rule.id: rule for rule in rules.rules}


RULES = _rules()


def profile(climate: str | None = None, country: str = "CN", lat: float = 40, **figures: Any):  # type: ignore[no-untyped-def]
    """A city with figures given as value or (value, year)."""
    units = {"population": "persons", "net_zero_year": "year"}
    indicators = {}
    for key, figure in figures.items():
        value, year = figure if isinstance(figure, tuple) else (figure, 2019)
        unit = units.get(key, "ug/m3" if key.startswith(("pm", "no")) else "%")
        indicators[key] = {
            "value": value,
            "unit": unit,
            "year": year,
            "year_unknown": year is None,
            "source": f"source of {key}",
        }
    data = {
        "id": "xx-alpha",
        "name": "Alpha",
        "kind": "city",
        "country": country,
        "lat": lat,
        "lon": 100,
        "place_source": "x",
        "indicators": indicators,
    }
    if climate:
        data |= {"climate": climate, "climate_source": "x"}
    return CityProfile.model_validate(data)


def level(rule: str, city: CityProfile) -> int | None:
    found = apply_rule(RULES[rule], city)
    return found.level if found else None


@pytest.mark.parametrize(
    ("pm25", "wanted"), [(5, None), (5.1, 1), (15, 1), (15.1, 2), (35, 2), (35.1, 3)]
)
def test_pm25_levels_follow_the_who_steps(pm25: float, wanted: int | None) -> None:
    assert level("pm25-who", profile(pm25=pm25)) == wanted


@pytest.mark.parametrize(("no2", "wanted"), [(20, None), (20.5, 1), (30.5, 2), (40.5, 3)])
def test_no2_levels_follow_the_who_steps(no2: float, wanted: int | None) -> None:
    assert level("no2-traffic", profile(no2=no2)) == wanted


@pytest.mark.parametrize(("share", "wanted"), [(9.9, None), (10, 1), (25, 2), (50, 3)])
def test_coal_levels_follow_the_stated_steps(share: float, wanted: int | None) -> None:
    assert level("coal-power", profile(electricity_coal=share)) == wanted


@pytest.mark.parametrize(("share", "wanted"), [(30, None), (29.9, 1), (14.9, 2), (0, 2)])
def test_renewable_levels_follow_the_stated_steps(share: float, wanted: int | None) -> None:
    assert level("low-renewables", profile(electricity_renewable=share)) == wanted


def test_dust_needs_a_dry_climate_and_coarse_particles_of_one_year() -> None:
    rule = "dust-dry-climate"
    assert level(rule, profile("BSk", pm10=80, pm25=40)) == 3
    assert level(rule, profile("Cfa", pm10=80, pm25=40)) is None
    assert level(rule, profile(pm10=80, pm25=40)) is None
    assert level(rule, profile("BSk", pm10=80, pm25=41)) is None
    assert level(rule, profile("BSk", pm10=80)) is None
    assert level(rule, profile("BSk", pm10=80, pm25=0)) is None
    assert level(rule, profile("BSk", pm10=(80, 2016), pm25=(40, 2019))) is None
    assert level(rule, profile("BSk", pm10=(80, None), pm25=(40, None))) is None


def test_cold_and_coal_is_about_cold_places_that_heat_with_coal() -> None:
    for rule, wanted in (("cold-coal-homes", 2), ("cold-coal-networks", 1)):
        assert level(rule, profile("Dwa", pm25=40)) == wanted
        assert level(rule, profile("BSk", pm25=40, lat=36)) == wanted
        assert level(rule, profile("BSk", pm25=40, lat=34)) is None
        assert level(rule, profile("Cfa", pm25=40)) is None
        assert level(rule, profile("Dwa", pm25=40, country="KR")) is None
        assert level(rule, profile("Dwa", pm25=35)) is None


def test_industry_rules_need_industry() -> None:
    assert level("industry-efficiency", profile(secondary_industry=50)) == 2
    assert level("industry-efficiency", profile(secondary_industry=40)) == 1
    assert level("industry-efficiency", profile(secondary_industry=39.9)) is None
    assert level("industry-standards", profile(secondary_industry=40, pm25=36)) == 2
    assert level("industry-standards", profile(secondary_industry=40)) is None


def test_a_missing_target_is_inferred_only_where_a_register_says_so() -> None:
    rule = "no-climate-target"
    assert level(rule, profile(net_zero_year=0)) == 2
    assert level(rule, profile(net_zero_year=2050)) is None
    assert level(rule, profile()) is None
    assert level(rule, profile(net_zero_year=0, reduction_target=40)) is None
    planner = profile(net_zero_year=0).model_dump(exclude_none=True)
    planner["capabilities"] = [
        {"theme": "I2", "level": 1, "basis": "reported", "text": "x", "year": 2019, "source": "x"}
    ]
    assert level(rule, CityProfile.model_validate(planner)) is None


def test_year_and_source_are_those_of_the_oldest_figure() -> None:
    rule = RULES["industry-standards"]
    found = apply_rule(rule, profile(secondary_industry=(45, 2017), pm25=(50, 2019)))
    assert found is not None
    assert (found.year, str(found.source)) == (2017, "source of secondary_industry")
    found = apply_rule(rule, profile(secondary_industry=(45, None), pm25=(50, 2019)))
    assert found is not None
    assert found.year_unknown


def test_the_sentence_carries_number_unit_year_and_step() -> None:
    found = apply_rule(RULES["pm25-who"], profile(pm25=(1234.5, 2018)))
    assert found is not None
    assert "1,234.5 ug/m3 (2018)" in found.text
    assert "WHO interim target 1 (35 ug/m3)" in found.text
    assert (found.basis, found.rule) == ("inferred", "pm25-who")


TEXT = '\n[indicators.pm25]\nvalue = 50\nunit = "ug/m3"\nyear = 2019\nsource = "x"\n'


def test_recorded_needs_win_over_rules(files: FileSet) -> None:
    files.write("cities/xx-alpha.toml", city() + TEXT + item(theme="I1", level=1))
    (need,) = files.read()["xx-alpha"].needs
    assert (need.level, need.basis) == (1, "declared")


def test_a_city_can_say_that_it_has_no_such_need(files: FileSet) -> None:
    files.write("cities/xx-alpha.toml", city(more='no_needs = ["I1"]') + TEXT)
    assert files.read()["xx-alpha"].needs == ()


def test_inference_leaves_the_profile_as_it_was() -> None:
    before = profile(pm25=50)
    copy = before.model_copy(deep=True)
    after = infer(before, list(RULES.values()))
    assert before == copy
    assert after.needs
    assert infer(profile(), list(RULES.values())).needs == ()


def test_every_inferred_need_of_the_bundled_cities_names_its_rule_and_source() -> None:
    inferred = [item for city in BUNDLED for item in city.needs if item.basis == "inferred"]
    assert {item.rule for item in inferred} == set(RULES), "a rule that no city meets is dead"
    for found in inferred:
        rule = RULES[found.rule or ""]
        assert found.theme == rule.theme
        assert found.level in {step.level for step in rule.steps}
        assert "{" not in found.text


def test_capabilities_are_never_inferred() -> None:
    assert all(item.recorded for city in BUNDLED for item in city.capabilities)


@given(st.floats(0, 900), st.floats(0, 900))
def test_worse_air_never_infers_a_lower_need(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert (level("pm25-who", profile(pm25=low)) or 0) <= (
        level("pm25-who", profile(pm25=high)) or 0
    )


def test_bounds_hold_together() -> None:
    bound = Bound(above=1, at_most=2)
    assert [bound.holds(value) for value in (1, 1.5, 2, 2.1)] == [False, True, True, False]


RULE = """
[[rules]]
id = "x"
title = "t"
theme = "I1"
indicator = "pm25"
steps = [{ above = 5, level = 1, name = "n" }]
text = "PM2.5 of {pm25}"
why = "w"
source = "s"
"""


@pytest.mark.parametrize(
    ("old", "new", "field", "code"),
    [
        ('"I1"', '"Z9"', "rules[0].theme", "unknown_theme"),
        ("{pm25}", "{pm10}", "rules[0]", "contradiction"),
        ("{pm25}", "{pm25.source}", "rules[0]", "contradiction"),
        ("{pm25}", "{pm25", "rules[0]", "contradiction"),
        ('"pm25"\n', '"pm2"\n', "rules[0]", "contradiction"),
        ("above = 5, ", "", "rules[0].steps[0]", "contradiction"),
        ("above", "abov", "rules[0].steps[0].abov", "unknown_key"),
        ("level = 1", "level = 4", "rules[0].steps[0].level", "out_of_range"),
        ('id = "x"', 'id = "x"\nside = "capability"', "rules[0].side", "not_an_option"),
        ('why = "w"\n', "", "rules[0].why", "missing_key"),
    ],
)
def test_a_rule_that_makes_no_sense_is_refused(
    files: FileSet, old: str, new: str, field: str, code: str
) -> None:
    assert old in RULE
    files.write("cities/xx-alpha.toml", city())
    files.write("inference.toml", RULE.replace(old, new))
    problems = files.problems()
    assert (field, code) in {(problem.field, problem.code) for problem in problems}


def test_two_rules_of_one_id_are_refused(files: FileSet) -> None:
    files.write("cities/xx-alpha.toml", city()).write("inference.toml", RULE + RULE)
    assert files.problem().code == "duplicate_id"


@pytest.mark.parametrize("language", [tag for tag in LANGUAGES if tag != "en"])
def test_inferred_needs_are_told_in_every_language(language: Language) -> None:
    speaker = Speaker(language)
    inferred = [item for city in BUNDLED for item in city.needs if item.rule]
    assert len(inferred) > 100
    for need in inferred:
        told = speaker.tell(need.text)
        assert told != need.text
        assert speaker.language_of(need.text) == language
        assert figures_of(need.text) == figures_of(told)
    assert not speaker.missing


def figures_of(text: str) -> Counter[str]:
    return Counter(re.findall(r"\d+(?:\.\d+)?", text))


def test_what_a_city_recorded_stays_as_it_was_written() -> None:
    recorded = next(item for city in BUNDLED for item in city.needs if item.recorded)
    assert Speaker("ja").tell(recorded.text) == recorded.text
    assert Speaker("ja").language_of(recorded.text) == "en"


def test_a_rule_of_ones_own_stays_english_and_is_marked_so() -> None:
    own = RULES["no2-traffic"].model_copy(update={"text": "NO2 is {no2}, more than {step}."})
    found = apply_rule(own, profile(no2=45))
    assert found is not None
    speaker = Speaker("ja")
    assert speaker.tell(found.text) == found.text
    assert speaker.language_of(found.text) == "en"
    assert "NO2 is {no2}, more than {step}." in speaker.missing
