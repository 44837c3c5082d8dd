"""How a search is run: threads, when to stop, who watches."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter

from matcher.solve.priced.scan import available_threads
from matcher.solve.priced.seen import Round


@dataclass(frozen=True)
class Control:
    """Threads, limits and watchers of one search.

    Parameters
    ----------
    threads : int
    stop : callable
        True once the time is up or someone asked to stop.
    watch : callable
        Called with a `Round` after each.
    """

    threads: int
    stop: Callable[[], bool]
    watch: Callable[[Round], None]

    @classmethod
    def of(
        cls,
        time_limit: float | None,
        stop: Callable[[], bool] | None,
        progress: Callable[[Round], None] | None,
        threads: int | None,
    ) -> Control:
        """From the arguments of a solver; the clock starts now."""
        end = None if time_limit is None else perf_counter() + time_limit

        def over() -> bool:
            late = end is not None and perf_counter() >= end
            return late or (stop is not None and stop())

        return cls(threads or available_threads(), over, progress or (lambda _: None))
