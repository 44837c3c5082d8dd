"""Needs that follow from indicators by stated rules; recorded needs always win."""

from __future__ import annotations

import re
from collections.abc import Sequence

from matcher.errors import Problem
from matcher.intake.models import CityProfile, Indicator, Item
from matcher.intake.nearest import nearest_titled
from matcher.intake.origin import problem_at
from matcher.intake.rules import InferenceFile, Rule, Step
from matcher.intake.shared_files import read_model
from matcher.intake.text_files import TextFile
from matcher.intake.vocabulary import Vocabulary
from matcher.language import filled, say, term

SCOPES = {
    "province": say("province"),
    "metropolitan area": say("metropolitan area"),
    "electricity consumed in the city": say("electricity consumed in the city"),
    "city, self-reported": say("city, self-reported"),
}
_COUNTY = re.compile(r"county \((.+)\)")


def read_rules(file: TextFile, vocabulary: Vocabulary) -> tuple[tuple[Rule, ...], list[Problem]]:
    """Read inference.toml: ids unique, themes known."""
    rules, origin, problems = read_model(file, InferenceFile)
    if rules is None:
        return (), problems
    titles = {theme.id: theme.title for theme in vocabulary}
    ids = [rule.id for rule in rules.rules]
    for at, rule in enumerate(rules.rules):
        if rule.id in ids[:at]:
            message = f"the rule {rule.id} stands twice"
            place = ("rules", at, "id")
            problems.append(problem_at(origin, place, "duplicate_id", message, found=rule.id))
        if rule.theme not in vocabulary:
            problems.append(
                problem_at(
                    origin,
                    ("rules", at, "theme"),
                    "unknown_theme",
                    f"rule {rule.id} infers a theme that is not in the vocabulary",
                    found=rule.theme,
                    remedy=nearest_titled(rule.theme, titles),
                )
            )
    return rules.rules, problems


def infer(city: CityProfile, rules: Sequence[Rule]) -> CityProfile:
    """Return the city with the needs that the rules infer.

    A theme that the city already has as a need, or says it has no need in, is left alone. Where
    two rules infer one theme, the higher level wins, then the earlier rule.

    Parameters
    ----------
    city : CityProfile
        Left as it is.
    rules : sequence of Rule

    Returns
    -------
    CityProfile
        The same object where nothing is inferred. Inferred needs follow the recorded ones.
    """
    settled = {item.theme for item in city.needs} | set(city.no_needs)
    found: dict[str, Item] = {}
    for rule in rules:
        if rule.theme in settled:
            continue
        item = apply_rule(rule, city)
        if item and (rule.theme not in found or item.level > found[rule.theme].level):
            found[rule.theme] = item
    if not found:
        return city
    added = tuple(found[theme] for theme in sorted(found, key=lambda t: (t[0], int(t[1:]))))
    return city.model_copy(update={"needs": (*city.needs, *added)})


def apply_rule(rule: Rule, city: CityProfile) -> Item | None:
    """Return the need that one rule infers for a city, or None where it does not hold."""
    step = _step(rule, city)
    if step is None:
        return None
    used = [city.indicators[key] for key in rule.reads]
    dated = [figure for figure in used if figure.year is not None]
    undated = [figure for figure in used if figure.year is None]
    oldest = undated[0] if undated else min(dated, key=lambda figure: figure.year or 0)
    figures = {key: _phrase(city.indicators[key]) for key in rule.reads}
    return Item(
        theme=rule.theme,
        level=step.level,
        basis="inferred",
        rule=rule.id,
        text=filled(rule.text, **figures, step=term(step.name), climate=city.climate or ""),
        source=oldest.source,
        year=oldest.year,
        year_unknown=oldest.year is None,
    )


def _step(rule: Rule, city: CityProfile) -> Step | None:
    """The highest step that holds, None where the rule does not apply."""
    figures = city.indicators
    if rule.indicator not in figures or any(key in figures for key in rule.absent):
        return None
    if rule.countries and city.country not in rule.countries:
        return None
    if rule.regions and not any(region.has(city) for region in rule.regions):
        return None
    if rule.unless_capable and any(item.theme == rule.theme for item in city.capabilities):
        return None
    if not all(test.met(figures) for test in rule.when):
        return None
    value = figures[rule.indicator].value
    holding = [step for step in rule.steps if step.holds(value)]
    return max(holding, key=lambda step: step.level, default=None)


def _phrase(figure: Indicator) -> str:
    """A figure with its unit, year and scope, for example ``37 ug/m3 (2019, province)``."""
    value = f"{figure.value:,.2f}".rstrip("0").rstrip(".")
    amount = f"{value}{figure.unit}" if figure.unit == "%" else f"{value} {figure.unit}"
    year = str(figure.year) if figure.year is not None else say("year unknown")
    scope = figure.scope.partition(";")[0].strip()
    if scope == "city":
        return say("{amount} ({year})", amount=amount, year=year)
    return say("{amount} ({year}, {scope})", amount=amount, year=year, scope=_scope(scope))


def _scope(scope: str) -> str:
    """What a figure stands for; in other languages where they have a word for it."""
    county = _COUNTY.fullmatch(scope)
    if county is not None:
        return say("county ({name})", name=county[1])
    return SCOPES.get(scope, scope)
