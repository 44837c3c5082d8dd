"""Pairs and names as they are typed: "A:B", by id, name, local name or alias."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from matcher.errors import InputError, Problem, UnknownNameError

if TYPE_CHECKING:
    from matcher.intake import AliasTable

NamedPair = tuple[str, str]

_FULL_WIDTH_COLON = "："


def split_pairs(
    context: click.Context, parameter: click.Parameter, value: Iterable[str]
) -> tuple[NamedPair, ...]:
    """Split each "A:B" of an option; the full-width colon counts.

    Raises
    ------
    click.BadParameter
        A value is not two names with one colon between them.
    """
    pairs: list[NamedPair] = []
    for text in value:
        ends = [end.strip() for end in text.replace(_FULL_WIDTH_COLON, ":").split(":")]
        if len(ends) != 2 or not all(ends):
            raise click.BadParameter(f"{text!r} is not a pair; write two cities as A:B.")
        pairs.append((ends[0], ends[1]))
    return tuple(pairs)


def resolve_pairs(
    pairs: Iterable[NamedPair], option: str, names: AliasTable
) -> tuple[list[NamedPair], list[Problem]]:
    """Turn typed names into city ids.

    Parameters
    ----------
    pairs : iterable of (str, str)
    option : str
        The option they were given with, for the messages.
    names : AliasTable
        Suggestions are told and never taken.

    Returns
    -------
    list of (str, str), list of Problem
        The pairs by id, and every name that is not known or not unique.
    """
    found: list[NamedPair] = []
    problems: list[Problem] = []
    for pair in pairs:
        ids: list[str] = []
        for name in pair:
            try:
                ids.append(names.resolve(name))
            except UnknownNameError as error:
                problems += [replace(problem, field=option) for problem in error.problems]
        if len(ids) < 2:
            continue
        if ids[0] == ids[1]:
            problems.append(
                Problem(
                    "same_city",
                    "both ends of the pair are one city",
                    field=option,
                    found=":".join(pair),
                    allowed="two different cities",
                )
            )
        else:
            found.append((ids[0], ids[1]))
    return found, problems


def resolve_names(typed: Iterable[str], names: AliasTable) -> list[str]:
    """Turn typed names into city ids.

    Raises
    ------
    InputError
        With every name that is not known or not unique.
    """
    ids: list[str] = []
    problems: list[Problem] = []
    for name in typed:
        try:
            ids.append(names.resolve(name))
        except UnknownNameError as error:
            problems += error.problems
    if problems:
        raise InputError("a city was not recognised", problems)
    return ids
