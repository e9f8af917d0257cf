"""The shortest input that fails in the same way, as far as it is found in a bounded number of attempts."""

from __future__ import annotations

from collections.abc import Callable

__all__ = ["shrunk"]


def shrunk(data: bytes, fails: Callable[[bytes], bool], most: int = 400) -> bytes:
    """Takes away from an input whatever it can do without.

    Args:
        data: an input that fails.
        fails: whether another fails in the same way.
        most: how many attempts may be made.

    >>> shrunk(b"some words, a { and more words", lambda data: b"{" in data)
    b'{'
    """
    size = max(len(data) // 2, 1)
    while data:
        at, before = 0, len(data)
        while at < len(data):
            if most <= 0:
                return data
            most -= 1
            shorter = data[:at] + data[at + size :]
            if fails(shorter):
                data = shorter
            else:
                at += size
        if size == 1 and len(data) == before:
            return data
        size = max(size // 2, 1)
    return data
