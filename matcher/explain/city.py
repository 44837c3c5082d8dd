"""What a plan means for one city."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from matcher.explain.alternates import alternates_of
from matcher.explain.asked import require_city
from matcher.explain.background import Background
from matcher.explain.words import alternate_words, caps_of, percent, points
from matcher.intake.profiles import Profiles
from matcher.markup import banner, told
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
        Its best permitted partners that the plan does not give it, with what each would cost the
        plan.
    next_best : Alternate or None
        The best partner it could have beside those it has, or in place of none, while the rest of
        the plan stays as it is.
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
    next_best: Alternate | None = None

    def to_dict(self) -> dict[str, Any]:
        """The explanation as plain JSON values."""
        return {
            "city": self.city,
            "card": self.card.model_dump(mode="json"),
            "partners": self.partners,
            "alternates": [alternate.model_dump() for alternate in self.alternates],
            "reason": self.reason,
            "sentences": self.sentences,
            "next_best": None
            if self.next_best is None
            else {"city": self.next_best.city, "score": self.next_best.score},
        }

    def __str__(self) -> str:
        return "\n".join(self.sentences)

    def _repr_html_(self) -> str:
        return banner(self.card.name, self.city) + told(self.sentences)


def explain_city(document: PlanDocument, profiles: Profiles, city: str) -> CityExplanation:
    """Explain what a plan means for one city.

    Raises
    ------
    InputError
        When the city is not in the plan's file set, or its profile has changed.
    """
    require_city(document, profiles, city)
    card = document.cities[city]
    background = Background(document, profiles)
    partners = {
        pair.b if pair.a == city else pair.a: pair.score
        for pair in document.pairs
        if city in (pair.a, pair.b)
    }
    takes_part = document.objective is not None and city in background.case.pool.members
    alternates = alternates_of(background, city) if takes_part else []
    best = background.next_best(city) if takes_part and background.again.possible else None
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
        told = [
            f"{profiles[x.city].name} ({alternate_words(x, solved=background.again.possible)})"
            for x in alternates
        ]
        sentences.append(f"Alternates: {', '.join(told)}.")
    if best is not None:
        sentences.append(
            f"If the rest of the plan stays, it could have {profiles[best.city].name} "
            f"({points(best.score)}) as well."
        )
    if document.pool_note:
        sentences.append(f"Note: {document.pool_note}.")
    return CityExplanation(city, card, partners, alternates, reason, sentences, best)
