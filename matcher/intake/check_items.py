"""What is wrong with the needs and capabilities of one city, in better words than its types."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from matcher.errors import Problem
from matcher.intake.lines import Path
from matcher.intake.nearest import nearest_titled
from matcher.intake.origin import RawCity, problem_at
from matcher.intake.vocabulary import Vocabulary

SIDES = ("needs", "capabilities")
HIGHEST = 3


def items_of(raw: RawCity, side: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """The items of one side that are tables at all, with their positions."""
    entries = raw.data.get(side)
    if isinstance(entries, list):
        yield from ((at, entry) for at, entry in enumerate(entries) if isinstance(entry, dict))


def texts_of(raw: RawCity, key: str) -> Iterator[tuple[int, str]]:
    """The entries of a list that are texts at all, with their positions."""
    entries = raw.data.get(key)
    if isinstance(entries, list):
        yield from ((at, entry) for at, entry in enumerate(entries) if isinstance(entry, str))


def theme_places(raw: RawCity) -> Iterator[tuple[Path, str]]:
    """Every theme that a city names, with its place."""
    for side in SIDES:
        for at, item in items_of(raw, side):
            if isinstance(item.get("theme"), str):
                yield (side, at, "theme"), item["theme"].strip()
        for at, theme in texts_of(raw, f"no_{side}"):
            yield (f"no_{side}", at), theme.strip()


def typed_in(raw: RawCity) -> set[Path]:
    """Items that claim to be inferred."""
    return {
        (side, at)
        for side in SIDES
        for at, item in items_of(raw, side)
        if item.get("basis") == "inferred"
    }


def unknown_themes(raw: RawCity, vocabulary: Vocabulary) -> Iterator[Problem]:
    """Themes that are not in the vocabulary, each with the nearest one."""
    titles = {theme.id: theme.title for theme in vocabulary}
    for path, theme in theme_places(raw):
        if theme not in vocabulary:
            yield problem_at(
                raw.origin,
                path,
                "unknown_theme",
                "this theme is not in the vocabulary",
                found=theme,
                allowed="a theme id of themes.toml",
                remedy=nearest_titled(theme, titles)
                or "themes.toml and the drop-downs of a `matcher template` have all of them",
            )


def check_items(raw: RawCity) -> Iterator[Problem]:
    """Items typed in as inferred, stated twice, denied elsewhere, or urgent and proven at once."""
    for path in sorted(typed_in(raw), key=str):
        yield problem_at(
            raw.origin,
            (*path, "basis"),
            "inferred_by_hand",
            "inferred items come from the rules of inference.toml and are never typed in",
            found="inferred",
            allowed="declared, reported",
            remedy="take the item out, or state the record that says so",
        )
    for side in SIDES:
        yield from _repeated(raw, side)
        yield from _denied(raw, side)
    yield from _urgent_and_proven(raw)


def _repeated(raw: RawCity, side: str) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for at, item in items_of(raw, side):
        theme = item.get("theme")
        if isinstance(theme, str) and first.setdefault(theme, at) != at:
            yield problem_at(
                raw.origin,
                (side, at),
                "duplicate_item",
                f"theme {theme} stands twice in {side}",
                found=theme,
                allowed="one item for each side and theme",
                remedy="keep the stronger record, and put both into its text",
            )


def _denied(raw: RawCity, side: str) -> Iterator[Problem]:
    none = {theme for _, theme in texts_of(raw, f"no_{side}")}
    for at, item in items_of(raw, side):
        theme = item.get("theme")
        if isinstance(theme, str) and theme in none:
            yield problem_at(
                raw.origin,
                (side, at),
                "contradiction",
                f"theme {theme} is in {side} and in no_{side}",
                found=theme,
                remedy="keep one of the two",
            )


def _urgent_and_proven(raw: RawCity) -> Iterator[Problem]:
    proven = {
        item["theme"]
        for _, item in items_of(raw, "capabilities")
        if item.get("level") == HIGHEST and isinstance(item.get("theme"), str)
    }
    for at, item in items_of(raw, "needs"):
        theme = item.get("theme")
        if item.get("level") == HIGHEST and isinstance(theme, str) and theme in proven:
            yield problem_at(
                raw.origin,
                ("needs", at),
                "need_and_capability",
                f"theme {theme} is an urgent need and a proven capability at once (both level 3)",
                found=theme,
                remedy="leave it if it is so; otherwise lower one of the two",
                severity="warning",
            )
