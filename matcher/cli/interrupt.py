"""Ctrl-C while a plan is being made: once for the best plan so far, twice to give up at once."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from matcher.cli.output import tell

STOPPING = (
    "Stopping with the best plan so far; press Ctrl-C again to give up at once, with nothing "
    "written."
)


class StopRequest:
    """Whether the person at the keyboard has asked to stop."""

    def __init__(self) -> None:
        self.asked = False

    def __call__(self) -> bool:
        return self.asked


@contextmanager
def first_interrupt_stops() -> Iterator[StopRequest]:
    """Turn the first interrupt within the block into a request; the second ends the process.

    The second is left to the operating system: it also ends a solver that is deep inside compiled
    code and would not come back for a while. Nothing may be written within the block.

    Yields
    ------
    StopRequest
        True once it was asked for. Outside the main thread, and where interrupts are ignored, it
        stays False and nothing changes.
    """
    request = StopRequest()

    def on_interrupt(number: int, frame: FrameType | None) -> None:
        request.asked = True
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        tell(STOPPING)

    before: Any = signal.getsignal(signal.SIGINT)
    in_charge = threading.current_thread() is threading.main_thread()
    if not in_charge or before in (signal.SIG_IGN, None):
        yield request
        return
    signal.signal(signal.SIGINT, on_interrupt)
    try:
        yield request
    finally:
        signal.signal(signal.SIGINT, before)
