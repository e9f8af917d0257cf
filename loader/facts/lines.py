"""Facts files opened, and cut into lines whatever ends them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from loader.errors import InputError, Place, Problem

__all__ = ["HEAD", "LIMIT", "binary", "decoded", "lines", "opened", "utf_16"]

LIMIT = 1 << 20
"""How many bytes a line has at most."""

HEAD = 4096
"""How many bytes tell text from what is none."""

_BLOCK = 1 << 20
_UTF_8_MARK = b"\xef\xbb\xbf"
_UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_SIGNATURES = (b"%PDF", b"PK\x03\x04", b"\x1f\x8b")  # PDF; ZIP, and so Office files; gzip
_FEW = 3  # control characters that a text may hold by mistake, however short it is
_CONTROL = bytes(set(range(32)) - set(b"\t\n\r\f\x1b"))


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """Opens a facts file; `-` is the standard input.

    Raises:
        InputError: there is no such file, it is a folder, may not be read, or is not text.
    """
    try:
        if str(path) == "-":
            yield sys.stdin.buffer
            return
        with path.open("rb") as stream:
            yield stream
    except FileNotFoundError:
        raise InputError(f"{path}: there is no such file.") from None
    except IsADirectoryError:
        raise InputError(f"{path} is a folder. Name the facts files in it.") from None
    except PermissionError:
        raise InputError(f"{path} may not be read. Ask its owner, or change its permissions.") from None
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.") from None


def binary(head: bytes) -> bool:
    """Whether a file that begins so is no text: its signature says so, or many control characters."""
    if head.startswith(_SIGNATURES):
        return True
    control = len(head) - len(head.translate(None, _CONTROL))
    return control > _FEW and 20 * control > len(head)


def utf_16(head: bytes) -> bool:
    """Whether a file that begins so is text in UTF-16: by its mark, or as every other byte is zero."""
    few, many = sorted((head[::2].count(0), head[1::2].count(0)))
    return head.startswith(_UTF_16_MARKS) or (4 * many > len(head) > 1 and 4 * few < many)


def lines(head: bytes, stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    r"""Cuts a file into lines at LF, CRLF or CR, and nowhere else, without a byte order mark.

    Args:
        head: what was already read of the file.
        stream: the rest of it.

    Yields:
        The number of each line, from 1, and its bytes without the line's end. Of a line with more than
        LIMIT bytes, some more than LIMIT.

    >>> import io
    >>> list(lines(b"\xef\xbb\xbfa\r", io.BytesIO(b"\nb\rc")))
    [(1, b'a'), (2, b'b'), (3, b'c')]
    """
    number, rest, block = 0, b"", head.removeprefix(_UTF_8_MARK)
    while block:
        while block.endswith(b"\r") and (more := stream.read(1)):  # is it CR, or the half of CRLF?
            block += more
        if b"\r" in block:
            block = block.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        *whole, rest = (rest + block).split(b"\n")
        for line in whole:
            number += 1
            yield number, line
        rest = rest[: LIMIT + 1]
        block = stream.read(_BLOCK)
    if rest:
        yield number + 1, rest


def decoded(file: str, number: int, line: bytes) -> str | Problem:
    """A line's text, or that it is not UTF-8, and from which byte on."""
    try:
        return line.decode()
    except UnicodeDecodeError as error:
        message = f"This line is not UTF-8: byte {error.start + 1} is 0x{line[error.start]:02X}."
        return Problem(Place(file, number), message, "fact/not-utf8", hint="Save the file as UTF-8.")
