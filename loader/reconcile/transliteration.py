"""Names of any script in Latin letters: roughly, and without the vowels that a script does not write."""

from __future__ import annotations

import re
import unicodedata

from anyascii import anyascii

__all__ = ["of_characters", "roman", "without_vowels"]

_ARTICLE = re.compile(r"(?<!\w)ال(?=\w{3})")  # joined to its word in Arabic, apart or hyphenated in Latin
_HAN = re.compile("[\u3400-\u9fff\uac00-\ud7af]")  # characters that are syllables: anyascii capitalises each
_CHINESE = re.compile("[\u3400-\u9fff]")
_SYLLABLE = re.compile("(?<=[a-z])(?=[A-Z])")
_ABJAD = re.compile("[\u0590-\u05ff\u0600-\u06ff\u0700-\u074f\u0750-\u077f\u08a0-\u08ff]")
_DROPPED = re.compile("['\u2019\u2018\u02bb\u02bc\u02be\u02bf`\u00b4]")


def roman(text: str) -> str:
    """A name in lower-case Latin letters and digits; whatever else stands in it as it was, in ASCII.

    Syllables of Chinese and Korean are words; apostrophes and the signs for them are gone.

    >>> roman("Ταϊβάν"), roman("Мария"), roman("中華民國"), roman("القاعدة")
    ('taivan', 'mariya', 'zhong hua min guo', 'al qdh')
    """
    # Fullwidth and compatibility forms are one; case folding may make new ones, and knows more than lower().
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    latin = anyascii(_ARTICLE.sub("al ", plain))
    if _HAN.search(plain):
        latin = _SYLLABLE.sub(" ", latin)
    return _DROPPED.sub("", latin).lower()


def without_vowels(text: str) -> bool:
    """Whether a name is in a script that does not write most vowels: Arabic, Hebrew, Syriac.

    >>> without_vowels("קטר"), without_vowels("Qatar")
    (True, False)
    """
    return bool(_ABJAD.search(text))


def of_characters(text: str) -> bool:
    """Whether a name is written in Chinese characters, of which many sound the same.

    >>> of_characters("陕西"), of_characters("Shaanxi")
    (True, False)
    """
    return bool(_CHINESE.search(text))
