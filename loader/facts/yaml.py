"""YAML (https://yaml.org/spec/1.2.2): one list of facts, or one fact a document.

The parser's events are read, not its objects: so every scalar stays the text that was written (`no`,
2003-01), every value knows its line, and nothing grows larger or deeper than facts have reason to.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from loader.errors import Place, Problem

from .decode import decode
from .lines import LIMIT, decoded
from .placed import Placed, Steps, Written
from .wording import quoted
from .yaml_events import NotYamlError, events, is_null, line_of

__all__ = ["facts", "written"]

_LARGEST = 4 * LIMIT  # bytes; YAML is read slowly, and is for what is written by hand
_DEEPEST = 20
_MOST_VALUES = 200_000  # that aliases may stand for, all together


def facts(file: str, lines: Iterator[tuple[int, bytes]]) -> Iterator[Placed | Problem]:
    """Reads facts from the lines of a YAML file.

    Args:
        file: the file as the user named it.
        lines: its lines with their numbers.

    Yields:
        Facts and problems in the order of their lines. What is not YAML ends the file there.
    """
    texts, size, whole = [], 0, True
    for number, line in lines:
        size += len(line) + 1
        if size > _LARGEST or len(line) > LIMIT:
            what = (
                f"This line has more than {LIMIT:,}"
                if len(line) > LIMIT
                else f"This file has more than {_LARGEST:,}"
            )
            hint = "Write so many facts as JSON Lines."
            yield Problem(Place(file, number), f"{what} bytes.", "fact/too-long", hint=hint)
            return
        text = decoded(file, number, line)
        if isinstance(text, Problem):
            whole = False
            yield text
        else:
            texts.append(text)
    if whole:
        for found in written(file, "\n".join(texts)):
            yield from (found,) if isinstance(found, Problem) else decode(file, found)


def written(file: str, text: str) -> Iterator[Written | Problem]:
    """Reads what a YAML file says, whatever it is about: scalars as text, all values with their lines.

    Args:
        file: the file as the user named it.
        text: what it holds.

    Yields:
        Each document, or each entry of one that is a list, and what is wrong, in the order of their lines.
    """
    yield from _Documents(file, text).each()


class _Documents:
    """The documents of one file."""

    def __init__(self, file: str, text: str) -> None:
        self._file = file
        self._events = events(text)
        self._anchors: dict[str, tuple[object, int]] = {}  # the value, and how many values it holds
        self._values = 0
        self._aliased = 0
        self._begin()

    def _begin(self) -> None:
        """Begins another fact."""
        self._lines: dict[Steps, int] = {}
        self._repeated: list[Steps] = []
        self._problems: list[Problem] = []

    def each(self) -> Iterator[Written | Problem]:
        """Yields what each document says, and what is wrong."""
        try:
            for event in self._events:
                match type(event).__name__:
                    case "DocumentStartEvent":
                        self._anchors = {}
                    case "SequenceStartEvent":
                        for item in self._until("SequenceEndEvent"):
                            yield from self._written(item)
                    case "ScalarEvent" if is_null(event):
                        pass
                    case "MappingStartEvent" | "ScalarEvent" | "AliasEvent":
                        yield from self._written(event)
        except NotYamlError as error:
            yield self._problem(*error.found)

    def _written(self, event: Any) -> Iterator[Written | Problem]:
        self._begin()
        value = self._value(event, ())
        if self._problems:
            yield from self._problems
            return
        yield Written(line_of(event), value, self._lines, textual=True, repeated=tuple(self._repeated))

    def _value(self, event: Any, path: Steps) -> object:
        if len(path) > _DEEPEST:
            hint = "A fact nests lists and mappings three deep at most."
            raise NotYamlError("fact/too-deep", line_of(event), "The file is nested too deep here.", hint)
        kind = type(event).__name__
        if kind == "AliasEvent":
            return self._alias(event)
        if event.tag:
            tag = str(event.tag).replace("tag:yaml.org,2002:", "!!")
            self._wrong(
                event, f"The tag {quoted(tag)} is not read.", "Take it out: the key says what is meant."
            )
        before = self._values
        self._values += 1
        value: object
        match kind:
            case "ScalarEvent":
                value = None if is_null(event) else event.value
            case "SequenceStartEvent":
                value = list(self._items(path))
            case _:
                value = dict(self._pairs(path))
        if event.anchor:
            self._anchors[event.anchor] = (value, self._values - before)
        return value

    def _until(self, end: str) -> Iterator[Any]:
        """The events before the end of a list or a mapping."""
        for event in self._events:
            if type(event).__name__ == end:
                return
            yield event

    def _items(self, path: Steps) -> Iterator[object]:
        for number, event in enumerate(self._until("SequenceEndEvent")):
            self._lines[*path, number] = line_of(event)
            yield self._value(event, (*path, number))

    def _pairs(self, path: Steps) -> Iterator[tuple[str, object]]:
        seen = set()
        for event in self._until("MappingEndEvent"):
            key = event.value if type(event).__name__ == "ScalarEvent" else self._value(event, (*path, "?"))
            if not isinstance(key, str):
                self._wrong(
                    event, "A key here is not a text.", "Write a key as it stands in the list of keys."
                )
                key = ""
            self._lines[*path, key] = line_of(event)
            if key in seen:
                self._repeated.append((*path, key))
            seen.add(key)
            yield key, self._value(next(self._events), (*path, key))

    def _alias(self, event: Any) -> object:
        if event.anchor not in self._anchors:
            self._wrong(
                event, f"The alias {quoted('*' + event.anchor)} stands for nothing that is whole before it."
            )
            return None
        value, size = self._anchors[event.anchor]
        self._values += size
        self._aliased += size
        if self._aliased > _MOST_VALUES:
            message = f"The aliases of this file stand for more than {_MOST_VALUES:,} values."
            raise NotYamlError("fact/too-long", line_of(event), message, "Write so many facts as JSON Lines.")
        return value

    def _wrong(self, event: Any, message: str, hint: str = "") -> None:
        self._problems.append(self._problem("fact/bad-yaml", line_of(event), message, hint))

    def _problem(self, rule: str, line: int, message: str, hint: str) -> Problem:
        return Problem(Place(self._file, line), message, rule, hint=hint)
