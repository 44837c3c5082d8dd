"""Pictures of a plan, drawn when the page is written: a map of arcs, a heat map of scores.

::

    Plan --> places, arcs, cells --> Altair chart --> vl-convert --> SVG in the page, or a file

Drawing needs the extra ``report`` (altair, vl-convert-python); without it the page has tables and
says what is missing.
"""

from matcher.report.charts.draw import Drawn, charts_available, draw_charts
from matcher.report.charts.files import FORMATS, write_charts

__all__ = ["FORMATS", "Drawn", "charts_available", "draw_charts", "write_charts"]
