"""A query's head: `#+ ` lines that hold YAML, read by a small and strict reader.

A whole YAML library takes longer to import than a saved question takes to answer, and a head needs little of
it: mappings by indentation; values that are plain, quoted, `[a, b]` on one line, or a `>` or `|` block; no
comments, anchors, tags, `- ` lists or values that go on in the next line. Everything is text. What this
subset does not have is refused, so that every head that is read means the same to any YAML reader.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field

__all__ = ["HeadError", "Node", "head_lines", "parse"]

_KEY = re.compile(r"( *)([A-Za-z_][A-Za-z0-9_-]*):(?: +(.*))?$")
_ITEM = re.compile(r'\s*("(?:[^"\\]|\\.)*"|\'(?:[^\']|\'\')*\'|[^,"\'\[\]{}][^,\[\]{}]*?)\s*(,|$)')
_NOT_PLAIN_START = tuple("[]{}>|*&!%#`@,'\"?")
_LONGEST = 300  # characters of a message, which quotes what was written
_BLOCKS = (">", ">-", "|", "|-")


class HeadError(ValueError):
    """What a head may not hold: the line of its file and one sentence."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message if len(message) <= _LONGEST else f"{message[:_LONGEST]}…")
        self.line = line


@dataclass(slots=True)
class Node:
    """A value and the line that its key stands on."""

    line: int
    value: str | tuple[str, ...] | dict[str, Node]


@dataclass(slots=True)
class _Lines:
    """The lines that are still to be read, each with its number in the file."""

    lines: list[tuple[int, str]]
    at: int = field(default=0)

    def peek(self) -> tuple[int, str] | None:
        while self.at < len(self.lines) and not self.lines[self.at][1].strip():
            self.at += 1
        return self.lines[self.at] if self.at < len(self.lines) else None


def head_lines(text: str) -> list[tuple[int, str]]:
    """The lines of a file's head, numbered from 1, without their `#+ `.

    Raises:
        HeadError: a `#+` line stands apart from the head, which is at the top of the file.
    """
    head: list[tuple[int, str]] = []
    over = False
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.startswith("#+"):
            over = over or bool(line.strip())
        elif over or (head and head[-1][0] != number - 1):
            raise HeadError(number, "A head stands in one piece at the top of the file.")
        elif line[2:3] not in ("", " "):
            raise HeadError(number, "A line of the head begins with '#+ '.")
        else:
            head.append((number, line[3:].rstrip()))
    return head


def parse(lines: list[tuple[int, str]]) -> dict[str, Node]:
    """The mapping that a head holds.

    Raises:
        HeadError: it is outside the subset of YAML that this module's docstring describes.

    >>> parse([(1, "tags: [a, b]"), (2, "summary: Who?")])["tags"].value
    ('a', 'b')
    """
    for number, line in lines:
        if not line.isprintable():
            raise HeadError(number, "A head holds no tabs or other control characters.")
    source = _Lines(lines)
    found = _mapping(source, 0)
    if rest := source.peek():
        raise HeadError(rest[0], "This line is indented otherwise than those before it.")
    return found


def _mapping(source: _Lines, indent: int) -> dict[str, Node]:
    found: dict[str, Node] = {}
    while (next_line := source.peek()) is not None:
        number, line = next_line
        if len(line) - len(line.lstrip(" ")) < indent:
            break
        match = _KEY.match(line)
        if match is None:
            raise HeadError(number, f"'{line.strip()}' is not 'key: value'.")
        spaces, key, said = match.groups()
        if len(spaces) != indent:
            raise HeadError(number, f"'{key}' is indented by {len(spaces)} spaces; it needs {indent}.")
        if key in found:
            raise HeadError(number, f"'{key}' is said twice.")
        source.at += 1
        found[key] = Node(number, _value(source, number, indent, key, (said or "").strip()))
    return found


def _value(
    source: _Lines, number: int, indent: int, key: str, said: str
) -> str | tuple[str, ...] | dict[str, Node]:
    if said in _BLOCKS:
        return _block(source, indent, folded=said[0] == ">")
    if said.startswith("["):
        return _sequence(number, said)
    if said:
        return _scalar(number, said)
    below = source.peek()
    inner = len(below[1]) - len(below[1].lstrip(" ")) if below else 0
    if inner <= indent:
        raise HeadError(number, f"'{key}' has no value.")
    return _mapping(source, inner)


def _block(source: _Lines, indent: int, folded: bool) -> str:
    """The text of a `>` or `|` block: all lines that are blank or deeper than its key."""
    held: list[str] = []
    start = 0
    while source.at < len(source.lines):
        number, line = source.lines[source.at]
        inner = len(line) - len(line.lstrip(" "))
        if line and inner <= indent:
            break
        if line and not start:
            start = inner
        if line and (inner < start or (folded and inner > start)):
            raise HeadError(number, "The lines of a block are indented alike.")
        held.append(line[start:])
        source.at += 1
    text = "\n".join(held).strip("\n")
    if folded:
        text = re.sub(r"\n+", lambda m: " " if len(m[0]) == 1 else m[0][1:], text)
    return text


def _sequence(number: int, said: str) -> tuple[str, ...]:
    if not said.endswith("]"):
        raise HeadError(number, "A list begins with '[' and ends with ']' on the same line.")
    inner, at, found = said[1:-1].strip(), 0, []
    while at < len(inner):
        match = _ITEM.match(inner, at)
        if match is None:
            raise HeadError(number, f"'{said}' is not a list of plain or quoted words.")
        found.append(_scalar(number, match[1]))
        at = match.end()
    return tuple(found)


def _scalar(number: int, said: str) -> str:
    if said[0] == '"':
        try:
            value = json.loads(said, strict=True)
        except json.JSONDecodeError:
            value = None
        if not isinstance(value, str):
            raise HeadError(number, f"{said} is not a text in double quotes.")
        return value
    if said[0] == "'":
        if not re.fullmatch(r"'(?:[^']|'')*'", said):
            raise HeadError(number, f"{said} is not a text in single quotes.")
        return said[1:-1].replace("''", "'")
    if said.startswith(_NOT_PLAIN_START) or said[:2] in ("- ", ": ") or said in ("-", ":"):
        raise HeadError(number, f"Put {said} in double quotes: it begins with a sign that YAML reads.")
    if ": " in said or " #" in said or said.endswith(":"):
        raise HeadError(number, f"Put '{said}' in double quotes: it holds a sign that YAML reads.")
    return said
