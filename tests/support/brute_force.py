"""Every plan there is, by plain recursion: slow, obvious, and independent of the engine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

Pair = tuple[str, str]


@dataclass(frozen=True)
class Limits:
    """What a plan must keep to."""

    least: Mapping[str, int]
    most: Mapping[str, int]
    required: frozenset[Pair] = frozenset()
    max_pairs: int | None = None
    caps: tuple[tuple[frozenset[str], int], ...] = ()

    def capped(self, pair: Pair, chosen: Sequence[Pair]) -> bool:
        """Whether a cap has no room for one pair more; a pair of two of its cities counts once."""
        return any(
            sum(not members.isdisjoint(other) for other in chosen) >= most
            for members, most in self.caps
            if not members.isdisjoint(pair)
        )


def all_plans(scores: Mapping[Pair, int], limits: Limits) -> Iterator[tuple[Pair, ...]]:
    """Every permitted set of pairs, each as a sorted tuple."""
    pairs = sorted(scores)

    def extend(start: int, chosen: list[Pair], used: dict[str, int]) -> Iterator[tuple[Pair, ...]]:
        if start == len(pairs):
            enough = all(used.get(city, 0) >= least for city, least in limits.least.items())
            if enough and limits.required <= set(chosen):
                yield tuple(chosen)
            return
        a, b = pairs[start]
        yield from extend(start + 1, chosen, used)
        room = limits.max_pairs is None or len(chosen) < limits.max_pairs
        room = room and not limits.capped((a, b), chosen)
        if room and all(used.get(city, 0) < limits.most[city] for city in (a, b)):
            more = {**used, a: used.get(a, 0) + 1, b: used.get(b, 0) + 1}
            yield from extend(start + 1, [*chosen, (a, b)], more)

    yield from extend(0, [], {})


def best_plan(scores: Mapping[Pair, int], limits: Limits) -> tuple[int, tuple[Pair, ...]] | None:
    """The best plan: greatest value, then most pairs, then smallest list; None if there is none."""
    best: tuple[int, int, tuple[Pair, ...]] | None = None
    for plan in all_plans(scores, limits):
        key = (-sum(scores[pair] for pair in plan), -len(plan), plan)
        if best is None or key < best:
            best = key
    return None if best is None else (-best[0], best[2])
