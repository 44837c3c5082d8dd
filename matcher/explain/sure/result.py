"""The answer to "how sure?": records, tables and sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from matcher.explain.sure.grades import MEANINGS
from matcher.figures import stated
from matcher.markup import NONE, percent, table, told
from matcher.plan.certainty import Certainty, KeptShare, RobustnessBlock
from matcher.plan.document import PlanDocument
from matcher.plan.phrases import PART_TITLES

if TYPE_CHECKING:
    import pandas as pd

NamedPair = tuple[str, str]


@dataclass(frozen=True)
class Robustness:
    """How sure a plan is.

    Parameters
    ----------
    programme : str
    block : RobustnessBlock
        The whole plan.
    pairs : mapping of (str, str) to Certainty
        Each pair of the plan, by its two ids.
    names : mapping of str to str
        Names of cities by id.
    """

    programme: str
    block: RobustnessBlock
    pairs: Mapping[NamedPair, Certainty]
    names: Mapping[str, str]

    @property
    def sentences(self) -> list[str]:
        """The whole plan, then each pair, in words."""
        return [*self.block.sentences, *(known.sentence for known in self.pairs.values())]

    @property
    def table(self) -> pd.DataFrame:
        """One row per pair of the plan.

        Columns: a_name, b_name, grade, weights, weights_low, weights_high, figures, declines
        (shares, 0..1), declared, declared_reported (True, False, or None without a plan), part,
        gone_at (0..1), move (percentage points). The index is ``a:b``.
        """
        rows = [
            {
                "a_name": self.names[a],
                "b_name": self.names[b],
                "grade": known.grade,
                "weights": known.weights.share,
                "weights_low": known.weights.low,
                "weights_high": known.weights.high,
                "figures": known.figures.share,
                "declines": known.declines.share,
                "declared": known.basis["declared"],
                "declared_reported": known.basis["declared_reported"],
                "part": known.nearest and known.nearest.part,
                "gone_at": known.nearest and known.nearest.gone_at,
                "move": known.nearest and known.nearest.move,
            }
            for (a, b), known in self.pairs.items()
        ]
        columns = [
            *("a_name", "b_name", "grade", "weights", "weights_low", "weights_high", "figures"),
            *("declines", "declared", "declared_reported", "part", "gone_at", "move"),
        ]
        return _frame(rows, columns, [f"{a}:{b}" for a, b in self.pairs], "pair")

    @property
    def declines(self) -> pd.DataFrame:
        """One row per city of the plan: name, objective, lost, gained (pairs as ``a:b``)."""
        rows = [
            {
                "name": self.names[row.city],
                "objective": row.objective,
                "lost": [f"{a}:{b}" for a, b in row.lost],
                "gained": [f"{a}:{b}" for a, b in row.gained],
            }
            for row in self.block.declines
        ]
        index = [row.city for row in self.block.declines]
        return _frame(rows, ["name", "objective", "lost", "gained"], index, "city")

    @property
    def challengers(self) -> pd.DataFrame:
        """Pairs outside the plan that other plans hold: a_name, b_name, weights, figures."""
        rows = [
            {
                "a_name": self.names[row.a],
                "b_name": self.names[row.b],
                "weights": row.weights.share,
                "figures": row.figures.share,
            }
            for row in self.block.challengers
        ]
        index = [f"{row.a}:{row.b}" for row in self.block.challengers]
        return _frame(rows, ["a_name", "b_name", "weights", "figures"], index, "pair")

    def to_dict(self) -> dict[str, Any]:
        """The answer as plain JSON values; the same for the same plan and seed."""
        return {
            "programme": self.programme,
            "grades": dict(MEANINGS),
            **self.block.model_dump(mode="json"),
            "pairs": [
                {"a": a, "b": b, **known.model_dump(mode="json")}
                for (a, b), known in self.pairs.items()
            ],
        }

    def __str__(self) -> str:
        return "\n".join(self.sentences)

    def _repr_html_(self) -> str:
        rows = [
            (
                f"{self.names[a]} with {self.names[b]}", known.grade, percent(known.weights.share),
                _interval(known.weights), percent(known.figures.share),
                percent(known.declines.share), known.basis["declared_reported"],
                known.basis["declared"], _nearest(known),
            )
            for (a, b), known in self.pairs.items()
        ]  # fmt: skip
        head = (
            "Exchange", "Grade", "Weights drawn", "95% interval", "Figures drawn",
            "One city declines", "No inferred items", "Declared only", "Breaks when",
        )  # fmt: skip
        return table(head, rows) + told(self.block.sentences)


def with_robustness(document: PlanDocument, robustness: Robustness) -> PlanDocument:
    """Return the plan with how sure it is written into it.

    Parameters
    ----------
    document : PlanDocument
        The one that was asked about.
    robustness : Robustness
    """
    pairs = [
        pair.model_copy(update={"certainty": robustness.pairs[pair.a, pair.b]})
        for pair in document.pairs
    ]
    return document.model_copy(update={"pairs": pairs, "robustness": robustness.block})


def _interval(kept: KeptShare) -> str:
    return NONE if kept.low is None else f"{percent(kept.low)} to {percent(kept.high)}"


def _nearest(known: Certainty) -> str:
    near = known.nearest
    if near is None:
        return "no one weight does" if known.nearest_searched else "not searched"
    return f"{PART_TITLES[near.part]} at {stated(near.gone_at)} (now {stated(near.weight)})"


def _frame(
    rows: list[dict[str, Any]], columns: list[str], index: list[str], name: str
) -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame(rows, columns=columns, index=pd.Index(index, name=name, dtype=str))
