"""What XML has no way to write: most control characters, and two that are none."""

from __future__ import annotations

import re
from typing import BinaryIO

from loader.errors import QueryError

__all__ = ["WithoutControls"]

_NOT_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
_LONGEST = 3  # bytes of one of them, which may come in two pieces


class WithoutControls:
    """A file that takes no character that XML cannot hold.

    >>> from io import BytesIO
    >>> out = BytesIO()
    >>> WithoutControls(out).write(b"<a>"), out.getvalue()
    (3, b'<a>')
    """

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._end = b""

    def write(self, data: bytes) -> int:
        """Passes a piece on.

        Raises:
            QueryError: there is such a character in it.
        """
        seen = self._end + data
        if _NOT_XML.search(seen):
            raise QueryError("The answer holds a control character, which XML cannot; give json or csv.")
        self._end = seen[1 - _LONGEST :]
        return self._out.write(data)

    def flush(self) -> None:
        """Passes on that this is all for now."""
        self._out.flush()
