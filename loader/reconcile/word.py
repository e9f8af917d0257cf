"""A word of a name: what it sounds like, and how much it tells."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from loader.reconcile.words import COMMON, GENERIC, POLITY, TITLES

__all__ = ["Word", "consonants", "key", "one_less", "skeleton", "word"]

_SOUNDS = re.compile("dzh|tch|sch|ph|kh|gh|sh|ch|th|dh|zh|ts|tz|dj|ck|[qcgwxyj]|[aeiou]")
_AS = {
    **{"dzh": "c", "dj": "c", "zh": "c", "j": "c", "tch": "c", "ch": "c", "ts": "c", "tz": "c"},
    **{"ph": "f", "kh": "h", "gh": "k", "th": "t", "dh": "d", "ck": "k", "q": "k", "c": "k", "g": "k"},
    **{"sch": "s", "sh": "s", "w": "v", "x": "ks"},
}
_UNTOLD = str.maketrans("pv", "bf")
_DOUBLED = re.compile(r"(.)\1+")
_SHORT, _LONG = 4, 8  # letters of a word that tells as much as most, and of one that tells more
_PLAIN, _LITTLE, _LEAST = 1.0, 0.3, 0.12


@dataclass(frozen=True, slots=True, eq=False)  # one object for each word: see `word`
class Word:
    """A word of a name.

    Attributes:
        text: in lower-case Latin letters.
        skeleton: its consonants, with those that transliterations confuse made one.
        weight: how much it tells about whom the name means; 1 as most words do.
        bare: of a script that does not write its vowels.
    """

    text: str
    skeleton: str
    weight: float
    bare: bool = False

    @property
    def telling(self) -> bool:
        """Whether names may be compared because they share it."""
        return self.weight > _LITTLE and not self.text.isdigit()

    @property
    def usual(self) -> bool:
        """Whether many names of its kind have it."""
        return self.weight > _LEAST and not self.telling


@lru_cache(maxsize=100_000)
def skeleton(word: str) -> str:
    """A word's consonants, as far as transliterations agree on them.

    >>> [skeleton(word) for word in ("kazakhstan", "kazahstan", "dzhalal", "jalal", "hussein", "husayn")]
    ['kzhstn', 'kzhstn', 'cll', 'cll', 'hsn', 'hsn']
    """
    consonants = _SOUNDS.sub(lambda found: _AS.get(found[0], ""), _DOUBLED.sub(r"\1", word))
    return consonants[:-1] if consonants[1:].endswith("h") else consonants


@cache
def word(text: str, person: bool, bare: bool) -> Word:
    """The word of a name, always the same object; `person` says whose name it is of."""
    if text.isdigit():
        weight = _PLAIN
    elif text in TITLES if person else text in POLITY:
        weight = _LEAST
    elif text in (COMMON if person else GENERIC):
        weight = 2 * _LITTLE if person else _LITTLE
    elif len(text) < _SHORT:
        weight = (0.0, 0.2, 0.5, 0.8)[len(text)]
    else:
        weight = _PLAIN + 0.5 * (len(text) >= _LONG)
    heard = text[:1] + text[1:].replace("w", "") if bare else text  # there it mostly stands for a vowel
    return Word(text, skeleton(heard), weight, bare)


def key(of: Word) -> str:
    """What a word is found by: its consonants, or all of it where that is too little."""
    return consonants(of) if len(of.skeleton) > 1 else of.text


def consonants(of: Word) -> str:
    """Its skeleton, without what not all scripts tell apart: Arabic has neither p nor v."""
    return of.skeleton.translate(_UNTOLD)


def one_less(whole: str, least: int = _SHORT) -> list[str]:
    """A key, and what is left of it without any one of its letters: a slip does not part two names.

    Args:
        whole: the key.
        least: its letters, below which too little would be left.
    """
    if len(whole) < least:
        return [whole]
    return [whole, *{whole[:at] + whole[at + 1 :] for at in range(len(whole))}]
