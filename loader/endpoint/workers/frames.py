"""What is said over a worker's socket: a kind, a note, and so many bytes.

The server sends work and what version to hold; a worker answers with the bytes of a body and how it ended.
A worker may be in the hands of whoever wrote its query, so nothing that it says is more than bytes and text.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum, unique
from struct import Struct

__all__ = ["HEAD", "MOST_BYTES", "FrameError", "Frames", "Kind", "frame"]

HEAD = Struct("<BBI")
"""The kind, whether the worker is worn, and how many bytes follow."""

MOST_BYTES = 1 << 26
"""Of one frame; a worker that says more is none."""


@unique
class Kind(IntEnum):
    """What a frame says.

    The server says `WORK` and `HOLD`. A worker says `READY` once, with the id of its thread, `PART` for each
    chunk of a body but the last, and at the end of each work one of the others.
    """

    WORK = 1
    HOLD = 2
    READY = 3
    PART = 4
    LAST = 5
    NO_QUERY = 6
    NO_STORE = 7
    TOO_MANY_ROWS = 8
    NO_MEMORY = 9
    FAULT = 10
    NO_REMOTE = 11
    FORBIDDEN = 12


class FrameError(ValueError):
    """What came is no frame."""


def frame(kind: Kind, data: bytes = b"", *, worn: bool = False) -> bytes:
    """One frame."""
    return HEAD.pack(kind, worn, len(data)) + data


class Frames:
    """Frames out of bytes, however they were cut on their way.

    >>> frames = Frames()
    >>> sent = frame(Kind.PART, b"abc") + frame(Kind.LAST, worn=True)
    >>> [*frames.feed(sent[:7])], [*frames.feed(sent[7:])]
    ([], [(<Kind.PART: 4>, False, b'abc'), (<Kind.LAST: 5>, True, b'')])
    """

    def __init__(self) -> None:
        self._held = bytearray()

    def feed(self, data: bytes) -> Iterator[tuple[Kind, bool, bytes]]:
        """What is whole now.

        Raises:
            FrameError: it is of no kind that is known, or longer than any.
        """
        held = self._held
        held += data
        at = 0
        try:
            while len(held) - at >= HEAD.size:
                kind, worn, length = HEAD.unpack_from(held, at)
                if kind not in Kind._value2member_map_ or length > MOST_BYTES:
                    raise FrameError(f"a frame of kind {kind} with {length} bytes")
                end = at + HEAD.size + length
                if len(held) < end:
                    break
                body = bytes(held[at + HEAD.size : end])
                at = end
                yield Kind(kind), bool(worn), body
        finally:
            del held[:at]
