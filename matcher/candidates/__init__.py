"""Who may take part, and who may meet whom, each with its reason."""

from matcher.candidates.pool import Pool, Refusal, build_pool
from matcher.candidates.rules import PairRules, Reason
from matcher.candidates.weights import PairWeights

__all__ = ["PairRules", "PairWeights", "Pool", "Reason", "Refusal", "build_pool"]
