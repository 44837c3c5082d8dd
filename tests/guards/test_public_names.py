"""The public names are pinned: adding one is a decision, losing one breaks somebody."""

from __future__ import annotations

import inspect

import matcher
import matcher.explain
import matcher.solve


def test_public_names_of_the_package() -> None:
    assert sorted(matcher.__all__) == [
        "MatcherError",
        "Plan",
        "ProfileVectorizer",
        "__version__",
        "propose",
        "read_plan",
        "read_profiles",
        "read_programme",
        "solve",
    ]
    for name in matcher.__all__:
        assert getattr(matcher, name) is not None


def test_signatures_of_the_array_solvers() -> None:
    assert list(inspect.signature(matcher.solve.two_sided).parameters) == [
        "weights",
        "left_max",
        "right_max",
        "left_min",
        "right_min",
        "forbidden",
        "required",
        "unmatched_allowed",
        "max_pairs",
        "left_groups",
        "right_groups",
        "time_limit",
        "stop",
        "progress",
        "threads",
        "regime",
    ]
    assert list(inspect.signature(matcher.solve.one_pool).parameters) == [
        "weights",
        "max_partners",
        "min_partners",
        "forbidden",
        "required",
        "unmatched_allowed",
        "max_pairs",
        "time_limit",
        "stop",
        "progress",
        "threads",
        "regime",
    ]


def test_signature_of_the_ensemble() -> None:
    assert list(inspect.signature(matcher.solve.ensemble).parameters) == [
        "layers",
        "scenarios",
        "shape",
        "left_max",
        "right_max",
        "left_min",
        "right_min",
        "max_partners",
        "min_partners",
        "forbidden",
        "required",
        "unmatched_allowed",
        "max_pairs",
        "minimum",
        "jobs",
        "progress",
    ]


def test_what_a_plan_offers() -> None:
    offered = {name for name in dir(matcher.Plan) if not name.startswith("_")}
    assert offered >= {
        "bound",
        "explain",
        "gap",
        "objective",
        "pairs",
        "robustness",
        "proof",
        "status",
        "to_dict",
        "unmatched",
        "verify",
        "what_would_it_take",
    }


def test_public_names_of_the_explanations() -> None:
    for name in matcher.explain.__all__:
        assert getattr(matcher.explain, name).__doc__, name
