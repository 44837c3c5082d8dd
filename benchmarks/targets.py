"""The targets: what was promised, what was measured, met or not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple

from benchmarks.results import Results, passes, proved_passes, right

LAPX = ("lapx", "lapx-jvs")
DENSE_PEERS = ("ortools-lsa", "ortools-flow", "scipy", "scipy-sparse", *LAPX)
SMALL_SIZES = (50, 100, 200, 300, 500)
Measure = Callable[[Results], float | None]


class Target(NamedTuple):
    """One promise; `stretch` is the bolder one."""

    text: str
    unit: str
    sense: Literal["at least", "at most"]
    need: float
    measure: Measure
    stretch: float | None = None


class Outcome(NamedTuple):
    """A target with what was measured; `met` is None where nothing was."""

    target: Target
    measured: float | None
    met: bool | None
    stretch_met: bool | None


def fastest(case: str, size: str | int, peers: tuple[str, ...]) -> Measure:
    """Ratio to the fastest of several peers."""

    def measure(results: Results) -> float | None:
        found = [results.ratio(case, size, peer) for peer in peers]
        return min((ratio for ratio in found if ratio), default=None)

    return measure


def smallest_memory(case: str, size: int) -> Measure:
    """Our peak memory over that of the most frugal peer."""

    def measure(results: Results) -> float | None:
        found = [results.ratio(case, size, peer, "peak_bytes") for peer in DENSE_PEERS]
        least = min((ratio for ratio in found if ratio), default=None)
        return 1 / least if least else None

    return measure


def small_slowdown(results: Results) -> float | None:
    """Our worst time over the better of OR-Tools and scipy, at sizes up to 500."""
    found = [
        1 / ratio
        for case in ("synthetic", "uniform")
        for size in SMALL_SIZES
        if (ratio := fastest(case, size, ("ortools-lsa", "scipy"))(results))
    ]
    return max(found, default=None)


def pool_over_sides(case: str, size: int) -> Measure:
    """Our time for a pool over our time for the same scores as two sides."""

    def measure(results: Results) -> float | None:
        ratio = results.ratio(case, size, "ours-two-sided")
        return 1 / ratio if ratio else None

    return measure


def figure(key: str, case: str, size: int, scale: float = 1.0) -> Measure:
    """A figure of our own run."""

    def measure(results: Results) -> float | None:
        value = results.median(key, case, size, "ours")
        return None if value is None else value * scale

    return measure


def ensemble(case: str) -> Measure:
    """Seconds of a thousand exact re-solves of our own, from the ensemble measurements."""

    def measure(results: Results) -> float | None:
        for row in results.extra.get("ensembles", {}).get("result") or ():
            if row["case"] == case and row["solver"].startswith("ours"):
                # Milliseconds of one are seconds of a thousand.
                return float(row["ms per scenario"])
        return None

    return measure


def uniform_lapx(results: Results) -> float | None:
    """Ratio to lapx on uniform random scores."""
    return fastest("uniform", 5000, LAPX)(results)


TARGETS: tuple[Target, ...] = (
    Target(
        "10,000 x 10,000, certified: time in plain scoring passes", "passes", "at most", 5,
        lambda results: proved_passes(results, "synthetic", 10_000), 3,
    ),
    Target(
        "the same with the independent check of all pairs", "passes", "at most", 5,
        lambda results: passes(results, "synthetic", 10_000), 3,
    ),
    Target(
        "10,000 x 10,000: OR-Tools on all arcs is slower by", "x", "at least", 15,
        fastest("synthetic", 10_000, ("ortools-lsa",)),
    ),
    Target(
        "10,000 x 10,000: lapx (the faster entry point) is slower by", "x", "at least", 40,
        fastest("synthetic", 10_000, LAPX),
    ),
    Target(
        "10,000 x 10,000: scipy linear_sum_assignment is slower by", "x", "at least", 100,
        fastest("synthetic", 10_000, ("scipy",)),
    ),
    Target(
        "10,000 x 10,000: peak memory over that of the most frugal peer", "x", "at most", 0.2,
        smallest_memory("synthetic", 10_000),
    ),
    Target(
        "5,000 x 5,000 with capacities: OR-Tools flow is slower by", "x", "at least", 10,
        fastest("capacities", 5_000, ("ortools-flow",)),
    ),
    Target(
        "100,000 x 100,000: peak memory", "GB", "at most", 1.5,
        figure("peak_bytes", "synthetic", 100_000, 1e-9),
    ),
    Target(
        "100,000 x 100,000, certified: time in plain scoring passes", "passes", "at most", 5,
        lambda results: proved_passes(results, "synthetic", 100_000), 3,
    ),
    Target(
        "100,000 x 100,000: time with the independent check", "s", "at most", 120,
        figure("seconds", "synthetic", 100_000), 60,
    ),
    Target(
        "pool of 1,000, complete graph: rustworkx is slower by", "x", "at least", 50,
        fastest("pool", 1_000, ("rustworkx",)),
    ),
    Target(
        "pool of 3,000, complete graph: rustworkx is slower by", "x", "at least", 500,
        fastest("pool", 3_000, ("rustworkx",)),
    ),
    Target(
        "pool of 10,000: time over the same scores as two sides", "x", "at most", 2,
        pool_over_sides("pool", 10_000),
    ),
    Target(
        "pool of 12,319 real cities: time over the same scores as two sides", "x", "at most", 2,
        pool_over_sides("pool-real", 12_319),
    ),
    Target(
        "5,000 x 5,000 uniform random: lapx (the faster entry point) is slower by", "x",
        "at least", 4, uniform_lapx,
    ),
    Target(
        "1,000 scenarios of a pool of nine (the size of EACAC)", "s", "at most", 0.005,
        ensemble("pool of 9"),
    ),
    Target("1,000 scenarios of 690 x 480", "s", "at most", 2, ensemble("690 x 480, 2 threads")),
    Target(
        "sizes up to 500: time over the better of OR-Tools and scipy, worst", "x", "at most", 1.2,
        small_slowdown,
    ),
)  # fmt: skip


def outcomes(results: Results) -> Iterator[Outcome]:
    """Every target with what was measured."""
    for target in TARGETS:
        measured = target.measure(results)
        yield Outcome(
            target,
            measured,
            _met(target, measured, target.need),
            None if target.stretch is None else _met(target, measured, target.stretch),
        )


def _met(target: Target, measured: float | None, need: float) -> bool | None:
    if measured is None:
        return None
    return measured >= need if target.sense == "at least" else measured <= need


def unmeasured_reason(results: Results) -> str:
    """Why some targets were not measured in these lanes."""
    skipped = [row for row in results.rows if not right(row)]
    whole = "full" in results.lane
    lanes = "" if whole else f"the lanes measured ({results.lane}) leave some out; "
    return f"{lanes}{len(skipped)} rows were skipped or failed, each with its reason below"
