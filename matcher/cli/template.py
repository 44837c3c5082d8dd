"""`matcher template`: a workbook that officers and cities fill in."""

from __future__ import annotations

from pathlib import Path

import click

from matcher.cli import options
from matcher.cli.complete import city_ids, programme_ids
from matcher.cli.output import counted, show, show_json
from matcher.cli.pairs import resolve_names


@click.command(short_help="Write a workbook for city profiles.")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--city",
    "names",
    metavar="CITY",
    multiple=True,
    shell_complete=city_ids,
    help="Fill in what is recorded of this city. May be given several times.",
)
@click.option(
    "--programme",
    "programmes",
    metavar="ID",
    multiple=True,
    shell_complete=programme_ids,
    help="Add columns for this programme. May be given several times; default: the bundled ones.",
)
@options.profiles
@click.option("--force", is_flag=True, help="Replace FILE if it is there.")
@options.as_json
def template(
    file: Path,
    names: tuple[str, ...],
    programmes: tuple[str, ...],
    profiles_path: Path | None,
    force: bool,
    as_json: bool,
) -> None:
    """Write FILE (.xlsx) with sheets for cities, needs, capabilities and indicators.

    Themes, levels and other choices are in drop-downs. `matcher check FILE` then lists what must be
    mended, with sheet and cell, and `--profiles FILE` reads it wherever profiles are read.
    """
    if file.suffix.lower() != ".xlsx":
        raise click.BadParameter(f"{file.name} does not end in .xlsx", param_hint="FILE")
    if file.exists() and not force:
        raise click.BadParameter(f"{file} is there already; add --force", param_hint="FILE")
    if not file.parent.is_dir():
        raise click.BadParameter(f"there is no folder {file.parent}", param_hint="FILE")
    from matcher.intake import AliasTable, read_profiles
    from matcher.intake.workbook import write_template
    from matcher.programme import list_programmes, read_programme

    profiles = read_profiles(profiles_path)
    ids = resolve_names(list(names), AliasTable.of(profiles))
    known = [read_programme(name).id for name in programmes or list_programmes()]
    write_template(file, profiles, ids, known)
    if as_json:
        show_json({"path": str(file), "cities": ids, "programmes": known})
        return
    filled = counted(len(ids), "city") if ids else "no city yet"
    show(f"Wrote {file} ({filled}). When it is filled in: matcher check {file}")
