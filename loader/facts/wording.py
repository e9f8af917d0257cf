"""How values, keys and places within a fact are named in messages: short, printable, on one line."""

from __future__ import annotations

import math
from collections.abc import Iterable

from .model import Part
from .placed import Steps

__all__ = [
    "called",
    "described",
    "label",
    "listed",
    "printable",
    "quoted",
    "sentence",
    "shortened",
    "with_article",
]

_LONGEST = 60  # characters of a value that a message repeats


def quoted(text: str) -> str:
    r"""A text in quotation marks, shortened, with what cannot be printed escaped.

    >>> quoted("a\nb")
    "'a\\nb'"
    """
    return f"'{shortened(text)}'"


def shortened(text: str) -> str:
    """A text, cut where it is too long for a message, with what cannot be printed escaped."""
    return printable(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…")


def printable(text: str) -> str:
    """A text with what cannot be printed escaped."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def described(value: object) -> str:
    """A value of JSON in words.

    >>> described("yes"), described(5), described(None), described([])
    ("the text 'yes'", 'the number 5', 'null', 'a list')
    """
    match value:
        case None | bool():
            return str(value).lower().replace("none", "null")
        case str():
            return f"the text {quoted(value)}"
        case int() | float():
            return "a number too large to hold" if math.isinf(value) else f"the number {value}"
        case _:
            return "a list" if isinstance(value, list) else "an object"


def listed(words: Iterable[str], last: str = "or") -> str:
    """Words as a list in a sentence.

    >>> listed(["signed", "ended", "adopted"])
    'signed, ended or adopted'
    """
    *most, end = words
    return f"{', '.join(most)} {last} {end}" if most else end


def with_article(noun: str) -> str:
    """A noun after 'a' or 'an'.

    >>> with_article("actor"), with_article("post")
    ('an actor', 'a post')
    """
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def sentence(text: str) -> str:
    """A text with a capital at its beginning."""
    return text[:1].upper() + text[1:]


def label(path: Steps) -> str:
    """A value within a fact, in words.

    >>> label(("participants", 1, "actor"))
    "'actor' in entry 2 of 'participants'"
    """
    words = ""
    for step in path:
        if isinstance(step, int):
            words = f"entry {step + 1} of {words}"
        else:
            words = f"{quoted(step)} in {words}" if words else quoted(step)
    return words


def called(struct: type[Part]) -> str:
    """What a struct is called in messages: the type that facts give, or else its name.

    >>> from .model import Participant, SameAs
    >>> called(SameAs), called(Participant)
    ('same-as', 'participant')
    """
    tag = struct.__struct_config__.tag
    return str(tag) if tag is not None else struct.__name__.lower()
