"""The quotas of a plan as the rows of a table: the rule, what was reached, what it costs."""

from __future__ import annotations

from dataclasses import dataclass

from matcher.intake.countries import country_name
from matcher.language import say
from matcher.language.phrases import listed
from matcher.plan.document import PlanDocument
from matcher.plan.quota_words import limits_text


@dataclass(frozen=True)
class QuotaRow:
    """One quota; or, below one that counts between countries, two of them.

    Parameters
    ----------
    quota, rule : str
        What officers call it, and what it asks for.
    kind : str
        ``hard`` or ``soft``.
    least, most : int or None
    reached, missed : int
        Exchanges that count, and how many are missing or too many.
    price : int or None
        Points that each missed exchange costs; None for a hard one.
    paid : int or None
        Points that are taken off the plan; None for a hard one.
    cost : int or None
        Points that the best plan without a hard quota has more; None where it was not worked out.
    """

    quota: str
    rule: str
    kind: str
    least: int | None
    most: int | None
    reached: int
    missed: int
    price: int | None
    paid: int | None
    cost: int | None


def quota_rows(document: PlanDocument) -> list[QuotaRow]:
    """Every quota of a plan, in the order of the programme."""
    found = []
    for use, quota in zip(document.quotas, document.settings.quotas, strict=True):
        rule = say(
            "{exchanges} {which}", exchanges=limits_text(use.least, use.most), which=use.counts
        )
        kind = say("hard") if use.hard else say("soft")
        shared = use.least, use.most
        paid = None if use.hard else use.paid
        found.append(
            QuotaRow(
                use.label, rule, kind, *shared, use.used, use.shortfall, quota.price, paid, use.cost
            )
        )
        for place in use.places:
            names = listed([country_name(code) for code in place.countries])
            paid = None if quota.price is None else place.shortfall * quota.price
            found.append(
                QuotaRow(
                    say("{label}: {place}", label=use.label, place=names), rule, kind, *shared,
                    place.used, place.shortfall, quota.price, paid, None,
                )
            )  # fmt: skip
    return found
