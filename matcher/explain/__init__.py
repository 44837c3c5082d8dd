"""Why this pair, why not that one, and what a city gets: in data and in sentences."""

from matcher.explain.city import CityExplanation, explain_city
from matcher.explain.pair import PairExplanation, explain_pair

__all__ = ["CityExplanation", "PairExplanation", "explain_city", "explain_pair"]
