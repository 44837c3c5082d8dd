"""Every rule that may have a part in there being no plan: where it stands, and what it limits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from matcher.candidates import CapGroup, PairWeights
from matcher.candidates.rules import ROLE_WORDS, ROLES
from matcher.intake.profiles import Profiles
from matcher.language import say
from matcher.language.phrases import exchanges, partners, points
from matcher.plan.phrases import exchange
from matcher.plan.quota_groups import QuotaGroup, quota_groups
from matcher.plan.quota_words import quota_clause
from matcher.solve.elastic import Elastic, Limit

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]
Pair = tuple[str, str]

# Size of a change: a capacity raised by one, a rule relaxed.
RAISED, RELAXED = 2, 3

# Rules are left out in this order, so that what was asked last is blamed last of all.
BLAME = (
    "maximum", "minimum", "cap", "quota", "cohort", "role", "language", "domestic", "minimum_score",
    "forbidden", "required", "forbid", "pin",
)  # fmt: skip


@dataclass(frozen=True)
class Rule:
    """One rule of a programme or of a run.

    Parameters
    ----------
    kind : str
        One of `BLAME`.
    field : str
        Where it stands: a path in the programme file, or ``pins[0]``, ``forbids[0]`` of the run.
    knob : str
        Where it would be changed.
    text : str
        The rule as a clause.
    subject : str
        The cap by its label, or the role by its name; else empty.
    now : int
        The number it states, 1 where it states none.
    size : int
        Size of changing it by one unit.
    city : str, optional
    pair : (str, str), optional
    """

    kind: str
    field: str
    knob: str
    text: str
    now: int = 1
    size: int = RELAXED
    subject: str = ""
    city: str | None = None
    pair: Pair | None = None


class Rulebook:
    """The rules of a programme over one pool, and what each of them limits.

    Facts that nobody can change (a city inside another one, cities of the same side) are no rules:
    their pairs do not exist here.

    Parameters
    ----------
    weights : PairWeights
    profiles : Profiles
    caps : sequence of CapGroup
    pins, forbids : sequence of (str, str)
        What of the programme's named pairs was asked for this run alone.
    """

    def __init__(
        self,
        weights: PairWeights,
        profiles: Profiles,
        caps: Sequence[CapGroup],
        pins: Sequence[Pair],
        forbids: Sequence[Pair],
    ) -> None:
        self.weights, self.profiles, self.caps = weights, profiles, caps
        self.programme, self.pool = weights.rules.programme, weights.rules.pool
        self.pins, self.forbids = list(pins), list(forbids)
        self.rules: list[Rule] = []
        self._limits: list[Limit] = []
        self._most_units: list[int] = []
        self._gather()

    @cached_property
    def ends(self) -> IntArray:
        """The pairs that exist, shape (k, 2): positions on the left and on the right."""
        n, m = self.weights.shape
        open_pairs = np.ones((n, m), dtype=bool)
        row, col = self.pool.left_at, self.pool.right_at
        inside = self.weights.rules.named_pairs[len(self.programme.rules.forbidden) :]
        for a, b in inside:
            for x, y in ((a, b), (b, a)):
                if x in row and y in col:
                    open_pairs[row[x], col[y]] = False
        if not self.pool.two_sided:
            open_pairs = np.triu(open_pairs, 1)
        return np.argwhere(open_pairs).astype(np.int64)

    @cached_property
    def scores(self) -> IntArray:
        """Points of each pair that exists, whatever the rules say."""
        n, m = self.weights.shape
        table = self.weights.model.block(np.arange(n), np.arange(m))
        return table[self.ends[:, 0], self.ends[:, 1]]

    @cached_property
    def knobs(self) -> list[str]:
        """Everything that can be changed, each once, sorted."""
        return sorted({rule.knob for rule in self.rules})

    @cached_property
    def elastic(self) -> Elastic:
        """The rules as limits that can be loosened."""
        at = {knob: place for place, knob in enumerate(self.knobs)}
        cost = np.zeros(len(at), dtype=np.int64)
        for rule in self.rules:
            cost[at[rule.knob]] = rule.size
        return Elastic(
            len(self.ends),
            np.array(self._most_units, dtype=np.int64),
            np.array([at[rule.knob] for rule in self.rules], dtype=np.int64),
            cost,
            tuple(self._limits),
        )

    @cached_property
    def blamed_last(self) -> list[int]:
        """The rules in the order in which they are left out."""
        return sorted(range(len(self.rules)), key=lambda at: (BLAME.index(self.rules[at].kind), at))

    def _add(self, rule: Rule, most_units: int) -> int:
        self.rules.append(rule)
        self._most_units.append(most_units)
        return len(self.rules) - 1

    def _bar(self, rule: Rule, pairs: BoolArray) -> None:
        """A rule that bars some pairs and can only be lifted as a whole."""
        found = np.flatnonzero(pairs)
        if len(found):
            at = self._add(rule, 1)
            self._limits += [Limit(found[k : k + 1], "most", 0, (at,)) for k in range(len(found))]

    def _gather(self) -> None:
        for end, cities in enumerate(self.pool.sides):
            for at, city in enumerate(cities):
                self._capacity(city, self._pairs_of(end, [at]))
        for group in self.caps:
            end, where = (0, self.pool.left_at) if group.side == "left" else (1, self.pool.right_at)
            self._cap(group, self._pairs_of(end, [where[city] for city in group.members]))
        self._quotas()
        if self.programme.max_pairs is not None:
            most = self.programme.max_pairs
            text = say("the cohort holds at most {exchanges}", exchanges=exchanges(most))
            rule = Rule("cohort", "max_pairs", "max_pairs", text, most, RAISED)
            at = self._add(rule, len(self.ends))
            self._limits.append(Limit(np.arange(len(self.ends)), "most", most, (at,)))
        self._roles()
        self._places()
        least = self.programme.rules.minimum_score
        self._bar(
            Rule("minimum_score", "rules.minimum_score", "rules.minimum_score",
                 say("an exchange must have at least {points}", points=points(least)), least),
            self.scores < least,
        )  # fmt: skip
        self._named()

    def _pairs_of(self, end: int, at: Sequence[int]) -> IntArray:
        if self.pool.two_sided:
            return np.flatnonzero(np.isin(self.ends[:, end], at))
        return np.flatnonzero(np.isin(self.ends, at).any(axis=1))

    def _capacity(self, city: str, pairs: IntArray) -> None:
        capacity, name = self.programme.capacities.of(city), self.profiles[city].name
        own = f"capacities.cities.{city}"
        stated = own if city in self.programme.capacities.cities else "capacities"
        if capacity.minimum:
            text = say("{city} must have at least {partners}", city=name,
                       partners=partners(capacity.minimum))  # fmt: skip
            rule = Rule("minimum", f"{stated}.minimum", f"{own}.minimum", text, capacity.minimum,
                        RELAXED, city=city)  # fmt: skip
            at = self._add(rule, capacity.minimum)
            self._limits.append(Limit(pairs, "least", capacity.minimum, (at,)))
        if capacity.maximum < len(pairs):
            text = say("{city} may have at most {partners}", city=name,
                       partners=partners(capacity.maximum))  # fmt: skip
            rule = Rule("maximum", f"{stated}.maximum", f"{own}.maximum", text, capacity.maximum,
                        RAISED, city=city)  # fmt: skip
            at = self._add(rule, len(pairs))
            self._limits.append(Limit(pairs, "most", capacity.maximum, (at,)))

    def _cap(self, group: CapGroup, pairs: IntArray) -> None:
        if group.most < len(pairs):
            field = f"caps[{group.cap}].most"
            text = say("the cap on {cap}", cap=group.limit)
            rule = Rule("cap", field, field, text, group.most, RAISED, subject=group.label)
            at = self._add(rule, len(pairs))
            self._limits.append(Limit(pairs, "most", group.most, (at,)))

    def _quotas(self) -> None:
        """Hard quotas over the whole plan, each lifted as a whole."""
        if not any(quota.hard for quota in self.programme.quotas):
            return
        n, m = self.weights.shape
        table = self.weights.block(np.arange(n), np.arange(m))
        permitted = ~np.isnan(table[self.ends[:, 0], self.ends[:, 1]])
        rules: dict[int, int] = {}
        for group in quota_groups(self.weights, self.profiles, self.ends):
            # Between two countries with no permitted exchange no least is asked.
            asked = group.countries is None or permitted[group.members].any()
            if not group.quota.hard or not asked:
                continue
            if group.at not in rules:
                field = f"quotas[{group.at}]"
                text = quota_clause(group.quota, self.profiles.vocabulary)
                rules[group.at] = self._add(Rule("quota", field, field, text), 1)
            self._quota(group, rules[group.at])

    def _quota(self, group: QuotaGroup, at: int) -> None:
        # A rule that stands in a limit several times loosens it so often, so one unit lifts it.
        least, most, size = group.quota.least, group.quota.most, len(group.members)
        if least:
            # More than there are is impossible however many it is.
            least = min(least, size + 1)
            self._limits.append(Limit(group.members, "least", least, (at,) * least))
        if most is not None and most < size:
            self._limits.append(Limit(group.members, "most", most, (at,) * (size - most)))

    def _roles(self) -> None:
        """Two mentors, or two learners, are no pair: the role of either would have to change."""
        left, right = self.weights.rules.left_roles, self.weights.rules.right_roles
        here, there = left[self.ends[:, 0]], right[self.ends[:, 1]]
        barred = np.flatnonzero((here == there) & (here != ROLES["peer"]))
        at: dict[str, int] = {}
        for k in barred.tolist():
            pair = self.pool.left[self.ends[k, 0]], self.pool.right[self.ends[k, 1]]
            for city in pair:
                if city not in at:
                    at[city] = self._add(self._role(city), 1)
            limit = Limit(np.array([k]), "most", 0, (at[pair[0]], at[pair[1]]))
            self._limits.append(limit)

    def _role(self, city: str) -> Rule:
        role, own = self.programme.roles.of(city), f"roles.cities.{city}"
        field = own if city in self.programme.roles.cities else "roles.default"
        text = say("{city} is a {role}", city=self.profiles[city].name, role=ROLE_WORDS[role])
        return Rule("role", field, own, text, subject=role, city=city)

    def _places(self) -> None:
        rules, (n, m) = self.weights.rules, self.weights.shape
        left, right = rules.left_places[np.arange(n)], rules.right_places[np.arange(m)]
        at = self.ends[:, 0], self.ends[:, 1]
        if self.programme.language.mode == "require":
            rule = Rule("language", "language.mode", "language.mode",
                        say("partners must have a working language in common"))  # fmt: skip
            self._bar(rule, ~left.common_language(right)[at])
        if self.programme.rules.domestic == "forbidden":
            rule = Rule("domestic", "rules.domestic", "rules.domestic",
                        say("partners must be in different countries"))  # fmt: skip
            self._bar(rule, left.same_country(right)[at])

    def _named(self) -> None:
        where = {
            frozenset((self.pool.left[i], self.pool.right[j])): k
            for k, (i, j) in enumerate(self.ends.tolist())
        }
        for rule, k in self._of_file_and_run(where, "forbidden", self.forbids):
            self._bar(rule, np.arange(len(self.ends)) == k)
        for rule, k in self._of_file_and_run(where, "required", self.pins):
            at = self._add(rule, 1)
            self._limits.append(Limit(np.array([k]), "least", 1, (at,)))

    def _of_file_and_run(
        self, where: dict[frozenset[str], int], key: str, of_run: Sequence[Pair]
    ) -> Iterator[tuple[Rule, int]]:
        """Each pair that is named once, as it stands in the file or was asked for in the run."""
        named: tuple[Pair, ...] = getattr(self.programme.rules, key)
        in_file = len(named) - len(of_run)
        short = {"required": ("pin", "pins"), "forbidden": ("forbid", "forbids")}[key]
        seen: set[frozenset[str]] = set()
        for at, pair in enumerate(named):
            ends = frozenset(pair)
            if ends in seen or ends not in where:
                continue
            seen.add(ends)
            i, j = self.ends[where[ends]].tolist()
            a, b = self.pool.left[i], self.pool.right[j]
            run = at >= in_file
            field = f"{short[1]}[{at - in_file}]" if run else f"rules.{key}[{at}]"
            text = _chosen(exchange((a, b), self.profiles.by_id), due=key == "required", run=run)
            yield Rule(short[0] if run else key, field, field, text, pair=(a, b)), where[ends]


def _chosen(pair: str, *, due: bool, run: bool) -> str:
    if run and due:
        return say("{pair} must be chosen, as asked for this run", pair=pair)
    if run:
        return say("{pair} must not be chosen, as asked for this run", pair=pair)
    if due:
        return say("{pair} must be chosen", pair=pair)
    return say("{pair} must not be chosen", pair=pair)
