"""The best plan over all pairs from a shortlist of them: solve, price, add what was missed, repeat.

::

    sampled prices --> shortlist --> best plan on it, with prices --> pairs that beat their prices
                          ^------------------ add these ---------------------'   none: proved
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from matcher.solve.circulation import SINK
from matcher.solve.instance import BoolArray, IntArray
from matcher.solve.limits import Limits
from matcher.solve.priced.above import pairs_above
from matcher.solve.priced.list_kernels import kth_best
from matcher.solve.priced.market import Market
from matcher.solve.priced.restricted import Master, OutOfRangeError, Restricted
from matcher.solve.priced.scan import Best, Scanner, Stopped
from matcher.solve.priced.seen import Bound, Round, Seen
from matcher.solve.priced.shortlist import Ceiling, Shortlist
from matcher.solve.priced.source import Tile
from matcher.solve.priced.start import Start, sampled_start, without_sample

# Pairs of each row and column that the first look keeps, and how many of them are used at once.
ROW_KEPT, COL_KEPT = 32, 32
ROW_USED, COL_USED = 12, 12
# The same where columns are alike, so that fewer pairs hold the plan: kept, kept, used of a column.
EVEN = 20, 12, 8
AGAIN_KEPT, AGAIN_COL_KEPT = 40, 16
# The first rounds leave the shortlist once so small a share of its rows could do better.
ROUGH_ROUNDS, ROUGH = 2, 0.1
# Looks at the cities whose prices fell furthest from the first ones, and their share.
EARLY_LOOKS, EARLY_SHARE, EARLY_KEPT = 2, 0.05, 8
# How deep rows may fall in each turn of a market, as a part of the spread of the prices.
DEPTHS = 0.5, 0.25, 0.25, 0.25, 0.25
# From this share of all pairs, a look takes the best of every row and column.
WHOLE_LOOK = 0.5
# A wider margin may cost so many pairs more, as a share of all.
MARGIN_COST = 0.05
# Whole numbers and halves of them below this are exact as float32.
NARROW = 2**23
SAMPLE_ABOVE = 600


@dataclass
class Search:
    """State of one search; `run` carries it to the end or to a stop.

    Parameters
    ----------
    scanner : Scanner
    limits : Limits
    watch : callable
        Called with a `Round` after each.
    any_sign : bool
        Prices may be negative: they are wanted for what they say of other cities, not as a proof.
    mirrored : bool
        Rows and columns are the same cities, and weights are symmetric: what is found of a pair is
        found of its mirror image.
    """

    scanner: Scanner
    limits: Limits
    watch: Callable[[Round], None]
    rounds: int = 0
    read: int = 0
    answer: Restricted | None = None
    bound: Bound | None = None
    stopped: bool = False
    any_sign: bool = False
    mirrored: bool = False
    crowded: IntArray = field(default_factory=lambda: np.empty(0, dtype=np.int64))

    def __post_init__(self) -> None:
        self.master = Master(self.limits, self.scanner.source.greatest)
        self.shape = self.scanner.source.shape
        self.kind = self.scanner.source.dtype
        self.shortlist = Shortlist.empty(self.shape, self.kind)
        self.ceilings: list[Ceiling] = []
        self.tiles = self.scanner.source.tiles()

    def run(self) -> bool:
        """Search until proved or stopped; False where the limits contradict each other."""
        try:
            return self._run()
        except Stopped:
            self.stopped = True
            return True
        except OutOfRangeError:
            pass
        wide = replace(self.scanner.source, wide=True)
        self.scanner = replace(self.scanner, source=wide)
        self.__post_init__()
        return self.run()

    def _run(self) -> bool:
        start = self._start()
        self.ceilings = [self._first_look(start)]
        guess = self._guess(start)
        spread = int(np.subtract(*np.percentile(start.col, (90, 10)))) if len(start.col) else 0
        by_market = self.master.by_assignment and spread > 0
        if by_market:
            guess = self._at_market(start, spread)
        for _ in range(0 if by_market or start.even else EARLY_LOOKS):
            answer = self._best_of_shortlist(guess)
            if answer is None:
                return False
            guess = answer.potentials
            self._require_range(guess)
            self._early_look(answer, start)
        while True:
            answer = self._best_of_shortlist(guess)
            if answer is None:
                return False
            answer = self._near_zero(answer)
            self.answer, guess = answer, answer.potentials
            self._require_range(guess)
            row, col = (price.astype(self.kind) for price in self.master.frame.faced(guess))
            if not self._take(self._price(row, col), row, col):
                continue
            if not answer.free_sign or self.any_sign:
                return True
            # The best plan that matches everyone is not the best of all: leave that road.
            self.master.by_assignment = False

    def _require_range(self, potentials: IntArray) -> None:
        """Raise unless a weight and two prices can be subtracted exactly in narrow tiles.

        Wide tiles reach as far as the prices of any plan that the check accepts.
        """
        greatest = 2 * int(np.abs(potentials).max(initial=0)) + self.scanner.source.greatest
        if self.kind == np.float32 and greatest >= NARROW:
            raise OutOfRangeError

    def _near_zero(self, answer: Restricted) -> Restricted:
        """The same plan, its prices moved towards 0 where everyone is matched at any price.

        Bids raise all columns against all rows, without end and beyond the range of narrow tiles.
        Where cities may stay unmatched, prices move if none is below 0 then: they prove the plan
        best for these as well.
        """
        master = self.master
        if not master.by_assignment or self.any_sign:
            return answer
        level = self._levelled(*master.frame.faced(answer.potentials))
        if not master.all_matched:
            if not all((price >= 0).all() for price in master.frame.faced(level)):
                return answer
            answer = replace(answer, free_sign=False)
        master.reprice(level)
        return replace(answer, potentials=level)

    def _signed(self, answer: Restricted) -> Restricted:
        """The same plan with prices of at least 0, where such prices prove it on the shortlist."""
        row, col = self.master.frame.faced(answer.potentials)
        level = self._levelled(row, col)
        signed = self.master.one_sign(answer, level)
        if signed is None:
            return answer
        self.master.reprice(signed)
        return replace(answer, potentials=signed, free_sign=False)

    def _best_of_shortlist(self, guess: IntArray) -> Restricted | None:
        """Best plan over all listed pairs: those that beat their prices are used next."""
        while True:
            if self.scanner.stop():
                raise Stopped
            answer = self.master.solve(self.shortlist.used, guess)
            if answer is None:
                return None
            at, beyond = self._waiting(answer)
            if self.rounds < ROUGH_ROUNDS and len(at) < ROUGH * self.shape[0]:
                return answer
            if not len(at) and answer.free_sign and not self.any_sign:
                answer = self._signed(answer)
                at, beyond = self._waiting(answer)
            if not len(at):
                return answer
            self.shortlist, guess = self.shortlist.with_worst(at, beyond), answer.potentials

    def _waiting(self, answer: Restricted) -> tuple[IntArray, IntArray]:
        """Positions of listed pairs that are not used and beat their prices, and by how much."""
        return self.shortlist.beating(*self.master.frame.faced(answer.potentials))

    def _levelled(self, row: IntArray, col: IntArray) -> IntArray:
        """The same prices at the level where the least of the rows and of the columns are alike."""
        shift = (int(col.min(initial=0)) - int(row.min(initial=0))) // 2
        return self.master.frame.potentials(row + shift, col - shift)

    def _start(self) -> Start:
        if max(self.shape) < SAMPLE_ABOVE or not min(self.shape):
            return without_sample(self.scanner)
        start = sampled_start(self.scanner, self.limits, self.master.by_assignment)
        if not self.mirrored:
            return start
        # Two estimates of the same price.
        price = np.floor((start.row + start.col) / 2)
        return replace(start, row=price, col=price)

    def _first_look(self, start: Start) -> Ceiling:
        """One pass over all pairs: the best of each row and column become the shortlist."""
        if start.bar is not None:
            ceiling = self._all_above(start.bar)
            if ceiling is not None:
                return ceiling
        extra = int(self.limits.row_max.max(initial=1)) - 1
        row_kept, col_kept, col_used = EVEN if start.even else (ROW_KEPT, COL_KEPT, COL_USED)
        best = Best.above(start.row_bar, row_kept + extra)
        cols = Best.above(start.col_bar, col_kept)
        diagonal = np.full(min(self.shape), -np.inf, dtype=self.kind)
        seen = self.scanner.rows_and_cols(self.tiles, start.col, start.row, best, cols, diagonal)
        self.read += self.shape[0] * self.shape[1]
        row, col, value, rank = best.entries()
        back, origin, other, place = seen.entries()
        whole = [value + start.col[col], other + start.col[back] + start.row[origin]]
        pairs = [np.column_stack([row, col]), np.column_stack([origin, back])]
        use = [rank < ROW_USED + extra, place < col_used]
        if self.shape[0] == self.shape[1]:
            # With the diagonal, a plan that matches everyone is there wherever all pairs are open.
            pairs.append(np.repeat(np.arange(self.shape[0])[:, None], 2, axis=1))
            whole.append(diagonal)
            use.append(np.ones(len(diagonal), dtype=bool))
        listed, weights, active = (np.concatenate(each) for each in (pairs, whole, use))
        there = np.isfinite(weights)
        self._list(listed[there], weights[there], active[there])
        return Ceiling(best.values[:, -1], start.col)

    def _all_above(self, bar: float) -> Ceiling | None:
        """The shortlist of all pairs that reach a bar; None where they are too many for one."""
        found = pairs_above(self.scanner, bar)
        self.read += self.shape[0] * self.shape[1]
        if found is None:
            return None
        self._list(*found, np.ones(len(found[1]), dtype=bool))
        if self.shape[0] == self.shape[1]:
            # With the diagonal, a plan that matches everyone is there wherever all pairs are open.
            pairs = np.repeat(np.arange(self.shape[0])[:, None], 2, axis=1)
            weights = self.scanner.source.at(pairs)
            there = np.isfinite(weights)
            self._list(pairs[there], weights[there].astype(np.int64), np.ones(there.sum(), bool))
        row, col = (np.zeros(size, dtype=self.kind) for size in self.shape)
        return Ceiling(row + (bar - 1), col)

    def _at_market(self, start: Start, spread: int) -> IntArray:
        """Better prices before anyone must be matched, and pairs of those who found nobody.

        Where everyone must be matched by a list that lacks pairs, a few drive all prices far off.
        """
        market = Market.opened(self.shortlist.every, start.col)
        for depth in DEPTHS:
            market.trade(self.shortlist.every, int(depth * spread), spread)
            rows, cols = market.left_out
            if not len(rows):
                break
            self._require_range(self.master.frame.potentials(market.row_price, market.col_price))
            price = market.col_price.astype(self.kind)
            found = market.look(self.scanner, rows, cols)
            self.read += len(rows) * self.shape[1] + self.shape[0] * len(cols)
            self._note(found, price)
        row, col = market.row_price, market.col_price
        self.shortlist = self.shortlist.focused(row, col)
        return self.master.frame.potentials(row, col)

    def _early_look(self, answer: Restricted, start: Start) -> None:
        """Look at the few cities whose prices fell furthest: most likely too few pairs know them.

        Lists hold the same rows for columns that are much alike, and too few of them; then a few
        prices fall so low that nearly everyone would beat them.
        """
        source, faced = self.scanner.source, self.master.frame.faced(answer.potentials)
        row, col = (price.astype(self.kind) for price in faced)
        few = [max(1, round(EARLY_SHARE * size)) for size in self.shape]
        at, to = (
            np.sort(np.argpartition(price - before, k - 1)[:k])
            for price, before, k in zip((row, col), (start.row, start.col), few, strict=True)
        )
        found = Seen.nothing(self.kind)
        extra = int(self.limits.row_max.max(initial=1)) - 1
        for rows, cols in ((None, to), (at, None)):
            chosen = np.arange(self.shape[0]) if rows is None else rows
            best = Best.above(row[chosen], EARLY_KEPT + extra)
            self.scanner.rows(source.tiles(rows, cols), col if cols is None else col[cols], best)
            found = found.with_best(best, chosen, cols, row)
            self.read += len(chosen) * (self.shape[1] if cols is None else len(cols))
        self._note(found, col)
        self.shortlist = self.shortlist.with_worst(*self.shortlist.beating(*faced))

    def _note(self, found: Seen, col: Tile) -> None:
        """Add pairs to the shortlist, to be used once they are worth it."""
        pairs = found.pairs
        whole = found.value + col[pairs[:, 1]]
        self._list(pairs, whole, np.zeros(len(pairs), dtype=bool))

    def _list(self, pairs: IntArray, whole: Tile, active: BoolArray) -> None:
        """Add pairs to the shortlist; active ones are used at once."""
        if self.mirrored:
            pairs = np.concatenate([pairs, pairs[:, ::-1]])
            whole = np.concatenate([whole, whole])
            active = np.concatenate([active, active])
        self.shortlist = self.shortlist.extended(pairs, whole, active)

    def _guess(self, start: Start) -> IntArray:
        guess = self.master.frame.potentials(start.row.astype(np.int64), start.col.astype(np.int64))
        guess[SINK] = -start.cohort
        return guess

    def _price(self, row: Tile, col: Tile) -> Seen:
        """Look at every pair that may come near its prices, and note the new ceiling.

        Pairs that fall short by less than a margin are listed as well: prices that move by less
        than that will then bring nothing new.
        """
        source = self.scanner.source
        n, m = self.shape
        k = AGAIN_KEPT + int(self.limits.row_max.max(initial=1))
        ceiling = min(self.ceilings, key=lambda known: known.cost(row - 1, col))
        if ceiling.cost(row - 1, col) > WHOLE_LOOK * n * m:
            best, cols = self._bars(row, col, k)
            seen = self.scanner.rows_and_cols(self.tiles, col, row, best, cols)
            self.read += n * m
            back, origin, value, _ = seen.entries()
            again = Seen(np.column_stack([origin, back]), value + row[origin], origin[:0])
            self.ceilings = [Ceiling(best.values[:, -1], col)]
            return again.with_best(best, np.arange(n), None, row)
        bar = row - self._margin(row, col, ceiling)
        stairs = ceiling.open_to(bar, col)
        highest, part = bar.copy(), Best.above(bar[stairs.rows], k)
        tiles = source.tiles(stairs.rows, stairs.cols)
        self.scanner.rows(tiles, col[stairs.cols], part, stairs.reach)
        self.read += int(stairs.reach.sum())
        highest[stairs.rows] = part.values[:, -1]
        self.ceilings.append(Ceiling(highest, col))
        return Seen.nothing(self.kind).with_best(part, stairs.rows, stairs.cols, row)

    def _bars(self, row: Tile, col: Tile, k: int) -> tuple[Best, Best]:
        """Room for the best of each row and column, above what is listed of them anyway."""
        listed = self.shortlist
        value = listed.whole.astype(self.kind) - col[listed.cols]
        best = Best.above(kth_best(listed.rows, value, self.shape[0], k), k)
        over = kth_best(listed.cols, value - row[listed.rows], self.shape[1], AGAIN_COL_KEPT)
        return best, Best.above(over, AGAIN_COL_KEPT)

    def _margin(self, row: Tile, col: Tile, ceiling: Ceiling) -> Tile:
        """The widest margin that makes the look at least not much longer."""
        one: Tile = np.ones((), dtype=self.kind)
        margins = (row - ceiling.row)[np.isfinite(ceiling.row)]
        if not len(margins):
            return one
        spread = float(np.subtract(*np.percentile(margins, (75, 25)))) / 2
        least = ceiling.cost(row - one, col)
        for share in (1.0, 0.5, 0.25, 0.125):
            margin = np.floor(spread * share)
            if margin <= 1:
                break
            if ceiling.cost(row - margin, col) <= least + MARGIN_COST * row.size * col.size:
                return np.asarray(margin, dtype=self.kind)
        return one

    @property
    def chosen(self) -> IntArray:
        """Pairs of the latest plan, shape (k, 2)."""
        assert self.answer is not None
        return self.answer.chosen

    @property
    def value(self) -> int:
        """Value of the latest plan in whole numbers."""
        assert self.answer is not None
        return self.answer.value

    def _take(self, found: Seen, row: Tile, col: Tile) -> bool:
        """Add what beats its prices to the shortlist; True when nothing does."""
        assert self.answer is not None
        self.rounds += 1
        self._note(found, col)
        # A bound must cover every pair that waits, not only those that are new.
        waiting, short = self._waiting(self.answer)
        excess = np.zeros(self.shape[0], dtype=np.int64)
        np.maximum.at(excess, self.shortlist.rows[waiting], short)
        gap = self._bounded(row, col, excess)
        passes = self.read / max(self.shape[0] * self.shape[1], 1)
        given = self.scanner.source.given(np.array([self.value, gap], dtype=np.float64))
        new = int(np.count_nonzero(self.shortlist.fresh[waiting]))
        self.watch(Round(self.rounds, new, float(given[0]), float(given[1]), passes))
        if not len(waiting):
            # Where ties fill all that is kept of a row, there may be more of them.
            self.crowded = np.unique(found.crowded)
            return True
        self.shortlist = self.shortlist.with_worst(waiting, short)
        return False

    def _bounded(self, row: Tile, col: Tile, excess: IntArray) -> int:
        """Note the bound that these prices prove; how far it is above the value.

        Raising the price of a row by its excess covers all its pairs.
        """
        assert self.answer is not None
        potentials, lifted = self.answer.potentials, 0
        if self.answer.free_sign:
            # Prices below 0 prove nothing where cities may stay unmatched: they count as 0.
            level = self.master.frame.faced(
                self._levelled(row.astype(np.int64), col.astype(np.int64))
            )
            lifted = sum(int(np.maximum(-price, 0).sum()) for price in level)
            potentials = self.master.frame.potentials(*(np.maximum(p, 0) for p in level))
        most = np.minimum(self.limits.row_max, self.shape[1])
        gap = int(excess @ most) + lifted
        # A pair of the plan that is worth more than its prices counts for less once they rise.
        rows, cols = self.answer.chosen.T
        faced = self.master.frame.faced(self.answer.potentials)
        over = self.answer.listed.whole[self.answer.taken] - faced[0][rows] - faced[1][cols]
        gap -= int(np.minimum(np.maximum(over, 0), excess[rows]).sum())
        value = self.value
        if self.bound is None or value + gap < self.bound.value:
            self.bound = Bound(value + gap, potentials, excess)
        return self.bound.value - value
