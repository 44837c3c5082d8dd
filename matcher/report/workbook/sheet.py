"""One table on one sheet: headings, typed cells, widths, filters; texts stay texts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from matcher.intake.workbook.heights import row_height
from matcher.language import Speaker
from matcher.language.phrases import percent

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

Kind = Literal["text", "answer", "points", "share", "number", "count"]
Cell = str | int | float | None


@dataclass(frozen=True)
class Column:
    """Heading, width in characters, and what its cells hold."""

    heading: str
    width: float
    kind: Kind = "text"


Look = Literal["head", "head_right", "title", "left", "total"] | Kind
PLAIN: dict[str, object] = {"valign": "top", "text_wrap": True}
HEAD: dict[str, object] = {**PLAIN, "bold": True, "bottom": 1, "bg_color": "#E8EEF4"}
LOOKS: dict[Look, dict[str, object]] = {
    "head": {**HEAD, "align": "left", "indent": 1},
    "head_right": {**HEAD, "align": "right"},
    "title": {"bold": True, "font_size": 14},
    "left": {**PLAIN, "align": "left", "indent": 1},
    "total": {"bold": True, "top": 1},
    # The indent keeps a text off the number before it.
    "text": {**PLAIN, "align": "left", "indent": 1},
    # Where the reader writes.
    "answer": {**PLAIN, "align": "left", "indent": 1, "border": 1, "border_color": "#C9B26B",
               "bg_color": "#FFF9E5"},
    "points": {"valign": "top"},
    "share": {"valign": "top"},
    "number": {"valign": "top"},
    "count": {"valign": "top"},
}  # fmt: skip
NUMBERS = ("left", "total", "points", "share", "number", "count")


class Styles:
    """The formats of one workbook, each made once, and the language it speaks.

    Parameters
    ----------
    book : Workbook
    speaker : Speaker
    """

    def __init__(self, book: Workbook, speaker: Speaker) -> None:
        self.speaker = speaker
        self._book = book
        self._made: dict[tuple[Look, str], Format] = {}

    def tell(self, value: Any) -> Any:
        """A text in the language of the workbook; anything else as it is."""
        return self.speaker.tell(value)

    def of(self, look: Look, value: Cell = None) -> Format:
        """The format of a cell that holds a value."""
        form = self._number_format(look, value)
        if (look, form) not in self._made:
            made = {**LOOKS[look], **({"num_format": form} if form else {})}
            self._made[look, form] = self._book.add_format(made)
        return self._made[look, form]

    def _number_format(self, look: Look, value: Cell) -> str:
        """How a number is shown: as `matcher.figures` writes it."""
        if isinstance(value, str) or look not in NUMBERS:
            return ""
        if look == "count":
            return "0"
        if look == "share":
            words = "0%" if value is None else str(self.tell(percent(value)))
            # A format of words shows the words, and the cell keeps the value that sorts.
            return f'"{words}"' if " " in words or not words[0].isdigit() else _places(words)
        # A format with optional decimals would leave a lone point behind whole numbers.
        whole = not isinstance(value, float) or value.is_integer()
        return "#,##0" if whole else "#,##0.0###"


def _places(words: str) -> str:
    return "0.0%" if "." in words else "0%"


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
        look: Look = "head" if column.kind in ("text", "answer") else "head_right"
        page.write_string(head, at, heading, styles.of(look))
    page.set_row(head, row_height(headings, widths))
    row = head
    for row, line in enumerate(rows, start=head + 1):
        cells = [styles.tell(cell) for cell in line]
        page.set_row(row, row_height(cells, widths))
        for at, (column, value) in enumerate(zip(columns, cells, strict=True)):
            write(page, row, at, value, styles.of(column.kind, value))
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
