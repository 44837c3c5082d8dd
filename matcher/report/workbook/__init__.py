"""workbook.xlsx: the plan in sheets that officers sort, filter, decide in and send on."""

from matcher.report.workbook.book import workbook_of

__all__ = ["workbook_of"]
