"""Indices to a plan: pairs with reasons, everyone else with a reason, the proof, the state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from matcher.candidates import CapGroup, PairWeights, Pool
from matcher.intake.completeness import completeness
from matcher.intake.models import CityProfile
from matcher.intake.profiles import Profiles
from matcher.language import term
from matcher.plan.bands import bands
from matcher.plan.caps import CapStanding
from matcher.plan.certificate import Excesses, build_certificate
from matcher.plan.conflict import find_conflict
from matcher.plan.document import (
    Aim,
    Certificate,
    CityCard,
    Conflict,
    Created,
    Influence,
    PlanDocument,
    PoolSide,
    QuotaUse,
)
from matcher.plan.fingerprint import profile_hash
from matcher.plan.flows import FlowTable
from matcher.plan.impossible import reasons_for_no_plan
from matcher.plan.pair_records import PairMatter, pair_records
from matcher.plan.pair_scores import PairScores, score_pairs
from matcher.plan.ranking import Ranking, rankings, start_survey
from matcher.plan.remarks import remark
from matcher.plan.unmatched import explain_unmatched
from matcher.programme.models import PARTS, Programme
from matcher.scores.scales import SAMPLE_ABOVE, scale_blocks
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
    caps: tuple[CapGroup, ...] = ()
    aim: Aim | None = None
    quotas: Sequence[QuotaUse] = ()
    refused_by_quotas: str | None = None

    @cached_property
    def standing(self) -> CapStanding:
        """How far the caps are used, and at what price."""
        return CapStanding.of(self.caps, self.pool, self.result)

    @cached_property
    def pairs(self) -> list[tuple[str, str]]:
        """The chosen pairs by id."""
        left, right = self.pool.left, self.pool.right
        return [(left[i], right[j]) for i, j in self.result.pairs.tolist()]


@dataclass(frozen=True)
class _Seen:
    """What the passes over the scores found out."""

    scores: PairScores
    ranking: Mapping[str, Ranking]
    permitted_pairs: int
    certificate: Certificate | None


def build_document(
    solved: Solved, created: Created, inputs: Mapping[str, str], warnings: Sequence[str]
) -> PlanDocument:
    """Assemble the document of a solved (or refused) programme.

    All pairs are scored once more, by bands; the time and memory beside that are linear in the
    cities and in the pairs chosen.
    """
    profiles, programme, pool, result = (
        solved.profiles,
        solved.programme,
        solved.pool,
        solved.result,
    )
    model, pairs = solved.weights.model, solved.pairs
    seen, flows = _look(solved), FlowTable(solved.weights.model, profiles)
    share = solved.weights.influence
    reasons = [] if result.objective is not None else _no_plan(solved, seen)
    conflict = _conflict(solved)
    told = conflict.sentences if conflict is not None else []
    reasons = reasons or told[:1]
    no_plan = f"There is no plan: {' '.join(reasons)}" if reasons else None
    return PlanDocument(
        programme=programme.id,
        title=term(programme.title),
        shape=programme.shape,
        pool_note=term(programme.pool_note) if programme.pool_note else None,
        status=result.status,
        objective=None if result.objective is None else int(result.objective),
        bound=result.bound,
        gap=result.gap,
        proof=result.proof,
        regime=getattr(result, "regime", None),
        rounds=getattr(result, "rounds", None),
        permitted_pairs=seen.permitted_pairs,
        verified=result.verified,
        reasons=list(dict.fromkeys([*reasons, *told])),
        conflict=conflict,
        aim=solved.aim,
        quotas=list(solved.quotas),
        pairs=pair_records(
            PairMatter(profiles, pool, seen.scores, seen.ranking, flows, solved.pins), pairs
        ),
        unmatched=explain_unmatched(
            seen.ranking, solved.weights.rules, profiles, pairs, no_plan, solved.standing
        ),
        sides=[
            PoolSide(name=term(side.name), cities=list(cities))
            for side, cities in zip(programme.sides, pool.sides, strict=True)
        ],
        caps=solved.standing.records(programme),
        cities=_cards(solved, seen.ranking),
        influence={
            part: Influence(weight=model.weights[part], share=share[part]) for part in PARTS
        },
        influence_sample=_sample_size(solved.weights.shape),
        aims=flows.aims_served(pairs),
        certificate=seen.certificate,
        pins=list(solved.pins),
        forbids=list(solved.forbids),
        settings=programme,
        state=model.state,
        inputs=dict(inputs),
        warnings=[*warnings, *_remarks(result)],
        created=created,
    )


def _look(solved: Solved) -> _Seen:
    """Score the chosen pairs, then all pairs in one pass."""
    programme, pool, prices = solved.programme, solved.pool, solved.result.prices
    scores = score_pairs(solved.weights.model, solved.result.pairs)
    survey = start_survey(pool, programme, solved.result.pairs, scores.total, solved.standing)
    excesses = None if prices is None else Excesses(prices, pool, programme.rules.required)
    for band in bands(solved.weights, two_sided=pool.two_sided):
        survey.add(band)
        if excesses is not None:
            excesses.add(band)
    return _Seen(
        scores=scores,
        ranking=rankings(survey, pool, programme),
        permitted_pairs=survey.permitted_pairs,
        certificate=None
        if prices is None or excesses is None
        else build_certificate(prices, excesses, pool, programme, solved.profiles, solved.caps),
    )


def _remarks(result: Result) -> list[str]:
    """What the solver says beside a plan, as sentences: a limit that was hit is said loudly."""
    if result.objective is None or result.reason is None:
        return []
    return [remark(result.reason)]


def _no_plan(solved: Solved, seen: _Seen) -> list[str]:
    if solved.result.status != "infeasible":
        return [remark(solved.result.reason or NO_PLAN)]
    if solved.refused_by_quotas is not None:
        return [solved.refused_by_quotas]
    return reasons_for_no_plan(
        seen.ranking, solved.weights, solved.pool, solved.profiles, solved.caps
    )


def _conflict(solved: Solved) -> Conflict | None:
    if solved.result.status != "infeasible":
        return None
    return find_conflict(solved.weights, solved.profiles, solved.caps, solved.pins, solved.forbids)


def _cards(solved: Solved, ranking: Mapping[str, Ranking]) -> dict[str, CityCard]:
    side = {
        city: term(stated.name)
        for stated, cities in zip(solved.programme.sides, solved.pool.sides, strict=True)
        for city in cities
    }
    return {city.id: _card(city, solved, ranking, side.get(city.id)) for city in solved.profiles}


def _card(
    city: CityProfile, solved: Solved, ranking: Mapping[str, Ranking], side: str | None
) -> CityCard:
    seen = ranking.get(city.id)
    full = completeness(city, solved.profiles.vocabulary)
    return CityCard(
        name=city.name,
        local_name=city.local_name,
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


def _sample_size(shape: tuple[int, int]) -> int | None:
    """Pairs that the influence was read from, or None where it was read from all."""
    if shape[0] * shape[1] <= SAMPLE_ABOVE:
        return None
    return sum(len(rows) * len(cols) for rows, cols in scale_blocks(shape))
