"""Who may take part, and who may meet whom, each with its reason."""

from matcher.candidates.caps import CapGroup, build_caps, cap_remarks
from matcher.candidates.pool import Pool, Refusal, build_pool
from matcher.candidates.quotas import quota_remarks
from matcher.candidates.rules import PairRules, Reason
from matcher.candidates.weights import PairWeights

__all__ = [
    "CapGroup",
    "PairRules",
    "PairWeights",
    "Pool",
    "Reason",
    "Refusal",
    "build_caps",
    "build_pool",
    "cap_remarks",
    "quota_remarks",
]
