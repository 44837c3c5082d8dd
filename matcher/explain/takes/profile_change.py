"""One change to a city's profile: an item added, raised or confirmed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from matcher.intake.models import CityProfile, Item, Source
from matcher.intake.vocabulary import Theme, Vocabulary
from matcher.language import say, term

Where = Literal["capabilities", "needs"]

LEVELS = (1, 2, 3)
LEVEL_WORDS: dict[Where, dict[int, str]] = {
    "capabilities": {
        1: say("level 1 (pilot)"),
        2: say("level 2 (city scale)"),
        3: say("level 3 (proven with a measured result)"),
    },
    "needs": {
        1: say("level 1 (mentioned)"),
        2: say("level 2 (clear priority)"),
        3: say("level 3 (urgent)"),
    },
}
NOT_STATED = Source(title="not stated yet: a change that was tried out")


@dataclass(frozen=True)
class ProfileChange:
    """An item as it would read, and as it reads today.

    Parameters
    ----------
    city, name : str
        Id and name of the city.
    where : {"capabilities", "needs"}
    theme : Theme
    item : Item
        As it would read.
    before : Item or None
        As it reads today; None where there is none.
    """

    city: str
    name: str
    where: Where
    theme: Theme
    item: Item
    before: Item | None

    @property
    def size(self) -> int:
        """Levels moved; confirming an inferred item is one more."""
        if self.before is None:
            return self.item.level
        return self.item.level - self.before.level + int(not self.before.recorded)

    @property
    def records(self) -> int:
        """How many recorded items it adds to the profile."""
        return int(self.before is None or not self.before.recorded)

    @property
    def place(self) -> tuple[str, str, str]:
        """What it changes: two changes of one place exclude each other."""
        return self.city, self.where, self.theme.id

    @property
    def order(self) -> tuple[Any, ...]:
        """Place in a list of changes of one size."""
        group, number = self.theme.id[0], int(self.theme.id[1:])
        return 0, self.city, self.where, group, number, self.item.level

    def applied(self, city: CityProfile) -> CityProfile:
        """The profile with the change."""
        items: tuple[Item, ...] = getattr(city, self.where)
        if any(item.theme == self.theme.id for item in items):
            changed = tuple(self.item if item.theme == self.theme.id else item for item in items)
        else:
            changed = (*items, self.item)
        return city.model_copy(update={self.where: changed})

    def to_dict(self) -> dict[str, Any]:
        """The change as plain JSON values."""
        return {
            "kind": self._kind,
            "city": self.city,
            "theme": self.theme.id,
            "level": self.item.level,
            "level_before": None if self.before is None else self.before.level,
            "basis": self.item.basis,
            "basis_before": None if self.before is None else self.before.basis,
            "year": self.item.year,
            "size": self.size,
            "text": self.text,
        }

    @property
    def _kind(self) -> str:
        noun = "capability" if self.where == "capabilities" else "need"
        if self.before is None:
            return f"{noun}_added"
        return f"{noun}_raised" if self.before.recorded else f"{noun}_confirmed"

    @property
    def deed(self) -> str:
        """What the city does, as a phrase after its name."""
        levels, shown = LEVEL_WORDS[self.where], self.where == "capabilities"
        told = {
            "theme": say("{title} ({id})", title=term(self.theme.title), id=self.theme.id),
            "level": levels[self.item.level],
        }
        if self.before is None:
            if shown:
                return say("can show {theme} at {level}", **told)
            return say("declares a need in {theme} at {level}", **told)
        today = levels[self.before.level]
        if self.before.recorded:
            if shown:
                return say(
                    "raises its practice in {theme} from {today} to {level}", **told, today=today
                )
            return say("raises its need in {theme} from {today} to {level}", **told, today=today)
        if self.item.level == self.before.level:
            if shown:
                return say("confirms its inferred practice in {theme} at {level}", **told)
            return say("confirms its inferred need in {theme} at {level}", **told)
        if shown:
            return say(
                "confirms its inferred practice in {theme} and raises it from {today} to {level}",
                **told,
                today=today,
            )
        return say(
            "confirms its inferred need in {theme} and raises it from {today} to {level}",
            **told,
            today=today,
        )

    @property
    def text(self) -> str:
        """The change as a clause."""
        return say("{city} {deed}", city=self.name, deed=self.deed)

    def __str__(self) -> str:
        return self.text


def profile_changes(
    city: CityProfile, other: CityProfile, vocabulary: Vocabulary, year: int
) -> list[ProfileChange]:
    """Every single change of one city's profile that is tried for an exchange with another.

    Capabilities in a theme that the other city needs, or in one related to it; needs in a theme
    where the other city has a capability; inferred items of any theme. What is added or confirmed
    counts as declared in `year`; what is raised keeps its basis and its year. Themes in which the
    city says it has nothing to show, or no need, are left alone.
    """
    wanted = {item.theme for item in other.needs}
    near = {relative for theme in wanted for relative in vocabulary[theme].related}
    themes: dict[Where, set[str]] = {
        "capabilities": (wanted | near) - set(city.no_capabilities),
        "needs": {item.theme for item in other.capabilities} - set(city.no_needs),
    }
    found: list[ProfileChange] = []
    for where, open_themes in themes.items():
        today = {item.theme: item for item in getattr(city, where)}
        for theme in vocabulary:
            before = today.get(theme.id)
            if theme.id in open_themes or (before is not None and not before.recorded):
                raising = theme.id in open_themes
                found += [
                    ProfileChange(city.id, city.name, where, theme, item, before)
                    for item in _items(theme, before, year, raising)
                ]
    return sorted(found, key=lambda change: (change.size, *change.order))


def _items(theme: Theme, before: Item | None, year: int, raising: bool) -> Iterator[Item]:
    """The item at every level that it could be brought to."""
    if before is None:
        for level in LEVELS:
            yield Item(
                theme=theme.id,
                level=level,
                basis="declared",
                year=year,
                text=f"{theme.title}: to be stated by the city.",
                source=NOT_STATED,
            )
        return
    if before.recorded:
        for level in range(before.level + 1, LEVELS[-1] + 1):
            yield before.model_copy(update={"level": level})
        return
    stated = {"basis": "declared", "rule": None, "year": year, "year_unknown": False}
    for level in range(before.level, (LEVELS[-1] if raising else before.level) + 1):
        yield before.model_copy(update={**stated, "level": level, "source": NOT_STATED})
