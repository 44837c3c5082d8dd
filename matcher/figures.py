"""How numbers are written for people: one rule for each kind, the same in every output.

Points and prices have thousands separators and up to four decimals. A share that was worked out
has one decimal, and stands as 0% or 100% only where it is exactly that. A weight or a factor that
the programme states is shown as it is stated, to 0.01%. All round half up, as spreadsheets do.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Context, Decimal

TENTHS_OF_A_PERCENT = 1000
# Digits enough for any float.
WIDE = Context(prec=400)


def number(value: int | float) -> str:
    """Points, prices and counts.

    Examples
    --------
    >>> number(1250000), number(21232.5), number(-0.00001), number(1 / 3)
    ('1,250,000', '21,232.5', '0', '0.3333')
    """
    if isinstance(value, int):
        return f"{value:,}"
    return _plain(_rounded(value, "0.0001"))


def percent(share: float) -> str:
    """A share of 0..1 that was worked out.

    Examples
    --------
    >>> percent(0.9794), percent(1.0), percent(0.99996), percent(0.0), percent(0.0004)
    ('97.9%', '100%', 'over 99.9%', '0%', 'under 0.1%')
    """
    if share in (0, 1):
        return f"{share:.0%}"
    shown = _rounded(share, "0.001")
    if shown == 0 and share > 0:
        return "under 0.1%"
    if shown == 1 and share < 1:
        return "over 99.9%"
    return f"{shown * 100:.1f}%"


def percents_of_whole(shares: Sequence[float]) -> list[str]:
    """Shares that make up a whole, so that what is shown adds up to 100%.

    The greatest remainders are rounded up, the earlier of two equal ones first. Shares that do not
    make up a whole are each shown by itself.

    Examples
    --------
    >>> percents_of_whole([1 / 3, 1 / 3, 1 / 3, 0.0])
    ['33.4%', '33.3%', '33.3%', '0%']
    """
    if abs(sum(shares) - 1) > 1e-6:
        return [percent(share) for share in shares]
    exact = [Decimal(repr(float(share))) * TENTHS_OF_A_PERCENT for share in shares]
    whole = [int(value) for value in exact]
    by_remainder = sorted(range(len(exact)), key=lambda at: whole[at] - exact[at])
    for at in by_remainder[: TENTHS_OF_A_PERCENT - sum(whole)]:
        whole[at] += 1
    return [
        percent(share if value in (0, TENTHS_OF_A_PERCENT) else value / TENTHS_OF_A_PERCENT)
        for share, value in zip(shares, whole, strict=True)
    ]


def stated(share: float) -> str:
    """A weight or a factor of 0..1 as the programme states it.

    Examples
    --------
    >>> stated(0.15), stated(0.125), stated(1 / 7), stated(1.0)
    ('15%', '12.5%', '14.29%', '100%')
    """
    return f"{_plain(_rounded(share, '0.0001') * 100)}%"


def _plain(value: Decimal) -> str:
    """Digits without an exponent, without zeros at the end, and never a minus zero."""
    shown = f"{value:,f}"
    shown = shown.rstrip("0").rstrip(".") if "." in shown else shown
    return "0" if shown == "-0" else shown


def _rounded(value: float, step: str) -> Decimal:
    # The shortest decimal that is this number: what a spreadsheet shows, and rounds.
    return Decimal(repr(float(value))).quantize(Decimal(step), ROUND_HALF_UP, WIDE)
