"""JSON (RFC 8259) and nothing more: no NaN, no key twice without being told, no nesting without end."""

from __future__ import annotations

import json
import re
from typing import NoReturn

from .placed import Steps
from .wording import quoted

__all__ = ["NotJsonError", "parse"]

_DIGITS = 18  # of a number that is read exactly; longer ones are wrong wherever they stand
_QUOTES = "Write keys and texts in double quotes."
_SAID = {  # how the json module begins what it says: how we say it, and what to do
    "Expecting property name": ("a key in double quotes is missing", _QUOTES),
    "Expecting ',' delimiter": ("a comma or a closing bracket is missing", ""),
    "Expecting ':' delimiter": ("a colon is missing", ""),
    "Expecting value": ("a value is missing", _QUOTES),
    "Unterminated string": ("a text begins that never ends", "Close it with a double quote."),
    "Invalid control character": (
        "a text holds a control character",
        r"Write a line break as \n and a tab as \t.",
    ),
    "Invalid \\": ("a backslash stands before what it cannot stand before", r"Write \\ for a backslash."),
    "Extra data": ("something follows after the end", "Write each fact on a line of its own."),
}
_PYTHON = re.compile(r"(True|False|None)\b")
_TRAILING = ("a comma has nothing after it", "Take it out.")


class NotJsonError(ValueError):
    """A text that is not JSON.

    Attributes:
        what: what is wrong with it, to follow the name of what it is.
        hint: what to write instead, as a sentence.
        rule: which rule it breaks.
    """

    def __init__(self, what: str, hint: str = "", rule: str = "fact/bad-json") -> None:
        super().__init__(what)
        self.what = what
        self.hint = hint
        self.rule = rule


def parse(text: str) -> tuple[object, tuple[Steps, ...]]:
    """Parses a text.

    Returns:
        The value, and the keys that stand more than once in one object.

    Raises:
        NotJsonError: the text is not JSON, or is nested deeper than can be read.

    >>> parse('{"a": 1, "a": 2}')
    ({'a': 2}, (('a',),))
    """
    repeated: list[Steps] = []

    def pairs(found: list[tuple[str, object]]) -> dict[str, object]:
        made: dict[str, object] = {}
        for key, value in found:
            if key in made:
                repeated.append((key,))
            made[key] = value
        return made

    decoder = json.JSONDecoder(object_pairs_hook=pairs, parse_int=_number, parse_constant=_no_number)
    try:
        return decoder.decode(text), tuple(repeated)
    except json.JSONDecodeError as error:
        raise _said(text, error) from None
    except RecursionError:
        hint = "A fact nests lists and objects three deep at most."
        raise NotJsonError("is nested too deep", hint, rule="fact/too-deep") from None


def _number(digits: str) -> int | float:
    return int(digits) if len(digits) <= _DIGITS else float(digits)


def _no_number(constant: str) -> NoReturn:
    raise NotJsonError(f"is not JSON: {constant} is no number", "Leave out what is not known.")


def _said(text: str, error: json.JSONDecodeError) -> NotJsonError:
    position = error.pos
    said = next((ours for theirs, ours in _SAID.items() if error.msg.startswith(theirs)), None)
    before = text[:position].rstrip()
    if before.endswith(",") and text[position : position + 1] in ("}", "]"):
        position, said = len(before) - 1, _TRAILING
    what, hint = said or _TRAILING  # newer versions of Python have a name for that comma
    if word := _PYTHON.match(text, position):
        what, hint = f"{quoted(word[0])} is no value", "Write true, false or null."
    return NotJsonError(f"is not JSON: at character {position + 1}, {what}", hint)
