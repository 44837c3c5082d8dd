"""How sure a plan is: what is asked, what is kept, what is said at the edges."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from support.made_up import city, item, pool_programme, profiles, sides_programme

import matcher
import matcher.intake
import matcher.programme.models
from matcher.errors import InputError
from matcher.explain.sure import Robustness, Step, with_robustness
from matcher.explain.sure.drawn_figures import DRAWN, draw_factors, drawn_steps, margin
from matcher.explain.sure.left_out import with_only
from matcher.explain.sure.nearest import can_search
from matcher.explain.sure.plans import mirrored
from matcher.intake.models import Indicator
from matcher.plan.case import Case
from matcher.plan.document import PlanDocument

FEW = {"draws": 30, "figure_draws": 4, "seed": 1}


def cities(left: int = 3, right: int = 3, **fields: Any) -> matcher.intake.Profiles:
    themes = ("A1", "B1", "C1", "H1", "I1", "A2")
    made = [
        city(
            f"{country}-{'abcdef'[i]}",
            [item(themes[i], 1 + i % 3), item(themes[(i + 2) % 6], basis="reported")],
            [item(themes[(i * 2 + at) % 6], 1 + (i + at) % 3)],
            figures={"population": 1e5 * (i + 1) ** 3, "pm25": 10.0 + 9 * i + at},
            **fields,
        )
        for at, (country, count) in enumerate((("cn", left), ("us", right)))
        for i in range(count)
    ]
    return profiles(*made)


def ask(given: Any, programme: Any, **options: Any) -> Robustness:
    return matcher.propose(given, programme).robustness(**FEW, **options)


@pytest.fixture(scope="module", params=["ccucc", "eacac"])
def plan(request: pytest.FixtureRequest) -> matcher.Plan:
    return matcher.propose(matcher.read_profiles(), matcher.read_programme(request.param))


def test_the_same_seed_gives_the_same_bytes(plan: matcher.Plan) -> None:
    one, same = (json.dumps(plan.robustness(**FEW).to_dict()) for _ in range(2))
    assert one == same
    assert json.dumps(plan.robustness(**{**FEW, "seed": 2}).to_dict()) != one


def test_what_a_plan_holds_of_it(plan: matcher.Plan) -> None:
    assert plan.document.robustness is None
    assert all(pair.certainty is None for pair in plan.document.pairs)
    answer = plan.robustness(**FEW)
    document = with_robustness(plan.document, answer)
    again = PlanDocument.model_validate_json(document.model_dump_json())
    assert again == document
    assert [pair.certainty for pair in again.pairs] == list(answer.pairs.values())
    assert again.robustness == answer.block
    assert matcher.Plan(again, plan.profiles).verify().passed


def test_tables_have_a_row_for_each(plan: matcher.Plan) -> None:
    answer = plan.robustness(**FEW)
    assert list(answer.table.index) == list(plan.pairs.index)
    assert set(answer.declines.index) == {c for p in plan.document.pairs for c in (p.a, p.b)}
    assert not set(answer.challengers.index) & set(plan.pairs.index)
    assert answer.challengers["weights"].is_monotonic_decreasing


def test_progress_reaches_the_whole(plan: matcher.Plan) -> None:
    steps: list[Step] = []
    plan.robustness(**FEW, progress=steps.append)
    last = {step.doing: step for step in steps}
    assert set(last) == {"Drawn weights", "Drawn figures", "One city declines", "Nearest changes"}
    assert all(step.done == step.whole for step in last.values())


def test_names_in_sentences_are_escaped_in_html(plan: matcher.Plan) -> None:
    answer = plan.robustness(**FEW)
    odd = {**answer.block.model_dump(), "sentences": ["<script>"]}
    shown = replace(answer, block=type(answer.block).model_validate(odd))._repr_html_()
    assert "&lt;script&gt;" in shown
    assert "<script>" not in shown


def test_an_impossible_plan_has_nothing_to_be_sure_of() -> None:
    tight = sides_programme(capacities={"minimum": 1, "maximum": 1})
    impossible = matcher.propose(cities(1, 2), tight)
    assert impossible.status == "infeasible"
    with pytest.raises(InputError, match="there is no plan"):
        impossible.robustness()


def test_contradictory_pins_are_an_impossible_plan() -> None:
    pins = {"required": [["cn-a", "us-a"], ["cn-a", "us-b"]]}
    with pytest.raises(InputError, match="there is no plan"):
        ask(cities(), sides_programme(rules=pins))


def test_other_profiles_are_refused(plan: matcher.Plan) -> None:
    first = plan.profiles.cities[0]
    changed = plan.profiles.with_cities(first.model_copy(update={"name": "Other"}))
    with pytest.raises(InputError, match="profiles have changed"):
        replace(plan, profiles=changed).robustness(**FEW)
    fewer = replace(plan.profiles, cities=plan.profiles.cities[1:])
    with pytest.raises(InputError, match="profiles have changed"):
        replace(plan, profiles=fewer).robustness(**FEW)


@pytest.mark.parametrize(
    "wrong", [{"draws": 0}, {"figure_draws": 0}, {"concentration": 0.5}, {"seed": -1},
              {"concentration": float("nan")}],
)  # fmt: skip
def test_numbers_out_of_range_are_refused(plan: matcher.Plan, wrong: dict) -> None:
    with pytest.raises(InputError) as refused:
        plan.robustness(**wrong)
    assert refused.value.problems[0].field == next(iter(wrong))


def test_everything_pinned_stays_whatever_comes() -> None:
    pins = [["cn-a", "us-b"], ["cn-b", "us-c"], ["cn-c", "us-a"]]
    answer = ask(cities(), sides_programme(rules={"required": pins}))
    assert {known.grade for known in answer.pairs.values()} <= {"core", "likely"}
    for known in answer.pairs.values():
        assert known.weights.share == known.figures.share == 1
        assert known.nearest is None
    assert all(len(row.requirements_dropped) == 1 for row in answer.block.declines)
    assert any("required exchange" in sentence for sentence in answer.block.sentences)


def test_everything_forbidden_leaves_no_exchange() -> None:
    pairs = [[f"cn-{a}", f"us-{b}"] for a in "abc" for b in "abc"]
    answer = ask(cities(), sides_programme(rules={"forbidden": pairs}))
    assert not answer.pairs
    assert answer.table.empty
    assert answer.declines.empty
    assert "no exchange" in str(answer)


@pytest.mark.parametrize("sides", [(0, 0), (0, 2), (1, 0)])
def test_a_pool_without_pairs(sides: tuple[int, int]) -> None:
    answer = ask(cities(*sides), sides_programme())
    assert not answer.pairs
    assert answer.block.changes[0].overlap.same == FEW["draws"]


def test_a_pool_of_one_pair_is_core() -> None:
    answer = ask(cities(1, 1), pool_programme())
    (known,) = answer.pairs.values()
    # Thirty draws, all kept: the interval begins at 0.886.
    assert known.grade == "core"
    assert "The one exchange of the plan is core." in answer.sentences


def test_ties_everywhere_keep_the_plan() -> None:
    same = [city(f"{c}-{i}", ["A1"], ["C1"]) for c in ("cn", "us") for i in "abc"]
    answer = ask(profiles(*same), sides_programme())
    for known in answer.pairs.values():
        assert known.weights.share == 1
        assert known.nearest is None


def test_a_city_without_a_permitted_partner_changes_nothing() -> None:
    rules = {"forbidden": [["cn-a", f"us-{b}"] for b in "abc"]}
    answer = ask(cities(), sides_programme(rules=rules))
    assert "cn-a" not in answer.declines.index
    assert len(answer.pairs) == 2


def test_caps_hold_in_every_plan() -> None:
    caps = [{"per": "cities", "side": "China", "cities": ["cn-a", "cn-b"], "most": 1}]
    programme = sides_programme(caps=caps, max_pairs=2)
    made = matcher.propose(cities(), programme)
    answer = made.robustness(**FEW)
    for row in answer.block.declines:
        left = {(p.a, p.b) for p in made.document.pairs if row.city not in (p.a, p.b)}
        left = (left - set(row.lost)) | set(row.gained)
        assert sum(a in ("cn-a", "cn-b") for a, _ in left) <= 1
        assert len(left) <= 2


def test_draws_without_a_plan_are_counted_and_said() -> None:
    given = cities()
    free = matcher.propose(given, sides_programme())
    weakest = min(free.document.pairs, key=lambda pair: pair.score)
    rules = {"required": [[weakest.a, weakest.b]], "minimum_score": weakest.score}
    answer = ask(given, sides_programme(rules=rules))
    drawn = answer.block.changes[0]
    assert 0 < drawn.without_plan < drawn.tried
    known = answer.pairs[weakest.a, weakest.b]
    assert known.weights.plans == known.weights.kept == drawn.tried - drawn.without_plan
    said = f"In {drawn.without_plan} of {drawn.tried} draws no plan keeps all the rules"
    assert any(sentence.startswith(said) for sentence in answer.sentences)


def test_one_pool_with_minimums_lets_a_city_decline() -> None:
    programme = pool_programme(capacities={"minimum": 1, "maximum": 2})
    answer = ask(cities(), programme)
    assert all(row.objective is not None for row in answer.block.declines)


def test_all_the_weight_on_one_part_cannot_move() -> None:
    weights = dict.fromkeys(matcher.programme.models.PARTS, 0.0) | {"mutual_benefit": 1.0}
    answer = ask(cities(), sides_programme(weights=weights))
    assert all(known.nearest is None for known in answer.pairs.values())
    assert any("nothing to draw" in sentence for sentence in answer.sentences)
    assert any("moves nothing" in sentence for sentence in answer.sentences)


def test_the_pool_stays_when_items_are_left_out(plan: matcher.Plan) -> None:
    case = Case.of(plan.document, plan.profiles)
    poorer = with_only(case, "declared")
    assert poorer.pool == case.pool
    kept = {i.basis for c in case.pool.members for i in poorer.profiles[c].items}
    assert kept == {"declared"}
    assert plan.profiles == case.profiles


def test_a_figure_moves_by_its_age() -> None:
    def figure(year: int | None) -> Indicator:
        dated = {"year_unknown": True} if year is None else {"year": year}
        return Indicator(value=1.0, unit="u", source="made up", **dated)

    margins = [margin(figure(year), 2026) for year in (2030, 2026, 2025, 2016, 2011, 1990, None)]
    assert margins == pytest.approx([0, 0, 0.02, 0.2, 0.3, 0.3, 0.3])


def test_drawn_figures_stay_within_their_margins(plan: matcher.Plan) -> None:
    case = Case.of(plan.document, plan.profiles)
    factors = draw_factors(case, 50, 0)
    for row, name in enumerate(case.pool.members):
        for column, key in enumerate(DRAWN):
            figure = case.profiles[name].indicators.get(key)
            most = 0 if figure is None else margin(figure, 2026)
            assert np.abs(factors[:, row, column] - 1).max() <= most + 1e-12


def test_figures_that_do_not_move_are_the_features_of_the_plan(plan: matcher.Plan) -> None:
    case = Case.of(plan.document, plan.profiles)
    still = np.ones((2, len(case.pool.members), len(DRAWN)))
    for steps in drawn_steps(case, still):
        np.testing.assert_array_equal(steps, case.weights.model.vectors.context)


def test_a_large_pool_is_not_searched_for_the_nearest_change(
    plan: matcher.Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert can_search(Case.of(plan.document, plan.profiles))
    for limit in ("MOST_SEARCHED", "MOST_SEARCHED_ONE_PARTNER"):
        monkeypatch.setattr(f"matcher.explain.sure.nearest.{limit}", 10)
    answer = plan.robustness(**FEW)
    assert not any(known.nearest_searched for known in answer.pairs.values())
    assert "not searched in a pool of this size" in answer.sentences[-1]


def test_tables_of_one_pool_are_read_with_the_smaller_position_first() -> None:
    table = mirrored(np.array([[1.0, 2.0], [3.0, 4.0]]))
    assert np.isnan(np.diag(table)).all()
    assert table[0, 1] == table[1, 0] == 2
