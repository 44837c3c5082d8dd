"""The workbook: every cell of every sheet, and its formulas worked out again.

| sheet | path in plan.json |
| --- | --- |
| Summary | status of the plan: len(pairs), objective, bound, gap; settings |
| Proposals | pairs[]: score, satisfaction, flows[].title, alternates, notes; foot: objective |
| Scores | pairs[].parts; the live sum: score |
| Themes | pairs[].flows[]: share, coverage, level, basis, year, source |
| How sure | pairs[].certainty |
| Cities | cities[]: satisfaction, completeness, counts |
| Quotas, Caps | quotas[], settings.quotas[].price, caps[] |
| Proof | certificate.rows; live totals and sum: certificate.total; objective; gap |
| Not in a pair, Decisions, Sources | unmatched[], pairs[], sources of the flows |
"""

from __future__ import annotations

import calendar
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from openpyxl import load_workbook

from support.numbers.facts import NEEDS, PARTS, PRACTICES, Facts, Json
from support.numbers.formats import allowed, number, percent
from support.numbers.told import Told

SHARE = ("0%", "0.0%", '"under 0.1%"', '"over 99.9%"')
POINTS, PRICES, COUNT = ("#,##0",), ("#,##0", "#,##0.0###"), ("0",)


@dataclass
class Sheet:
    """One sheet: its cells by row, as formulas and as the values that were stored with them."""

    name: str
    values: list[list[Any]]
    cells: list[list[Any]]
    head: int = 0
    read: set[tuple[int, int]] = field(default_factory=set)

    def rows(self, first: str) -> Iterator[dict[str, Any]]:
        """Rows below the headings, by heading, until an empty one; they count as read."""
        self.head = next(at for at, row in enumerate(self.values) if row and row[0] == first)
        names = self.values[self.head]
        self.read |= {(self.head, column) for column in range(len(names))}
        for at in range(self.head + 1, len(self.values)):
            if not any(value is not None for value in self.values[at]):
                return
            self.read |= {(at, column) for column in range(len(names))}
            yield {
                "row": at,
                **dict(zip(names, self.values[at], strict=True)),
                "formats": dict(zip(names, self.cells[at], strict=True)),
            }


def sheets_of(content: bytes) -> dict[str, Sheet]:
    """Read a workbook twice: as formulas, and as stored values."""
    formulas = load_workbook(io.BytesIO(content))
    values = load_workbook(io.BytesIO(content), data_only=True)
    return {
        page.title: Sheet(
            page.title,
            [list(row) for row in values[page.title].values],
            [list(row) for row in page.iter_rows()],
        )
        for page in formulas
    }


def check_workbook(sheets: dict[str, Sheet], facts: Facts) -> list[str]:
    """Every disagreement of a workbook with plan.json."""
    told = Told("workbook")
    for sheet in sheets.values():
        sheet.read.clear()
    _summary(told, sheets["Summary"], facts)
    _proposals(told, sheets["Proposals"], facts)
    _scores(told, sheets["Scores"], facts)
    _themes(told, sheets["Themes"], facts)
    if "How sure" in sheets:
        _sure(told, sheets["How sure"], facts)
    _cities(told, sheets["Cities"], facts)
    told.same("sheet of quotas", "Quotas" in sheets, bool(facts.plan["quotas"]))
    told.same("sheet of caps", "Caps" in sheets, bool(facts.plan["caps"]))
    if "Quotas" in sheets:
        _quotas(told, sheets["Quotas"], facts)
    if "Caps" in sheets:
        _caps(told, sheets["Caps"], facts)
    _proof(told, sheets["Proof"], facts)
    _lists(told, sheets, facts)
    for sheet in sheets.values():
        _formulas(told, sheet)
        _rest(told, sheet, facts)
    return told.wrong


