"""The events of YAML's parser, with what it says in our words; the only module that imports it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

__all__ = ["NotYamlError", "events", "is_null", "line_of"]

_NULLS = ("", "~", "null", "Null", "NULL")
_SAID = {  # what the parser says: how we say it, and what to do
    "'\\t' that cannot start": ("a tab stands where a line's indent or a value begins", "Write spaces."),
    "cannot start any token": ("a text begins with a sign that YAML keeps for itself", "Put it in quotes."),
    "mapping values are not allowed": ("a colon stands within a text", "Put the text in quotes."),
    "expected <block end>": (
        "a line is not indented like those before it",
        "Indent the keys of a fact alike.",
    ),
    "could not find expected ':'": (
        "a key has no colon after it",
        "Write a colon and a space after each key.",
    ),
    "unexpected end of stream": ("a text in quotes never ends", "Close the quotes."),
    "but got": (
        "a bracket is not closed, or a comma is missing",
        "Close it, and write commas between entries.",
    ),
}


class NotYamlError(ValueError):
    """What keeps the rest of a file from being read."""

    def __init__(self, rule: str, line: int, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.found = (rule, line, message, hint)


def line_of(event: Any) -> int:
    """The line on which something begins, from 1."""
    return int(event.start_mark.line) + 1


def is_null(event: Any) -> bool:
    """Whether a scalar says nothing: it is not in quotes, and is empty or null."""
    return not event.style and event.value in _NULLS and not event.tag


def events(text: str) -> Iterator[Any]:
    """The parser's events.

    Raises:
        NotYamlError: the text is not YAML.
    """
    from ruamel.yaml import YAML  # noqa: PLC0415 - takes long to import, and few files are YAML
    from ruamel.yaml.error import MarkedYAMLError  # noqa: PLC0415
    from ruamel.yaml.reader import ReaderError  # noqa: PLC0415

    line = 1
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            line = line_of(event)
            yield event
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        message = f"The character U+{ord(text[error.position]):04X} cannot stand in YAML."
        raise NotYamlError("fact/bad-text", line, message, "Take it out.") from None
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        said = str(error.problem or error.context)
        what, hint = next((ours for theirs, ours in _SAID.items() if theirs in said), (said, ""))
        line = mark.line + 1 if mark else 0
        raise NotYamlError("fact/bad-yaml", line, f"This is not YAML: {what}.", hint) from None
    except (ValueError, OverflowError, AssertionError):  # without a place: `"\U00110000"`, `%YAML 9…9.1`
        what = "from this line on an escape, or a number, stands for nothing that there is"
        raise NotYamlError("fact/bad-yaml", line, f"This is not YAML: {what}.", "Take it out.") from None
