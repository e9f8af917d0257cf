"""Dates as EDTF, levels 0 and 1: read, bounded, compared by their bounds, and written back.

suggestions  what the author of a refused date may have meant
reading      text -> `Date`
bounds       `Date`, and bounds -> the shortest text that has them
"""

from .bounds import OPEN_END, OPEN_START, Date, DateError, from_bounds, on_or_before
from .reading import parse

__all__ = ["OPEN_END", "OPEN_START", "Date", "DateError", "from_bounds", "on_or_before", "parse"]
