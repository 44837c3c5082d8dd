"""The bound that a certificate proves, recomputed over all pairs.

All arithmetic is exact. Prices are floats, so each is a whole number of some 2**-bits, and scores
are whole: sums of such numbers in float64 are exact, in any order, while they stay below
2**(53 - bits). The range is tested, not assumed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from matcher.candidates import CapGroup, Pool
from matcher.errors import VerificationError
from matcher.plan.bands import BlockWeights, bands
from matcher.plan.document import Certificate
from matcher.plan.due import due_pairs
from matcher.plan.set_price import SetPrice
from matcher.programme.models import Programme

FloatArray = npt.NDArray[np.float64]
# Steps of a price that are looked for: down to 2**-20 of a point.
FINEST = 20


@dataclass(frozen=True)
class Repriced:
    """What the prices prove.

    Parameters
    ----------
    bound : float
        Points that no permitted plan can exceed.
    permitted : int
        Permitted pairs that were priced.
    """

    bound: float
    permitted: int


def reprice(
    certificate: Certificate,
    settings: Programme,
    pool: Pool,
    weights: BlockWeights,
    *,
    caps: Sequence[CapGroup] = (),
) -> Repriced:
    """Recompute the bound from the prices alone, and count the pairs it was checked against.

    Parameters
    ----------
    caps : sequence of CapGroup
        The caps that the programme sets; the certificate may price these and no others.

    Raises
    ------
    VerificationError
        When a price is negative or not exact, a cap is not one of the programme, or the cap of an
        odd set does not follow from the capacities of its members.
    """
    _require_valid_odd_sets(certificate, settings)
    _require_stated_caps(certificate, caps)
    sides = [(pool.left, certificate.left, certificate.left_floor)]
    if pool.two_sided:
        sides.append((pool.right, certificate.right, certificate.right_floor))
    bound = (settings.max_pairs or 0) * certificate.cohort
    bound += sum(odd.most_pairs * odd.price for odd in certificate.odd_sets)
    bound += sum(cap.most_pairs * cap.price for cap in certificate.caps)
    net = []
    for ids, most, least in sides:
        net.append(np.array([_net(city, most, least) for city in ids], dtype=np.float64))
        for city in ids:
            capacity = settings.capacities.of(city)
            bound += capacity.maximum * most[city] - capacity.minimum * least[city]
    for cap in certificate.caps:
        # Whoever uses one of its cities pays for the cap as well.
        values, at = (net[0], pool.left_at) if cap.side == "left" else (net[1], pool.right_at)
        values[[at[city] for city in set(cap.members)]] += cap.price
    limit = _exact_below(certificate)
    excess, permitted, greatest = _over_all_pairs(
        certificate, settings, pool, weights, (net[0], net[-1])
    )
    if max(greatest, abs(bound), abs(bound + excess)) >= limit:
        raise VerificationError("the prices are too large to be added without rounding")
    return Repriced(float(bound + excess), permitted)


def _over_all_pairs(
    certificate: Certificate,
    settings: Programme,
    pool: Pool,
    weights: BlockWeights,
    net: tuple[FloatArray, FloatArray],
) -> tuple[float, int, float]:
    """Sum of what pairs exceed their prices by, permitted pairs, greatest sum met on the way."""
    due = due_pairs(settings.rules.required, pool)
    at = pool.left_at
    odd_sets = [
        SetPrice.of(
            (at[city] for city in odd.members), ((at[a], at[b]) for a, b in odd.teeth), odd.price
        )
        for odd in certificate.odd_sets
    ]
    # Whatever a pair can face; every partial sum of one excess is below it.
    greatest = 2.0**21 + sum(float(np.abs(values).max(initial=0)) for values in net)
    greatest += abs(certificate.cohort) + sum(abs(odd.price) for odd in odd_sets)
    total, count = 0.0, 0
    for band in bands(weights, two_sided=pool.two_sided):
        excess = band.scores if pool.two_sided else np.where(band.upper, band.scores, np.nan)
        count += excess.size - int(np.count_nonzero(np.isnan(excess)))
        excess = excess - net[1][band.first :]
        excess -= net[0][band.top : band.bottom, None] + certificate.cohort
        for odd in odd_sets:
            odd.take_off(excess, band)
        over = float(excess[excess > 0].sum())
        # A required pair is in every plan, so its whole difference counts, loss or gain.
        mine = due[(due[:, 0] >= band.top) & (due[:, 0] < band.bottom)]
        asked = excess[mine[:, 0] - band.top, mine[:, 1] - band.first]
        total += over + float(asked[asked < 0].sum())
        greatest = max(greatest, over, abs(total))
    return total, count, greatest


def _net(city: str, most: Mapping[str, float], least: Mapping[str, float]) -> float:
    if most[city] < 0 or least[city] < 0:
        raise VerificationError(f"the price of {city} is negative")
    return most[city] - least[city]


def _exact_below(certificate: Certificate) -> float:
    """The size below which sums of these prices and of whole points are exact."""
    tables = (
        certificate.left,
        certificate.right,
        certificate.left_floor,
        certificate.right_floor,
    )
    single = [certificate.cohort, *(odd.price for odd in certificate.odd_sets)]
    single += [cap.price for cap in certificate.caps]
    every = np.array([*single, *(price for table in tables for price in table.values())])
    for bits in range(FINEST + 1):
        steps = every * 2.0**bits
        if not (steps % 1).any():
            return 2.0 ** (53 - bits)
    raise VerificationError(f"a price is not a whole number of 2**-{FINEST} points")


def _require_stated_caps(certificate: Certificate, caps: Sequence[CapGroup]) -> None:
    """Raise unless each priced cap is at least as wide as one that the programme sets."""
    stated: dict[tuple[str, frozenset[str]], int] = {}
    for group in caps:
        key = group.side, frozenset(group.members)
        stated[key] = min(group.most, stated.get(key, group.most))
    for cap in certificate.caps:
        most = stated.get((cap.side, frozenset(cap.members)))
        if most is None:
            raise VerificationError(f"the programme sets no cap on {cap.label}")
        if cap.price < 0:
            raise VerificationError(f"the price of the cap on {cap.label} is negative")
        if cap.most_pairs < most:
            raise VerificationError(
                f"the cap on {cap.label} is {most} in the programme, not {cap.most_pairs}"
            )


def _require_valid_odd_sets(certificate: Certificate, settings: Programme) -> None:
    """Raise unless each odd set's cap follows from the capacities of its members."""
    if certificate.cohort < 0:
        raise VerificationError("the price of the cohort is negative")
    for odd in certificate.odd_sets:
        members = set(odd.members)
        seats = sum(settings.capacities.of(city).maximum for city in members)
        teeth = {frozenset(tooth) for tooth in odd.teeth}
        # Each tooth fills half of a pair at most: it can be used once, and only half is outside.
        fitting = len(teeth) == len(odd.teeth) and all(len(t & members) == 1 for t in teeth)
        fitting = fitting and all(len(tooth) == 2 for tooth in teeth)
        if odd.price < 0 or not fitting or odd.most_pairs < (seats + len(teeth)) // 2:
            raise VerificationError(f"the cap of the odd set {', '.join(odd.members)} is not valid")