def _table(
    told: Told, sheet: Sheet, first: str, meant: list[dict[str, Any]], kinds: dict[str, Any]
) -> None:
    """A table is the rows that are meant, in the columns that are named, in stated formats."""
    found = [row for row in sheet.rows(first) if row["row"] <= sheet.head + len(meant)]
    told.same(f"{sheet.name}: rows", len(found), len(meant))
    for row, want in zip(found, meant, strict=False):
        for name, value in want.items():
            told.same(
                f"{sheet.name}, row {row['row'] + 1}, {name}", _digits(row[name]), _digits(value)
            )
        for name, formats in kinds.items():
            if row[name] is not None:
                form = row["formats"][name].number_format
                told.same(f"{sheet.name}, format of {name}", form in formats, True)
            if formats is SHARE and row[name] is not None:
                words = percent(row[name])
                meant = f'"{words}"' if " " in words else "0.0%" if "." in words else "0%"
                told.same(f"{sheet.name}, {name} of {row[name]}", form, meant)


def _digits(value: Any) -> Any:
    """A file of this kind keeps sixteen digits of a number."""
    return float(f"{value:.16g}") if isinstance(value, float) else value


def _summary(told: Told, sheet: Sheet, facts: Facts) -> None:
    plan, settings = facts.plan, facts.plan["settings"]
    for at, row in enumerate(sheet.values):
        if row[0] is None:
            continue
        sheet.read |= {(at, 0), (at, 1)}
        paths = {
            "Exchanges": len(facts.pairs), "Points of the plan": plan["objective"],
            "Upper limit (bound)": plan["bound"], "Gap": plan["gap"],
        }  # fmt: skip
        if row[0] in paths:
            told.same(f"Summary: {row[0]}", row[1], paths[row[0]])
        elif row[0] == "Made on":
            year, month, day = (int(part) for part in plan["created"]["at"][:10].split("-"))
            clock = plan["created"]["at"][11:16]
            meant = f"{day} {calendar.month_name[month]} {year}, {clock} UTC"
            told.same("Summary: made on", row[1], meant)
        elif row[1] is not None:
            scope = allowed(
                plan["permitted_pairs"], plan["rounds"], plan["gap"], settings["evidence"]
            )
            scope |= allowed(settings["unknown"]) | {"0", "1,000,000"}
            scope |= allowed(plan["replanned"], sum(quota["paid"] for quota in plan["quotas"]))
            quotes = [plan["pool_note"] or "", plan["title"], *plan["reasons"]]
            told.sweep(f"Summary: {row[0]}", str(row[1]), scope, [q for q in quotes if q])


def _names(facts: Facts, city: str) -> str:
    card = facts.cities[city]
    local = card["local_name"]
    return card["name"] if local in (None, card["name"]) else f"{card['name']} {local}"


def _proposals(told: Told, sheet: Sheet, facts: Facts) -> None:
    meant = []
    for at, pair in enumerate(facts.pairs, start=1):
        row: dict[str, Any] = {
            "No.": at,
            "Score": pair["score"],
            "Notes": " ".join(pair["notes"]) or None,
        }
        for side, end in (("A", "a"), ("B", "b")):
            city = pair[end]
            row |= {
                f"City {side}": _names(facts, city),
                f"Id {side}": city,
                f"Satisfaction of {side}": pair["satisfaction"][city],
                f"Next for {side}": "; ".join(_next(facts, x) for x in pair["alternates"][city])
                or None,
            }
        meant.append(row)
    kinds = {"Score": POINTS, "No.": COUNT, "Satisfaction of A": SHARE, "Satisfaction of B": SHARE}
    _table(told, sheet, "No.", meant, kinds)
    if meant:
        total = sheet.values[sheet.head + len(meant) + 1]
        told.same("Proposals: sum", total[3], facts.plan["objective"])


def _next(facts: Facts, other: Json) -> str:
    loss = other["exact_loss"]
    cost = "" if loss is None else f"; costs the plan {number(loss)}"
    return f"{facts.names[other['city']]} ({number(other['score'])}{cost})"


