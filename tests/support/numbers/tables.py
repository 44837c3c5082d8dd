"""The CSV files: each column is a path of plan.json, to the last digit."""

from __future__ import annotations

import csv
import io
from typing import Any

from support.numbers.facts import PARTS, Facts
from support.numbers.told import Told


def check_tables(files: dict[str, bytes], facts: Facts) -> list[str]:
    """Every disagreement of the CSV files of a run with plan.json."""
    told = Told("csv")
    note = facts.plan["pool_note"]
    meant: dict[str, list[dict[str, Any]]] = {
        "proposals.csv": [_proposal(facts, pair) | {"pool_note": note} for pair in facts.pairs],
        "parts.csv": [
            {
                "pair": f"{pair['a']}:{pair['b']}", "part": part, "weight": facts.weights[part],
                "value": pair["values"][part], "points": pair["parts"][part],
            }
            for pair in facts.pairs
            for part in PARTS
        ],
        "unmatched.csv": facts.plan["unmatched"],
    }  # fmt: skip
    if facts.plan["caps"]:
        meant["caps.csv"] = [
            {"cap": cap["label"], "most_pairs": cap["most_pairs"], "used": cap["used"],
             "price": cap["price"]}
            for cap in facts.plan["caps"]
        ]  # fmt: skip
    for name, rows in meant.items():
        shown = list(csv.DictReader(io.StringIO(files[name].decode("utf-8-sig"))))
        told.same(f"{name}: rows", len(shown), len(rows))
        for at, (row, want) in enumerate(zip(shown, rows, strict=False), start=2):
            for key, value in want.items():
                text = "" if value is None else str(value)
                told.same(
                    f"{name}, line {at}, {key}", row[key].removeprefix("'"), text.removeprefix("'")
                )
    return told.wrong


def _proposal(facts: Facts, pair: dict[str, Any]) -> dict[str, Any]:
    row: dict[str, Any] = {"a": pair["a"], "b": pair["b"], "score": pair["score"], **pair["parts"]}
    for side in ("a", "b"):
        city = pair[side]
        row |= {
            f"{side}_satisfaction": pair["satisfaction"][city],
            f"{side}_need_covered": pair["covered"][city],
            f"{side}_assumed_of_given": pair["assumed"][city],
            f"{side}_alternates": "; ".join(
                f"{facts.names[x['city']]} ({x['score']})" for x in pair["alternates"][city]
            ),
        }
    return row | {"notes": " ".join(pair["notes"])}
