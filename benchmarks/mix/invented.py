"""Names of nobody: made of syllables from a number, so that each number has a name that no other has.

A word is consonant, vowel, consonant, vowel. A respelling replaces a letter by one, or by a cluster, that no
such word holds. So whatever is made of the words of two numbers differs, and references by name are plain.
"""

from __future__ import annotations

from random import Random

__all__ = ["given", "in_script", "organization", "respelled", "word"]

_SYLLABLES = [consonant + vowel for consonant in "bdfghjklmnprstvz" for vowel in "aeiou"]
_SPREAD = 7_368_787  # coprime to the number of words, so that neighbours look nothing alike
_RESPELLINGS = (
    ("k", "q"),
    ("i", "y"),
    ("v", "w"),
    ("u", "ou"),
    ("s", "sh"),
    ("z", "dz"),
    ("l", "ll"),
    ("r", "rr"),
)
_SECTORS = (
    *(
        "Trading",
        "Shipping",
        "Machinery",
        "Petroleum",
        "Aviation",
        "Textile",
        "Mining",
        "Steel",
        "Charitable",
    ),
    *("Investment", "Electronic", "Chemical", "Foodstuff", "Engineering", "Insurance", "Telecom", "Export"),
)
_FORMS = (
    "Company",
    "Foundation",
    "Limited",
    "Group",
    "Bank",
    "Establishment",
    "Institute",
    "Holding",
    "Bureau",
)
_SCRIPTS = {
    "ru": str.maketrans("abdefghijklmnoprstuvz", "абдефгхижклмнопрстувз"),
    "ar": str.maketrans("abdefghijklmnoprstuvz", "ابدهفغحيجكلمنوبرستوفز"),
    "zh": str.maketrans("abdefghijklmnoprstuvz", "阿贝德厄福格赫伊杰克勒姆恩奥佩尔斯特乌维泽"),
}


def word(number: int, syllables: int = 4) -> str:
    """The word of a number, capitalised; below 80 to the power of `syllables` no two are the same.

    >>> word(1), word(2), word(1, 3)
    ('Fukejuti', 'Josirupu', 'Kejuti')
    """
    left = (number * _SPREAD) % len(_SYLLABLES) ** syllables
    parts = []
    for _ in range(syllables):
        left, last = divmod(left, len(_SYLLABLES))
        parts.append(_SYLLABLES[last])
    return "".join(reversed(parts)).capitalize()


def given(random: Random) -> str:
    """A given name, of which there are few, as in life."""
    return word(int(random.random() ** 2 * 300), 2)


def organization(random: Random, number: int) -> str:
    """What a company or a foundation is called."""
    return f"{word(number)} {random.choice(_SECTORS)} {random.choice(_FORMS)}"


def respelled(random: Random, text: str) -> str:
    """Another way of writing a name in Latin letters."""
    for old, new in random.sample(_RESPELLINGS, 3):
        text = text.replace(old, new).replace(old.upper(), new.capitalize())
    return text


def in_script(text: str, language: str) -> str:
    """A name in the letters of Russian, Arabic or Chinese, letter by letter.

    >>> in_script("Fukejuti", "ru")
    'фукежути'
    """
    return text.lower().translate(_SCRIPTS[language])
