from __future__ import annotations

from unit.intake.file_set import FileSet, city, item

from matcher.intake import completeness, read_profiles
from matcher.intake.completeness import Completeness


def _of(files: FileSet, text: str) -> Completeness:
    profiles = files.write("cities/xx-alpha.toml", text).read()
    return completeness(profiles["xx-alpha"], profiles.vocabulary)


PM25 = '\n[indicators.pm25]\nvalue = 50\nunit = "ug/m3"\nyear = 2019\nsource = "x"\n'


def test_an_empty_profile_says_so(files: FileSet) -> None:
    found = _of(files, city())
    assert (found.score, found.groups, found.present) == (0.0, (), ())
    assert found.sentence.startswith("No recorded need or capability, and no indicator")


def test_a_thin_place_has_inferred_items_only(files: FileSet) -> None:
    found = _of(files, city() + PM25)
    assert found.sentence == "No recorded need or capability: inferred items only."
    assert (found.recorded, found.inferred, found.present) == (0, 1, ("pm25",))


def test_few_records_are_called_thin(files: FileSet) -> None:
    found = _of(files, city() + item() + item("capabilities", "A2", year="year_unknown = true"))
    assert found.sentence == "Thin record: 1 recorded need and 1 capability; 1 fact without a year."
    assert (found.declared, found.groups, found.year_unknown) == (2, ("A", "C"), 1)


def test_indicators_of_mainland_china_are_missed_only_there(files: FileSet) -> None:
    assert "ceads_co2" not in _of(files, city()).missing
    assert "ceads_co2" in _of(files, city(country="CN")).missing


def test_more_records_never_lower_the_score() -> None:
    profiles = read_profiles()
    for profile in profiles:
        whole = completeness(profile, profiles.vocabulary).score
        less = profile.model_copy(update={"needs": profile.needs[1:]})
        assert 0 <= completeness(less, profiles.vocabulary).score <= whole <= 1
