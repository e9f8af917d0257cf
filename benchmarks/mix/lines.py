"""Facts as lines of JSON, in one way of writing or in many."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from random import Random
from typing import Any

import msgspec

__all__ = ["line", "shuffled"]

_FILES = 64  # enough that a sixty-fourth of a million facts is held with ease

_encode = msgspec.json.Encoder().encode


def line(fact: dict[str, Any], random: Random | None = None) -> bytes:
    r"""A fact as a line.

    >>> line({"type": "source", "id": "é"})
    b'{"type":"source","id":"\xc3\xa9"}\n'

    Args:
        fact: what it says.
        random: for another order of keys and other white space, and letters escaped or not.
    """
    if random is None:
        return _encode(fact) + b"\n"
    separators = random.choice(((",", ":"), (", ", ": "), (" ,", " :"), (",\t", ":  ")))
    text = json.dumps(_turned(fact, random), separators=separators, ensure_ascii=random.random() < 0.5)  # noqa: PLR2004  # a coin
    return (" " * random.randrange(3) + text + "\n").encode()


def _turned(value: Any, random: Random) -> Any:
    """The same with its keys in another order; lists keep theirs, which may mean something."""
    if isinstance(value, dict):
        keys = random.sample(list(value), len(value))
        return {key: _turned(value[key], random) for key in keys}
    return [_turned(one, random) for one in value] if isinstance(value, list) else value


def shuffled(lines: Iterable[bytes], random: Random) -> Iterator[bytes]:
    """The lines in another order, with a small part of them in memory at a time."""
    with ExitStack() as stack:
        files = [stack.enter_context(tempfile.TemporaryFile()) for _ in range(_FILES)]
        for one in lines:
            random.choice(files).write(one)
        for file in files:
            file.seek(0)
            part = file.readlines()
            random.shuffle(part)
            yield from part
