"""How far a proof reaches is said in words, and only where there is one."""

from __future__ import annotations

from typing import Any

import pytest
from support.report_plans import infeasible_plan, small_plan

from matcher.explain.words import search_sentence


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({}, "Proved by prices over all 4 permitted pairs."),
        (
            {"regime": "large", "rounds": 3, "permitted_pairs": 151_757_761},
            "Proved by prices over all 151,757,761 permitted pairs (large regime: short lists "
            "first, then every pair, 3 rounds).",
        ),
        (
            {"regime": "small"},
            "Proved by prices over all 4 permitted pairs (small regime: all pairs in one table).",
        ),
        ({"regime": "new", "rounds": 1}, "Proved by prices over all 4 permitted pairs (new regime, "
         "1 round)."),
        ({"permitted_pairs": 1}, "Proved by prices over the one permitted pair."),
        (
            {"proof": "enumeration", "certificate": None},
            "Proved over all 4 permitted pairs.",
        ),
        (
            {"status": "feasible", "proof": None},
            "The upper limit is proved by prices over all 4 permitted pairs.",
        ),
        ({"status": "feasible", "proof": None, "certificate": None}, None),
        ({"permitted_pairs": None}, None),
    ],
)  # fmt: skip
def test_each_kind_of_proof_is_told(fields: dict[str, Any], told: str | None) -> None:
    assert (
        search_sentence(
            small_plan().document.model_copy(update={"regime": None, "rounds": None, **fields})
        )
        == told
    )


def test_without_a_plan_nothing_is_told() -> None:
    assert search_sentence(infeasible_plan().document) is None
