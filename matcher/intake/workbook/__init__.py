"""Profiles in a workbook: a template that officers fill in, and its reader.

::

    Profiles --> write_template --> .xlsx --> (people) --> read_workbook --> grids --> cities
"""

from matcher.intake.workbook.read import Workbook, read_workbook
from matcher.intake.workbook.write import write_template

__all__ = ["Workbook", "read_workbook", "write_template"]
