"""Every reason that a plan can carry, worked out at once and written into its document."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from matcher.errors import UnavailableError
from matcher.explain.alternates import with_exact_losses
from matcher.explain.fair import Fairness, explain_fairness
from matcher.explain.others import OtherPlans, other_plans
from matcher.explain.overview import PlanExplanation, explain_plan
from matcher.explain.stable import Stability, explain_stability
from matcher.explain.sure import Step, robustness, with_robustness
from matcher.explain.words import gives_up
from matcher.intake.profiles import Profiles
from matcher.plan.answers import (
    Answers,
    BlockingAnswer,
    FairnessAnswer,
    FairnessBlock,
    OtherAnswer,
    OthersBlock,
    StabilityBlock,
)
from matcher.plan.document import PlanDocument

Answer = TypeVar("Answer")
# Further plans that are listed, and blocking pairs that are written down.
PLANS = 3
BLOCKING = 50
# Permitted pairs up to which a plan is solved again a thousand times without being asked to.
SURE_UP_TO = 20_000


def with_reasons(
    document: PlanDocument,
    profiles: Profiles,
    *,
    seed: int = 0,
    progress: Callable[[Step], None] | None = None,
) -> PlanDocument:
    """Return a plan with its reasons: exact losses, how sure, how fair, how stable, other plans.

    Parameters
    ----------
    document : PlanDocument
        A plan as it was made; one without a plan comes back as it is.
    profiles : Profiles
        Those it was made from.
    seed : int
        Of the drawn weights and figures.
    progress : callable, optional
        Told how far the drawn plans are.

    Notes
    -----
    A few seconds for a bundled programme. What a pool is too large for is left out; each question
    can still be asked by itself.
    """
    if document.objective is None:
        return document
    told = with_exact_losses(document, profiles)
    small = (document.permitted_pairs or 0) <= SURE_UP_TO
    if document.pairs and small and not gives_up(document):
        sure = robustness(document, profiles, seed=seed, progress=progress)
        told = with_robustness(told, sure)
    overview = explain_plan(document, profiles)
    return told.model_copy(update={"answers": _answers(document, profiles, overview)})


def _answers(document: PlanDocument, profiles: Profiles, overview: PlanExplanation) -> Answers:
    fair = _asked(lambda: explain_fairness(document, profiles))
    stable = _asked(lambda: explain_stability(document, profiles))
    others = _asked(lambda: other_plans(document, profiles, PLANS))
    return Answers(
        overview=overview.sentences,
        fairness=None if fair is None else _fairness(fair),
        stability=None if stable is None else _stability(stable),
        others=None if others is None else _others(others),
    )


def _asked(question: Callable[[], Answer]) -> Answer | None:
    try:
        return question()
    except UnavailableError:
        return None


def _fairness(found: Fairness) -> FairnessBlock:
    keys = ("objective", "status", "total", "cost", "least", "median", "alone", "pairs")
    return FairnessBlock(
        rows=[
            FairnessAnswer.model_validate({key: getattr(row, key) for key in keys})
            for row in found.rows
        ],
        sentences=found.sentences,
    )


def _stability(found: Stability) -> StabilityBlock:
    return StabilityBlock(
        stable=found.stable,
        blocking=[
            BlockingAnswer(
                a=pair.a,
                b=pair.b,
                score=pair.score,
                leaves={
                    city: None if left is None else left[0] for city, left in pair.gives_up.items()
                },
            )
            for pair in found.blocking[:BLOCKING]
        ],
        blocking_count=len(found.blocking),
        exists=found.exists,
        total=found.total,
        cost=found.cost,
        sentences=found.sentences,
    )


def _others(found: OtherPlans) -> OthersBlock:
    plans = [("best", plan) for plan in found.best] + [("diverse", plan) for plan in found.diverse]
    return OthersBlock(
        plans=[
            OtherAnswer.model_validate(
                {
                    "kind": kind,
                    "total": plan.total,
                    "loss": plan.loss,
                    "overlap": plan.overlap,
                    "dropped": plan.dropped,
                    "added": plan.added,
                }
            )
            for kind, plan in plans
        ],
        allowed_loss=found.allowed_loss,
        sentences=found.sentences,
    )
