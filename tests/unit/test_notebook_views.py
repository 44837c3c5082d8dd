"""What notebooks show: every answer has a view that is escaped, plain and complete."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest

import matcher
from matcher import Plan
from matcher.intake.profiles import Profiles
from matcher.programme.models import Programme

EVIL = '<img src=x onerror="alert(1)">&'
VOID = {"br", "img", "hr"}


class Balanced(HTMLParser):
    """Remembers which elements are open, and everything that could fetch or run."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.bad: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(tag)
        if tag in {"script", "style", "link", "img", "iframe", "a"}:
            self.bad.append(tag)
        self.bad += [name for name, _ in attrs if name.startswith("on") or name in {"src", "href"}]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def read(view: str) -> str:
    """The words of a view that is well formed, and neither fetches, runs nor fixes a colour."""
    page = Balanced()
    page.feed(view)
    page.close()
    assert not page.open
    assert not page.bad
    colours = re.findall(r"(?:color|background)[a-z-]*:([^;\"]+)", view)
    assert set(colours) <= {"currentColor", "inherit"}
    return " ".join(page.words)


@pytest.fixture(scope="module")
def profiles() -> Profiles:
    return matcher.read_profiles()


@pytest.fixture(scope="module")
def programme() -> Programme:
    return matcher.read_programme("eacac")


@pytest.fixture(scope="module")
def evil(profiles: Profiles, programme: Programme) -> Plan:
    """A plan of cities and words that would be markup if they were not escaped."""
    jinan = profiles["cn-jinan"]
    items = tuple(item.model_copy(update={"text": EVIL, "result": EVIL}) for item in jinan.needs)
    renamed = jinan.model_copy(
        update={"name": EVIL, "names": {"zh": EVIL}, "needs": items, "notes": EVIL}
    )
    words = {"title": EVIL, "pool_note": EVIL, "description": EVIL}
    return matcher.propose(profiles.with_cities(renamed), programme.model_copy(update=words))


@pytest.mark.parametrize(
    "ask",
    [
        lambda plan: plan,
        lambda plan: plan.profiles,
        lambda plan: plan.profiles["cn-jinan"],
        lambda plan: plan.document.settings,
        lambda plan: plan.explain(),
        lambda plan: plan.explain("cn-jinan"),
        lambda plan: plan.explain("cn-jinan", "mn-ulaanbaatar"),
        lambda plan: plan.explain("cn-jinan", "kr-seoul"),
        lambda plan: plan.explain("cn-jinan", "cn-beijing"),
        lambda plan: plan.proof(),
        lambda plan: plan.what_would_it_take("cn-jinan", "kr-seoul"),
        lambda plan: plan.robustness(draws=20, figure_draws=4),
        lambda plan: plan.compare(plan.replan([("cn-jinan", "mn-ulaanbaatar")])),
        lambda plan: plan.fairness(),
        lambda plan: plan.stability(),
        lambda plan: plan.other_plans(k=2),
    ],
    ids=[
        "plan", "profiles", "city", "programme", "explained plan", "explained city", "chosen pair",
        "other pair", "barred pair", "proof", "what it takes", "robustness", "comparison",
        "fairness", "stability", "other plans",
    ],
)  # fmt: skip
def test_a_view_escapes_what_it_shows_and_reads_on_any_ground(ask: Any, evil: Plan) -> None:
    assert EVIL in read(ask(evil)._repr_html_())


def test_a_plan_says_what_is_proved_and_shows_how_sure_each_pair_is(evil: Plan) -> None:
    from matcher.explain.sure.result import with_robustness

    before = read(evil._repr_html_())
    assert "proved best" in before
    assert "No permitted plan has more." in before
    assert "Sure" not in before
    sure = evil.robustness(draws=20, figure_draws=4)
    after = read(Plan(with_robustness(evil.document, sure), evil.profiles)._repr_html_())
    assert "Sure" in after
    assert "core" in after


def test_a_plan_after_a_decline_is_not_called_best(
    profiles: Profiles, programme: Programme
) -> None:
    plan = matcher.propose(profiles, programme)
    again = plan.replan([("cn-shenzhen", "kr-seoul")], within="5%")
    assert again.gap
    words = read(again._repr_html_())
    assert "proved best" not in words
    assert "Declined: Shenzhen with Seoul." in words


def test_an_impossible_plan_says_why(profiles: Profiles, programme: Programme) -> None:
    pair = ("cn-jinan", "kr-seoul")
    plan = matcher.propose(profiles, programme, pins=[pair], forbids=[pair])
    words = read(plan._repr_html_())
    assert "no plan is possible" in words
    assert plan.document.reasons[0] in words


def test_the_parts_of_a_pair_add_up_in_its_view(profiles: Profiles, programme: Programme) -> None:
    pair = matcher.propose(profiles, programme).explain("cn-beijing", "kr-seoul")
    words = read(pair._repr_html_())
    assert pair.parts is not None
    for value in (*pair.parts.values(), pair.score):
        assert f"{value:,}" in words
    # Each part stands in the table and not once more in a sentence.
    assert "Mutual benefit: " not in words
    assert "seven parts" not in words


def test_a_profile_shows_basis_year_and_source_of_each_item(profiles: Profiles) -> None:
    city = profiles["cn-jinan"]
    words = read(city._repr_html_())
    for item in city.items:
        for shown in (item.text, item.basis, str(item.source)):
            assert shown in words
    assert "unknown" in words


def test_a_file_set_is_listed_and_the_rest_counted(profiles: Profiles) -> None:
    words = read(profiles._repr_html_())
    assert f"{len(profiles)} cities" in words
    assert f"and {len(profiles) - 20} more" in words


def test_a_programme_shows_weights_and_rules(programme: Programme) -> None:
    changed = {
        "rules": programme.rules.model_copy(
            update={"required": (("cn-jinan", "kr-seoul"),), "minimum_score": 1000}
        ),
        "max_pairs": 3,
        "stable": True,
    }
    words = read(programme.model_copy(update=changed)._repr_html_())
    for shown in (
        "40%",
        "Each city has 1 to 2 partners.",
        "Cities of one country are never paired.",
        "The cohort holds at most 3 exchanges.",
        "A pair needs 1,000 points.",
        "cn-jinan must be with kr-seoul.",
        "would rather have each other",
    ):
        assert shown in words
