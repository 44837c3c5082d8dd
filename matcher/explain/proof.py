"""The proof for a lay reader: a table of prices whose column adds up, and how to read it."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

from matcher.figures import number
from matcher.language import say, sentences
from matcher.language.phrases import listed, pair_of, points
from matcher.plan.document import Certificate, PlanDocument, ProofRow

if TYPE_CHECKING:
    import pandas as pd

OTHERWISE = {
    "enumeration": say("every permitted plan was gone through, one by one, and none has more"),
    "two_solvers": say(
        "two exact solvers, each on its own formulation, found that no plan has more"
    ),
}


@dataclass(frozen=True)
class Example:
    """A pair that is not in the plan, against the prices it faces.

    Parameters
    ----------
    a, b : str
    score : int
        In points.
    prices : list of (str, float)
        What each price is for, and how much it is.
    """

    a: str
    b: str
    score: int
    prices: list[tuple[str, float]]

    @property
    def total(self) -> float:
        """All prices that the pair faces."""
        return sum(price for _, price in self.prices)


@dataclass(frozen=True)
class Proof:
    """What proves a plan, as a table where prices do.

    Parameters
    ----------
    by_prices : bool
        Whether the column of prices alone proves it: it adds up to what the plan has.
    rows : list of ProofRow
        Count x price = total for each term; empty without prices.
    total : float or None
        The sum of the column.
    objective : int or None
        What the plan has, in points.
    example : Example or None
        One pair that is not in the plan.
    sentences : list of str
        The proof in words, without the table.
    """

    by_prices: bool
    rows: list[ProofRow]
    total: float | None
    objective: int | None
    example: Example | None
    sentences: list[str]

    @property
    def table(self) -> pd.DataFrame:
        """The rows as a table: term, label, count, price, total."""
        import pandas as pd

        rows = [row.model_dump() for row in self.rows]
        return pd.DataFrame(rows, columns=["term", "label", "count", "price", "total"])

    def to_dict(self) -> dict[str, Any]:
        """The proof as plain JSON values."""
        example = self.example
        return {
            "by_prices": self.by_prices,
            "rows": [row.model_dump(mode="json") for row in self.rows],
            "total": self.total,
            "objective": self.objective,
            "example": None
            if example is None
            else {
                "a": example.a,
                "b": example.b,
                "score": example.score,
                "prices": [{"label": label, "price": price} for label, price in example.prices],
                "total": example.total,
            },
            "sentences": self.sentences,
        }

    @property
    def lines(self) -> list[str]:
        """The whole, as it is printed: the table stands behind the first sentence."""
        return [*self.sentences[:1], *self._table(), *self.sentences[1:]]

    def __str__(self) -> str:
        return "\n".join(self.lines)

    def _table(self) -> list[str]:
        """The table with its numbers in front, so that names of any script need no aligning."""
        if not self.rows:
            return []
        cells = [(number(row.total), f"{row.count} x {number(row.price)}") for row in self.rows]
        wide = [max(len(cell[at]) for cell in cells) for at in (0, 1)]
        total = number(self.total or 0)
        wide[0] = max(wide[0], len(total), len("points"))
        head: str = say(
            "{before}points   count x price{after}   for",
            before=" " * (wide[0] - len("points")),
            after=" " * (wide[1] - len("count x price")),
        )
        lines = [head, "-" * len(head)]
        lines += [
            say(
                "{total}   {times}   {limit}",
                total=f"{cell[0]:>{wide[0]}}",
                times=f"{cell[1]:<{wide[1]}}",
                limit=row.label,
            )
            for cell, row in zip(cells, self.rows, strict=True)
        ]
        end = say("{total}   sum of this column", total=f"{total:>{wide[0]}}")
        return [*lines, "-" * len(head), end]

    def _repr_html_(self) -> str:
        told = [f"<p>{escape(sentence)}</p>" for sentence in self.sentences]
        if not self.rows:
            return "".join(told)
        rows = "".join(
            f"<tr><td>{escape(row.label)}</td><td>{row.count}</td><td>{number(row.price)}</td>"
            f"<td>{number(row.total)}</td></tr>"
            for row in self.rows
        )
        foot = f'<tr><td colspan="3">Sum</td><td>{number(self.total or 0)}</td></tr>'
        head = "<tr><th>For</th><th>Count</th><th>Price</th><th>Points</th></tr>"
        return f"{told[0]}<table>{head}{rows}{foot}</table>{''.join(told[1:])}"


def explain_proof(document: PlanDocument) -> Proof:
    """Tell what proves a plan; claim a proof by prices only where the column reaches the plan.

    Examples
    --------
    >>> import matcher
    >>> plan = matcher.propose(matcher.read_profiles(), matcher.read_programme("ccucc"))
    >>> proof = plan.proof()
    >>> proof.total == plan.objective, proof.sentences[-3][:40]
    (True, 'So no permitted plan can exceed the sum ')
    """
    if document.objective is None:
        lines = [say("There is no plan to prove."), *document.reasons]
        return Proof(False, [], None, None, None, lines)
    certificate = document.certificate
    if certificate is None:
        return Proof(False, [], None, document.objective, None, [_other_proof(document)])
    by_prices = certificate.total == document.objective
    example = _example(document, certificate)
    lines = [
        say(
            "The plan has {objective}. Every term that limits a plan has a price in points; "
            "a price counts as often as a plan can use it at most.",
            objective=points(document.objective),
        ),
        *_how_to_read(certificate),
        _conclusion(document, certificate, by_prices=by_prices),
        *_worked(document, example),
    ]
    return Proof(by_prices, certificate.rows, certificate.total, document.objective, example, lines)


def faced(certificate: Certificate, a: str, b: str) -> list[tuple[str, float]]:
    """The prices that a pair faces, each with the id or the label of what it is for."""
    right = certificate.right or certificate.left
    floor = certificate.right_floor if certificate.right else certificate.left_floor
    found = [
        (a, certificate.left[a] - certificate.left_floor[a]),
        (b, right[b] - floor[b]),
    ]
    if certificate.cohort:
        found.append((say("a place in the cohort"), certificate.cohort))
    found += [
        (say("the cap on {cap}", cap=cap.label), cap.price)
        for cap in certificate.caps
        if (a if cap.side == "left" else b) in cap.members
    ]
    found += [
        (say("the set of cities that hold only so many pairs"), odd.price)
        for odd in certificate.odd_sets
        if odd.counts(a, b)
    ]
    return found


def _other_proof(document: PlanDocument) -> str:
    has = say("The plan has {points}.", points=points(document.objective or 0))
    if document.status != "optimal":
        return sentences(has, say("It is not proved to be the best."))
    how = OTHERWISE.get(document.proof or "", say("the solver found that no plan has more"))
    if document.quotas:
        how = say(
            "two exact solvers, each on its own formulation, found none better under the quotas"
        )
    return sentences(
        has, say("Prices cannot prove it: {how}. So there is no column that adds up.", how=how)
    )


def _how_to_read(certificate: Certificate) -> list[str]:
    terms = {row.term for row in certificate.rows}
    lines = [
        say(
            "The prices are set so that no permitted pair scores more than the prices it "
            "uses: those of its two cities and of every other limit that it counts under."
        )
    ]
    if "minimum" in terms:
        lines.append(
            say(
                "A city that must have partners takes that part of the price off again, as "
                "often as it must have one at least: those rows are negative."
            )
        )
    if "odd_set" in terms:
        lines.append(
            say(
                "Among an odd number of cities not all can be paired with one another; such "
                "a set has a price of its own."
            )
        )
    if "pair_once" in terms:
        lines.append(
            say(
                "A pair that scores more than its prices has a row of its own, because it "
                "can be used once; a required pair has one for the whole difference."
            )
        )
    return lines


def _conclusion(document: PlanDocument, certificate: Certificate, *, by_prices: bool) -> str:
    if by_prices:
        return say("So no permitted plan can exceed the sum of this column; this plan reaches it.")
    short = say(
        "So no permitted plan can exceed the sum of this column, {total}; this plan is "
        "{missing} below it.",
        total=points(certificate.total),
        missing=points(certificate.total - (document.objective or 0)),
    )
    if document.status != "optimal":
        return sentences(short, say("It is not proved to be the best."))
    how = OTHERWISE.get(document.proof or "", say("the solver found that no plan has more"))
    return sentences(short, say("The column alone does not prove the plan: {how}.", how=how))


def _example(document: PlanDocument, certificate: Certificate) -> Example | None:
    """The best second choice of any city that the prices keep out."""
    chosen = {frozenset((pair.a, pair.b)) for pair in document.pairs}
    found: dict[tuple[str, str], int] = {}
    for pair in document.pairs:
        for city, alternates in pair.alternates.items():
            for alternate in alternates:
                ends = (city, alternate.city)
                if frozenset(ends) not in chosen:
                    right = certificate.right
                    turned = city in right if right else city > alternate.city
                    found[ends[::-1] if turned else ends] = alternate.score
    kept_out = [
        example
        for (a, b), score in sorted(found.items(), key=lambda item: (-item[1], item[0]))
        if (example := Example(a, b, score, faced(certificate, a, b))).total >= score
    ]
    # A pair that the prices exceed says more than one that they just meet.
    clear = (example for example in kept_out if example.total > example.score)
    return next(clear, next(iter(kept_out), None))


def _worked(document: PlanDocument, example: Example | None) -> list[str]:
    if example is None:
        return []
    names = {city: card.name for city, card in document.cities.items()}
    terms = listed(
        [
            say("{price} for {what}", price=number(price), what=names.get(label, label))
            for label, price in example.prices
        ]
    )
    return [
        say(
            "One example: {pair} is not in the plan. It would bring {score}.",
            pair=pair_of(names[example.a], names[example.b]),
            score=points(example.score),
        ),
        say(
            "The prices it would use are {terms}: {total} together, {how}. So putting it in "
            "can not lift the total above the sum of the column.",
            terms=terms,
            total=points(example.total),
            how=say("just what it brings")
            if example.total == example.score
            else say("more than it brings"),
        ),
    ]
