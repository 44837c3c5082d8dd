"""Commands on the page: bundled files need no name, others do, and what was pinned stays pinned."""

from __future__ import annotations

import dataclasses

from support.report_plans import small_plan

import matcher
from matcher.report.commands import Commands, commands_of


def test_bundled_files_go_without_a_name() -> None:
    plan = matcher.propose(matcher.read_profiles(), matcher.read_programme("eacac"))
    assert commands_of(plan) == Commands("eacac", "", "")


def test_pairs_of_the_run_stay_as_they_were() -> None:
    pins, forbids = [("cn-beijing", "kr-seoul")], [("jp-tokyo", "cn-shenzhen")]
    programme = matcher.read_programme("eacac")
    plan = matcher.propose(matcher.read_profiles(), programme, pins=pins, forbids=forbids)
    (a, b), (c, d) = plan.document.pins[0], plan.document.forbids[0]
    assert commands_of(plan) == Commands("eacac", "", f"--pin {a}:{b} --forbid {c}:{d}")


def test_an_altered_programme_and_a_part_of_the_cities_are_files_of_ones_own() -> None:
    profiles, programme = matcher.read_profiles(), matcher.read_programme("eacac")
    altered = programme.model_copy(update={"max_pairs": 5})
    assert commands_of(matcher.propose(profiles, altered)).programme == "--programme PROGRAMME.toml"
    some = dict(list(profiles.hashes.items())[:-1])
    fewer = dataclasses.replace(profiles, hashes=some)
    assert commands_of(matcher.propose(fewer, programme)).profiles == "--profiles PROFILES"


def test_profiles_that_no_file_holds_are_not_taken_for_the_bundled_ones() -> None:
    told = commands_of(small_plan())
    assert told == Commands("--programme PROGRAMME.toml", "--profiles PROFILES", "")
