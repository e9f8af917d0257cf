"""A name taken apart: its words in Latin letters, their weights, and the keys under which like names meet."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from loader.reconcile.transliteration import of_characters, roman, without_vowels
from loader.reconcile.word import Word, key, one_less, skeleton, word
from loader.reconcile.words import PARTICLES, PARTICLES_OF_PERSONS, shortened, without_forms

__all__ = ["WORD", "Spelling", "numbers", "spell"]

_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)")
_ROMAN = {"ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8"}
_SERVANT = re.compile(r"\b(abd|abdul|abdel|abdal|abdol|bd)[ -]+(?:(?:al|el|ul|ol|ur|ar)[ -]+)?(?=\w)")
_BRACKETED = re.compile(r"\(([^()]*)\)?")
_INITIALISM = re.compile(r"\b(?:[a-z]\.){2,}")
_WORDS = re.compile(r"[^\W_]+")
_MANY = 8  # words of a name; of longer ones only so many are combined into keys
_OF_TWO = 5  # letters of a key, one of which may differ where two words are found together
_ACRONYM = range(3, 9)  # letters

WORD = "'"
"""What the keys of single words begin with."""


@dataclass(frozen=True)
class Spelling:
    """A name of an actor.

    Attributes:
        text: as it was said.
        weak: said to be of low quality.
        words: without particles and legal forms, and without what stands in brackets.
        person: whether it is a person's.
        aside: the words in brackets, which often say where something is.
    """

    text: str
    weak: bool
    words: tuple[Word, ...]
    person: bool = False
    aside: frozenset[str] = frozenset()

    @cached_property
    def chinese(self) -> bool:
        """Whether it is written in Chinese characters."""
        return of_characters(self.text)

    @cached_property
    def weight(self) -> float:
        """What all words tell together."""
        return sum(word.weight for word in self.words)

    @cached_property
    def tells(self) -> bool:
        """Whether any of its words says whom it means."""
        return any(word.telling for word in self.words)

    @cached_property
    def telling(self) -> tuple[Word, ...]:
        """The words that say whom it means; all of them, where none does."""
        return tuple(word for word in self.words if word.telling) or self.words

    @cached_property
    def rest(self) -> tuple[str, ...]:
        """The words that many names have, but not all of their kind."""
        return tuple(sorted(w.skeleton for w in self.words if w.usual))

    @cached_property
    def sorted(self) -> tuple[str, ...]:
        """Its words, in an order that does not depend on how the name is turned."""
        return tuple(sorted(word.text for word in self.words))

    @cached_property
    def joined(self) -> str:
        """The words that say whom it means, written as one."""
        return "".join(word.text for word in self.telling)

    @cached_property
    def bones(self) -> str:
        """The consonants of what `joined` is."""
        return skeleton(self.joined)

    @cached_property
    def acronym(self) -> bool:
        """Whether it can be the initials of a longer name."""
        return (
            len(self.words) == 1
            and self.text.isalpha()
            and self.text.isupper()
            and len(self.text) in _ACRONYM
        )

    @cached_property
    def initials(self) -> str:
        """The first letters of its words, if it has enough of them."""
        first = "".join(word.text[0] for word in self.words)
        return first if len(self.words) in _ACRONYM else ""

    @cached_property
    def whole_keys(self) -> frozenset[str]:
        """Keys that few names share: of the whole name, and of two words together."""
        keys = {"=" + " ".join(sorted(key(word) for word in self.telling))}
        for one, other in combinations(sorted({key(said) for said in self.telling[:_MANY]}), 2):
            keys.update(f"+{form} {other}" for form in one_less(one, _OF_TWO))
            keys.update(f"+{one} {form}" for form in one_less(other, _OF_TWO))
        keys |= {"~" + form for form in one_less(self.bones)}
        if self.acronym:
            keys.add("." + self.words[0].text)
        elif self.initials:
            keys.add("." + self.initials)
        return frozenset(keys)

    @property
    def alone(self) -> bool:
        """Whether one word alone says whom it means, so that this word is enough to be found by."""
        return len(self.telling) == 1

    @cached_property
    def word_keys(self) -> frozenset[str]:
        """Keys of single words, as they are and with a letter less."""
        return frozenset(
            f"{WORD}{form}" for word in self.words if word.telling for form in one_less(key(word))
        )

    @cached_property
    def keys(self) -> frozenset[str]:
        """All keys under which a name that is like this one may be found."""
        return self.whole_keys | self.word_keys


def spell(text: str, *, weak: bool = False, person: bool = False) -> Spelling:
    """Takes a name apart.

    Args:
        text: the name in any script.
        weak: whether it is said to be of low quality.
        person: of a person, who has titles and no legal form.

    >>> [word.text for word in spell("OOO «Альфа-Бета»").words], spell("Dr. Абу Хасан", person=True).sorted
    (['alfa', 'beta'], ('abu', 'dr', 'khasan'))
    """
    bare = without_vowels(text)
    latin = _SERVANT.sub(r"\1", _INITIALISM.sub(lambda found: found[0].replace(".", ""), roman(text)))
    brackets = " ".join(_BRACKETED.findall(latin))
    outside = _BRACKETED.sub(" ", latin)
    if not outside.strip(" ,.-"):
        outside, brackets = latin, ""
    words = tuple(shortened(outside).split())
    if not person:
        words = without_forms(words)
    last = len(words) - 1  # a letter that a name ends in tells it from its neighbour's: Group A, Group B
    particles = PARTICLES_OF_PERSONS if person else PARTICLES
    kept = tuple(
        said for at, said in enumerate(words) if said not in particles or (at == last and len(said) == 1)
    )
    kept = kept or words
    return Spelling(
        text,
        weak,
        tuple(word(_number(said), person, bare) for said in kept),
        person,
        frozenset(skeleton(said) for said in _WORDS.findall(brackets) if said not in PARTICLES),
    )


def numbers(spelling: Spelling) -> frozenset[str]:
    """The numbers in a name, by which a plant, a brigade or a school differs from the next one."""
    return frozenset(word.text for word in spelling.words if word.text.isdigit())


def _number(word: str) -> str:
    if ordinal := _ORDINAL.fullmatch(word):
        word = ordinal[1]
    return word.lstrip("0") or "0" if word.isdigit() else _ROMAN.get(word, word)
