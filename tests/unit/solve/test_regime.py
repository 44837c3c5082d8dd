"""Which regime suits which instance."""

from __future__ import annotations

import numpy as np
import pytest

from matcher.errors import SolverInputError
from matcher.solve import two_sided
from matcher.solve.regime import FLOW_PAIRS, SMALL_PAIRS, choose_regime

SIDE = int(FLOW_PAIRS**0.5)


@pytest.mark.parametrize(("pairs", "flow"), [(SMALL_PAIRS, False), (FLOW_PAIRS, True)])
def test_the_line_between_the_regimes_is_drawn_by_size(pairs: int, flow: bool) -> None:
    assert choose_regime(None, (1, pairs), flow=flow) == "small"
    assert choose_regime(None, (1, pairs + 1), flow=flow) == "large"
    assert choose_regime("large", (1, 1), flow=flow) == "large"
    with pytest.raises(SolverInputError, match="small or large"):
        choose_regime("middle", (1, 1))  # type: ignore[arg-type]


def test_a_flow_goes_to_the_large_regime_sooner_than_an_assignment() -> None:
    weights = np.random.default_rng(0).integers(0, 1000, (SIDE + 1, SIDE + 1))
    flow = two_sided(weights, right_max=2)
    assert (flow.regime, flow.verified) == ("large", True)
    assert flow.objective == two_sided(weights, right_max=2, regime="small").objective
    assert two_sided(weights).regime == "small"
