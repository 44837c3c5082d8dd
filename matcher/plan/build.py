"""Indices to a plan: pairs with reasons, everyone else with a reason, the proof, the state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matcher.candidates import PairWeights, Pool
from matcher.intake.completeness import completeness
from matcher.intake.models import CityProfile
from matcher.intake.profiles import Profiles
from matcher.plan.certificate import build_certificate
from matcher.plan.document import (
    CityCard,
    Created,
    Influence,
    PairRecord,
    PlanDocument,
    PoolSide,
)
from matcher.plan.fingerprint import profile_hash
from matcher.plan.flows import aims_served, direction
from matcher.plan.impossible import reasons_for_no_plan
from matcher.plan.ranking import Ranking, rank_partners
from matcher.plan.unmatched import explain_unmatched
from matcher.programme.models import PARTS, Programme
from matcher.solve.refusals import NO_PLAN
from matcher.solve.result import Result


@dataclass(frozen=True)
class Solved:
    """Everything the earlier stages found out about one programme."""

    profiles: Profiles
    programme: Programme
    pool: Pool
    weights: PairWeights
    result: Result
    pins: Sequence[tuple[str, str]]
    forbids: Sequence[tuple[str, str]]

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The chosen pairs by id."""
        left, right = self.pool.left, self.pool.right
        return [(left[i], right[j]) for i, j in self.result.pairs.tolist()]


def build_document(
    solved: Solved, created: Created, inputs: Mapping[str, str], warnings: Sequence[str]
) -> PlanDocument:
    """Assemble the document of a solved (or refused) programme."""
    profiles, programme, pool, result = (
        solved.profiles,
        solved.programme,
        solved.pool,
        solved.result,
    )
    model, pairs = solved.weights.model, solved.pairs
    ranking = {
        city: rank_partners(city, solved.weights, pool, programme, pairs) for city in pool.members
    }
    share = solved.weights.influence
    reasons = [] if result.objective is not None else _no_plan(solved)
    no_plan = f"There is no plan: {' '.join(reasons)}" if reasons else None
    return PlanDocument(
        programme=programme.id,
        title=programme.title,
        shape=programme.shape,
        pool_note=programme.pool_note,
        status=result.status,
        objective=None if result.objective is None else int(result.objective),
        bound=result.bound,
        gap=result.gap,
        proof=result.proof,
        verified=result.verified,
        reasons=reasons,
        pairs=[_pair(a, b, solved, ranking) for a, b in pairs],
        unmatched=explain_unmatched(solved.weights, pool, programme, profiles, pairs, no_plan),
        sides=[
            PoolSide(name=side.name, cities=list(cities))
            for side, cities in zip(programme.sides, pool.sides, strict=True)
        ],
        cities={city.id: _card(city, solved, ranking) for city in profiles},
        influence={
            part: Influence(weight=model.weights[part], share=share[part]) for part in PARTS
        },
        aims=aims_served(model, profiles, pairs),
        certificate=None
        if result.prices is None
        else build_certificate(result.prices, solved.weights, pool, programme, profiles),
        pins=list(solved.pins),
        forbids=list(solved.forbids),
        settings=programme,
        state=model.state,
        inputs=dict(inputs),
        warnings=[*warnings, *_remarks(result)],
        created=created,
    )


def _remarks(result: Result) -> list[str]:
    """What the solver says beside a plan, as sentences: a limit that was hit is said loudly."""
    if result.objective is None or result.reason is None:
        return []
    return [f"{result.reason[:1].upper()}{result.reason[1:]}."]


def _no_plan(solved: Solved) -> list[str]:
    why = solved.result.reason or NO_PLAN
    return reasons_for_no_plan(solved.weights, solved.pool, solved.programme, solved.profiles, why)


def _pair(a: str, b: str, solved: Solved, ranking: Mapping[str, Ranking]) -> PairRecord:
    model = solved.weights.model
    parts, values = model.pair(a, b), model.pair_values(a, b)
    given = {
        a: direction(model, solved.profiles, a, b),
        b: direction(model, solved.profiles, b, a),
    }
    return PairRecord(
        a=a,
        b=b,
        score=sum(parts.values()),
        parts=parts,
        values=values,
        covered={a: given[b].covered, b: given[a].covered},
        flows={city: given[city].shown for city in (a, b)},
        assumed={city: given[city].assumed for city in (a, b)},
        satisfaction={city: ranking[city].satisfaction for city in (a, b)},
        alternates={city: ranking[city].alternates for city in (a, b)},
        notes=_notes(a, b, solved, ranking),
    )


def _notes(a: str, b: str, solved: Solved, ranking: Mapping[str, Ranking]) -> list[str]:
    name = {city: solved.profiles[city].name for city in (a, b)}
    notes = [
        f"{name[other]} is {name[city]}'s {_place(ranking[city].rank(other))} choice of "
        f"{len(ranking[city].partners)} by score."
        for city, other in ((a, b), (b, a))
    ]
    if {a, b} in [set(pair) for pair in solved.pins]:
        notes.append("Pinned for this run.")
    notes += [
        f"Prior link: {link.kind} ({link.source})."
        for link in solved.profiles.links
        if {link.a, link.b} == {a, b}
    ]
    for city in (a, b):
        if city in solved.pool.conditions:
            notes.append(f"Condition for {name[city]}: {solved.pool.conditions[city]}")
        if not any(item.recorded for item in solved.profiles[city].items):
            notes.append(f"{name[city]} has no recorded item: its exchange parts are the mean.")
    return notes


def _card(city: CityProfile, solved: Solved, ranking: Mapping[str, Ranking]) -> CityCard:
    seen = ranking.get(city.id)
    side = next(
        (
            side.name
            for side, cities in zip(solved.programme.sides, solved.pool.sides, strict=True)
            if city.id in cities
        ),
        None,
    )
    full = completeness(city, solved.profiles.vocabulary)
    return CityCard(
        name=city.name,
        local_name=next(iter(city.names.values()), None),
        country=city.country,
        kind=city.kind,
        side=side,
        partners=sorted(seen.chosen) if seen else [],
        satisfaction=seen.satisfaction if seen and seen.chosen else None,
        condition=solved.pool.conditions.get(city.id),
        completeness=full.score,
        completeness_note=full.sentence,
        sha256=profile_hash(city),
        **city.counts,
    )


def _place(rank: int) -> str:
    suffix = "th" if 10 <= rank % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(rank % 10, "th")
    return "first" if rank == 1 else f"{rank}{suffix}"
