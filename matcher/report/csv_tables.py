"""The plan as tables for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import astuple, fields

from matcher.explain.words import PART_TITLES
from matcher.plan.document import PairRecord, PlanDocument
from matcher.programme.models import PARTS
from matcher.report.quota_rows import QuotaRow, quota_rows

# As ASCII, as full-width forms, and as what a spreadsheet skips before them.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
Cell = str | int | float | None


def proposals_csv(document: PlanDocument) -> bytes:
    """One row per proposed exchange, in the order of the plan."""
    header = ["a", "b", "a_name", "b_name", "a_local_name", "b_local_name", "score", *PARTS]
    for what in ("satisfaction", "need_covered", "assumed_of_given", "gives", "alternates"):
        header += [f"a_{what}", f"b_{what}"]
    header += ["notes", "pool_note"]
    return _table(header, (_proposal(pair, document) for pair in document.pairs))


def unmatched_csv(document: PlanDocument) -> bytes:
    """One row per city in no pair, with its reason."""
    header = ["city", "name", "local_name", "country", "code", "reason", "pool_note"]
    cards = document.cities
    rows = (
        [
            row.city,
            cards[row.city].name,
            cards[row.city].local_name,
            cards[row.city].country,
            row.code,
            row.reason,
            document.pool_note,
        ]
        for row in document.unmatched
    )
    return _table(header, rows)


def parts_csv(document: PlanDocument) -> bytes:
    """One row per pair and part; the points of a pair add up to its score."""
    header = ["pair", "a", "b", "part", "title", "weight", "value", "points", "pool_note"]
    rows = (
        [
            f"{pair.a}:{pair.b}",
            pair.a,
            pair.b,
            part,
            PART_TITLES[part],
            document.influence[part].weight,
            pair.values[part],
            pair.parts[part],
            document.pool_note,
        ]
        for pair in document.pairs
        for part in PARTS
    )
    return _table(header, rows)


def caps_csv(document: PlanDocument) -> bytes:
    """One row per cap on a group of cities: how far the plan uses it, and at what price."""
    header = ["side", "cap", "most_pairs", "used", "price", "cities", "pool_note"]
    rows = (
        [
            cap.side,
            cap.label,
            cap.most_pairs,
            cap.used,
            cap.price,
            "; ".join(cap.cities),
            document.pool_note,
        ]
        for cap in document.caps
    )
    return _table(header, rows)


def quotas_csv(document: PlanDocument) -> bytes:
    """One row per quota, and per two countries below one that counts between them."""
    header = [field.name for field in fields(QuotaRow)]
    rows = ([*astuple(row), document.pool_note] for row in quota_rows(document))
    return _table([*header, "pool_note"], rows)


def _proposal(pair: PairRecord, document: PlanDocument) -> list[Cell]:
    cards, ends = document.cities, (pair.a, pair.b)
    row: list[Cell] = [*ends, *(cards[city].name for city in ends)]
    row += [cards[city].local_name for city in ends]
    row += [pair.score, *(pair.parts[part] for part in PARTS)]
    row += [pair.satisfaction[city] for city in ends]
    row += [pair.covered[city] for city in ends]
    row += [pair.assumed[city] for city in ends]
    row += ["; ".join(f"{f.theme} {f.title}" for f in pair.flows[city]) for city in ends]
    row += [
        "; ".join(f"{cards[x.city].name} ({x.score})" for x in pair.alternates[city])
        for city in ends
    ]
    return [*row, " ".join(pair.notes), document.pool_note]


def _table(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([_cell(cell) for cell in row] for row in rows)
    # Excel reads a CSV file in the local code page, and Chinese names as noise, unless a byte
    # order mark tells it that the file is UTF-8.
    return text.getvalue().encode("utf-8-sig")


def _cell(cell: Cell) -> str | int | float:
    if cell is None:
        return ""
    # A spreadsheet runs text that starts like a formula; the quote makes it plain text again.
    if isinstance(cell, str) and cell.startswith(FORMULA_STARTS):
        return f"'{cell}"
    return cell
