"""One table on one sheet: headings, typed cells, widths, filters; texts stay texts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from matcher.intake.workbook.heights import row_height
from matcher.language import Speaker

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

Kind = Literal["text", "points", "share", "number", "count"]
Cell = str | int | float | None


@dataclass(frozen=True)
class Column:
    """Heading, width in characters, and what its cells hold."""

    heading: str
    width: float
    kind: Kind = "text"


@dataclass(frozen=True)
class Styles:
    """The formats of one workbook, and the language it speaks."""

    head: Format
    title: Format
    left: Format
    total: Format
    cells: dict[Kind, Format]
    speaker: Speaker

    def tell(self, value: Any) -> Any:
        """A text in the language of the workbook; anything else as it is."""
        return self.speaker.tell(value)

    @classmethod
    def of(cls, book: Workbook, speaker: Speaker) -> Styles:
        """Add the formats to a workbook."""
        plain = {"valign": "top", "text_wrap": True}
        return cls(
            head=book.add_format(
                {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1,
                 "bg_color": "#E8EEF4"}
            ),
            title=book.add_format({"bold": True, "font_size": 14}),
            left=book.add_format({**plain, "align": "left", "num_format": "#,##0.####"}),
            total=book.add_format({"bold": True, "top": 1, "num_format": "#,##0.####"}),
            cells={
                "text": book.add_format(plain),
                "points": book.add_format({"valign": "top", "num_format": "#,##0"}),
                "share": book.add_format({"valign": "top", "num_format": "0%"}),
                "number": book.add_format({"valign": "top", "num_format": "#,##0.####"}),
                "count": book.add_format({"valign": "top", "num_format": "0"}),
            },
            speaker=speaker,
        )  # fmt: skip


def add_table(
    book: Workbook,
    styles: Styles,
    name: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Cell]],
    *,
    intro: Sequence[str] = (),
    frozen: int = 1,
) -> tuple[Worksheet, int, int]:
    """Add a sheet with one table.

    Parameters
    ----------
    intro : sequence of str
        Lines above the headings.
    frozen : int
        Columns that stay in view.

    Returns
    -------
    sheet : Worksheet
    first, last : int
        Rows of the first and the last line of cells, counted from 0; last is below first when
        there is none.
    """
    page = book.add_worksheet(name)
    for at, said in enumerate(intro):
        page.write_string(at, 0, styles.tell(said))
    head = len(intro) + (1 if intro else 0)
    widths = [column.width for column in columns]
    headings = [styles.tell(column.heading) for column in columns]
    for at, (column, heading) in enumerate(zip(columns, headings, strict=True)):
        page.set_column(at, at, column.width)
        page.write_string(head, at, heading, styles.head)
    page.set_row(head, row_height(headings, widths))
    row = head
    for row, line in enumerate(rows, start=head + 1):
        cells = [styles.tell(cell) for cell in line]
        page.set_row(row, row_height(cells, widths))
        for at, (column, value) in enumerate(zip(columns, cells, strict=True)):
            write(page, row, at, value, styles.cells[column.kind])
    page.freeze_panes(head + 1, frozen)
    if row > head:
        page.autofilter(head, 0, row, len(columns) - 1)
    fit_to_width(page)
    page.repeat_rows(head)
    return page, head + 1, row


def fit_to_width(page: Worksheet) -> None:
    """Print a sheet lying, as wide as the paper."""
    page.set_landscape()
    page.set_paper(9)
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.5)
    page.fit_to_pages(1, 0)


def write(page: Any, row: int, at: int, value: Cell, style: Any) -> None:
    """Write one cell by its type; a text never becomes a formula, a link or a number."""
    if value is None:
        page.write_blank(row, at, None, style)
    elif isinstance(value, str):
        # A cell holds at most 32,767 characters.
        page.write_string(row, at, value[:32_767], style)
    else:
        page.write_number(row, at, value, style)
