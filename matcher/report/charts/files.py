"""The pictures of a plan as files: SVG, PNG or PDF."""

from __future__ import annotations

from pathlib import Path

from matcher.errors import UnavailableError
from matcher.intake.speaking import speaker_of
from matcher.language import ENGLISH, Language
from matcher.proposal import Plan
from matcher.report.charts.draw import charts_available
from matcher.report.charts.palette import FILE

FORMATS = ("svg", "png", "pdf")


def write_charts(
    plan: Plan,
    folder: Path,
    formats: tuple[str, ...] = ("svg",),
    language: Language = ENGLISH,
) -> list[Path]:
    """Write the map and the heat map of a plan into a folder that is there.

    Parameters
    ----------
    plan : Plan
    folder : Path
    formats : tuple of {"svg", "png", "pdf"}
    language : {"en", "zh-Hans", "ja", "ko", "mn"}

    Returns
    -------
    list of Path
        The files, such as ``map.svg``; a picture with nothing to show has none.

    Raises
    ------
    UnavailableError
        When the extra ``report`` is not installed.
    """
    if not charts_available():
        raise UnavailableError(
            "charts need the extra report: pip install 'city-exchange-matcher[report]'"
        )
    import vl_convert

    from matcher.report.charts.heat import heat_chart
    from matcher.report.charts.map import map_chart

    written = []
    speaker = speaker_of(plan.profiles, language)
    pictures = {
        "map": map_chart(plan, FILE, speaker),
        "scores": heat_chart(plan, FILE, speaker),
    }
    for name, picture in pictures.items():
        if picture is None:
            continue
        given = {**picture.specification(), "background": FILE.paper}
        given["config"] = {**given["config"], "font": "sans-serif"}
        for ending in formats:
            file = folder / f"{name}.{ending}"
            if ending == "svg":
                file.write_text(vl_convert.vegalite_to_svg(given), encoding="utf-8")
            elif ending == "png":
                file.write_bytes(vl_convert.vegalite_to_png(given, scale=2))
            else:
                file.write_bytes(vl_convert.vegalite_to_pdf(given))
            written.append(file)
    return written
