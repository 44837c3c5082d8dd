"""The large regime made so small that a dozen cities show what a hundred thousand would."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from matcher.solve.priced.market import Market
from matcher.solve.priced.restricted import Master, _Matching
from matcher.solve.priced.search import Search
from matcher.solve.priced.shortlist import Shortlist

# Lists that a few pairs fill, samples of three cities, tiles of a few rows and columns.
SMALL: dict[str, Any] = {
    "search.SAMPLE_ABOVE": 4,
    "search.ROW_KEPT": 2,
    "search.COL_KEPT": 1,
    "search.ROW_USED": 1,
    "search.COL_USED": 1,
    "search.EVEN": (2, 1, 1),
    "search.AGAIN_KEPT": 1,
    "search.AGAIN_COL_KEPT": 1,
    "shortlist.ROW_TAKEN": 1,
    "shortlist.COL_TAKEN": 1,
    "start.LEAST": 3,
    "start.KEPT": 2,
    "start.EVEN_KEPT": 2,
    "above.WANTED": 2,
    "above.BAND": 8,
    "scan.HEIGHT": 3,
    "scan.WIDTH": 4,
    "source.BAND": 3,
    "source.WIDTH": 4,
    "recheck.HEIGHT": 2,
    "recheck.WIDTH": 3,
    "recheck.BATCH": 2,
    "pool.NEAR": 1,
    "market.KEPT": 1,
    "shortlist.ROW_FOCUS": 1,
    "shortlist.COL_FOCUS": 1,
    "pool_look.NOTED": 2,
    "pool_look.LEAST_ROWS": 2,
    "pool.TAKEN": (1, 1),
}
# Further ways to run: looks at some rows and columns only, no sample, no patience for repairs.
MANNERS: tuple[dict[str, Any], ...] = (
    {},
    {
        "search.WHOLE_LOOK": 2.0,
        "search.ROW_KEPT": 1,
        "search.ROUGH": 9.0,
        "flow_repair.FEW": 0.0,
    },
    {
        "search.SAMPLE_ABOVE": 100,
        "search.WHOLE_LOOK": 2.0,
        "search.MARGIN_COST": 1.0,
        "search.ROW_KEPT": 1,
    },
    {
        "restricted.BIDS": 1,
        "restricted.LOOKS": 1,
        "flow_repair.PATIENCE": 0,
        "search.ROW_KEPT": 3,
        "search.COL_KEPT": 2,
    },
    {"search.ROW_KEPT": 8, "search.COL_KEPT": 8, "pool.NEAR": 3, "pool_look.NOTED": 8},
)


@contextmanager
def shrunk(manner: int = 0) -> Iterator[Counter[str]]:
    """Run the large regime with small lists; yields how often each of its branches was taken."""
    seen: Counter[str] = Counter()
    with pytest.MonkeyPatch.context() as patch:
        for name, value in (SMALL | MANNERS[manner % len(MANNERS)]).items():
            patch.setattr(f"matcher.solve.priced.{name}", value)
        _spy(patch, seen)
        yield seen


def _spy(patch: pytest.MonkeyPatch, seen: Counter[str]) -> None:
    """Count what happens, and change nothing."""
    from matcher.solve.priced import pool, search, ties

    def watched(owner: Any, name: str, note: Any) -> None:
        real = getattr(owner, name)

        def call(*args: Any, **more: Any) -> Any:
            answer = real(*args, **more)
            note(answer, *args)
            return answer

        patch.setattr(owner, name, call)

    def sampled(answer: Any, *_: Any) -> None:
        seen["sampled"] += 1

    def looked_at_market(*_: Any) -> None:
        seen["market look"] += 1

    def above_a_bar(answer: Any, *_: Any) -> None:
        seen["too many above a bar" if answer is None else "list above a bar"] += 1

    def looked(answer: Any, self: Search, *_: Any) -> None:
        whole = self.shape[0] * self.shape[1]
        part = self.read - seen_by.get(id(self), 0)
        seen_by[id(self)] = self.read
        seen["partial look" if part < whole else "whole look"] += 1

    def took(done: bool, self: Search, *_: Any) -> None:
        seen["round"] += 1
        seen["round with violators"] += not done

    def crowded(answer: Any, _: Any, rows: Any, *__: Any) -> None:
        seen["crowded rows read whole"] += len(rows) > 0

    def repaired(answer: bool, *_: Any) -> None:
        seen["repaired" if answer else "repair given up"] += 1

    def flowed(answer: Any, *_: Any) -> None:
        seen["flow repaired" if answer is not None else "flow given up"] += 1

    def solved(answer: Any, self: Master, *_: Any) -> None:
        seen["assignment" if self.by_assignment else "flow"] += 1

    def activated(*_: Any) -> None:
        seen["listed pairs used later"] += 1

    def looked_in_pool(answer: Any, *_: Any) -> None:
        seen["pool look"] += 1
        seen["pool look with violators"] += len(answer[0].ends) > 0

    def proved_in_pool(answer: Any, _: Any, matching: Any, *__: Any) -> None:
        seen["odd sets"] += bool(matching.odd_sets)
        seen["prices of mixed parity"] += len(set((matching.price % 2).tolist())) > 1

    def refuted(*_: Any) -> None:
        seen["pool refuted by odd parts"] += 1

    seen_by: dict[int, int] = {}
    watched(search, "sampled_start", sampled)
    watched(search, "pairs_above", above_a_bar)
    watched(Market, "look", looked_at_market)
    watched(Search, "_price", looked)
    watched(Search, "_take", took)
    watched(Shortlist, "with_worst", activated)
    watched(_Matching, "improved", repaired)
    watched(Master, "_improved", flowed)
    watched(Master, "solve", solved)
    watched(ties, "ties_of_rows", crowded)
    watched(pool._PoolSearch, "_look", looked_in_pool)
    watched(pool._PoolSearch, "_proved", proved_in_pool)
    watched(pool._PoolSearch, "_refuting", refuted)
