"""One pool of any size with several partners, minimums or a cohort.

::

    doubled graph, priced over all pairs --> bound, city prices, pairs held in both directions
        --> odd sets on the pairs near their prices --> doubled graph again --> tighter bound
        --> best plan on the pairs within the gap, which no better plan can leave

Every bound is priced over all pairs. Only pairs near their prices are ever listed.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from matcher.errors import VerificationError
from matcher.solve.instance import EXACT_BELOW, POOL_BITS, SCALED_BITS, FloatArray
from matcher.solve.integer_pool import Clock, Pool
from matcher.solve.no_plan import another_solver_agrees
from matcher.solve.odd_sets import propose_odd_sets
from matcher.solve.pool_integers import Found, Near, Plan, near_of, settle
from matcher.solve.pool_relaxation import rounded_sets
from matcher.solve.pool_search import INTEGER_RANGE, too_large
from matcher.solve.priced import two_sided
from matcher.solve.priced.control import Control
from matcher.solve.priced.doubled import Listed, Relaxed, Terms, relaxed
from matcher.solve.priced.pool_rounding import rounded_plan
from matcher.solve.priced.restricted import penalty
from matcher.solve.priced.scan import Stopped
from matcher.solve.priced.source import Source
from matcher.solve.result import OddSet, Prices

# Pairs per city, nearest to the prices first: what the first integer solve sees, what the search
# for odd sets begins with, and what it may use.
NEAR, FEW, WIDE = 2, 3, 12
# Ties among more pairs than this stay as they are.
LARGEST_PART = 400
# How often odd sets are sought again, under the prices they led to.
AGAIN = 4


def fitted(source: Source) -> Source:
    """The source with real weights scaled so that sums over a pool stay exact."""
    if source.exponent is None:
        return source
    length = source.shape[0].bit_length()
    bits = min(SCALED_BITS, max(POOL_BITS - 3 * length, POOL_BITS - 10 - 2 * length))
    return replace(source, exponent=source.exponent + bits - SCALED_BITS, greatest=2**bits)


def search_several(source: Source, terms: Terms, control: Control, clock: Clock) -> Found:
    """Best plan of a pool, without a table of all pairs.

    Parameters
    ----------
    source : Source
        Symmetric weights, barred pairs in both orders; see `fitted`.
    terms : Terms
    control : Control
    clock : Clock
        The same limits of time as the control's.

    Returns
    -------
    Found
        In whole numbers. No bound and no pairs: there is no plan, and prices where they show it.
    """
    _require_exact(source, terms)
    base = relaxed(source, terms, control)
    if base is None:
        return _without_prices(source, terms)
    if isinstance(base, Prices):
        return Found(prices=base)
    best, plan = base, rounded_plan(base)
    if not base.search.stopped and (plan is None or plan.value < base.bound):
        best, plan = _tightened(source, base, plan, clock)
    if best.search.stopped:
        remark = two_sided.LATE if plan is None else two_sided.UNPROVED
        return Found(None if plan is None else plan.pairs, best.bound, None, best.prices, remark)
    return _settled(best, plan, clock)


def _settled(best: Relaxed, plan: Plan | None, clock: Clock) -> Found:
    listed = best.shortlist()
    some = min(NEAR * len(best.terms.most), len(listed.slack))
    wider = max(1.0, float(listed.slack[some - 1])) if some else 1.0
    within = _Lister(best)
    found = settle(within, best.bound, best.prices, wider, clock, plan, LARGEST_PART)
    if found.pairs is None and found.bound is None:
        within.confirm_no_plan()
    return found


class _Lister:
    """The pairs of a pool within a gap, listed from all pairs."""

    def __init__(self, best: Relaxed) -> None:
        self.best = best
        greatest = best.overlay.source.greatest
        net = best.prices.left - best.prices.left_floor
        faced = 2 * float(np.abs(net).max(initial=0)) + best.whole_pool_price
        # No pair faces more than this beyond its weight, or less.
        self.widest = faced + greatest + sum(odd.price for odd in best.prices.odd_sets)

    def __call__(self, gap: float) -> Near | None:
        try:
            listed = self.best.within(gap)
        except Stopped:
            return None
        if listed is None:
            return None
        model, slack = pool_of(listed, self.best)
        greatest = int(np.abs(model.whole).max(initial=0))
        if greatest * (len(slack) + 1) * int(model.most.sum() + 1) >= INTEGER_RANGE:
            return None
        near = near_of(model, slack, gap)
        return replace(near, whole=gap >= self.widest)

    def confirm_no_plan(self) -> None:
        """Ask a second solver whether no plan exists at all, over every open pair."""
        near, terms = self(self.widest), self.best.terms
        assert near is not None
        required = {(int(a), int(b)) for a, b in terms.required}
        if not another_solver_agrees(
            near.model.pairs, terms.least, terms.most, required, terms.max_pairs
        ):
            raise VerificationError("infeasible is claimed, and a second solver finds a plan")


def pool_of(listed: Listed, best: Relaxed) -> tuple[Pool, FloatArray]:
    """Listed pairs and the required ones as a pool, and the slack of each."""
    terms = best.terms
    weights = best.overlay.source.at(terms.required).astype(np.int64)
    pairs = np.concatenate([terms.required, listed.pairs])
    order = np.lexsort((pairs[:, 1], pairs[:, 0]))
    must = np.zeros(len(pairs), dtype=bool)
    must[: len(terms.required)] = True
    slack = np.concatenate([np.zeros(len(terms.required)), listed.slack])
    model = Pool(
        pairs=pairs[order],
        whole=np.concatenate([weights, listed.whole])[order],
        required=must[order],
        least=terms.least,
        most=terms.most,
        max_pairs=terms.max_pairs,
    )
    return model, slack[order]


def _tightened(
    source: Source, base: Relaxed, plan: Plan | None, clock: Clock
) -> tuple[Relaxed, Plan | None]:
    """The best bound that odd sets bring, and the best plan met on the way."""
    best, known = base, _nearest(base)
    for _ in range(AGAIN):
        model, slack = pool_of(known, base)
        few = min(FEW * len(model.most), len(slack)) - 1
        near = slack <= (np.partition(slack, few)[few] if few >= 0 else 0.0)
        proposed = propose_odd_sets(model, near, clock)
        before = best.bound
        tried: tuple[OddSet, ...] = ()
        for steps in (1, 2):
            # Whole prices first: an optimal proof with whole ones exists more often than not.
            sets = rounded_sets(proposed, steps, len(model.most))
            tighter = _again(source, base, sets, steps) if sets != tried else None
            tried = sets
            if tighter is None:
                continue
            plan = _better(plan, rounded_plan(tighter))
            known = _merged(known, _nearest(tighter), base)
            if tighter.bound < best.bound:
                best = tighter
            if plan is not None and plan.value == best.bound:
                return best, plan
        if best.bound == before or clock.over:
            break
    return best, plan


def _again(source: Source, base: Relaxed, sets: tuple[OddSet, ...], steps: int) -> Relaxed | None:
    """The relaxation with odd sets, where there was time to finish it."""
    found = relaxed(source, base.terms, base.control, sets, steps)
    return found if isinstance(found, Relaxed) and not found.search.stopped else None


def _nearest(found: Relaxed) -> Listed:
    listed = found.shortlist()
    some = WIDE * len(found.terms.most)
    return Listed(listed.pairs[:some], listed.whole[:some], listed.slack[:some])


def _merged(known: Listed, more: Listed, base: Relaxed) -> Listed:
    """Both lists, each pair once, under the prices of `base`."""
    pairs = np.concatenate([known.pairs, more.pairs])
    whole = np.concatenate([known.whole, more.whole])
    pairs, first = np.unique(pairs, axis=0, return_index=True)
    return base.listed(pairs, whole[first])


def _better(one: Plan | None, other: Plan | None) -> Plan | None:
    if one is None or other is None:
        return one or other
    return other if other.value > one.value else one


def _without_prices(source: Source, terms: Terms) -> Found:
    """The required pairs alone, where they are a plan; every place bounded by the top weight."""
    counted = np.bincount(terms.required.ravel(), minlength=len(terms.most))
    cohort = terms.max_pairs
    places = int(terms.most.sum())
    price, n = float(source.greatest), len(terms.most)
    by_cohort = cohort is not None and 2 * cohort < places
    none = np.empty(0)
    prices = Prices(
        left=np.full(n, 0.0 if by_cohort else price / 2),
        right=none,
        left_floor=np.zeros(n),
        right_floor=none,
        cohort=price if by_cohort else 0.0,
    )
    bound = price * cohort if cohort is not None and by_cohort else price * places / 2
    if (counted < terms.least).any():
        return Found(bound=bound, remark=two_sided.LATE)
    return Found(terms.required, bound, None, prices, two_sided.UNPROVED)


def _require_exact(source: Source, terms: Terms) -> None:
    """Raise where a sum of prices could leave the range of exact floats."""
    greatest, places = source.greatest, int(terms.most.sum())
    short = penalty(terms.doubled, greatest) or 0
    if 2 * max(greatest * (len(terms.most) + places), 2 * short) >= EXACT_BELOW:
        raise too_large(greatest, len(terms.most))
