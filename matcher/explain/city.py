"""What a plan means for one city."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Any

from matcher.explain.asked import require_city
from matcher.explain.words import caps_of, percent, points
from matcher.intake.profiles import Profiles
from matcher.plan.document import Alternate, CityCard, PlanDocument


@dataclass(frozen=True)
class CityExplanation:
    """What the plan says about one city.

    Parameters
    ----------
    city : str
    card : CityCard
    partners : dict of str to int
        Its partners in the plan and the score of each pair.
    alternates : list of Alternate
    reason : str or None
        Why it is in no pair, when it is in none.
    sentences : list of str
    """

    city: str
    card: CityCard
    partners: dict[str, int]
    alternates: list[Alternate]
    reason: str | None
    sentences: list[str]

    def to_dict(self) -> dict[str, Any]:
        """The explanation as plain JSON values."""
        return {
            "city": self.city,
            "card": self.card.model_dump(mode="json"),
            "partners": self.partners,
            "alternates": [alternate.model_dump() for alternate in self.alternates],
            "reason": self.reason,
            "sentences": self.sentences,
        }

    def __str__(self) -> str:
        return "\n".join(self.sentences)

    def _repr_html_(self) -> str:
        return "".join(f"<p>{escape(sentence)}</p>" for sentence in self.sentences)


def explain_city(document: PlanDocument, profiles: Profiles, city: str) -> CityExplanation:
    """Explain what a plan means for one city.

    Raises
    ------
    InputError
        When the city is not in the plan's file set, or its profile has changed.
    """
    require_city(document, profiles, city)
    card = document.cities[city]
    partners: dict[str, int] = {}
    alternates: list[Alternate] = []
    for pair in document.pairs:
        if city in (pair.a, pair.b):
            partners[pair.b if pair.a == city else pair.a] = pair.score
            alternates = pair.alternates[city]
    reason = next((row.reason for row in document.unmatched if row.city == city), None)
    sentences = [
        *(
            f"{card.name} is proposed to exchange with {profiles[other].name}: {points(score)}."
            for other, score in partners.items()
        ),
        *([reason] if reason else []),
        *caps_of(document, city),
        f"Its profile holds {card.declared} declared, {card.reported} reported and "
        f"{card.inferred} inferred items; {card.year_unknown} facts carry no year. "
        f"{card.completeness_note}",
    ]
    if card.condition:
        sentences.append(f"Condition: {card.condition}")
    if partners:
        sentences.append(
            f"It gets {percent(card.satisfaction)} of the best it could have in any permitted plan."
        )
    if alternates:
        listed = ", ".join(f"{profiles[x.city].name} ({points(x.score)})" for x in alternates)
        sentences.append(f"Alternates: {listed}.")
    if document.pool_note:
        sentences.append(f"Note: {document.pool_note}.")
    return CityExplanation(city, card, partners, alternates, reason, sentences)
