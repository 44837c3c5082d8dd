"""Why this pair, why not that one, what it would take, and what a city gets: data and sentences."""

from matcher.explain.alternates import exact_losses, with_exact_losses
from matcher.explain.background import Background
from matcher.explain.city import CityExplanation, explain_city
from matcher.explain.fair import Fairness, explain_fairness
from matcher.explain.others import OtherPlans, other_plans
from matcher.explain.overview import PlanExplanation, explain_plan
from matcher.explain.pair import PairExplanation, explain_pair
from matcher.explain.proof import Proof, explain_proof
from matcher.explain.reasons import with_reasons
from matcher.explain.stable import Stability, explain_stability
from matcher.explain.takes import WhatItTakes, what_would_it_take

__all__ = [
    "Background",
    "CityExplanation",
    "Fairness",
    "OtherPlans",
    "PairExplanation",
    "PlanExplanation",
    "Proof",
    "Stability",
    "WhatItTakes",
    "exact_losses",
    "explain_city",
    "explain_fairness",
    "explain_pair",
    "explain_plan",
    "explain_proof",
    "explain_stability",
    "other_plans",
    "what_would_it_take",
    "with_exact_losses",
    "with_reasons",
]
