"""A plan as files that people and programs read.

::

    Plan --> plan.json, proposals.csv, unmatched.csv, parts.csv, report.html --> manifest.json
"""

from matcher.report.page import render_page
from matcher.report.run_folder import require_free, run_files, write_run

__all__ = ["render_page", "require_free", "run_files", "write_run"]
