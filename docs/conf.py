"""How the documentation is built: `make docs` writes docs/_build, without a network."""

from __future__ import annotations

import sys
from pathlib import Path

from pygments.lexers.special import TextLexer
from sphinx.application import Sphinx

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE / "_ext"), str(HERE.parent)]

from matcher import __version__  # noqa: E402

project = "city-exchange-matcher"
author = "The city-exchange-matcher authors"
version = release = __version__
language = "en"

extensions = [
    "myst_parser",
    "numpydoc",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx_click",
    "sphinx_design",
    "mathml",
    "model_tables",
    "error_tables",
    "screenshots",
]
exclude_patterns = ["_build", "_ext", "README.md"]

myst_enable_extensions = ["colon_fence", "deflist", "dollarmath"]
myst_heading_anchors = 4
html_math_renderer = "mathml"

autodoc_default_options = {"members": True, "member-order": "bysource"}
autodoc_typehints = "none"
autosummary_generate = False
numpydoc_show_class_members = False
numpydoc_xref_param_type = False

# Code in decisions and in the data pages names files, not languages that can be highlighted.
highlight_language = "none"

html_theme = "pydata_sphinx_theme"
html_title = "city-exchange-matcher"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sourcelink = False
html_theme_options = {
    "logo": {"text": "city-exchange-matcher"},
    "navbar_align": "left",
    "header_links_before_dropdown": 5,
    "show_toc_level": 2,
    "navigation_with_keys": False,
    "footer_start": ["copyright"],
    "footer_end": ["sphinx-version"],
    "article_footer_items": [],
    "pygments_light_style": "a11y-light",
    "pygments_dark_style": "a11y-dark",
}
html_sidebars = {"glossary": [], "changelog": [], "performance": []}
copyright = "The authors; code under the Apache License 2.0"  # noqa: A001


def setup(app: Sphinx) -> None:
    """Let tables stand in CSV, for which there is no highlighting."""
    app.add_lexer("csv", TextLexer)
