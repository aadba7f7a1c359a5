"""A person's own table: CSV in whatever dialect, read or refused, never guessed in silence.

bytes -> text (decoding) -> records (splitting) -> header and body (layout)
      -> columns of numbers (numbers) -> Table (reading)
"""

from lrviz.objectives.tables.error import TableError
from lrviz.objectives.tables.reading import Table, read_table

__all__ = ["Table", "TableError", "read_table"]
