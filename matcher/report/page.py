"""The page that an officer opens in a meeting: one file, nothing from elsewhere.

Its one script filters, sorts and writes commands; the page reads the same without it, and a policy
in its head lets no other script run.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from matcher.proposal import Plan
from matcher.report.charts import Drawn
from matcher.report.view import page_view

TEMPLATES = Path(__file__).parent / "templates"


def render_page(plan: Plan, charts: Drawn | None = None) -> str:
    """Return report.html of a plan.

    Parameters
    ----------
    plan : Plan
        Proposed or infeasible. Text of cities is escaped, whatever it holds.
    charts : Drawn, optional
        The pictures, from `draw_charts`; without them the page has tables only.

    Returns
    -------
    str
        A complete HTML document without any remote reference, except links to sources.
    """
    return (
        environment()
        .get_template("page.html")
        .render(
            view=page_view(plan),
            charts=charts or Drawn(),
            script=script(),
            script_hash=script_hash(),
        )
    )


@cache
def script() -> str:
    """The script of the page."""
    return (TEMPLATES / "page.js").read_text("utf-8")


@cache
def script_hash() -> str:
    """What the policy of the page calls the script by."""
    digest = hashlib.sha256(script().encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"


@cache
def environment() -> Environment:
    """The templates of the report, with escaping always on."""
    # Autoescape is on for every template, not by file ending: city text is untrusted.
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["points"] = _points
    environment.filters["percent"] = _percent
    return environment


def _points(value: float) -> str:
    """A figure with thousands separators, and decimals only where it has any."""
    text = f"{value:,.4f}".rstrip("0").rstrip(".")
    return text.replace("-", "−")


def _percent(share: float | None) -> str:
    """A share as whole percent, never 0 or 100 where it only comes near."""
    if share is None:
        return "n/a"
    if 0 < share < 0.005:
        return "under 1%"
    if 0.995 <= share < 1:
        return "over 99%"
    return f"{share:.0%}"
