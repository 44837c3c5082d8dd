"""Large instances from arguments to a verified result."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction
from time import perf_counter
from typing import Any

import numpy as np

from matcher.errors import VerificationError
from matcher.solve import pool_integers
from matcher.solve.instance import IntArray
from matcher.solve.integer_pool import Clock
from matcher.solve.limits import Limits
from matcher.solve.priced.control import Control
from matcher.solve.priced.doubled import Terms
from matcher.solve.priced.gathered import gathered
from matcher.solve.priced.pool import search_pool
from matcher.solve.priced.pool_several import fitted, search_several
from matcher.solve.priced.recheck import Claim, refutes_every_plan, require_verified
from matcher.solve.priced.source import Source, read_source
from matcher.solve.priced.two_sided import LATE, UNPROVED, Found, search_two_sided
from matcher.solve.prices import scaled_prices
from matcher.solve.refusals import NO_PLAN, closed_requirement, limits_refusal, pool_refusal
from matcher.solve.result import Result


def solve_two_sided(
    weights: Any,
    limits: Limits,
    forbidden: IntArray,
    required: IntArray,
    control: Control,
    started: float,
) -> Result:
    """Solve, check and report a two-sided instance in the large regime.

    Parameters
    ----------
    weights : array-like, sparse matrix, or object with .shape and .block or .tiles
    limits : Limits
    forbidden, required : ndarray of shape (k, 2)
    control : Control
    started : float
        When the clock started.
    """
    source = read_source(weights, forbidden)
    claim = Claim(source, limits, required, threads=control.threads)
    reason = _refusal(source, limits, required)
    if reason is not None:
        return _refused(reason, started)
    found = search_two_sided(source, limits, required, control)
    return _checked(found, claim, started, "prices")


def solve_one_pool(
    weights: Any,
    limits: Limits,
    forbidden: IntArray,
    required: IntArray,
    control: Control,
    started: float,
    *,
    on_table: bool = False,
) -> Result:
    """Solve, check and report a pool in which every city has one partner at most.

    Parameters
    ----------
    weights : array-like, sparse matrix, or object with .shape and .block or .tiles
        Symmetric.
    limits : Limits
        Of the cities as rows.
    forbidden, required : ndarray of shape (k, 2)
        Unordered; required ones a < b.
    control : Control
    started : float
    on_table : bool
        Whether there is room for a table of all pairs, and nobody means to stop the search.
    """
    both = np.unique(np.concatenate([forbidden, forbidden[:, ::-1]]), axis=0)
    source = read_source(weights, both, pool=True)
    if on_table:
        source = gathered(source, control.threads)
    claim = Claim(source, limits, required, pool=True, threads=control.threads)
    reason = closed_requirement(required, np.isfinite(source.at(required))) or pool_refusal(
        limits.row_min, limits.row_max, limits.max_pairs, required
    )
    if reason is not None:
        return _refused(reason, started)
    found = search_pool(source, limits.row_min == 0, required, control, on_table=on_table)
    odd = found.prices is not None and found.prices.odd_sets
    return _checked(found, claim, started, "prices+odd_sets" if odd else "prices")


def solve_several(
    weights: Any,
    terms: Terms,
    forbidden: IntArray,
    control: Control,
    clock: Clock,
    started: float,
) -> Result:
    """Solve, check and report a pool with several partners, minimums or a cohort.

    Parameters
    ----------
    weights : array-like, sparse matrix, or object with .shape and .block or .tiles
        Symmetric.
    terms : Terms
    forbidden : ndarray of shape (k, 2)
        Unordered.
    control : Control
    clock : Clock
    started : float
    """
    both = np.unique(np.concatenate([forbidden, forbidden[:, ::-1]]), axis=0)
    source = fitted(read_source(weights, both, pool=True))
    least, most, required = terms.least, terms.most, terms.required
    limits = Limits(least, most, least, most, max_pairs=terms.max_pairs)
    claim = Claim(source, limits, required, pool=True, threads=control.threads)
    reason = closed_requirement(required, np.isfinite(source.at(required))) or pool_refusal(
        least, most, terms.max_pairs, required
    )
    if reason is not None:
        return _refused(reason, started)
    answer = search_several(source, terms, control, clock)
    found = _counted(answer, source)
    result = _checked(found, claim, started, answer.proof)
    # Without prices that show that there is no plan, a second solver has looked at every open pair.
    confirmed = found.value is None and found.bound is None and found.prices is None
    return replace(result, verified=True) if confirmed else result


def _refused(reason: str, started: float) -> Result:
    """The result where arithmetic alone shows that there is no plan."""
    seconds = perf_counter() - started
    return Result("infeasible", reason=reason, seconds=seconds, verified=True, regime="large")


def _checked(found: Found, claim: Claim, started: float, proof: Any) -> Result:
    """The result of a search, once an independent pass has added up what it claims."""
    seconds = perf_counter() - started
    if found.value is None:
        return _without_plan(found, claim, seconds)
    return require_verified(with_plan(found, claim, seconds, proof), claim)


def _counted(found: pool_integers.Found, source: Source) -> Found:
    """What a search of a pool came to, with the value of its plan."""
    said = {pool_integers.LATE: LATE, pool_integers.UNPROVED: UNPROVED}
    return Found(
        pairs=found.pairs,
        value=None if found.pairs is None else int(source.at(found.pairs).sum()),
        bound=None if found.bound is None else Fraction(found.bound),
        prices=found.prices,
        proved=found.proof is not None,
        remark=None if found.remark is None else said.get(found.remark, found.remark),
    )


def with_plan(found: Found, claim: Claim, seconds: float, proof: Any) -> Result:
    """The result of a search that has a plan, in units of the weights."""
    source = claim.source
    assert found.pairs is not None
    assert found.bound is not None
    # Whole weights were added up by the search; the check adds them again.
    exact = source.exponent is None
    objective = found.value if exact else math.fsum(source.given_at(found.pairs).tolist())
    assert objective is not None
    bound = source.bound(found.bound, claim.most_pairs)
    return Result(
        status="optimal" if found.proved else "feasible",
        pairs=found.pairs,
        objective=objective,
        bound=bound,
        gap=bound - objective,
        proof=proof if found.proved else None,
        prices=None if found.prices is None else scaled_prices(found.prices, source.exponent),
        seconds=seconds,
        reason=found.remark,
        regime="large",
        rounds=found.rounds,
    )


def _without_plan(found: Found, claim: Claim, seconds: float) -> Result:
    if found.bound is not None:
        return Result(
            "unknown", seconds=seconds, reason=found.remark, regime="large", rounds=found.rounds
        )
    result = Result(
        "infeasible", seconds=seconds, reason=NO_PLAN, regime="large", rounds=found.rounds
    )
    if found.prices is None:
        return result
    if not refutes_every_plan(scaled_prices(found.prices, claim.source.exponent), claim):
        raise VerificationError("infeasible is claimed, and the prices do not show it")
    return replace(result, verified=True)


def _refusal(source: Source, limits: Limits, required: IntArray) -> str | None:
    """Why there is no plan, as far as arithmetic shows it without a look at all pairs."""
    closed = closed_requirement(required, np.isfinite(source.at(required)))
    return closed or limits_refusal(limits, required)
