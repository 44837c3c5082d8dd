"""How much is recorded about a city, in numbers and in a sentence."""

from __future__ import annotations

from dataclasses import dataclass

from matcher.intake.indicators import KNOWN
from matcher.intake.models import CityProfile
from matcher.intake.vocabulary import Vocabulary
from matcher.language import joined, say, say_count

FULL_ITEMS = 10
THIN_ITEMS = 3


@dataclass(frozen=True, slots=True)
class Completeness:
    """What a profile holds and what it lacks.

    Parameters
    ----------
    declared, reported, inferred : int
        Items by basis.
    year_unknown : int
        Facts (items and indicators) whose source states no year.
    groups : tuple of str
        Theme groups with at least one recorded item.
    present, missing : tuple of str
        Known indicators that are there, and that could be and are not.
    score : float
        0 to 1: the mean of three shares: recorded items (ten or more count in full), theme groups
        with a recorded item, and known indicators present.
    sentence : str
        The same in plain words.
    """

    declared: int
    reported: int
    inferred: int
    year_unknown: int
    groups: tuple[str, ...]
    present: tuple[str, ...]
    missing: tuple[str, ...]
    score: float
    sentence: str

    @property
    def recorded(self) -> int:
        """Items that the city or a public record states."""
        return self.declared + self.reported


def completeness(profile: CityProfile, vocabulary: Vocabulary) -> Completeness:
    """Summarise how complete a profile is.

    Parameters
    ----------
    profile : CityProfile
    vocabulary : Vocabulary
        Gives the groups that could be covered.

    Returns
    -------
    Completeness
    """
    counts = profile.counts
    recorded = counts["declared"] + counts["reported"]
    covered = {vocabulary[item.theme].group for item in profile.items if item.recorded}
    groups = tuple(group.id for group in vocabulary.groups if group.id in covered)
    applicable = [
        key
        for key, known in KNOWN.items()
        if not known.countries or profile.country in known.countries
    ]
    present = tuple(key for key in applicable if key in profile.indicators)
    shares = (
        min(1.0, recorded / FULL_ITEMS),
        len(groups) / max(1, len(vocabulary.groups)),
        len(present) / len(applicable),
    )
    return Completeness(
        declared=counts["declared"],
        reported=counts["reported"],
        inferred=counts["inferred"],
        year_unknown=counts["year_unknown"],
        groups=groups,
        present=present,
        missing=tuple(key for key in applicable if key not in profile.indicators),
        score=round(sum(shares) / len(shares), 3),
        sentence=_sentence(profile, recorded, counts["inferred"], counts["year_unknown"]),
    )


def _sentence(profile: CityProfile, recorded: int, inferred: int, undated: int) -> str:
    if not recorded and not inferred:
        return say(
            "No recorded need or capability, and no indicator from which one could be inferred."
        )
    if not recorded:
        return say("No recorded need or capability: inferred items only.")
    needs = sum(item.recorded for item in profile.needs)
    thin = recorded <= THIN_ITEMS
    parts = [
        joined(" and ", [_recorded_needs(needs, thin), _capabilities(recorded - needs)]),
        *([_inferred_needs(inferred)] if inferred else []),
        *([_undated(undated)] if undated else []),
    ]
    told = joined("; ", parts)
    return say("Thin record: {items}.", items=told) if thin else say("{items}.", items=told)


def _recorded_needs(count: int, thin: bool) -> str:
    if not count:
        return say("no recorded needs") if thin else say("No recorded needs")
    return say_count("{n} recorded need", "{n} recorded needs", count)


def _capabilities(count: int) -> str:
    if not count:
        return say("no capabilities")
    return say_count("{n} capability", "{n} capabilities", count)


def _inferred_needs(count: int) -> str:
    return say_count("{n} inferred need", "{n} inferred needs", count)


def _undated(count: int) -> str:
    return say_count("{n} fact without a year", "{n} facts without a year", count)
