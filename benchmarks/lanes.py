"""Which runs make up the short and the full lane.

Every run of one instance is a row of the tables. Seeds and sizes are fixed here, so that nobody
chooses them after seeing the results.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal, NamedTuple

from benchmarks.cases import Size

Lane = Literal["short", "targets", "full"]
LANES: tuple[Lane, ...] = ("short", "targets", "full")

ALL_TWO_SIDED = (
    "ours", "floor", "ortools-lsa", "lapx", "lapx-jvs", "scipy", "scipy-sparse", "ortools-flow",
)  # fmt: skip
NEAREST = ("ours", "floor", "ortools-lsa", "lapx-jvs")
SMALL = ("ours", "ortools-lsa", "scipy", "lapx-jvs")


class Run(NamedTuple):
    """One measured solve.

    `cap` is the number of seconds after which the process is ended and the row says so.
    """

    section: str
    case: str
    size: Size
    seed: int
    threads: int
    solver: str
    cap: float
    repeats: int = 5


def runs(lane: Lane, threads: int) -> list[Run]:
    """All runs of a lane, in order; each once.

    The short lane ends within ten minutes. The lane of the targets adds what they need beside it,
    slow peers and large sizes; the full lane has every size, seed and peer.
    """
    if lane == "targets":
        return list(_targets(threads))
    full = lane == "full"
    listed = [
        *_two_sided(full, threads),
        *_families(full, threads),
        *_small(full, threads),
        *_one_thread(full),
        *_capacities(full, threads),
        *_pools(full, threads),
        *(_scale(threads) if full else ()),
    ]
    # A run that two sections share is measured once.
    return list({run[1:6]: run for run in reversed(listed)}.values())[::-1]


def _grid(
    section: str,
    case: str,
    sizes: Iterable[int | str],
    seeds: Iterable[int],
    solvers: Iterable[str],
    threads: int,
    cap: float,
    repeats: int = 5,
) -> Iterator[Run]:
    for size in sizes:
        for seed in seeds:
            for solver in solvers:
                yield Run(section, case, Size.parse(str(size)), seed, threads, solver, cap, repeats)


def _two_sided(full: bool, threads: int) -> Iterator[Run]:
    cap = 600.0 if full else 60.0
    most = ALL_TWO_SIDED if full else ALL_TWO_SIDED[:-2]
    yield from _grid("two sides", "synthetic", (500, 1000), (0,), most, threads, cap)
    yield from _grid("two sides", "synthetic", (2000,), (0,), ALL_TWO_SIDED, threads, cap)
    yield from _grid("two sides", "synthetic", (5000,), (0,), most, threads, cap)
    largest = ALL_TWO_SIDED if full else ("ours", "floor")
    yield from _grid("two sides", "synthetic", (10000,), (0,), largest, threads, cap)
    yield from _grid("two sides", "synthetic", (2000, 5000), (1, 2), NEAREST[:3], threads, cap)
    sizes = (1000, 2000, 5000, 10000) if full else (2000, 5000)
    yield from _grid("two sides", "synthetic-full", sizes, (0,), ("ours", "floor"), threads, cap)


def _families(full: bool, threads: int) -> Iterator[Run]:
    cap = 300.0 if full else 60.0
    sizes = (500, 1000, 2000, 5000) if full else (5000,)
    seeds = (0, 1, 2) if full else (0,)
    yield from _grid("families", "real", sizes, seeds, NEAREST, threads, cap)
    if full:
        yield from _grid("families", "real-full", sizes, (0,), ("ours", "floor"), threads, cap)
    sizes = (1000, 2000, 5000, 10000) if full else (2000, 5000)
    yield from _grid("families", "structured", sizes, seeds, NEAREST, threads, cap)
    solvers = ("ours", "ortools-lsa", "lapx", "lapx-jvs", "scipy")
    yield from _grid("families", "uniform", (2000, 5000), seeds, solvers, threads, cap)
    sizes = (2000, 5000) if full else (5000,)
    yield from _grid("families", "uniform-blocks", sizes, (0,), ("ours", "floor"), threads, cap)


def _small(full: bool, threads: int) -> Iterator[Run]:
    sizes = (50, 100, 200, 300, 500)
    solvers = SMALL if full else SMALL[:-1]
    yield from _grid("small", "synthetic", sizes, (0,), solvers, threads, 60.0, 21)
    sizes = sizes if full else (100, 500)
    yield from _grid("small", "uniform", sizes, (0,), solvers, threads, 60.0, 21)


def _one_thread(full: bool) -> Iterator[Run]:
    solvers = (*NEAREST, "scipy") if full else NEAREST
    yield from _grid("one thread", "synthetic", (5000,), (0,), solvers, 1, 120.0)


def _capacities(full: bool, threads: int) -> Iterator[Run]:
    cap = 600.0 if full else 60.0
    yield from _grid(
        "capacities", "capacities", ("690x480", 2000, 5000), (0,), ("ours", "ortools-flow"),
        threads, cap,
    )  # fmt: skip
    if full:
        yield from _grid(
            "capacities", "capacities", ("690x480", 2000, 5000), (1, 2), ("ours", "ortools-flow"),
            threads, cap,
        )  # fmt: skip
        yield from _grid("capacities", "capacities", (10000,), (0,), ("ours",), threads, cap)
    sizes = ("690x480", 2000, 5000) if full else ("690x480", 2000)
    yield from _grid("capacities", "capacities-full", sizes, (0,), ("ours",), threads, cap)


def _pools(full: bool, threads: int) -> Iterator[Run]:
    cap = 900.0 if full else 60.0
    both = ("ours", "ours-two-sided", "floor")
    exact = (*both, "rustworkx", "rustworkx-top20")
    yield from _grid(
        "one pool", "pool", (100,), (0,), (*exact, "networkx", "cp-sat", "highs"), threads, cap
    )
    yield from _grid("one pool", "pool", (1000,), (0,), exact, threads, cap)
    if full:
        yield from _grid("one pool", "pool", (1000,), (1, 2), exact, threads, cap)
        yield from _grid("one pool", "pool-structured", (1000, 3000), (0,), exact, threads, cap)
        yield from _grid("one pool", "pool-full", (1000, 3000), (0,), both, threads, cap)
    largest = exact if full else (*both, "rustworkx-top20")
    yield from _grid("one pool", "pool", (3000,), (0,), largest, threads, cap)
    last = (*both, "rustworkx-top20") if full else both
    yield from _grid("one pool", "pool", (10000,), (0,), last, threads, cap)
    if full:
        yield from _grid("one pool", "pool-real", (12319,), (0,), both, threads, cap)


def _targets(threads: int) -> Iterator[Run]:
    """What the targets need and the short lane leaves out."""
    peers = ("ours", "floor", "ortools-lsa", "lapx", "lapx-jvs", "scipy")
    yield from _grid("two sides", "synthetic", (10000,), (0,), peers, threads, 600.0)
    yield from _grid(
        "one pool", "pool", (3000,), (0,), ("ours", "ours-two-sided", "rustworkx"), threads, 900.0
    )
    yield from _grid(
        "one pool", "pool-real", (12319,), (0,), ("ours", "ours-two-sided", "floor"), threads, 300.0
    )
    yield from _grid(
        "scale", "synthetic", (20000, 100000), (0,), ("ours", "floor"), threads, 900.0, 1
    )


def _scale(threads: int) -> Iterator[Run]:
    solvers = ("ours", "floor", "ortools-lsa", "lapx", "scipy")
    for size, repeats in ((20000, 3), (50000, 1), (100000, 1)):
        yield from _grid("scale", "synthetic", (size,), (0,), solvers, threads, 1800.0, repeats)
