"""The workbook of a plan: summary, proposals, reasons, cities, prices, unmatched, decisions."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from matcher.explain.words import PART_TITLES, search_sentence
from matcher.intake.workbook.decisions import ANSWERS, DECISION_COLUMNS, DECISIONS
from matcher.intake.workbook.heights import row_height
from matcher.plan.document import Alternate, CityCard, Evidence, PairRecord
from matcher.programme.models import PARTS
from matcher.proposal import Plan
from matcher.report.citations import Citations, attributions
from matcher.report.phrases import (
    CAPABILITY_LEVELS,
    NEED_LEVELS,
    PROOF_SENTENCES,
    STATUS_TITLES,
    UNMATCHED_TITLES,
    evidence_sentence,
    status_sentence,
    thinness_sentence,
)
from matcher.report.workbook.quotas import quota_sheet
from matcher.report.workbook.sheet import Cell, Column, Styles, add_table, fit_to_width, write

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook


def workbook_of(plan: Plan) -> bytes:
    """Return workbook.xlsx of a plan.

    Parameters
    ----------
    plan : Plan
        Proposed or infeasible.

    Returns
    -------
    bytes
        Sheets Summary, Proposals, Scores, Themes, How sure (where it was asked), Cities, Proof,
        Quotas (where the programme has any), Not in a pair, Decisions and Sources. The only
        formulas are the sums of the proof and of the scores; text of cities is never one. The same
        plan gives the same bytes.
    """
    import xlsxwriter

    target = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(target, options)
    created = datetime.fromisoformat(plan.document.created.at)
    book.set_properties({"title": plan.document.title, "created": created.replace(tzinfo=None)})
    styles, citations = Styles.of(book), Citations()
    _summary(book, styles, plan)
    _proposals(book, styles, plan)
    _scores(book, styles, plan)
    _themes(book, styles, plan, citations)
    _sure(book, styles, plan)
    _cities(book, styles, plan)
    _proof(book, styles, plan)
    quota_sheet(book, styles, plan)
    _unmatched(book, styles, plan)
    _decisions(book, styles, plan)
    _sources(book, styles, plan, citations)
    book.close()
    return target.getvalue()


def _summary(book: Workbook, styles: Styles, plan: Plan) -> None:
    document = plan.document
    page = book.add_worksheet("Summary")
    page.hide_gridlines(2)
    page.set_column(0, 0, 30)
    page.set_column(1, 1, 90)
    fit_to_width(page)
    page.write_string(0, 0, document.title, styles.title)
    facts: list[tuple[str, Cell, Any]] = [
        ("Status", f"{STATUS_TITLES[document.status]}. {status_sentence(document)}", None),
        *(("", reason, None) for reason in document.reasons),
        ("Please note", document.pool_note, None),
        ("Exchanges", len(document.pairs), styles.left),
        ("Points of the plan", document.objective, styles.left),
        ("Upper limit (bound)", document.bound, styles.left),
        ("Gap", document.gap, styles.left),
        ("Independent check", "passed" if document.verified else "not passed", None),
        ("How it was searched", search_sentence(document), None),
        ("Made on", document.created.at, None),
        ("Points", "Value of an exchange, 0 to 1,000,000: the exact sum of its parts.", None),
        ("Satisfaction", "What a city gets, as a share of the best it could have.", None),
        ("Evidence", evidence_sentence(document.settings), None),
        ("Thin records", thinness_sentence(document.settings), None),
        (
            DECISIONS,
            "Fill in the sheet Decisions and save; `matcher replan PLAN --decisions FILE` reads it "
            "back.",
            None,
        ),
    ]
    shown = [fact for fact in facts if fact[1] is not None]
    for row, (label, value, style) in enumerate(shown, start=2):
        page.set_row(row, row_height([label, value], (30, 90)))
        page.write_string(row, 0, label, styles.head if label else styles.cells["text"])
        write(page, row, 1, value, style or styles.cells["text"])


def _proposals(book: Workbook, styles: Styles, plan: Plan) -> None:
    columns = [
        Column("No.", 5, "count"),
        Column("City A", 20),
        Column("City B", 20),
        Column("Score", 12, "points"),
        Column("Satisfaction of A", 12, "share"),
        Column("Satisfaction of B", 12, "share"),
        Column("A shows B", 38),
        Column("B shows A", 38),
        Column("Next for A", 26),
        Column("Next for B", 26),
        Column("Notes", 50),
        Column("Id A", 16),
        Column("Id B", 16),
    ]
    rows = [_proposal(plan, pair, number) for number, pair in enumerate(plan.document.pairs, 1)]
    page, first, last = add_table(
        book, styles, "Proposals", columns, rows, intro=_note(plan), frozen=3
    )
    if last >= first:
        page.write_string(last + 1, 1, "Sum: the objective", styles.total)
        formula = f"=SUM(D{first + 1}:D{last + 1})"
        page.write_formula(last + 1, 3, formula, styles.total, plan.document.objective)


def _note(plan: Plan) -> list[str]:
    """What must be said wherever the pool is shown."""
    note = plan.document.pool_note
    return [f"Please note: {note}."] if note else []


def _proposal(plan: Plan, pair: PairRecord, number: int) -> list[Cell]:
    cards, ends = plan.document.cities, (pair.a, pair.b)
    row: list[Cell] = [number, *(_full_name(cards[city]) for city in ends), pair.score]
    row += [pair.satisfaction[city] for city in ends]
    row += ["; ".join(flow.title for flow in pair.flows[city]) for city in ends]
    row += ["; ".join(_alternate(cards, other) for other in pair.alternates[city]) for city in ends]
    return [*row, " ".join(pair.notes), *ends]


def _alternate(cards: dict[str, CityCard], other: Alternate) -> str:
    loss = "" if other.exact_loss is None else f"; costs the plan {other.exact_loss:,}"
    return f"{cards[other.city].name} ({other.score:,}{loss})"


def _full_name(card: CityCard) -> str:
    local = card.local_name
    return card.name if local in (None, card.name) else f"{card.name} {local}"


def _scores(book: Workbook, styles: Styles, plan: Plan) -> None:
    columns = [
        Column("Exchange", 40),
        *(Column(PART_TITLES[part], 14, "points") for part in PARTS),
        Column("Sum of the parts", 14, "points"),
    ]
    cards = plan.document.cities
    rows: list[list[Cell]] = [
        [
            f"{cards[pair.a].name} with {cards[pair.b].name}",
            *(pair.parts[part] for part in PARTS),
            None,
        ]
        for pair in plan.document.pairs
    ]
    page, first, _ = add_table(book, styles, "Scores", columns, rows)
    end = len(PARTS) + 1
    last = chr(ord("A") + len(PARTS))
    for at, pair in enumerate(plan.document.pairs, start=first):
        formula = f"=SUM(B{at + 1}:{last}{at + 1})"
        page.write_formula(at, end, formula, styles.cells["points"], pair.score)


def _themes(book: Workbook, styles: Styles, plan: Plan, citations: Citations) -> None:
    columns = [
        Column("Exchange", 34),
        Column("From", 20),
        Column("To", 20),
        Column("Theme", 34),
        Column("Share of this direction", 11, "share"),
        Column("Need covered", 11, "share"),
        Column("Need", 60),
        Column("Need: level", 15),
        Column("Need: basis and year", 20),
        Column("Need: source", 8, "count"),
        Column("Practice", 60),
        Column("Practice: level", 15),
        Column("Practice: basis and year", 20),
        Column("Practice: source", 8, "count"),
    ]
    add_table(book, styles, "Themes", columns, _theme_rows(plan, citations))


def _theme_rows(plan: Plan, citations: Citations) -> Iterator[list[Cell]]:
    name = {city: card.name for city, card in plan.document.cities.items()}
    for pair in plan.document.pairs:
        for giver, learner in ((pair.a, pair.b), (pair.b, pair.a)):
            for flow in pair.flows[giver]:
                practice: list[Cell] = ["assumed at the mean of the pool: no record", "", "", None]
                if flow.capability is not None:
                    practice = _evidence(flow.capability, CAPABILITY_LEVELS, citations)
                yield [
                    f"{name[pair.a]} with {name[pair.b]}",
                    name[giver],
                    name[learner],
                    flow.title,
                    flow.share,
                    flow.coverage,
                    *_evidence(flow.need, NEED_LEVELS, citations),
                    *practice,
                ]


def _evidence(item: Evidence, levels: dict[int, str], citations: Citations) -> list[Cell]:
    year = "year unknown" if item.year is None else str(item.year)
    text = item.text if item.result is None else f"{item.text} Result: {item.result}"
    return [text, levels[item.level], f"{item.basis}, {year}", citations.cite(item.source).number]


def _sure(book: Workbook, styles: Styles, plan: Plan) -> None:
    columns = [
        Column("Exchange", 40),
        Column("How sure", 10),
        Column("Kept with other weights", 12, "share"),
        Column("Lower end, 95%", 10, "share"),
        Column("Upper end, 95%", 10, "share"),
        Column("Kept with other figures", 12, "share"),
        Column("Plans kept in when another city declines", 14, "count"),
        Column("of so many", 9, "count"),
        Column("In words", 110),
    ]
    cards = plan.document.cities
    rows: list[list[Cell]] = [
        [
            f"{cards[pair.a].name} with {cards[pair.b].name}",
            known.grade,
            known.weights.share,
            known.weights.low,
            known.weights.high,
            known.figures.share,
            known.declines.kept,
            known.declines.plans,
            known.sentence,
        ]
        for pair in plan.document.pairs
        if (known := pair.certainty) is not None
    ]
    if rows:
        add_table(book, styles, "How sure", columns, rows)


def _cities(book: Workbook, styles: Styles, plan: Plan) -> None:
    columns = [
        Column("City", 24),
        Column("Local name", 16),
        Column("Side", 20),
        Column("Country", 8),
        Column("Partners", 34),
        Column("Satisfaction", 12, "share"),
        Column("Complete", 10, "share"),
        Column("Declared", 9, "count"),
        Column("Reported", 9, "count"),
        Column("Inferred", 9, "count"),
        Column("No year", 9, "count"),
        Column("In words", 70),
        Column("Condition", 40),
        Column("Id", 18),
    ]
    cards = plan.document.cities
    rows = [
        [
            card.name,
            card.local_name,
            card.side,
            card.country,
            ", ".join(cards[other].name for other in card.partners),
            card.satisfaction,
            card.completeness,
            card.declared,
            card.reported,
            card.inferred,
            card.year_unknown,
            card.completeness_note,
            card.condition,
            city,
        ]
        for city, card in cards.items()
        if card.side is not None
    ]
    add_table(book, styles, "Cities", columns, rows)


def _proof(book: Workbook, styles: Styles, plan: Plan) -> None:
    document = plan.document
    certificate = document.certificate
    if document.objective is None:
        intro = ["There is no plan, so there is nothing to prove about one."]
    else:
        intro = [
            PROOF_SENTENCES.get(
                document.proof or "",
                "The limit was reached before the plan could be proved to be the best.",
            )
        ]
    if certificate is None or document.objective is None:
        page = book.add_worksheet("Proof")
        page.write_string(0, 0, intro[0])
        return
    intro.append(
        "No permitted plan can exceed the sum of the column Total. Each total is count x price; "
        "the sums are live."
    )
    columns = [
        Column("What is priced", 44),
        Column("Count", 9, "number"),
        Column("Price", 14, "number"),
        Column("Total", 16, "number"),
    ]
    rows = [[row.label, row.count, row.price, None] for row in certificate.rows]
    page, first, last = add_table(book, styles, "Proof", columns, rows, intro=intro)
    for at, priced in enumerate(certificate.rows, start=first):
        page.write_formula(at, 3, f"=B{at + 1}*C{at + 1}", styles.cells["number"], priced.total)
    end = max(last, first - 1) + 1
    page.write_string(end, 0, "Sum of the column: the upper limit", styles.total)
    formula = f"=SUM(D{first + 1}:D{last + 1})" if last >= first else "=0"
    page.write_formula(end, 3, formula, styles.total, certificate.total)
    page.write_string(end + 1, 0, "Points of this plan", styles.total)
    page.write_number(end + 1, 3, document.objective, styles.total)
    page.write_string(end + 2, 0, "Gap", styles.total)
    page.write_formula(
        end + 2,
        3,
        f"=D{end + 1}-D{end + 2}",
        styles.total,
        certificate.total - document.objective,
    )


def _unmatched(book: Workbook, styles: Styles, plan: Plan) -> None:
    columns = [
        Column("City", 24),
        Column("Local name", 16),
        Column("Country", 8),
        Column("Why", 34),
        Column("Reason", 90),
        Column("Id", 18),
    ]
    cards = plan.document.cities
    rows = [
        [
            cards[row.city].name,
            cards[row.city].local_name,
            cards[row.city].country,
            UNMATCHED_TITLES.get(row.code, row.code.replace("_", " ").capitalize()),
            row.reason,
            row.city,
        ]
        for row in plan.document.unmatched
    ]
    add_table(book, styles, "Not in a pair", columns, rows, intro=_note(plan))


def _decisions(book: Workbook, styles: Styles, plan: Plan) -> None:
    columns = [Column(column.heading, column.width) for column in DECISION_COLUMNS]
    cards = plan.document.cities
    rows = [
        [
            f"{pair.a}:{pair.b}",
            cards[pair.a].name,
            cards[pair.b].name,
            *([None] * (len(columns) - 3)),
        ]
        for pair in plan.document.pairs
    ]
    page, first, last = add_table(book, styles, DECISIONS, columns, rows, intro=_note(plan))
    if last < first:
        return
    for at, column in enumerate(DECISION_COLUMNS):
        if column.choice:
            page.data_validation(
                first,
                at,
                last,
                at,
                {
                    "validate": "list",
                    "source": list(ANSWERS),
                    "error_title": "Not an answer",
                    "error_message": "accept, decline or hold",
                },
            )


def _sources(book: Workbook, styles: Styles, plan: Plan, citations: Citations) -> None:
    columns = [
        Column("No.", 5, "count"),
        Column("Source", 80),
        Column("Publisher", 30),
        Column("Address", 60),
    ]
    pool = [city for side in plan.document.sides for city in side.cities]
    rows: list[list[Cell]] = [
        [source.number, source.title, source.publisher, source.url] for source in citations.all
    ]
    rows += [[None, line, None, None] for line in attributions(plan.profiles, pool)]
    add_table(book, styles, "Sources", columns, rows)
