"""The sheet of the proof: the prices, and a column that adds up as the reader looks on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matcher.language import say
from matcher.proposal import Plan
from matcher.report.phrases import PROOF_SENTENCES
from matcher.report.workbook.sheet import Column, Styles, add_table

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook


def proof_sheet(book: Workbook, styles: Styles, plan: Plan) -> None:
    """Add the prices that prove the plan; products, sum and gap are live."""
    document = plan.document
    certificate = document.certificate
    if document.objective is None:
        intro = [say("There is no plan, so there is nothing to prove about one.")]
    else:
        intro = [
            PROOF_SENTENCES.get(
                document.proof or "",
                say("The limit was reached before the plan could be proved to be the best."),
            )
        ]
    if certificate is None or document.objective is None:
        page = book.add_worksheet("Proof")
        page.write_string(0, 0, styles.tell(intro[0]))
        return
    intro.append(
        say(
            "No permitted plan can exceed the sum of the column Total. Each total is count x "
            "price; the sums are live."
        )
    )
    columns = [
        Column(say("What is priced"), 44),
        Column(say("Count"), 9, "number"),
        Column(say("Price"), 14, "number"),
        Column(say("Total"), 16, "number"),
    ]
    rows = [[row.label, row.count, row.price, None] for row in certificate.rows]
    page, first, last = add_table(book, styles, "Proof", columns, rows, intro=intro)
    for at, priced in enumerate(certificate.rows, start=first):
        page.write_formula(
            at, 3, f"=B{at + 1}*C{at + 1}", styles.of("number", priced.total), priced.total
        )
    end = max(last, first - 1) + 1
    formula = f"=SUM(D{first + 1}:D{last + 1})" if last >= first else "=0"
    gap = certificate.total - document.objective
    closing: list[tuple[str, str | None, float]] = [
        (say("Sum of the column: the upper limit"), formula, certificate.total),
        (say("Points of this plan"), None, document.objective),
        (say("Gap"), f"=D{end + 1}-D{end + 2}", gap),
    ]
    for at, (label, live, value) in enumerate(closing, start=end):
        page.write_string(at, 0, styles.tell(label), styles.of("total"))
        if live is None:
            page.write_number(at, 3, value, styles.of("total", value))
        else:
            page.write_formula(at, 3, live, styles.of("total", value), value)
