"""The chosen pairs as the plan shows them: parts, flows, satisfaction, alternates, notes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from matcher.candidates import Pool
from matcher.intake.geography import PriorLink
from matcher.intake.profiles import Profiles
from matcher.language import say
from matcher.language.phrases import ordinal
from matcher.plan.document import PairRecord
from matcher.plan.flows import FlowTable
from matcher.plan.pair_scores import PairScores
from matcher.plan.ranking import Ranking

NamedPair = tuple[str, str]


@dataclass(frozen=True)
class PairMatter:
    """What the records of pairs are written from.

    Parameters
    ----------
    profiles : Profiles
    pool : Pool
    scores : PairScores
        Of the pairs, in their order.
    ranking : mapping of str to Ranking
        For every city of the pool.
    flows : FlowTable
    pins : sequence of (str, str)
        Pairs pinned for this run.
    """

    profiles: Profiles
    pool: Pool
    scores: PairScores
    ranking: Mapping[str, Ranking]
    flows: FlowTable
    pins: Sequence[NamedPair]

    @cached_property
    def pinned(self) -> set[frozenset[str]]:
        """The pinned pairs, unordered."""
        return {frozenset(pair) for pair in self.pins}

    @cached_property
    def links(self) -> dict[frozenset[str], list[PriorLink]]:
        """Documented ties by the two cities."""
        found: dict[frozenset[str], list[PriorLink]] = defaultdict(list)
        for link in self.profiles.links:
            found[frozenset((link.a, link.b))].append(link)
        return dict(found)


def pair_records(matter: PairMatter, pairs: Sequence[NamedPair]) -> list[PairRecord]:
    """Write one record for each chosen pair."""
    return [_record(at, a, b, matter) for at, (a, b) in enumerate(pairs)]


def _record(at: int, a: str, b: str, matter: PairMatter) -> PairRecord:
    ranking, parts = matter.ranking, matter.scores.points_of(at)
    given = {a: matter.flows.direction(a, b), b: matter.flows.direction(b, a)}
    return PairRecord(
        a=a,
        b=b,
        score=sum(parts.values()),
        parts=parts,
        values=matter.scores.values_of(at),
        covered={a: given[b].covered, b: given[a].covered},
        flows={city: given[city].shown for city in (a, b)},
        assumed={city: given[city].assumed for city in (a, b)},
        satisfaction={city: ranking[city].satisfaction for city in (a, b)},
        alternates={city: ranking[city].alternates for city in (a, b)},
        notes=_notes(a, b, matter),
    )


def _notes(a: str, b: str, matter: PairMatter) -> list[str]:
    name = {city: matter.profiles[city].name for city in (a, b)}
    notes = [
        say(
            "{partner} is {city}'s {ordinal} choice of {of} by score.",
            partner=name[other],
            city=name[city],
            ordinal=ordinal(matter.ranking[city].chosen[other]),
            place=matter.ranking[city].chosen[other],
            of=matter.ranking[city].permitted,
        )
        for city, other in ((a, b), (b, a))
    ]
    if frozenset((a, b)) in matter.pinned:
        notes.append(say("Pinned for this run."))
    notes += [
        say("Prior link: {kind} ({source}).", kind=link.kind, source=str(link.source))
        for link in matter.links.get(frozenset((a, b)), [])
    ]
    for city in (a, b):
        if city in matter.pool.conditions:
            notes.append(
                say(
                    "Condition for {name}: {condition}",
                    name=name[city],
                    condition=matter.pool.conditions[city],
                )
            )
        if not any(item.recorded for item in matter.profiles[city].items):
            notes.append(
                say(
                    "{name} has no recorded item: its exchange parts are the mean.", name=name[city]
                )
            )
    return notes
