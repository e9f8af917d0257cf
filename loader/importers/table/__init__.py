"""Any table, by a mapping file that says what its columns are.

mapping_file templates values notes   the mapping file -> mapping
rows fit                              the file -> rows, which the mapping fits
reading cells day_formats facts       each row and the mapping -> facts
"""

from __future__ import annotations

from .reading import entries

__all__ = ["entries"]
