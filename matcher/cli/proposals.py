"""Plans as `matcher propose` prints them: a table for people, a summary for programs."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from matcher.cli.output import counted, shortened, table
from matcher.explain.words import goal_sentence, percent, search_sentence
from matcher.figures import number
from matcher.language.phrases import points
from matcher.plan.document import PairRecord, PlanDocument
from matcher.proposal import Plan

PLAN_FILE = "plan.json"
PAGE_FILE = "report.html"
PAIRS_FILE = "proposals.csv"

# A terminal keeps some thousand lines; all pairs are in the files.
PAIRS_SHOWN = 200

CAPS_NAMED = 5

THEME_COLUMNS = 34
NAME_COLUMNS = 24


def plan_summary(plan: Plan, folder: Path) -> dict[str, Any]:
    """The plan in plain JSON values, with the path of its plan.json.

    Parameters
    ----------
    plan : Plan
    folder : Path
        Its run folder.
    """
    document = plan.document
    return {
        "programme": document.programme,
        "title": document.title,
        "pool_note": document.pool_note,
        "status": document.status,
        "objective": document.objective,
        "bound": document.bound,
        "gap": document.gap,
        "verified": document.verified,
        "proof": document.proof,
        "regime": document.regime,
        "rounds": document.rounds,
        "permitted_pairs": document.permitted_pairs,
        "reasons": document.reasons,
        "path": str(folder / PLAN_FILE),
        "pairs": [
            {"a": pair.a, "b": pair.b, "score": pair.score, "parts": dict(pair.parts)}
            for pair in document.pairs
        ],
        "unmatched": [row.model_dump(mode="json") for row in document.unmatched],
        **(
            {"caps": [cap.model_dump(mode="json") for cap in document.caps]}
            if document.caps
            else {}
        ),
        **(
            {"quotas": [quota.model_dump(mode="json") for quota in document.quotas]}
            if document.quotas
            else {}
        ),
    }


def plan_text(plan: Plan, folder: Path) -> str:
    """The plan for a terminal: status, pairs, how many are unmatched, where it was written."""
    document = plan.document
    blocks = [f"{document.title} ({document.programme})", status_sentence(document)]
    search = search_sentence(document)
    blocks += [search] if search else []
    if document.pool_note:
        blocks.append(f"Note: {document.pool_note}.")
    if document.pairs:
        blocks += ["", _pairs_table(document)]
        more = len(document.pairs) - PAIRS_SHOWN
        blocks += [f"... and {more:,} more in {folder / PAIRS_FILE}", ""] if more > 0 else [""]
    blocks += [_caps(document)] if document.caps else []
    blocks += [_unmatched(document), f"Run folder: {folder}", f"Page: {folder / PAGE_FILE}"]
    return "\n".join(blocks)


def status_sentence(document: PlanDocument) -> str:
    """What the solver can say about the plan, in one sentence."""
    if document.status == "infeasible":
        return " ".join(["Infeasible: no plan can keep all the rules.", *document.reasons])
    if document.objective is None or document.gap is None:
        head = "Unknown: the search was stopped before it found a plan."
        return " ".join([head, *document.reasons])
    head = f"{counted(len(document.pairs), 'exchange')}, {points(document.objective)}"
    gap = number(document.gap)
    goal = goal_sentence(document)
    if goal is not None:
        return f"{head}. {goal}"
    if document.status == "optimal":
        return f"Optimal: {head}; proved that no permitted plan has more (gap {gap})."
    return (
        f"Feasible, not proved best: {head}; the search was stopped by a limit "
        f"(gap {gap}: no permitted plan can have more than that on top)."
    )


def _pairs_table(document: PlanDocument) -> str:
    sides = [side.name for side in document.sides]
    first, second = sides if len(sides) == 2 else ("City", "Partner")
    header = (
        first,
        second,
        "Score",
        f"{first} shows",
        f"{second} shows",
        "Satisfaction",
    )
    rows = [
        (
            _name(document, pair.a),
            _name(document, pair.b),
            f"{pair.score:,}",
            _leading_theme(pair, pair.a),
            _leading_theme(pair, pair.b),
            f"{percent(pair.satisfaction[pair.a])} / {percent(pair.satisfaction[pair.b])}",
        )
        for pair in document.pairs[:PAIRS_SHOWN]
    ]
    return table(header, rows, right=(2,))


def _name(document: PlanDocument, city: str) -> str:
    return shortened(document.cities[city].name, NAME_COLUMNS)


def _leading_theme(pair: PairRecord, giver: str) -> str:
    flows = pair.flows.get(giver) or []
    return shortened(flows[0].title, THEME_COLUMNS) if flows else "nothing recorded"


def _caps(document: PlanDocument) -> str:
    full = [cap for cap in document.caps if cap.used >= cap.most_pairs]
    dearest = sorted(full, key=lambda cap: -(cap.price or 0))
    named = ", ".join(cap.label for cap in dearest[:CAPS_NAMED])
    more = f" and {len(full) - CAPS_NAMED} more" if len(full) > CAPS_NAMED else ""
    which = f": {named}{more}" if full else ""
    return f"Caps: {counted(len(document.caps), 'group')} of cities, {len(full)} full{which}."


def _unmatched(document: PlanDocument) -> str:
    if not document.unmatched:
        return "Every city of the file set is in a pair."
    codes = Counter(row.code for row in document.unmatched).most_common()
    listed = ", ".join(f"{count} {code.replace('_', ' ')}" for code, count in codes)
    return f"In no pair: {counted(len(document.unmatched), 'city')} ({listed})."