def _scores(told: Told, sheet: Sheet, facts: Facts) -> None:
    titles = sheet.values[0]
    columns = dict(zip(PARTS, titles[1:8], strict=True))
    meant = [
        {
            "Exchange": facts.title(pair),
            **{columns[part]: pair["parts"][part] for part in PARTS},
            titles[8]: pair["score"],
        }
        for pair in facts.pairs
    ]
    _table(told, sheet, "Exchange", meant, dict.fromkeys(titles[1:9], POINTS))


def _themes(told: Told, sheet: Sheet, facts: Facts) -> None:
    meant, cited = [], {}
    for pair in facts.pairs:
        for giver, learner in ((pair["a"], pair["b"]), (pair["b"], pair["a"])):
            for flow in pair["flows"][giver]:
                row = {
                    "Exchange": facts.title(pair), "From": facts.names[giver],
                    "To": facts.names[learner], "Theme": flow["title"],
                    "Share of this direction": flow["share"], "Need covered": flow["coverage"],
                }  # fmt: skip
                for kind, item, levels in (
                    ("Need", flow["need"], NEEDS), ("Practice", flow["capability"], PRACTICES),
                ):  # fmt: skip
                    if item is None:
                        continue
                    key = tuple(item["source"][name] for name in ("title", "publisher", "url"))
                    year = "year unknown" if item["year"] is None else str(item["year"])
                    text = item["text"] + (f" Result: {item['result']}" if item["result"] else "")
                    row |= {
                        kind: text,
                        f"{kind}: level": levels[item["level"]],
                        f"{kind}: basis and year": f"{item['basis']}, {year}",
                        f"{kind}: source": cited.setdefault(key, len(cited) + 1),
                    }
                meant.append(row)
    kinds = {"Share of this direction": SHARE, "Need covered": SHARE, "Need: source": COUNT}
    _table(told, sheet, "Exchange", meant, kinds)


def _sure(told: Told, sheet: Sheet, facts: Facts) -> None:
    meant = [
        {
            "Exchange": facts.title(pair),
            "How sure": known["grade"],
            "Kept with other weights": known["weights"]["share"],
            "Lower end, 95%": known["weights"]["low"],
            "Upper end, 95%": known["weights"]["high"],
            "Kept with other figures": known["figures"]["share"],
            "Plans kept in when another city declines": known["declines"]["kept"],
            "of so many": known["declines"]["plans"],
            "In words": known["sentence"],
        }
        for pair in facts.pairs
        if (known := pair["certainty"])
    ]
    shares = [
        "Kept with other weights",
        "Lower end, 95%",
        "Upper end, 95%",
        "Kept with other figures",
    ]
    _table(told, sheet, "Exchange", meant, dict.fromkeys(shares, SHARE))


def _cities(told: Told, sheet: Sheet, facts: Facts) -> None:
    meant = [
        {
            "Id": city, "Satisfaction": card["satisfaction"], "Complete": card["completeness"],
            "Declared": card["declared"], "Reported": card["reported"],
            "Inferred": card["inferred"], "No year": card["year_unknown"],
            "In words": card["completeness_note"],
        }
        for city, card in facts.cities.items()
        if card["side"] is not None
    ]  # fmt: skip
    _table(
        told, sheet, "City", meant, {"Satisfaction": SHARE, "Complete": SHARE, "Declared": COUNT}
    )


def _quotas(told: Told, sheet: Sheet, facts: Facts) -> None:
    """One row a quota; below one that counts between countries, one for each two of them."""
    meant = []
    for quota, rule in zip(facts.plan["quotas"], facts.plan["settings"]["quotas"], strict=True):
        limits = {
            "At least": quota["least"],
            "At most": quota["most"],
            "Price of each": rule["price"],
        }
        meant.append(
            limits
            | {
                "Quota": quota["label"], "In this plan": quota["used"],
                "Missing or too many": quota["shortfall"],
                "Taken off the plan": None if quota["hard"] else quota["paid"],
                "Without it, more": quota["cost"],
            }
        )  # fmt: skip
        meant += [
            limits | {"In this plan": place["used"], "Missing or too many": place["shortfall"]}
            for place in quota["places"]
        ]
    _table(told, sheet, "Quota", meant, {"In this plan": COUNT, "Without it, more": PRICES})


