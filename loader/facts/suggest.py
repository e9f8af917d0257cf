"""What a misspelt word may have been meant to be."""

from __future__ import annotations

from collections.abc import Iterable

from rapidfuzz import fuzz, process

from .wording import printable

__all__ = ["suggest"]

_ALIKE = 70.0  # of 100: 'impose' for 'imposed', 'delisted' for 'lifted', but not 'by' for 'of'
_LONGEST = 200  # characters; no name is longer, and comparing costs time
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
    found = process.extractOne(
        word[:_LONGEST], list(choices), scorer=fuzz.ratio, processor=_plain, score_cutoff=_ALIKE
    )
    return f"Did you mean '{printable(found[0])}'?" if found else ""


def _plain(text: str) -> str:
    return text.casefold().translate(_APART)
