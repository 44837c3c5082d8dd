"""One line on a terminal that shows how far the solver has come."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import TracebackType
from typing import Any

from matcher.cli.output import counted

ERASE = "\r\x1b[K"
CELLS = 20


class ProgressLine:
    """Rewrites one line of stderr, on a terminal only; use it as a context.

    Parameters
    ----------
    name : str
        What is being solved.
    text : callable, optional
        From the name and an event to what the line says; `progress_text` by default.
    """

    def __init__(self, name: str, text: Callable[[str, Any], str] | None = None) -> None:
        self.name = name
        self._text = text or progress_text
        self._shown = False

    def __enter__(self) -> ProgressLine:
        return self

    def __call__(self, event: object) -> None:
        """Show what an event of the solver tells."""
        if sys.stderr.isatty():
            sys.stderr.write(f"{ERASE}{self._text(self.name, event)}")
            sys.stderr.flush()
            self._shown = True

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._shown:
            sys.stderr.write(ERASE)
            sys.stderr.flush()


def progress_text(name: str, event: object) -> str:
    """Say what an event of the solver tells, leaving out what it does not.

    Parameters
    ----------
    name : str
        What is being solved.
    event : object
        With any of the attributes `round`, `violators` (pairs that exceed their prices), `gap` (in
        points) and `seconds`.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> progress_text("eacac", SimpleNamespace(round=2, violators=1204, gap=310.0, seconds=4.25))
    'Solving eacac: round 2, 1,204 pairs above their prices, gap 310 points, 4 s'
    """
    parts = []
    number, violators = getattr(event, "round", None), getattr(event, "violators", None)
    gap, seconds = getattr(event, "gap", None), getattr(event, "seconds", None)
    if number is not None:
        parts.append(f"round {number}")
    if violators is not None:
        parts.append(
            f"{counted(violators, 'pair')} above {'its' if violators == 1 else 'their'} prices"
        )
    if gap is not None:
        parts.append(f"gap {gap:,.0f} points")
    if seconds is not None:
        parts.append(f"{seconds:.0f} s")
    return f"Solving {name}: {', '.join(parts)}"


def bar_text(name: str, event: Any) -> str:
    """Draw a bar of twenty cells for an event with `doing`, `done` and `whole`.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> bar_text("eacac", SimpleNamespace(doing="Drawn weights", done=250, whole=1000))
    'eacac: Drawn weights [#####---------------] 250 of 1,000'
    """
    filled = CELLS * event.done // event.whole if event.whole else CELLS
    bar = "#" * filled + "-" * (CELLS - filled)
    return f"{name}: {event.doing} [{bar}] {event.done:,} of {event.whole:,}"
