"""Why this pair, why not that one, what it would take, and what a city gets: data and sentences."""

from matcher.explain.alternates import exact_losses, with_exact_losses
from matcher.explain.background import Background
from matcher.explain.city import CityExplanation, explain_city
from matcher.explain.overview import PlanExplanation, explain_plan
from matcher.explain.pair import PairExplanation, explain_pair
from matcher.explain.proof import Proof, explain_proof
from matcher.explain.takes import WhatItTakes, what_would_it_take

__all__ = [
    "Background",
    "CityExplanation",
    "PairExplanation",
    "PlanExplanation",
    "Proof",
    "WhatItTakes",
    "exact_losses",
    "explain_city",
    "explain_pair",
    "explain_plan",
    "explain_proof",
    "what_would_it_take",
    "with_exact_losses",
]
