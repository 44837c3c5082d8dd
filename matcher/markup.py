"""Small pieces of HTML for notebooks: escaped, without a style sheet, in the colours of the page.

Whatever is given as plain text is escaped. Colours are the reader's own (``currentColor``), so that
a light and a dark notebook read alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from matcher import figures
from matcher.figures import number

NONE = "–"
_CELL = "padding:.2em .8em .2em 0;vertical-align:top;text-align:"
_LINE = "border-bottom:1px solid currentColor"


class Markup(str):
    """Text that is HTML already and is not escaped again."""

    __slots__ = ()


Value = str | int | float | bool | None


def text(value: Value) -> Markup:
    """One value as a reader sees it: numbers with thousands separators, nothing as a dash.

    Examples
    --------
    >>> text(1250000), text("<b>"), text(None), text(True)
    ('1,250,000', '&lt;b&gt;', '–', 'yes')
    """
    if isinstance(value, Markup):
        return value
    if value is None:
        return Markup(NONE)
    if isinstance(value, bool):
        return Markup("yes" if value else "no")
    if isinstance(value, str):
        return Markup(escape(value))
    return Markup(number(value))


def percent(share: float | None) -> Markup:
    """A share of 0..1 in percent.

    Examples
    --------
    >>> percent(0.9983), percent(None)
    ('99.8%', '–')
    """
    return Markup(NONE if share is None else figures.percent(share))


def told(sentences: Iterable[str]) -> Markup:
    """Sentences as paragraphs; lines that begin with two spaces or a dash as a list.

    Examples
    --------
    >>> told(["Two things:", "  this", "  that"])
    '<p>Two things:</p><ul><li>this</li><li>that</li></ul>'
    """
    html, listed = [], False
    for sentence in sentences:
        inner = sentence.startswith(("  ", "- "))
        if inner != listed:
            html.append("<ul>" if inner else "</ul>")
            listed = inner
        shown = escape(sentence.strip().removeprefix("- "))
        html.append(f"<li>{shown}</li>" if inner else f"<p>{shown}</p>")
    return Markup("".join([*html, "</ul>" if listed else ""]))


def table(
    head: Sequence[str], rows: Iterable[Sequence[Value]], foot: Sequence[Value] | None = None
) -> Markup:
    """Rows under their headings; numbers stand at the right.

    Parameters
    ----------
    head : sequence of str
    rows : iterable of sequences
        As long as `head`.
    foot : sequence, optional
        A last row, such as a sum.
    """
    body = [list(row) for row in rows]
    sides = [
        "right" if any(_is_number(row[at]) for row in body) else "left" for at in range(len(head))
    ]
    top = "".join(
        f'<th scope="col" style="{_CELL}{side}">{text(name)}</th>'
        for name, side in zip(head, sides, strict=True)
    )
    lines = "".join(f"<tr>{_cells(row, sides)}</tr>" for row in body)
    last = "" if foot is None else f"<tfoot><tr>{_cells(foot, sides, bold=True)}</tr></tfoot>"
    return Markup(
        f'<table style="border-collapse:collapse"><thead><tr style="{_LINE}">{top}</tr></thead>'
        f"<tbody>{lines}</tbody>{last}</table>"
    )


def bar(share: float) -> Markup:
    """A bar as long as a share of 0..1, for the eye only."""
    wide = 8 * min(max(share, 0.0), 1.0)
    return Markup(
        '<span aria-hidden="true" style="display:inline-block;height:.7em;opacity:.55;'
        f'background:currentColor;width:{wide:.2f}em"></span>'
    )


def banner(strong: str, rest: str = "") -> Markup:
    """What a reader should see first."""
    return Markup(
        '<div style="border-left:.3em solid currentColor;padding:.2em 0 .2em .8em;margin:.4em 0">'
        f"<b>{text(strong)}</b>{' ' if rest else ''}{text(rest)}</div>"
    )


def small(words: str) -> Markup:
    """A quiet line below what it belongs to."""
    return Markup(f'<p style="opacity:.8;font-size:90%">{text(words)}</p>')


def _cells(row: Sequence[Value], sides: Sequence[str], *, bold: bool = False) -> str:
    weight = ";font-weight:bold" if bold else ""
    return "".join(
        f'<td style="{_CELL}{side}{weight}">{text(value)}</td>'
        for value, side in zip(row, sides, strict=True)
    )


def _is_number(value: Value) -> bool:
    if isinstance(value, Markup):
        return value.endswith("%")
    return isinstance(value, int | float) and not isinstance(value, bool)
