"""Which actors are compared at all: those that meet under a key, so that not all meet all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations, product

from loader.reconcile.profile import Profile

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
    for key, (strong, weak) in _blocks(profiles).items():
        if len(strong) + len(weak) <= (_MANY if key.startswith("'") else _TOO_MANY):
            found.update(combinations(strong, 2))
            found.update((min(pair), max(pair)) for pair in product(strong, weak))
    return found


def _blocks(profiles: Iterable[Profile]) -> dict[str, tuple[list[int], list[int]]]:
    """For each key, who has it by a strong name or an identifier, and who only by a weak name."""
    blocks: defaultdict[str, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for position, profile in enumerate(profiles):
        strong = {key for key, spellings in profile.by_key.items() if not all(s.weak for s in spellings)}
        strong |= {f"{scheme}:{value}" for scheme, value in profile.identifiers} | profile.elsewhere
        for key in strong:
            blocks[key][0].append(position)
        for key in profile.by_key.keys() - strong:
            blocks[key][1].append(position)
    return blocks
