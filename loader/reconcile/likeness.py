"""How alike two names are, whatever their scripts, the order of their words, and where they are divided."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import fuzz

from loader.reconcile.spelling import Spelling
from loader.reconcile.word import Word, consonants

__all__ = ["Likeness", "likeness"]

_ALIKE = 0.74  # two words that are less alike are different words
_RUN = 0.93  # two names written as one word that are less alike differ by more than where they are divided
_ENOUGH = 6  # consonants that no two names have by chance
_SAME_CONSONANTS, _EACH_CONSONANT, _MOST = 0.80, 0.03, 0.93  # the fewer, the more other words have them too
_ALMOST = 0.95
_OTHER_VOWELS = 0.3  # what the same consonants make up for at most
_ABBREVIATED = 0.9
_EACH_INITIAL, _INITIALS = 0.2, 0.8  # little, however many: it takes the same country besides
_INITIAL = 0.75
_OTHER_START = 0.9  # words that are alike but begin otherwise are seldom one: Omsk and Tomsk
_SOFT = "aeiouy"
_YOT = "j"  # a vowel in some languages, and a consonant in others
_OF_BOTH, _OF_BOTH_OF_A_PERSON = 0.85, 0.6  # the share of both names, against that of the shorter one
_SAME_SOUND = 0.88  # of names in Chinese characters that differ, but are spoken alike
_ASIDE = 0.85  # where both names have something in brackets, and not the same


@dataclass(frozen=True, slots=True)
class Likeness:
    """How alike two names are.

    Attributes:
        share: from 0 to 1, how much of them agrees.
        weight: how much what agrees tells; about 1 for each word.
        how: in words.
    """

    share: float
    weight: float
    how: str


def likeness(one: Spelling, other: Spelling) -> Likeness:
    """Compares two names; which of them comes first does not matter.

    >>> from loader.reconcile.spelling import spell
    >>> likeness(spell("Иван Петров"), spell("PETROV, Ivan")).how
    'the same after transliteration and in another order'
    """
    found = _likeness(one, other)
    if one.chinese and other.chinese and one.text != other.text:
        found = Likeness(min(found.share, _SAME_SOUND), found.weight, found.how)
    if one.aside and other.aside and not one.aside & other.aside:
        return Likeness(found.share * _ASIDE, found.weight, found.how)
    return found


def _likeness(one: Spelling, other: Spelling) -> Likeness:
    if one.sorted == other.sorted:
        return Likeness(1.0, min(one.weight, other.weight), _sameness(one, other))
    if acronym(one, other) or acronym(other, one):
        letters = len(one.initials or other.initials)
        told = min(_EACH_INITIAL * letters, _INITIALS)
        return Likeness(_ABBREVIATED, told, "an abbreviation and what it may stand for")
    share, weight = _aligned(one, other)
    if share < _RUN and len(one.words) != len(other.words) and one.tells and one.rest == other.rest:
        run = fuzz.ratio(one.joined, other.joined) / 100
        if one.bones == other.bones and len(one.bones) >= _ENOUGH:
            run = max(run, _RUN)
        if run >= _RUN:
            told = min(sum(word.weight for word in name.telling) for name in (one, other))
            return Likeness(run, told, "the same but for spaces and a letter or two")
    return Likeness(share, weight, "nearly the same" if share >= _RUN else "alike")


def acronym(short: Spelling, long: Spelling) -> bool:
    """Whether one name is the initials of the other."""
    return short.acronym and long.initials == short.words[0].text


def _sameness(one: Spelling, other: Spelling) -> str:
    if one.text == other.text:
        return "the same"
    plain = one.text.isascii() and other.text.isascii()
    turned = [word.text for word in one.words] != [word.text for word in other.words]
    after = "" if plain else " after transliteration"
    order = " in another order" if turned else ""
    return (
        f"the same{after}{' and' if after and order else ''}{order}"
        if after or order
        else "the same but for its form"
    )


def _aligned(one: Spelling, other: Spelling) -> tuple[float, float]:
    """Pairs each word with the one that it is most like, and weighs what agrees."""
    found = []
    for i, word in enumerate(one.words):
        for j, candidate in enumerate(other.words):
            first, second = (word, candidate) if word.text < candidate.text else (candidate, word)
            if alike := _alike(first, second):
                found.append((-alike, first.text, second.text, i, j))
    both, least = one.weight + other.weight, min(one.weight, other.weight)
    if not found or not least:
        return 0.0, 0.0
    found.sort()
    left, right = set(range(len(one.words))), set(range(len(other.words)))
    agreed = weight = 0.0
    for minus, _, _, i, j in found:
        if i in left and j in right:
            left.discard(i)
            right.discard(j)
            each = (one.words[i].weight + other.words[j].weight) / 2
            weight += each
            agreed -= minus * each
    of_both = _OF_BOTH_OF_A_PERSON if one.person and other.person else _OF_BOTH
    return of_both * 2 * agreed / both + (1 - of_both) * min(agreed / least, 1.0), weight


@lru_cache(maxsize=1_000_000)
def _alike(one: Word, other: Word) -> float:
    """How alike two words are: from 0, where they are different words, to 1; the lesser comes first."""
    if one.text == other.text:
        return 1.0
    if one.text.isdigit() or other.text.isdigit():
        return 0.0
    if min(len(one.text), len(other.text)) == 1:
        return _INITIAL if one.text[0] == other.text[0] else 0.0
    letters = fuzz.ratio(one.text, other.text) / 100
    if not one.skeleton or not other.skeleton:
        return letters if letters >= _ALIKE else 0.0
    if one.bare or other.bare:
        bones = fuzz.ratio(consonants(one), consonants(other)) / 100
        best = max(letters, _MOST if bones == 1 else bones * _ALMOST)
    else:
        bones = fuzz.ratio(one.skeleton, other.skeleton) / 100
        if bones == 1:
            same = min(_SAME_CONSONANTS + _EACH_CONSONANT * (len(one.skeleton) - 1), _MOST)
            best = max(letters, min(same, letters + _OTHER_VOWELS))
        else:
            best = (letters + max(bones, letters)) / 2
        if len({_start(one), _start(other)} - {_YOT}) > 1:
            best *= _OTHER_START
    return best if best >= _ALIKE else 0.0


def _start(word: Word) -> str:
    """How a word begins, as far as transliterations agree on it: by a vowel, or by which consonant."""
    first = word.text[0]
    return first if first == _YOT else "" if first in _SOFT else word.skeleton[:1]
