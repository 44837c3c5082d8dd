"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path

import click

from matcher.language.tags import ENGLISH, LANGUAGES

as_json = click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON document on stdout and nothing else."
)

profiles = click.option(
    "--profiles",
    "profiles_path",
    metavar="PATH",
    type=click.Path(path_type=Path),
    help="City profiles: a folder, or a TOML, JSON, CSV or .xlsx file. Default: the bundled ones.",
)

programme_files = click.option(
    "--programme",
    "programme_files",
    metavar="FILE",
    multiple=True,
    type=click.Path(path_type=Path),
    help="A programme file (TOML), besides the bundled ones. May be given several times.",
)

language = click.option(
    "--language",
    type=click.Choice(LANGUAGES),
    default=ENGLISH,
    show_default=True,
    envvar="MATCHER_LANGUAGE",
    show_envvar=True,
    help="Language of what is written for readers. Messages of the command stay English.",
)
