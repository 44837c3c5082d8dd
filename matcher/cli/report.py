"""`matcher report`: letters, pictures and a printed page of a plan that is there."""

from __future__ import annotations

from pathlib import Path

import click

from matcher.cli import options
from matcher.cli.output import counted, show, show_json
from matcher.cli.plans import plan_of
from matcher.language.tags import Language

CHARTS = ("svg", "png", "pdf")


@click.command(short_help="Write letters, pictures, the page or a PDF of a plan.")
@click.argument("plan_path", metavar="PLAN", type=click.Path(path_type=Path))
@click.option("--email", is_flag=True, help="A letter to each city, as HTML and as text.")
@click.option(
    "--charts",
    "formats",
    metavar="FORMAT",
    multiple=True,
    type=click.Choice(CHARTS),
    help="The map and the heat map as svg, png or pdf. May be given several times.",
)
@click.option("--page", is_flag=True, help="The page, report.html, which opens in the language.")
@click.option("--workbook", is_flag=True, help="The workbook, in the language.")
@click.option("--pdf", is_flag=True, help="The page as PDF; needs Chromium or Chrome.")
@click.option(
    "--out",
    metavar="DIR",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where the files go. Default: RUN-report beside the run folder.",
)
@click.option("--force", is_flag=True, help="Replace files that are there.")
@options.language
@options.profiles
@options.as_json
def report(
    plan_path: Path,
    email: bool,
    formats: tuple[str, ...],
    page: bool,
    workbook: bool,
    pdf: bool,
    out: Path | None,
    force: bool,
    language: Language,
    profiles_path: Path | None,
    as_json: bool,
) -> None:
    """Write letters to the cities of PLAN (a plan.json or its run folder), its pictures or pages.

    Letters have no scripts and no pictures; paste them into a mail, or send the files. They say
    what is proposed to the city and why, what it would get and give, and who comes next.
    """
    if not (email or formats or page or workbook or pdf):
        raise click.UsageError(
            "Say what to write: --email, --charts svg, --page, --workbook, --pdf, or several."
        )
    from matcher.explain.asked import require_city
    from matcher.report.charts import draw_charts, write_charts
    from matcher.report.email import write_letters
    from matcher.report.page import render_page
    from matcher.report.pdf import write_pdf
    from matcher.report.workbook import workbook_of

    plan = plan_of(plan_path, profiles_path)
    for city in plan.document.cities:
        require_city(plan.document, plan.profiles, city)
    run = plan_path if plan_path.is_dir() else plan_path.parent
    folder = out or run.parent / f"{run.name}-report"
    if folder.is_dir() and any(folder.iterdir()) and not force:
        raise click.BadParameter(f"{folder} is not empty; add --force", param_hint="--out")
    folder.mkdir(parents=True, exist_ok=True)
    files: list[Path] = []
    if formats:
        files += write_charts(plan, folder, tuple(dict.fromkeys(formats)), language)
    if email:
        (folder / "email").mkdir(exist_ok=True)
        files += write_letters(plan, folder / "email", language)
    if page:
        files.append(folder / "report.html")
        files[-1].write_text(render_page(plan, draw_charts(plan), language), encoding="utf-8")
    if workbook:
        files.append(folder / "workbook.xlsx")
        files[-1].write_bytes(workbook_of(plan, language))
    if pdf:
        files.append(write_pdf(plan, folder / "report.pdf", language))
    if as_json:
        show_json({"programme": plan.programme, "files": [str(file) for file in files]})
        return
    show(f"Wrote {counted(len(files), 'file')} to {folder}.")
