"""What the plan would lose with each alternate in it: the exact prices of the second choices."""

from __future__ import annotations

import numpy as np

from matcher.explain.background import Background
from matcher.intake.profiles import Profiles
from matcher.plan.document import Alternate, PlanDocument
from matcher.plan.ranking import ALTERNATES


def exact_losses(background: Background) -> dict[frozenset[str], int | None]:
    """Points that the plan loses when an alternate pair is forced, by the two cities.

    None where no plan that keeps every rule holds the pair. Where the pool is large, only those of
    the first pairs of the plan, as far as `Again.affordable` goes.
    """
    found: dict[frozenset[str], int | None] = {}
    every = sum(len(a) for pair in background.document.pairs for a in pair.alternates.values())
    most = background.again.affordable(every)
    for pair in background.document.pairs:
        for city, alternates in pair.alternates.items():
            for alternate in alternates:
                ends = frozenset((city, alternate.city))
                if ends not in found and len(found) < most:
                    found[ends] = _loss(background, city, alternate.city)
    return found


def alternates_of(background: Background, city: str) -> list[Alternate]:
    """The best permitted partners that the plan does not give a city, with their exact losses.

    `exact_loss` is None where the pool is too large to be solved again, or no plan that keeps every
    rule holds the pair.
    """
    held = {c for pair in background.document.pairs if city in (pair.a, pair.b)
            for c in (pair.a, pair.b)}  # fmt: skip
    others, scores = background.partners(city)
    order = np.argsort(-np.nan_to_num(scores, nan=-1.0), kind="stable").tolist()
    best = [at for at in order if not np.isnan(scores[at]) and others[at] not in held]
    return [
        Alternate(
            city=others[at],
            score=int(scores[at]),
            exact_loss=_loss(background, city, others[at]),
        )
        for at in best[:ALTERNATES]
    ]


def _loss(background: Background, city: str, other: str) -> int | None:
    if not background.again.possible:
        return None
    shift = background.again.with_pair(city, other)
    return None if shift is None else shift.loss


def with_exact_losses(document: PlanDocument, profiles: Profiles) -> PlanDocument:
    """The plan with `exact_loss` filled in for the alternates of its pairs.

    Examples
    --------
    >>> import matcher
    >>> from matcher.explain import with_exact_losses
    >>> profiles = matcher.read_profiles()
    >>> plan = matcher.propose(profiles, matcher.read_programme("eacac"))
    >>> document = with_exact_losses(plan.document, profiles)
    >>> document.pairs[0].alternates["cn-beijing"][0].exact_loss
    26305
    """
    losses = exact_losses(Background(document, profiles))

    def known(city: str, alternate: Alternate) -> Alternate:
        loss = losses.get(frozenset((city, alternate.city)))
        return alternate.model_copy(update={"exact_loss": loss})

    pairs = [
        pair.model_copy(
            update={
                "alternates": {
                    city: [known(city, alternate) for alternate in alternates]
                    for city, alternates in pair.alternates.items()
                }
            }
        )
        for pair in document.pairs
    ]
    return document.model_copy(update={"pairs": pairs})
