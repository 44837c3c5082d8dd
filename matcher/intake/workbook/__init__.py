"""Profiles in a workbook: a template that officers fill in, and its reader.

::

    Profiles --> write_template --> .xlsx --> (people) --> read_workbook --> grids --> cities
    Plan --> workbook.xlsx of a run --> (people) --> read_decisions --> what each city answered
"""

from matcher.intake.workbook.decisions import Decision, read_decisions
from matcher.intake.workbook.read import Workbook, read_workbook
from matcher.intake.workbook.write import write_template

__all__ = ["Decision", "Workbook", "read_decisions", "read_workbook", "write_template"]
