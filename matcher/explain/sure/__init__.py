"""How sure a plan is: solved again with other weights, fewer items, older figures, fewer cities."""

from matcher.explain.sure.ask import Step, robustness
from matcher.explain.sure.result import Robustness, with_robustness

__all__ = ["Robustness", "Step", "robustness", "with_robustness"]
