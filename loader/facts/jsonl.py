"""JSON Lines (https://jsonlines.org): one fact a line."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from loader.errors import Place, Problem

from .decode import decode
from .lines import LIMIT, decoded
from .placed import Placed, Written
from .plain import plain
from .strict_json import NotJsonError, parse

__all__ = ["facts"]

_ONE_A_LINE = "Write each fact on one line of its own, and nothing around them."


def facts(file: str, lines: Iterator[tuple[int, bytes]]) -> Iterator[Placed | Problem]:
    """Reads facts from lines.

    Args:
        file: the file as the user named it.
        lines: its lines with their numbers.

    Yields:
        Facts and problems in the order of their lines. A file that is JSON, but not one fact a line, gets
        one problem and is left.
    """
    opening: list[tuple[int, bytes]] = []
    for number, line in lines:
        if line.strip():
            opening.append((number, line))
        if len(opening) > 1:
            break
    if message := _other_json([line.strip() for _, line in opening]):
        yield Problem(Place(file, opening[0][0]), message, "fact/not-json-lines", hint=_ONE_A_LINE)
        return
    for number, line in chain(opening, lines):
        fact = plain(line) if len(line) <= LIMIT else None
        if fact is not None:
            yield Placed(fact, Place(file, number))
        elif line.strip():
            yield from _careful(file, number, line)


def _other_json(opening: list[bytes]) -> str:
    """What else than JSON Lines a file is whose first lines are these, as a sentence."""
    if not opening:
        return ""
    if opening[0].startswith(b"["):
        return "This is a JSON array, not JSON Lines."
    unfinished = opening[0].endswith((b"{", b"[", b",")) and len(opening[0]) <= LIMIT
    if unfinished and not (len(opening) > 1 and opening[1].startswith(b"{")):
        return "The object that begins here does not end on its line."
    return ""


def _careful(file: str, number: int, line: bytes) -> Iterator[Placed | Problem]:
    place = Place(file, number)
    if len(line) > LIMIT:
        hint = "Is a line break missing? A fact seldom has more than a thousand characters."
        yield Problem(place, f"This line has more than {LIMIT:,} bytes.", "fact/too-long", hint=hint)
        return
    text = decoded(file, number, line)
    if isinstance(text, Problem):
        yield text
        return
    try:
        value, repeated = parse(text.removeprefix("\ufeff"))  # as files are joined, a mark may begin any line
    except NotJsonError as error:
        yield Problem(place, f"This line {error.what}.", error.rule, hint=error.hint)
    else:
        yield from decode(file, Written(number, value, repeated=repeated))
