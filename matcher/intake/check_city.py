"""What is wrong with one city, as far as the city alone and the vocabulary can tell."""

from __future__ import annotations

from pydantic import ValidationError

from matcher.errors import Problem
from matcher.intake.check_indicators import check_indicators
from matcher.intake.check_items import check_items, theme_places, typed_in, unknown_themes
from matcher.intake.contradictions import contradictions
from matcher.intake.models import CityProfile
from matcher.intake.origin import RawCity
from matcher.intake.plain_words import problems_of
from matcher.intake.vocabulary import Vocabulary


def check_city(
    raw: RawCity, vocabulary: Vocabulary | None
) -> tuple[CityProfile | None, list[Problem]]:
    """Validate one raw city.

    Parameters
    ----------
    raw : RawCity
    vocabulary : Vocabulary, optional
        None where it could not be read; themes are then checked for their form only.

    Returns
    -------
    city : CityProfile or None
        The profile, None when it has errors.
    problems : list of Problem
        Errors and warnings, all of them.
    """
    at_odds = contradictions(raw)
    problems = [*at_odds.values(), *check_items(raw), *check_indicators(raw)]
    skip = raw.reported | at_odds.keys() | typed_in(raw)
    if vocabulary is not None:
        problems += unknown_themes(raw, vocabulary)
        skip |= {path for path, _ in theme_places(raw)}
    city = None
    try:
        city = CityProfile.model_validate(raw.data)
    except ValidationError as error:
        problems += problems_of(error, CityProfile, raw.data, raw.origin, skip)
    if any(problem.severity == "error" for problem in problems):
        return None, problems
    return city, problems
