"""A compressed body, unpacked a little at a time, so that a bomb is noticed and never goes off."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

__all__ = ["CODINGS", "PackedError", "Unpacking"]

CODINGS = ("deflate", "gzip", "x-gzip")
"""The content codings that are understood, beside none."""

_AT_ONCE = 256 * 1024  # bytes that are unpacked before anything else gets its turn
_GZIP = 16 + zlib.MAX_WBITS
_WHICH_WINDOW = 0x0F  # of a first byte: 8 where the format is zlib's
_ZLIB = 8


class PackedError(ValueError):
    """What was sent is not what its coding says."""


class Unpacking:
    """Unpacks what comes, in the order in which it comes.

    Args:
        coding: one of `CODINGS`. Of deflate both readings are understood, with zlib's frame and without.

    >>> unpacking = Unpacking("deflate")
    >>> b"".join(unpacking.of(zlib.compress(b"so much") )), unpacking.finish()
    (b'so much', None)
    """

    def __init__(self, coding: str) -> None:
        self._gzip = coding != "deflate"
        self._engine = zlib.decompressobj(_GZIP) if self._gzip else None

    def of(self, packed: bytes) -> Iterator[bytes]:
        """What a part of the body says, in pieces of a bounded size.

        Raises:
            PackedError: it says nothing.
        """
        while packed:
            engine = self._engine
            if engine is None:
                framed = packed[0] & _WHICH_WINDOW == _ZLIB
                engine = self._engine = zlib.decompressobj(zlib.MAX_WBITS if framed else -zlib.MAX_WBITS)
            try:
                piece = engine.decompress(packed, _AT_ONCE)
            except zlib.error:
                raise PackedError from None
            if piece:
                yield piece
            if not engine.eof:
                packed = engine.unconsumed_tail
                continue
            packed = engine.unused_data
            if packed:
                if not self._gzip:
                    raise PackedError
                self._engine = zlib.decompressobj(_GZIP)  # a file may have several members

    def finish(self) -> None:
        """Say that this was all.

        Raises:
            PackedError: it is not.
        """
        if self._engine is None or not self._engine.eof:
            raise PackedError
