"""Which actors are compared at all: those that meet under a key, so that not all meet all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import NamedTuple

from loader.reconcile.profile import Profile
from loader.reconcile.spelling import WORD, Spelling

__all__ = ["Pair", "pairs"]

Pair = tuple[int, int]

_MANY = (
    30  # actors that share a word, beyond which it is common; whole names and two words are still compared
)
_TOO_MANY = 300  # actors that share a whole name, beyond which it is none


def pairs(profiles: Sequence[Profile]) -> set[Pair]:
    """The positions of the actors that are worth comparing, each pair once, the lesser first.

    Two actors are a pair if they share an identifier or an address, a name, two words of a name or its
    initials, or a word that few have; all as consonants, and most with a letter less too.
    """
    found: set[Pair] = set()
    for key, members in _blocks(profiles).items():
        word = key.startswith(WORD)
        if 1 < len(members) <= (_MANY if word else _TOO_MANY):
            roles = [_role(*member) for member in members]
            found.update(
                (one.position, other.position)
                for one, other in combinations(roles, 2)
                if (one.strong or other.strong) and (not word or one.alone or other.alone)
            )
    return found


class _Role(NamedTuple):
    """How a key leads to an actor.

    Attributes:
        position: which one.
        strong: by a strong name or an identifier; two weak names prove nothing.
        alone: by a name that one word alone tells; of two others, one word in common is too little.
    """

    position: int
    strong: bool
    alone: bool


_Member = tuple[int, tuple[Spelling, ...]]


def _role(position: int, spellings: tuple[Spelling, ...]) -> _Role:
    strong = not spellings or not all(spelling.weak for spelling in spellings)
    return _Role(position, strong, any(spelling.alone for spelling in spellings))


def _blocks(profiles: Iterable[Profile]) -> dict[str, list[_Member]]:
    """For each key the actors that it leads to, by which names; by none, where it is an identifier."""
    blocks: defaultdict[str, list[_Member]] = defaultdict(list)
    for position, profile in enumerate(profiles):
        for key, spellings in profile.by_key.items():
            blocks[key].append((position, spellings))
        for key in {f"{scheme}:{value}" for scheme, value in profile.identifiers} | profile.elsewhere:
            blocks[key].append((position, ()))
    return blocks
