"""How sure the whole plan is, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from matcher.explain.quotas import compared
from matcher.explain.sure.drawn_figures import GREATEST_MARGIN, MARGIN_PER_YEAR
from matcher.explain.sure.drawn_weights import typical_move
from matcher.explain.sure.grades import GRADE_WORDS, MEANINGS
from matcher.explain.sure.phrases import (
    exchanges,
    pair_name,
    pair_names,
)
from matcher.explain.words import PART_TITLES, noted, percent, points
from matcher.figures import stated
from matcher.language import joined, say, say_count, sentences
from matcher.language.phrases import in_brackets, listed
from matcher.plan.certainty import (
    BasisPlan,
    Certainty,
    ChangeSummary,
    DeclinePlan,
    NamedPair,
    Overlap,
    RobustnessBlock,
)
from matcher.plan.document import PlanDocument
from matcher.programme.models import PARTS

CHALLENGERS_NAMED = 3
DECLINES_NAMED = 3


def plan_sentences(
    document: PlanDocument, block: RobustnessBlock, pairs: Mapping[NamedPair, Certainty]
) -> list[str]:
    """The whole plan: grades, each kind of change, what comes in instead."""
    summaries = {summary.kind: summary for summary in block.changes}
    return [
        *noted(document),
        *_proof(document),
        _grades(pairs.values()),
        *(MEANINGS.values() if pairs else ()),
        *_weights(document, block, summaries["weights"]),
        *(_basis(document, run) for run in block.basis),
        *_pool_kept(block),
        *_figures(document, block, summaries["figures"]),
        *_declines(document, block, summaries["declines"]),
        *_challengers(document, block),
        *compared(document),
    ]


def _proof(document: PlanDocument) -> list[str]:
    if document.status == "optimal":
        return []
    return [
        say(
            "The plan was not proved best, and it is held against plans that are: what it "
            "does not share with them may be a matter of the search and not of the change."
        )
    ]


def _grades(known: Iterable[Certainty]) -> str:
    counts = Counter(one.grade for one in known)
    if not counts:
        return say("The plan has no exchange, so there is none to be sure of.")
    said = [
        say_count("{n} is {grade}", "{n} are {grade}", counts[grade], grade=GRADE_WORDS[grade])
        if counts[grade]
        else say("none is {grade}", grade=GRADE_WORDS[grade])
        for grade in MEANINGS
    ]
    whole = sum(counts.values())
    if whole == 1:
        (only,) = counts
        return say("The one exchange of the plan is {grade}.", grade=GRADE_WORDS[only])
    return say("Of {whole:,} exchanges, {grades}.", whole=whole, grades=listed(said))


def _weights(document: PlanDocument, block: RobustnessBlock, tried: ChangeSummary) -> list[str]:
    weights = document.settings.weights
    used = [part for part in PARTS if weights[part] > 0]
    if len(used) == 1:
        return [
            say(
                'Weights: the programme gives all its weight to "{part}", so there is '
                "nothing to draw.",
                part=PART_TITLES[used[0]],
            )
        ]
    greatest = max(used, key=lambda part: weights[part])
    least = min(used, key=lambda part: weights[part])
    moves = [
        say(
            '"{part}", {weight}, moves by about {move:.1f} percentage points',
            part=PART_TITLES[part],
            weight=stated(weights[part]),
            move=typical_move(weights[part], block.concentration) * 100,
        )
        for part in (greatest, least)
    ]
    return [
        say(
            "Weights: drawn {times} around the programme's own (concentration "
            "{concentration:g}, seed {seed}): {moves} either way; a weight of 0 stays 0.",
            times=_times(block.draws),
            concentration=block.concentration,
            seed=block.seed,
            moves=listed(moves),
        ),
        *_searched(block),
        *_alike(tried, say("plans with drawn weights")),
    ]


def _searched(block: RobustnessBlock) -> list[str]:
    if not block.searched:
        return []
    return [
        say(
            "Under these quotas or caps each draw is a search of its own, so fewer are drawn "
            "than elsewhere unless more are asked for, and the nearest change of a weight is not "
            "searched."
        )
    ]


def _times(count: int) -> str:
    return say_count("once", "{n:,} times", count)


def _alike(tried: ChangeSummary, which: str) -> list[str]:
    said = []
    if tried.overlap is not None:
        said.append(_likeness(tried.overlap, tried.tried - tried.without_plan, which))
    if tried.without_plan:
        said.append(
            say(
                "In {without_plan:,} of {tried:,} draws no plan keeps all the rules; they "
                "are left out of the shares.",
                without_plan=tried.without_plan,
                tried=tried.tried,
            )
        )
    return said


def _likeness(found: Overlap, plans: int, which: str) -> str:
    if found.same == plans > 1:
        return say("All {plans:,} {which} are the same as this one.", plans=plans, which=which)
    same = say_count(
        "Of {plans:,} {which}, {n:,} is the same as this one.",
        "Of {plans:,} {which}, {n:,} are the same as this one.",
        found.same,
        plans=plans,
        which=which,
    )
    alike = say(
        "On average {mean} of the exchanges that are in this plan or in the other are in "
        "both; in one plan of ten it is {tenth} or less, and in the one that differs most "
        "{least}.",
        mean=percent(found.mean),
        tenth=percent(found.tenth),
        least=percent(found.least),
    )
    return sentences(same, alike)


def _basis(document: PlanDocument, run: BasisPlan) -> str:
    start = {
        "declared_reported": say("Without the inferred items"),
        "declared": say("With declared items only, without the inferred and reported ones"),
    }[run.basis]
    if not run.left_out:
        return say("{start}: nothing to leave out, the plan stays.", start=start)
    head = say_count(
        "{start} ({n:,} item left out)",
        "{start} ({n:,} items left out)",
        run.left_out,
        start=start,
    )
    if run.objective is None:
        return say("{head}, no plan keeps all the rules.", head=head)
    whole = len(document.pairs)
    if not run.lost and not run.gained:
        return say("{head}, the plan stays as it is.", head=head)
    told: dict[str, str | int] = {
        "head": head,
        "stay": whole - len(run.lost),
        "exchanges": exchanges(whole),
    }
    if not run.lost:
        return say("{head}, {stay:,} of {exchanges} stay.", **told)
    return say(
        "{head}, {stay:,} of {exchanges} stay; what goes: {pairs}.",
        **told,
        pairs=pair_names(document, run.lost),
    )


def _pool_kept(block: RobustnessBlock) -> list[str]:
    if not any(run.left_out for run in block.basis):
        return []
    return [
        say(
            "For this every city keeps its place in the pool, even where fewer items are "
            "left than the programme asks for: the question is what the scores rest on."
        )
    ]


def _figures(document: PlanDocument, block: RobustnessBlock, tried: ChangeSummary) -> list[str]:
    if not document.settings.weights["context"]:
        return [
            say(
                "Figures: the programme gives no weight to how alike the cities are, so the "
                "age of their figures moves nothing."
            )
        ]
    return [
        say(
            "Figures: population, air quality and the other figures of every city drawn "
            "{times} around what is recorded. A figure moves by up to {margin:.0%} of itself "
            "either way for each year of its age (counted to {reference_year}), at most "
            "{most:.0%}; one without a year counts as oldest.",
            times=_times(block.figure_draws),
            margin=MARGIN_PER_YEAR,
            reference_year=document.settings.evidence.reference_year,
            most=GREATEST_MARGIN,
        ),
        *_alike(tried, say("plans with drawn figures")),
    ]


def _declines(document: PlanDocument, block: RobustnessBlock, tried: ChangeSummary) -> list[str]:
    rows = block.declines
    if not rows:
        return []
    possible = [row for row in rows if row.objective is not None]
    still, whole = sum(not row.lost for row in possible), tried.tried
    said = []
    if len(document.pairs) > 1:
        cases = {0: say("no case"), whole: say("all {whole:,} cases", whole=whole)}
        said.append(
            say(
                "Declines: each of the {whole:,} cities of the plan in turn declines. In "
                "{cases} every other exchange stays.",
                whole=whole,
                cases=cases.get(
                    still, say("{still:,} of {whole:,} cases", still=still, whole=whole)
                ),
            )
        )
    most = sorted(possible, key=lambda row: (-len(row.lost), -len(row.gained), row.city))
    said += [_decline(document, row) for row in most[:DECLINES_NAMED] if row.lost]
    none = [document.cities[row.city].name for row in rows if row.objective is None]
    if none:
        said.append(say("No plan keeps all the rules if {cities} declines.", cities=_either(none)))
    said += [
        say(
            "If {city} declines, its required exchange ({pairs}) is dropped with it.",
            city=document.cities[row.city].name,
            pairs=pair_names(document, row.requirements_dropped),
        )
        for row in rows
        if row.requirements_dropped
    ]
    return said


def _either(names: list[str]) -> str:
    return joined(" or ", names)


def _decline(document: PlanDocument, row: DeclinePlan) -> str:
    name = document.cities[row.city].name
    told = say_count(
        "If {city} declines, {n:,} exchange of other cities ends: {pairs}",
        "If {city} declines, {n:,} exchanges of other cities end: {pairs}",
        len(row.lost),
        city=name,
        pairs=pair_names(document, row.lost),
    )
    if row.gained:
        gained = pair_names(document, row.gained)
        told = say("{ends}; instead: {pairs}", ends=told, pairs=gained)
    return sentences(say("{ends}.", ends=told), _left(document, row))


def _left(document: PlanDocument, row: DeclinePlan) -> str:
    loss = (document.worth or 0) - (row.objective or 0)
    left = points(row.objective or 0)
    return say("The plan then has {points}, {loss:,} fewer.", points=left, loss=loss)


def _challengers(document: PlanDocument, block: RobustnessBlock) -> list[str]:
    often = [row for row in block.challengers if row.weights.kept][:CHALLENGERS_NAMED]
    if not often:
        return [say("No other exchange is in any plan with drawn weights.")]
    said = [
        in_brackets(pair_name(document, (row.a, row.b)), percent(row.weights.share))
        for row in often
    ]
    return [
        say(
            "Most often in other plans with drawn weights, and not in this one: {pairs}.",
            pairs=listed(said),
        )
    ]
