"""What is printed: JSON documents, lines for people, aligned tables."""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import click

SCHEMA_VERSION = "1.0"

_BIDI_CONTROLS = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_ELLIPSIS = "…"


def show_json(document: Mapping[str, Any]) -> None:
    """Print one JSON document on stdout, in UTF-8 whatever the terminal's encoding."""
    text = json.dumps(
        {"schema_version": SCHEMA_VERSION, **document},
        ensure_ascii=False,
        indent=2,
        allow_nan=False,
    )
    # A lone surrogate (an argument that is no text) becomes its JSON escape.
    click.echo(text.encode("utf-8", "backslashreplace"))


def show(text: str = "") -> None:
    """Print a result for people on stdout."""
    click.echo(printable(text))


def tell(text: str) -> None:
    """Print a message on stderr."""
    click.echo(printable(text), err=True)


def progress(text: str) -> None:
    """Print a message on stderr when a person is watching."""
    if sys.stderr.isatty():
        tell(text)


def printable(text: str) -> str:
    r"""Return the text with control characters spelled out, so that no name steers a terminal.

    Examples
    --------
    >>> print(printable("Red\x1b[31m town"))
    Red\x1b[31m town
    """
    return "".join(
        char.encode("unicode_escape").decode("ascii") if _steers(char) else char for char in text
    )


def _steers(char: str) -> bool:
    return char in _BIDI_CONTROLS or (
        char != "\n" and unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp")
    )


def width(text: str) -> int:
    """Return the columns that a text takes in a terminal: two for a wide character.

    Examples
    --------
    >>> width("北京"), width("Xi'an")
    (4, 5)
    """
    return sum(_columns(char) for char in text)


def _columns(char: str) -> int:
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in ("W", "F") else 1


def shortened(text: str, columns: int) -> str:
    """Return the text cut to a number of terminal columns, with an ellipsis when it was cut."""
    if width(text) <= columns:
        return text
    kept, used = "", 0
    for char in text:
        used += _columns(char)
        if used > columns - 1:
            break
        kept += char
    return kept.rstrip() + _ELLIPSIS


def table(
    header: Sequence[str], rows: Iterable[Sequence[str]], *, right: Iterable[int] = ()
) -> str:
    """Return an aligned plain-text table.

    Parameters
    ----------
    header : sequence of str
    rows : iterable of sequence of str
        As many cells as the header has.
    right : iterable of int
        Positions of the columns that are aligned to the right.
    """
    lines = [[printable(cell).replace("\n", " ") for cell in row] for row in (header, *rows)]
    widths = [max(width(line[column]) for line in lines) for column in range(len(header))]
    to_right = set(right)
    lines.insert(1, ["-" * columns for columns in widths])

    def cell(text: str, column: int) -> str:
        pad = " " * (widths[column] - width(text))
        return pad + text if column in to_right else text + pad

    return "\n".join(
        "  ".join(cell(text, column) for column, text in enumerate(line)).rstrip() for line in lines
    )


def counted(number: int, noun: str) -> str:
    """Return "1 city", "2 cities" and the like.

    Examples
    --------
    >>> counted(2, "city"), counted(1, "pair")
    ('2 cities', '1 pair')
    """
    if number == 1:
        return f"1 {noun}"
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{number:,} {plural}"
