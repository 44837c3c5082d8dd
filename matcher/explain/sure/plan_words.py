"""How sure the whole plan is, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from matcher.explain.quotas import compared
from matcher.explain.sure.drawn_figures import GREATEST_MARGIN, MARGIN_PER_YEAR
from matcher.explain.sure.drawn_weights import typical_move
from matcher.explain.sure.grades import MEANINGS
from matcher.explain.sure.phrases import (
    exchanges,
    listed,
    one_decimal,
    pair_name,
    pair_names,
    weight_text,
)
from matcher.explain.words import PART_TITLES, percent, points
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
        *([f"Note: {document.pool_note}."] if document.pool_note else []),
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
        "The plan was not proved best, and it is held against plans that are: what it does not "
        "share with them may be a matter of the search and not of the change."
    ]


def _grades(known: Iterable[Certainty]) -> str:
    counts = Counter(one.grade for one in known)
    if not counts:
        return "The plan has no exchange, so there is none to be sure of."
    said = [
        f"{counts[grade] or 'none'} {'is' if counts[grade] < 2 else 'are'} {grade}"
        for grade in MEANINGS
    ]
    whole = sum(counts.values())
    if whole == 1:
        (only,) = counts
        return f"The one exchange of the plan is {only}."
    return f"Of {whole:,} exchanges, {listed(said)}."


def _weights(document: PlanDocument, block: RobustnessBlock, tried: ChangeSummary) -> list[str]:
    weights = document.settings.weights
    used = [part for part in PARTS if weights[part] > 0]
    if len(used) == 1:
        return [
            f'Weights: the programme gives all its weight to "{PART_TITLES[used[0]]}", so there is '
            "nothing to draw."
        ]
    greatest = max(used, key=lambda part: weights[part])
    least = min(used, key=lambda part: weights[part])
    moves = [
        f'"{PART_TITLES[part]}", {weight_text(weights[part])}, moves by about '
        f"{typical_move(weights[part], block.concentration) * 100:.1f} percentage points"
        for part in (greatest, least)
    ]
    return [
        f"Weights: drawn {_times(block.draws)} around the programme's own (concentration "
        f"{block.concentration:g}, seed {block.seed}): {' and '.join(moves)} either way; a weight "
        "of 0 stays 0.",
        *_searched(block),
        *_alike(tried, "with drawn weights"),
    ]


def _searched(block: RobustnessBlock) -> list[str]:
    if not block.searched:
        return []
    return [
        "Under these quotas or caps each draw is a search of its own, so fewer are drawn than "
        "elsewhere unless more are asked for, and the nearest change of a weight is not searched."
    ]


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count:,} times"


def _alike(tried: ChangeSummary, which: str) -> list[str]:
    said = []
    if tried.overlap is not None:
        said.append(_likeness(tried.overlap, tried.tried - tried.without_plan, which))
    if tried.without_plan:
        said.append(
            f"In {tried.without_plan:,} of {tried.tried:,} draws no plan keeps all the rules; they "
            "are left out of the shares."
        )
    return said


def _likeness(found: Overlap, plans: int, which: str) -> str:
    if found.same == plans > 1:
        return f"All {plans:,} plans {which} are the same as this one."
    same = f"{found.same:,} {'is' if found.same == 1 else 'are'} the same as this one"
    return (
        f"Of {plans:,} plans {which}, {same}. On average {percent(found.mean)} of the exchanges "
        "that are in this plan or in the other are in both; in one plan of ten it is "
        f"{percent(found.tenth)} or less, and in the one that differs most {percent(found.least)}."
    )


def _basis(document: PlanDocument, run: BasisPlan) -> str:
    start = {
        "declared_reported": "Without the inferred items",
        "declared": "With declared items only, without the inferred and reported ones",
    }[run.basis]
    items = "1 item" if run.left_out == 1 else f"{run.left_out:,} items"
    if not run.left_out:
        return f"{start}: nothing to leave out, the plan stays."
    head = f"{start} ({items} left out)"
    if run.objective is None:
        return f"{head}, no plan keeps all the rules."
    whole = len(document.pairs)
    if not run.lost and not run.gained:
        return f"{head}, the plan stays as it is."
    said = f"{head}, {whole - len(run.lost):,} of {exchanges(whole)} stay"
    if run.lost:
        said += f"; what goes: {pair_names(document, run.lost)}"
    return f"{said}."


def _pool_kept(block: RobustnessBlock) -> list[str]:
    if not any(run.left_out for run in block.basis):
        return []
    return [
        "For this every city keeps its place in the pool, even where fewer items are left than the "
        "programme asks for: the question is what the scores rest on."
    ]


def _figures(document: PlanDocument, block: RobustnessBlock, tried: ChangeSummary) -> list[str]:
    if not document.settings.weights["context"]:
        return [
            "Figures: the programme gives no weight to how alike the cities are, so the age of "
            "their figures moves nothing."
        ]
    return [
        "Figures: population, air quality and the other figures of every city drawn "
        f"{_times(block.figure_draws)} around what is recorded. A figure moves by up to "
        f"{MARGIN_PER_YEAR:.0%} of itself either way for each year of its age (counted to "
        f"{document.settings.evidence.reference_year}), at most {GREATEST_MARGIN:.0%}; one without "
        "a year counts as oldest.",
        *_alike(tried, "with drawn figures"),
    ]


def _declines(document: PlanDocument, block: RobustnessBlock, tried: ChangeSummary) -> list[str]:
    rows = block.declines
    if not rows:
        return []
    possible = [row for row in rows if row.objective is not None]
    still, whole = sum(not row.lost for row in possible), tried.tried
    said = []
    if len(document.pairs) > 1:
        cases = {0: "no case", whole: f"all {whole:,} cases"}
        said.append(
            f"Declines: each of the {whole:,} cities of the plan in turn declines. In "
            f"{cases.get(still, f'{still:,} of {whole:,} cases')} every other exchange stays."
        )
    most = sorted(possible, key=lambda row: (-len(row.lost), -len(row.gained), row.city))
    said += [_decline(document, row) for row in most[:DECLINES_NAMED] if row.lost]
    none = [document.cities[row.city].name for row in rows if row.objective is None]
    if none:
        said.append(f"No plan keeps all the rules if {_either(none)} declines.")
    said += [
        f"If {document.cities[row.city].name} declines, its required exchange "
        f"({pair_names(document, row.requirements_dropped)}) is dropped with it."
        for row in rows
        if row.requirements_dropped
    ]
    return said


def _either(names: list[str]) -> str:
    return " or ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _decline(document: PlanDocument, row: DeclinePlan) -> str:
    name = document.cities[row.city].name
    verb = "ends" if len(row.lost) == 1 else "end"
    said = (
        f"If {name} declines, {exchanges(len(row.lost))} of other cities {verb}: "
        f"{pair_names(document, row.lost)}"
    )
    if row.gained:
        said += f"; instead: {pair_names(document, row.gained)}"
    return f"{said}. {_left(document, row)}"


def _left(document: PlanDocument, row: DeclinePlan) -> str:
    loss = (document.worth or 0) - (row.objective or 0)
    return f"The plan then has {points(row.objective or 0)}, {loss:,} fewer."


def _challengers(document: PlanDocument, block: RobustnessBlock) -> list[str]:
    often = [row for row in block.challengers if row.weights.kept][:CHALLENGERS_NAMED]
    if not often:
        return ["No other exchange is in any plan with drawn weights."]
    said = [
        f"{pair_name(document, (row.a, row.b))} ({one_decimal(row.weights.share or 0)})"
        for row in often
    ]
    return [f"Most often in other plans with drawn weights, and not in this one: {listed(said)}."]
