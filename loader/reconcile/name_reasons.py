"""What the names of two actors say about whether they are one."""

from __future__ import annotations

from collections.abc import Iterator

from loader.reconcile.likeness import Likeness, likeness
from loader.reconcile.profile import Profile
from loader.reconcile.reasons import Reason
from loader.reconcile.spelling import WORD, Spelling, numbers

__all__ = ["MOST", "names"]

_NAME_SLOPE, _NAME_MIDDLE = 12.0, 0.81  # a share of agreement that speaks neither for nor against
_WORDS, _ENOUGH_WORDS = 1.0, 3.0  # what each word beyond one and a half adds, up to three
_FEW_WORDS = 1.5
_HALF_AGREES = 0.65  # a share of agreement at which the number of words does not matter
_NO_NAME = -3.0
_WEAK_NAME, _WEAK_NAME_OF_A_PERSON = -0.7, -1.2
_OF_FEW = 0.6  # there are but a few hundred states and territories
_ONE_NAME_OF_A_PERSON = -1.5
_ANOTHER_NAME = 0.7
_NUMBERS_DIFFER = -5.0
_COMMON_NAME = 0.9  # a weight of what agrees below which names are too common to say much
_POLITIES = frozenset({"state", "territory"})

MOST = _NAME_SLOPE * (1 - _NAME_MIDDLE) + _WORDS * (_ENOUGH_WORDS - _FEW_WORDS) + _OF_FEW + _ANOTHER_NAME
"""What names can weigh at most."""


def names(one: Profile, other: Profile) -> tuple[list[Reason], bool]:
    """What the names say, and whether what they share is common to many."""
    best = sorted(_pairs(one, other), key=lambda found: (-found[0], found[1].text, found[2].text))
    if not best:
        return [Reason("no names in common", _NO_NAME)], False
    weight, left, right, like = best[0]
    person = "person" in one.kinds | other.kinds
    if person and len(left.words) == 1 and len(right.words) == 1:
        weight += _ONE_NAME_OF_A_PERSON
    if one.kinds & _POLITIES and other.kinds & _POLITIES:
        weight += _OF_FEW
    found = [Reason(_described(left, right, like), max(weight, _NO_NAME))]
    used = {left.sorted, right.sorted}
    if weight > 0 and any(
        w > 0 and not {a.sorted, b.sorted} & used and (a.tells or b.tells) for w, a, b, _ in best[1:]
    ):
        found.append(Reason("another name of theirs agrees too", _ANOTHER_NAME))
    if _numbers_differ(one, other):
        found.append(Reason("the numbers in their names differ", _NUMBERS_DIFFER))
    return found, like.weight < _COMMON_NAME


def _pairs(one: Profile, other: Profile) -> Iterator[tuple[float, Spelling, Spelling, Likeness]]:
    """The names that meet under a key, with what their likeness weighs."""
    keys = one.by_key.keys() & other.by_key.keys()
    seen: set[tuple[int, int]] = set()
    for key in keys:
        for left in one.by_key[key]:
            for right in other.by_key[key]:
                pair = (id(left), id(right))
                if pair not in seen and _worth(key, left, right):
                    seen.add(pair)
                    like = likeness(left, right)
                    yield _weight(like, weak=left.weak or right.weak, person=left.person), left, right, like


def _worth(key: str, left: Spelling, right: Spelling) -> bool:
    """Whether two names that meet under a key are worth comparing.

    Two weak names prove nothing. Of two names with several words each, one in common is too little.
    """
    return not (left.weak and right.weak) and (key[0] != WORD or left.alone or right.alone)


def _weight(like: Likeness, *, weak: bool, person: bool) -> float:
    low = _WEAK_NAME_OF_A_PERSON if person else _WEAK_NAME
    words = _WORDS * (min(like.weight, _ENOUGH_WORDS) - _FEW_WORDS)
    if words > 0 and not person:  # a person's name is often cut short, and means the same
        words *= max(0.0, (like.share - _HALF_AGREES) / (1 - _HALF_AGREES))
    return _NAME_SLOPE * (like.share - _NAME_MIDDLE) + words + (low if weak else 0.0)


def _described(left: Spelling, right: Spelling, like: Likeness) -> str:
    weak = ", a weak one" if left.weak or right.weak else ""
    if left.text == right.text:
        return f"the same name '{left.text}'{weak}"
    return f"the names '{left.text}' and '{right.text}' are {like.how}{weak}"


def _numbers_differ(one: Profile, other: Profile) -> bool:
    """Whether all names with numbers have other numbers than those of the other."""
    left, right = (
        {said for s in profile.spellings if not s.weak and (said := numbers(s))} for profile in (one, other)
    )
    return bool(left and right) and not left & right
