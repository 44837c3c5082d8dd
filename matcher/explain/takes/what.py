"""What it would take to put two cities together in a best plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from matcher.explain.asked import require_city
from matcher.explain.quotas import counted_by_themes
from matcher.explain.takes.admitted import admitted
from matcher.explain.takes.programme_change import LIFTS, lowered_to
from matcher.explain.takes.search import Found, Search, Tried
from matcher.explain.takes.sets import ChangeSets
from matcher.explain.takes.setting import NONE, Change, Setting
from matcher.explain.takes.words import (
    gap_sentence,
    option_sentence,
    search_sentences,
)
from matcher.intake.profiles import Profiles
from matcher.language import say, sentences
from matcher.language.phrases import pair_of
from matcher.markup import told
from matcher.plan.case import Case
from matcher.plan.document import PlanDocument
from matcher.programme.models import Programme


@dataclass(frozen=True)
class Option:
    """One set of changes that puts the pair into a best plan.

    Parameters
    ----------
    changes : tuple of change
        One or two.
    size : int
        Levels moved; confirming an inferred item 1; a capacity raised 2; a rule relaxed 3.
    new_score : int
        What the pair then scores, in points.
    loss_before : int or None
        What the plan loses today when the pair is forced; None where no plan can hold it.
    objective : int
        Value of the best plans under the changes, those with the pair among them.
    sentence : str
    """

    changes: tuple[Change, ...]
    size: int
    new_score: int
    loss_before: int | None
    objective: int
    sentence: str

    def applied(self, profiles: Profiles, programme: Programme) -> tuple[Profiles, Programme]:
        """The profiles and the programme with the changes made."""
        return applied(self.changes, profiles, programme)

    def to_dict(self) -> dict[str, Any]:
        """The option as plain JSON values."""
        return {
            "changes": [change.to_dict() for change in self.changes],
            "size": self.size,
            "new_score": self.new_score,
            "loss_before": self.loss_before,
            "objective": self.objective,
            "sentence": self.sentence,
        }


@dataclass(frozen=True)
class WhatItTakes:
    """The smallest changes that put a pair into a best plan.

    Parameters
    ----------
    a, b : str
        City ids in the order of the plan.
    in_a_best_plan : bool
        Whether it already is in one, chosen or tied.
    score : int or None
        Points today, the pair permitted or not; None where a city does not take part.
    loss : int or None
        Points that the plan loses when the pair is forced, so that the pair needs so many more, all
        other scores as they are. None where no plan can hold it.
    options : tuple of Option
        All of the smallest size, then a few of the next sizes; none contains another.
    impossible : str or None
        What no change on the list can lift, or that no one or two changes suffice.
    nearest : Tried or None
        Where no changes suffice: those that came nearest.
    examined, solved : int
        Sets of changes looked at, and those of them for which the plan was solved again.
    sentences : list of str
    """

    a: str
    b: str
    in_a_best_plan: bool
    score: int | None
    loss: int | None
    options: tuple[Option, ...]
    impossible: str | None
    nearest: Tried | None
    examined: int
    solved: int
    sentences: list[str]

    @property
    def size(self) -> int | None:
        """The smallest size; 0 where nothing has to change, None where nothing suffices."""
        if self.in_a_best_plan:
            return 0
        return self.options[0].size if self.options else None

    def to_dict(self) -> dict[str, Any]:
        """The answer as plain JSON values."""
        near = self.nearest
        return {
            "a": self.a,
            "b": self.b,
            "in_a_best_plan": self.in_a_best_plan,
            "score": self.score,
            "points_needed": self.loss,
            "size": self.size,
            "options": [option.to_dict() for option in self.options],
            "impossible": self.impossible,
            "nearest": None
            if near is None
            else {
                "changes": [change.to_dict() for change in near.changes],
                "size": near.size,
                "new_score": near.score,
                "points_missing": near.short,
            },
            "examined": self.examined,
            "solved": self.solved,
            "sentences": self.sentences,
        }

    @property
    def lines(self) -> list[str]:
        """The whole, as it is printed."""
        return self.sentences

    def __str__(self) -> str:
        return "\n".join(self.lines)

    def _repr_html_(self) -> str:
        return told(self.sentences)


def applied(
    changes: Sequence[Change], profiles: Profiles, programme: Programme
) -> tuple[Profiles, Programme]:
    """Profiles and programme with some changes made, in their order."""
    from matcher.explain.takes.profile_change import ProfileChange

    for change in changes:
        if isinstance(change, ProfileChange):
            profiles = profiles.with_cities(change.applied(profiles[change.city]))
        else:
            programme = change.applied(programme)
    return profiles, programme


def what_would_it_take(document: PlanDocument, profiles: Profiles, a: str, b: str) -> WhatItTakes:
    """Find the smallest changes that put two cities together in a best plan.

    Every set of one or two changes (`profile_changes`, `programme_changes`) is either solved again,
    on the frozen scales of the plan, or ruled out by a bound that holds for it.

    Raises
    ------
    InputError
        When a city is not in the plan's file set, its profile has changed, or the plan keeps
        quotas.
    UnavailableError
        For pools above `matcher.plan.case.MOST_PAIRS` pairs.
    """
    for city in (a, b):
        require_city(document, profiles, city)
    case = Case.of(document, profiles)
    let_in = admitted(case, (a, b))
    against = [
        reason.text
        for reason in let_in.weights.rules.reasons(a, b)
        if reason.code not in LIFTS.values()
    ]
    names = pair_of(profiles[a].name, profiles[b].name)
    if against:
        because = sentences(*against)
        lines = [
            say(
                "{pair} is impossible, whatever the profiles say, because: {reasons}",
                pair=names,
                reasons=because,
            )
        ]
        return WhatItTakes(a, b, False, None, None, (), because, None, 0, 0, lines)
    a, b = let_in.oriented(a, b)
    names = pair_of(profiles[a].name, profiles[b].name)
    _ = case.table
    sets = ChangeSets(case, a, b)
    today = [reason.text for reason in case.weights.rules.reasons(a, b)]
    loss = None if today else _forcing_loss(sets.base)
    if loss == 0:
        lines = [_nothing_to_change(document, names, a, b)]
        return WhatItTakes(a, b, True, sets.base.score, 0, (), None, None, 0, 0, lines)
    found = _named(Search(sets).run())
    lines = today or [gap_sentence(names, sets.base.score, loss)]
    lines += search_sentences(names, found)
    options = tuple(
        Option(
            tried.changes,
            tried.size,
            tried.score,
            loss,
            tried.objective,
            option_sentence(names, tried),
        )
        for tried in found.worked
    )
    impossible = None if options else lines[-3 if found.nearest else -1]
    lines += counted_by_themes(document)
    return WhatItTakes(
        a, b, False, sets.base.score, loss, options, impossible, found.nearest,
        found.examined, found.solved, lines,
    )  # fmt: skip


def _forcing_loss(setting: Setting) -> int | None:
    if setting.barred or min(setting.spare) < 0:
        return None
    table = setting.changed(setting.unchanged(()), 0)
    with_it, _ = setting.best(table, required=[(setting.i, setting.j)])
    if with_it == NONE:
        return None
    best, _ = setting.best(table)
    return int(best - with_it)


def _nothing_to_change(document: PlanDocument, names: str, a: str, b: str) -> str:
    if any((pair.a, pair.b) == (a, b) for pair in document.pairs):
        return say("{pair} is in the plan; nothing has to change.", pair=names)
    return say(
        "{pair} is in another plan of the same value; nothing has to change. The tie was settled "
        "by the programme's rule (more pairs first, then the smallest ids).",
        pair=names,
    )


def _named(found: Found) -> Found:
    """The minimum score is lowered to what the pair scores once everything else has changed."""

    def settled(tried: Tried) -> Tried:
        changes = tuple(lowered_to(change, tried.score) for change in tried.changes)
        return replace(tried, changes=changes)

    return replace(
        found,
        worked=[settled(tried) for tried in found.worked],
        nearest=None if found.nearest is None else settled(found.nearest),
    )
