"""What the page says would happen is what the command that it prints then does."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest
from playwright.sync_api import Page
from support.browser import Watcher, needs_browser
from support.command_line import Done, run, write_cities, write_programme
from support.report_pages import Pages, bundled

from matcher.bundled import profiles_dir
from matcher.plan.document import PairRecord, PlanDocument
from matcher.plan_file import read_plan

pytestmark = needs_browser


@pytest.fixture
def plan(pages: Pages) -> PlanDocument:
    return pages.plan("eacac").document


@pytest.fixture
def page(show, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Page:
    monkeypatch.chdir(tmp_path)
    return show("eacac")


def said(page: Page) -> list[str]:
    return page.locator("#what-if-said li").all_inner_texts()


def commands(page: Page) -> list[list[str]]:
    """The printed commands, without the name of the program."""
    lines = page.locator("#what-if-command").inner_text().splitlines()
    return [shlex.split(line)[1:] for line in lines if line.startswith("matcher ")]


def done(command: list[str], *more: str) -> Done:
    found = run(*command, *more)
    assert found.code == 0, found.err
    return found


def written(folder: str) -> PlanDocument:
    """The one plan below a folder."""
    (file,) = Path(folder).rglob("plan.json")
    return read_plan(file, bundled()).document


def named(plan: PlanDocument, pair: PairRecord | tuple[str, str]) -> str:
    a, b = (pair.a, pair.b) if isinstance(pair, PairRecord) else pair
    return f"{plan.cities[a].name} with {plan.cities[b].name}"


def ids(plan: PlanDocument) -> set[tuple[str, str]]:
    return {(pair.a, pair.b) for pair in plan.pairs}


def test_a_declined_exchange_falls_away_and_the_plan_is_made_again(
    page: Page, plan: PlanDocument
) -> None:
    pair = plan.pairs[3]
    page.select_option("#pair", label=named(plan, pair))
    lines = said(page)
    assert lines[0] == f"{named(plan, pair)} falls away: {pair.score:,} points."
    for end, line in zip((pair.a, pair.b), lines[1:], strict=True):
        assert line.startswith(f"Next by score for {plan.cities[end].name}: ")
        for other in pair.alternates[end]:
            assert f"{plan.cities[other.city].name} ({other.score:,} points" in line
            assert f"costs the plan {other.exact_loss:,} points" in line
    ((command),) = commands(page)
    assert command[0] == "replan"
    done(command)
    new = written("runs/replanned")
    assert (pair.a, pair.b) not in ids(new)
    assert new.objective < plan.objective


def test_a_forbidden_exchange_is_not_in_the_best_plan_without_it(
    page: Page, plan: PlanDocument
) -> None:
    pair = plan.pairs[0]
    page.select_option("#action", "forbid")
    page.select_option("#pair", label=named(plan, pair))
    assert said(page)[0] == f"{named(plan, pair)} falls away: {pair.score:,} points."
    (command,) = commands(page)
    done(command, "--quick")
    new = written("runs/what-if")
    assert (pair.a, pair.b) not in ids(new)
    assert plan.objective - pair.score <= new.objective < plan.objective


def test_a_pinned_pair_takes_the_place_and_costs_the_points_that_the_page_says(
    page: Page, plan: PlanDocument
) -> None:
    pair = plan.pairs[0]
    other = pair.alternates[pair.a][0]
    page.select_option("#action", "pin")
    page.select_option("#first", pair.a)
    page.select_option("#second", other.city)
    total = plan.objective - other.exact_loss
    sentence = (
        f"{named(plan, (pair.a, other.city))} has {other.score:,} points; the best plan with it "
        f"has {total:,} points, {other.exact_loss:,} points fewer than this one."
    )
    assert sentence in said(page)
    explain, propose = commands(page)
    assert f"{other.exact_loss:,}" in done(explain).out
    done(propose, "--quick")
    new = written("runs/what-if")
    assert tuple(sorted((pair.a, other.city))) in ids(new)
    assert new.objective == total
    named_as_affected = said(page)[0]
    for gone in ids(plan) - ids(new):
        if {pair.a, other.city} & set(gone):
            assert named(plan, gone) in named_as_affected


def test_a_pin_that_changes_nothing_or_cannot_be_has_no_command(
    page: Page, plan: PlanDocument
) -> None:
    pair = plan.pairs[0]
    page.select_option("#action", "pin")
    page.select_option("#first", pair.a)
    page.select_option("#second", pair.b)
    assert said(page) == [f"{named(plan, pair)} is in the plan already."]
    assert page.locator("#what-if-how").is_hidden()
    page.select_option("#second", pair.a)
    assert said(page) == ["Choose two different cities."]
    assert page.locator("#what-if-how").is_hidden()
    page.get_by_role("button", name="Start over").click()
    page.wait_for_function("document.querySelector('#action').value === 'decline'")
    assert page.locator("#what-if-how").is_visible()


def test_a_weight_beyond_its_breaking_point_ends_the_exchange(
    page: Page, plan: PlanDocument, tmp_path: Path
) -> None:
    pair = next(p for p in plan.pairs if p.certainty.nearest and p.certainty.nearest.move > 0)
    nearest = pair.certainty.nearest
    page.select_option("#action", "weights")
    share = nearest.gone_at + 0.0005
    shares = {part: row.weight / 1e6 for part, row in plan.influence.items()}
    scale = (1 - share) / (1 - shares[nearest.part])
    for part, value in shares.items():
        given = share if part == nearest.part else value * scale
        page.fill(f"[data-weight={part}]", f"{100 * given:.6f}")
    assert any("these leave the plan" in line and named(plan, pair) in line for line in said(page))

    text = page.locator("#what-if-command").inner_text()
    table = text[text.index("[weights]") : text.index("# then")]
    own = (profiles_dir() / "programmes" / "eacac.toml").read_text(encoding="utf-8")
    changed = re.sub(r"\[weights\]\n(?:.+\n)+", table.rstrip() + "\n", own)
    assert changed != own
    (tmp_path / "eacac.toml").write_text(changed, encoding="utf-8")
    propose, compare = commands(page)
    done(propose, "--quick")
    assert (pair.a, pair.b) not in ids(written("runs/what-if"))
    assert plan.cities[pair.a].name in done(compare).out


def test_the_weights_of_the_plan_are_named_as_such_and_none_at_all_is_refused(
    page: Page, plan: PlanDocument
) -> None:
    page.select_option("#action", "weights")
    assert said(page) == ["These are the weights of the plan."]
    for part in plan.influence:
        page.fill(f"[data-weight={part}]", "0")
    assert said(page) == ["Give at least one weight."]
    assert page.locator("#what-if-how").is_hidden()


def test_copy_says_what_it_did(page: Page) -> None:
    page.get_by_role("button", name="Copy").click()
    page.wait_for_function("document.querySelector('#copied').textContent !== ''")
    told = page.locator("#copied").inner_text()
    assert told in ("Copied.", "Selected: copy it with the keyboard.")
    if told.startswith("Selected"):
        chosen = page.evaluate("getSelection().toString()")
        assert chosen == page.locator("#what-if-command").inner_text()


def test_with_files_of_ones_own_the_commands_name_them_and_keep_what_was_pinned(
    watcher: Watcher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    cities = write_cities(tmp_path / "mine", "cn-x", "cn-y", "cn-z", "us-x", "us-y", "us-z")
    programme = write_programme(tmp_path / "ours.toml", sides=("CN", "US"))
    files = ["--programme", str(programme), "--profiles", str(cities)]
    done(["propose", *files, "--pin", "cn-x:us-z", "--quick", "--out", "runs"])
    page = watcher.open(tmp_path / "runs/ours/report.html")

    def completed() -> list[list[str]]:
        places = {"PROGRAMME.toml": str(programme), "PROFILES": str(cities)}
        return [[places.get(word, word) for word in command] for command in commands(page)]

    told = page.locator("#what-if-files")
    assert told.is_visible()
    pair = page.locator("#pair option:checked").inner_text()
    (replan,) = completed()
    assert pair.split(" with ")[0] in done(replan).out
    page.select_option("#action", "forbid")
    page.select_option("#pair", index=1)
    (propose,) = completed()
    assert propose.count("--pin") == 1
    done(propose, "--quick")
    new = json.loads(Path("runs/what-if/ours/plan.json").read_text("utf-8"))
    assert ["cn-x", "us-z"] in [[pair["a"], pair["b"]] for pair in new["pairs"]]
    page.select_option("#action", "weights")
    assert "--programme ours.toml --profiles PROFILES --pin cn-x:us-z" in (
        page.locator("#what-if-command").inner_text()
    )
