"""What a plan means for one city."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from matcher.explain.alternates import alternates_of
from matcher.explain.asked import require_city
from matcher.explain.background import Background
from matcher.explain.words import alternate_words, caps_of, noted, percent, points
from matcher.intake.profiles import Profiles
from matcher.language import joined, say, sentences
from matcher.language.phrases import in_brackets
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

    @property
    def lines(self) -> list[str]:
        """The whole, as it is printed."""
        return self.sentences

    def __str__(self) -> str:
        return "\n".join(self.lines)

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
    lines: list[str] = [
        *(
            say(
                "{city} is proposed to exchange with {other}: {score}.",
                city=card.name,
                other=profiles[other].name,
                score=points(score),
            )
            for other, score in partners.items()
        ),
        *([reason] if reason else []),
        *caps_of(document, city),
        sentences(
            say(
                "Its profile holds {declared} declared, {reported} reported and {inferred} "
                "inferred items; {year_unknown} facts carry no year.",
                declared=card.declared,
                reported=card.reported,
                inferred=card.inferred,
                year_unknown=card.year_unknown,
            ),
            card.completeness_note,
        ),
    ]
    if card.condition:
        lines.append(say("Condition: {condition}", condition=card.condition))
    if partners:
        lines.append(
            say(
                "It gets {satisfaction} of the best it could have in any permitted plan.",
                satisfaction=percent(card.satisfaction),
            )
        )
    if alternates:
        told = [
            in_brackets(profiles[x.city].name, alternate_words(x, solved=background.again.possible))
            for x in alternates
        ]
        lines.append(say("Alternates: {alternates}.", alternates=joined(", ", told)))
    if best is not None:
        lines.append(
            say(
                "If the rest of the plan stays, it could have {best} ({score}) as well.",
                best=profiles[best.city].name,
                score=points(best.score),
            )
        )
    lines += noted(document)
    return CityExplanation(city, card, partners, alternates, reason, lines, best)
