"""What a solver says beside its answer, as sentences.

Solvers are pure arrays and speak in phrases of their own; those that a reader can meet stand here,
so that the catalogues have them.
"""

from __future__ import annotations

from matcher.language import say, term

KNOWN = (
    say("The time limit was reached."),
    say("No plan meets all minimums and requirements together."),
    say("No plan meets all minimums, requirements and rules together."),
    say("No permitted plan is stable: in each, two cities would rather have each other."),
    say("The time limit was reached before a stable plan was found."),
    say("The time limit was reached before all plans were found."),
    say("The time limit was reached before a plan was found."),
    say("The time limit was reached before the plan was proved best."),
    say("The time limit was reached before the plan was proved fairest."),
    say("The time limit was reached while ties were settled: other plans are as good."),
    say("The plan was not proved best: the second exact model did not confirm the first."),
    say("The plan was not proved best: too many pairs are as near to their prices as the gap."),
    say("Too many pairs tie for all to be compared: other plans are as good."),
    say("The search was stopped before a plan was found."),
    say("The search was stopped before the plan was proved best."),
    say("Whether any plan meets all rules is not proved: the two exact models disagree."),
)


def remark(reason: str) -> str:
    """A solver's phrase as a sentence.

    Examples
    --------
    >>> remark("the time limit was reached")
    'The time limit was reached.'
    """
    return term(f"{reason[:1].upper()}{reason[1:]}.")