def _caps(told: Told, sheet: Sheet, facts: Facts) -> None:
    meant = [
        {
            "Group": cap["label"], "At most": cap["most_pairs"], "In this plan": cap["used"],
            "Price, points": cap["price"],
        }
        for cap in facts.plan["caps"]
    ]  # fmt: skip
    _table(told, sheet, "Group", meant, {"In this plan": COUNT, "Price, points": PRICES})


def _proof(told: Told, sheet: Sheet, facts: Facts) -> None:
    certificate, plan = facts.plan["certificate"], facts.plan
    if certificate is None or plan["objective"] is None:
        return
    meant = [
        {
            "What is priced": row["label"],
            "Count": row["count"],
            "Price": row["price"],
            "Total": row["total"],
        }
        for row in certificate["rows"]
    ]
    _table(told, sheet, "What is priced", meant, {"Price": PRICES, "Total": PRICES})
    end = sheet.head + len(meant) + 1
    gap = certificate["total"] - plan["objective"]
    for at, value in enumerate((certificate["total"], plan["objective"], gap), start=end):
        told.same(f"Proof, row {at + 1}", sheet.values[at][3], value)
        form = sheet.cells[at][3].number_format
        told.same(f"Proof, row {at + 1}: format", form, PRICES[not float(value).is_integer()])


def _lists(told: Told, sheets: dict[str, Sheet], facts: Facts) -> None:
    unmatched = [{"Id": row["city"], "Reason": row["reason"]} for row in facts.plan["unmatched"]]
    _table(told, sheets["Not in a pair"], "City", unmatched, {})
    asked = [{"Exchange (ids)": f"{pair['a']}:{pair['b']}"} for pair in facts.pairs]
    _table(told, sheets["Decisions"], "Exchange (ids)", asked, {})
    sources = sheets["Sources"]
    numbers = [row["No."] for row in sources.rows("No.") if row["No."] is not None]
    told.same("Sources: numbers", numbers, list(range(1, len(numbers) + 1)))


def _formulas(told: Told, sheet: Sheet) -> None:
    """Each formula, worked out from the stored values of its cells, gives the stored value."""

    def at(name: str) -> float:
        column, row = re.fullmatch(r"([A-Z])(\d+)", name).groups()  # type: ignore[union-attr]
        return sheet.values[int(row) - 1][ord(column) - ord("A")] or 0

    for row, cells in enumerate(sheet.cells):
        for column, cell in enumerate(cells):
            if cell.data_type != "f":
                continue
            text = cell.value[1:]
            if span := re.fullmatch(r"SUM\(([A-Z])(\d+):([A-Z])(\d+)\)", text):
                ends = [(ord(span[i]) - ord("A"), int(span[i + 1]) - 1) for i in (1, 3)]
                value = sum(
                    sheet.values[r][c] or 0
                    for r in range(ends[0][1], ends[1][1] + 1)
                    for c in range(ends[0][0], ends[1][0] + 1)
                )
            elif term := re.fullmatch(r"(\w+)([*-])(\w+)", text):
                one, other = at(term[1]), at(term[3])
                value = one * other if term[2] == "*" else one - other
            else:
                value = float(text)
            told.same(f"{sheet.name}, ={text}", sheet.values[row][column], value)
            sheet.read.add((row, column))


def _rest(told: Told, sheet: Sheet, facts: Facts) -> None:
    """What no place has read: no number, and no text with one."""
    quotes = [facts.plan["pool_note"] or "\0"]
    for row, values in enumerate(sheet.values):
        for column, value in enumerate(values):
            if (row, column) in sheet.read or value is None:
                continue
            if isinstance(value, str):
                told.sweep(f"{sheet.name}, {row + 1}", value, {"0"}, quotes)
            elif value not in (facts.plan["objective"], facts.plan["gap"]):
                told.same(f"{sheet.name}, {row + 1}, {column + 1}", value, "nothing")
