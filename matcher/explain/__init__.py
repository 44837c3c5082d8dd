"""Why this pair, why not that one, and what a city gets: in data and in sentences."""

from matcher.explain.city import CityExplanation, explain_city
from matcher.explain.fair import Fairness, explain_fairness
from matcher.explain.others import OtherPlans, other_plans
from matcher.explain.pair import PairExplanation, explain_pair
from matcher.explain.stable import Stability, explain_stability

__all__ = [
    "CityExplanation",
    "Fairness",
    "OtherPlans",
    "PairExplanation",
    "Stability",
    "explain_city",
    "explain_fairness",
    "explain_pair",
    "explain_stability",
    "other_plans",
]
