"""A limit that was hit is said; one that was not changes nothing."""

from __future__ import annotations

import pytest
from support.hubs import hard_pool

from matcher.solve import one_pool


def test_a_generous_limit_changes_nothing() -> None:
    free, limited = one_pool(hard_pool(30)), one_pool(hard_pool(30), time_limit=600)
    assert (free.pairs.tolist(), free.proof) == (limited.pairs.tolist(), limited.proof)


@pytest.mark.parametrize("limit", [0, 0.05])
def test_a_short_limit_gives_an_honest_status(limit: float) -> None:
    result = one_pool(hard_pool(120), max_partners=2, time_limit=limit)
    assert result.verified == (result.status != "unknown")
    assert result.seconds < 10
    if result.status == "unknown":
        assert result.objective is None
        assert len(result.pairs) == 0
    if result.status != "optimal":
        assert result.reason is not None
        assert "time limit" in result.reason
    if result.status == "feasible":
        assert result.gap is not None
        assert result.gap > 0
