"""What a misspelt word may have been meant to be."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property
from itertools import islice

from .wording import printable

__all__ = ["Choices", "suggest"]

_ALIKE = 70.0  # of 100: 'impose' for 'imposed', 'delisted' for 'lifted', but not 'by' for 'of'
_LONGEST = 200  # characters; no name is longer, and comparing costs time
_MOST = 300_000  # words; to compare with so many takes a tenth of a second, to collect them one
_APART = str.maketrans("_- ", "   ")


def suggest(word: str, choices: Iterable[str]) -> str:
    """Offers the choice that a word is most like; case, hyphens and underscores do not count.

    Args:
        word: what was written.
        choices: what could have been written.

    Returns:
        A question, or nothing if no choice is alike. Of two that are equally alike, the first.

    >>> suggest("Impose", ["lifted", "imposed"])
    "Did you mean 'imposed'?"
    >>> suggest("in_force", ["signed", "in-force"])
    "Did you mean 'in-force'?"
    >>> suggest("by", ["of", "to"])
    ''
    """
    return Choices(lambda: choices).suggest(word)


class Choices:
    """What may have been meant; collected and made ready at the first question, since few are ever asked.

    Args:
        words: gives them, in the order of preference; of very many, only the first are looked at.
    """

    def __init__(self, words: Callable[[], Iterable[str]]) -> None:
        self._given = words

    @cached_property
    def _ready(self) -> tuple[list[str], list[str]]:
        words = list(islice(self._given(), _MOST))
        return words, list(map(_plain, words))

    def suggest(self, word: str) -> str:
        """A question, or nothing; see `suggest`."""
        from rapidfuzz import fuzz, process  # noqa: PLC0415  # only for what is wrong

        words, plain = self._ready
        found = process.extractOne(_plain(word[:_LONGEST]), plain, scorer=fuzz.ratio, score_cutoff=_ALIKE)
        return f"Did you mean '{printable(words[found[2]])}'?" if found else ""


def _plain(text: str) -> str:
    return text.casefold().translate(_APART)
