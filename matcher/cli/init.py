"""`matcher init`: a working folder with a programme, a workbook and what to do with them."""

from __future__ import annotations

import re
from pathlib import Path

import click

from matcher.cli import options
from matcher.cli.complete import programme_ids
from matcher.cli.output import show, show_json

PROGRAMME, CITIES, GUIDE = "programme.toml", "cities.xlsx", "README.md"
GUIDE_TEXT = """\
# {title}

Made by `matcher init` from the bundled programme {model}. Everything here is yours to change.

| file | what it is |
| --- | --- |
| {programme} | who may take part, how many partners, the weights, the rules |
| {cities} | the cities: needs, capabilities, figures, each with its source; fill it in |

```console
$ matcher check {cities} --programme {programme}
$ matcher propose --programme {programme} --profiles {cities} --out runs
```

The first lists everything that must be mended, with sheet and cell. The second writes
`runs/{id}/`: open `report.html` there; `workbook.xlsx` has a sheet for decisions. Then:

```console
$ matcher explain runs/{id} CITY OTHER --profiles {cities}
$ matcher verify runs/{id} --profiles {cities}
```

The cities that are filled in are those of {model}, as an example. Delete their rows on every sheet
and put in your own; a city belongs to this programme when its column "{column}"
on the sheet Cities says so. Commands about a plan need the same `--profiles` as the one that made
it.

When the cities have answered, fill in the sheet Decisions of the run's `workbook.xlsx`; then:

```console
$ matcher replan runs/{id} --decisions runs/{id}/workbook.xlsx --profiles {cities}
$ matcher report runs/replanned/{id} --email --profiles {cities}
```

The first plans again with few other changes, the second writes a letter to each city.
"""
# What stands above a section of the new programme file.
SECTIONS = {
    "[[sides]]": "Who may take part: countries, subdivisions or kinds of cities.",
    "[eligibility]": "Which of them do: their status, and how much must be on record.",
    "[capacities]": "How many partners each city has, at least and at most.",
    "[weights]": "How much each part of a score counts; together they make 1.",
    "[reward]": "Whether likeness or difference is worth more.",
    "[benefit]": "How what the two cities can show each other becomes one number.",
    "[maturity]": "How far ahead a giver should be.",
    "[roles]": "Which themes are for mentors, and which for peers.",
    "[evidence]": "How much an item counts by who says so, and by its age.",
    "[emphasis]": "Themes that count more or less than others.",
    "[unknown]": "How thin records are treated.",
    "[language]": "Whether a language in common matters.",
    "[rules]": "What bars a pair, or counts for or against it.",
}


@click.command(short_help="Make a working folder to start from.")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--like",
    metavar="ID",
    default="eacac",
    shell_complete=programme_ids,
    show_default=True,
    help="The bundled programme to start from.",
)
@options.as_json
def init(folder: Path, like: str, as_json: bool) -> None:
    """Make DIR with a programme file, a workbook of cities and a README, ready to run.

    The id of the new programme is the name of the folder. Nothing that is there already is
    replaced: DIR must be new or empty.
    """
    name = re.sub(r"[^a-z0-9]+", "-", folder.resolve().name.casefold()).strip("-")
    if not re.fullmatch(r"[a-z][a-z0-9-]*", name):
        raise click.BadParameter(
            f"{folder.name} cannot be the id of a programme; begin with a letter", param_hint="DIR"
        )
    if folder.is_dir() and any(folder.iterdir()):
        raise click.BadParameter(f"{folder} is not empty", param_hint="DIR")
    from matcher.bundled import profiles_dir
    from matcher.candidates import build_pool
    from matcher.intake import read_profiles
    from matcher.intake.workbook import write_template
    from matcher.programme import list_programmes, read_programme

    model, profiles = read_programme(like), read_profiles()
    if model.id not in list_programmes():
        raise click.BadParameter(f"{like} is not a bundled programme", param_hint="--like")
    text = (profiles_dir() / "programmes" / f"{model.id}.toml").read_text("utf-8")
    title = name.replace("-", " ").title()
    text = re.sub(r'(?m)^id = ".*"$', f'id = "{name}"', text, count=1)
    text = re.sub(r'(?m)^title = ".*"$', f'title = "{title}"', text, count=1)
    about = f"Started from {model.id}. Say here what the programme is for."
    text = re.sub(r'(?m)^description = ".*"$', f'description = "{about}"', text, count=1)
    # Where the model is described is no source for what stands here from now on.
    text = re.sub(r"(?m)^source = .*\n", "", text, count=1)
    text = re.sub(r"\A(?:#.*\n)+", f"# {title}, started from {model.id}.\n", text)
    for section, meaning in SECTIONS.items():
        pattern = rf"(?m)^{re.escape(section)}"
        text = re.sub(pattern, f"# {meaning}\n{section}", text, count=1)
    members = [profiles[city] for city in build_pool(profiles, model).members]
    renamed = [
        city.model_copy(
            update={
                "programmes": tuple(
                    link.model_copy(update={"programme": name})
                    for link in city.programmes
                    if link.programme == model.id
                )
            }
        )
        for city in members
    ]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / PROGRAMME).write_text(text, encoding="utf-8")
    write_template(
        folder / CITIES, profiles.with_cities(*renamed), [city.id for city in renamed], [name]
    )
    guide = GUIDE_TEXT.format(
        title=title,
        id=name,
        model=model.id,
        programme=PROGRAMME,
        cities=CITIES,
        column=f"{name.upper()}: status",
    )
    (folder / GUIDE).write_text(guide, encoding="utf-8")
    files = [PROGRAMME, CITIES, GUIDE]
    if as_json:
        show_json({"path": str(folder), "programme": name, "files": files})
        return
    show(f"Made {folder} with {', '.join(files)}: {len(renamed)} cities of {model.id}. Try:")
    show(f"  cd {folder}")
    show(f"  matcher propose --programme {PROGRAMME} --profiles {CITIES} --out runs")
