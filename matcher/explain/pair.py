"""Why two cities are a pair in a plan, or why they are not."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from typing import Any

from matcher.explain.again import Shift
from matcher.explain.alternates import alternates_of
from matcher.explain.asked import require_city
from matcher.explain.background import Background, Rank
from matcher.explain.pair_words import pair_sentences
from matcher.explain.words import PART_TITLES, names, noted, points
from matcher.intake.profiles import Profiles
from matcher.language import say
from matcher.markup import bar, table, told
from matcher.plan.document import Alternate, Flow, PlanDocument
from matcher.plan.flows import Direction, direction
from matcher.programme.models import Part


@dataclass(frozen=True)
class PairExplanation:
    """What the plan says about two cities.

    Parameters
    ----------
    a, b : str
        City ids in the order of the plan.
    chosen : bool
        Whether the pair is in the plan.
    permitted : bool
    score, parts : int, dict; None where the score does not exist (a city that was refused)
    reasons : list of str
        Why the pair is not in the plan; empty when it is.
    flows : dict of str to list of Flow
        Leading themes by the id of the giver.
    sentences : list of str
        The explanation in words.
    typical : dict or None
        Median points of each part over the permitted pairs: what `parts` are seen against.
    ranks : dict of str to Rank
        Place of each city's partner in its own list; empty where the pair is not permitted.
    without : Shift or None
        For a chosen pair: to the best plan that does without it. None where no plan can, or where
        the plan was not solved again.
    forced : Shift or None
        For a permitted pair that is not chosen: to the best plan that holds it. None likewise.
    next_best : dict of str to Alternate or None
        For a chosen pair: the best partner each city could have instead while the rest of the plan
        stays as it is.
    alternates : dict of str to list of Alternate
        For a chosen pair: the best other permitted partners of each city, with what the plan loses
        when each is forced.
    """

    a: str
    b: str
    chosen: bool
    permitted: bool
    score: int | None
    parts: dict[Part, int] | None
    reasons: list[str]
    flows: dict[str, list[Flow]] = field(default_factory=dict)
    sentences: list[str] = field(default_factory=list)
    typical: dict[Part, int] | None = None
    ranks: dict[str, Rank] = field(default_factory=dict)
    without: Shift | None = None
    forced: Shift | None = None
    next_best: dict[str, Alternate | None] = field(default_factory=dict)
    alternates: dict[str, list[Alternate]] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """The explanation as plain JSON values."""
        plain = asdict(self)
        plain["flows"] = {
            city: [flow.model_dump(mode="json") for flow in flows]
            for city, flows in self.flows.items()
        }
        for name in ("without", "forced"):
            shift = getattr(self, name)
            plain[name] = None if shift is None else shift.to_dict()
        plain["alternates"] = {
            city: [alternate.model_dump() for alternate in alternates]
            for city, alternates in self.alternates.items()
        }
        plain["next_best"] = {
            city: None if best is None else {"city": best.city, "score": best.score}
            for city, best in self.next_best.items()
        }
        return plain

    @property
    def lines(self) -> list[str]:
        """The whole, as it is printed."""
        return self.sentences

    def __str__(self) -> str:
        return "\n".join(self.lines)

    def _repr_html_(self) -> str:
        # The table says what these sentences say.
        parts = tuple(f"{title}: " for title in PART_TITLES.values())
        heads = (*parts, "The score is the sum of seven parts") if self.parts else ()
        rest = [line for line in self.sentences[1:] if not line.startswith(heads)]
        return told(self.sentences[:1]) + self._parts() + told(rest)

    def _parts(self) -> str:
        """The parts as a table whose column adds up."""
        if self.parts is None:
            return ""
        most = max(self.parts.values()) or 1
        typical = self.typical or {}
        rows = [
            (PART_TITLES[part], value, bar(value / most), typical.get(part))
            for part, value in self.parts.items()
        ]
        foot = ("Sum", self.score, "", "")
        return table(("Part", "Points", "", "Typical"), rows, foot)


def explain_pair(
    document: PlanDocument,
    profiles: Profiles,
    a: str,
    b: str,
    background: Background | None = None,
) -> PairExplanation:
    """Explain two cities of the file set of a plan.

    Parameters
    ----------
    document : PlanDocument
    profiles : Profiles
    a, b : str
        City ids, in either order.
    background : Background, optional
        What the explanations of one plan share, for many pairs.

    Raises
    ------
    InputError
        When a city is not in the plan's file set, or its profile has changed.

    Examples
    --------
    >>> import matcher
    >>> plan = matcher.propose(matcher.read_profiles(), matcher.read_programme("eacac"))
    >>> print(plan.explain("cn-beijing", "jp-tokyo").forced.loss)
    26305
    """
    for city in (a, b):
        require_city(document, profiles, city)
    background = background or Background(document, profiles)
    case = background.case
    barred = [reason.text for reason in case.weights.rules.reasons(a, b)]
    codes = {reason.code for reason in case.weights.rules.reasons(a, b)}
    if not {a, b} <= set(case.pool.members) or codes & {"itself", "same_side"}:
        head = say("{pair} cannot be a pair.", pair=names(profiles, a, b))
        lines = [head, *barred, *noted(document)]
        return PairExplanation(a, b, False, False, None, None, barred, {}, lines)
    a, b = case.oriented(a, b)
    parts = case.weights.model.pair(a, b)
    least = document.settings.rules.minimum_score
    if sum(parts.values()) < least:
        barred.append(
            say("Its score is below the programme's minimum of {least}.", least=points(least))
        )
    chosen = any((pair.a, pair.b) == (a, b) for pair in document.pairs)
    given = {
        giver: direction(case.weights.model, profiles, giver, learner)
        for giver, learner in ((a, b), (b, a))
    }
    found = PairExplanation(
        a=a,
        b=b,
        chosen=chosen,
        permitted=not barred,
        score=sum(parts.values()),
        parts=parts,
        reasons=barred,
        flows={giver: flow.shown for giver, flow in given.items()},
        typical=background.typical,
        ranks={} if barred else _ranks(background, a, b),
        **_elsewhere(background, a, b, chosen=chosen, permitted=not barred),
    )
    return _told(found, background, given)


def _ranks(background: Background, a: str, b: str) -> dict[str, Rank]:
    ranks = {a: background.rank(a, b), b: background.rank(b, a)}
    return {city: rank for city, rank in ranks.items() if rank is not None}


def _elsewhere(
    background: Background, a: str, b: str, *, chosen: bool, permitted: bool
) -> dict[str, Any]:
    """What the plan would be otherwise: without a chosen pair, or with one that is not chosen."""
    again = background.again
    if not chosen:
        possible = permitted and again.possible
        return {"forced": again.with_pair(a, b)} if possible else {}
    if not again.possible:
        return {"alternates": {city: alternates_of(background, city) for city in (a, b)}}
    return {
        "without": again.without(a, b),
        "next_best": {a: background.next_best(a, b), b: background.next_best(b, a)},
        "alternates": {city: alternates_of(background, city) for city in (a, b)},
    }


def _told(
    found: PairExplanation, background: Background, given: dict[str, Direction]
) -> PairExplanation:
    reasons, sentences = pair_sentences(found, background, given)
    return replace(found, reasons=reasons, sentences=sentences)
