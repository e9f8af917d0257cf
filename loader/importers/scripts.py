"""In which script a name is written, by its letters: lists seldom say it.

A name in a script whose language is not known is tagged `und-Arab` and so on: BCP 47 with codes of ISO 15924.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable

__all__ = ["by_script", "script", "tag"]

_CODES = {  # how the names of characters begin in Unicode
    "ARABIC": "Arab",
    "ARMENIAN": "Armn",
    "BENGALI": "Beng",
    "BOPOMOFO": "Bopo",
    "CJK": "Hani",
    "CYRILLIC": "Cyrl",
    "DEVANAGARI": "Deva",
    "ETHIOPIC": "Ethi",
    "GEORGIAN": "Geor",
    "GREEK": "Grek",
    "GUJARATI": "Gujr",
    "GURMUKHI": "Guru",
    "HANGUL": "Hang",
    "HEBREW": "Hebr",
    "HIRAGANA": "Hira",
    "KANNADA": "Knda",
    "KATAKANA": "Kana",
    "KHMER": "Khmr",
    "LAO": "Laoo",
    "LATIN": "Latn",
    "MALAYALAM": "Mlym",
    "MONGOLIAN": "Mong",
    "MYANMAR": "Mymr",
    "NKO": "Nkoo",
    "ORIYA": "Orya",
    "SINHALA": "Sinh",
    "SYRIAC": "Syrc",
    "TAMIL": "Taml",
    "TELUGU": "Telu",
    "THAANA": "Thaa",
    "THAI": "Thai",
    "TIBETAN": "Tibt",
    "TIFINAGH": "Tfng",
    "YI": "Yiii",
}
_JAPANESE = {"Hira", "Kana"}


def script(name: str) -> str | None:
    """The script that most letters of a name are of; Japanese and Korean count as one each.

    Returns:
        A code of ISO 15924, or nothing for a name without letters of a known script.

    >>> script("Талибан"), script("طالبان (TALIBAN)"), script("東京タワー"), script("17")
    ('Cyrl', 'Latn', 'Jpan', None)
    """
    letters = (
        c for c in unicodedata.normalize("NFKC", name) if unicodedata.category(c) in ("Lo", "Lu", "Ll")
    )
    found = Counter(_CODES.get(unicodedata.name(c, "").split(" ")[0]) for c in letters)
    found.pop(None, None)
    for whole, parts in (("Jpan", _JAPANESE), ("Kore", {"Hang"})):
        if not parts.isdisjoint(found):
            found[whole] = sum(found.pop(part, 0) for part in (*sorted(parts), "Hani"))
    # of two that are even, the one that is not Latin is what sets the name apart
    return max(found, key=lambda code: (found[code], code != "Latn", code), default=None)


def by_script(names: Iterable[str]) -> tuple[tuple[str, ...], dict[str, tuple[str, ...]]]:
    """Names in Latin letters or in none, and the others by their tags.

    >>> by_script(["Taliban", "Талибан", "17"])
    (('Taliban', '17'), {'und-Cyrl': ('Талибан',)})
    """
    latin: list[str] = []
    tagged: dict[str, tuple[str, ...]] = {}
    for name in names:
        if script(name) in (None, "Latn"):
            latin.append(name)
        else:
            tagged[tag(name)] = (*tagged.get(tag(name), ()), name)
    return tuple(latin), tagged


def tag(name: str) -> str:
    """The language tag of a name in a language that is not known.

    >>> tag("Талибан"), tag("17")
    ('und-Cyrl', 'und')
    """
    found = script(name)
    return f"und-{found}" if found else "und"
