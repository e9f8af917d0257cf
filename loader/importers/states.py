"""States by the names that lists give them: one name, one id, in all lists."""

from __future__ import annotations

import re
import unicodedata

from loader.facts.model import Actor

__all__ = ["is_name", "slug", "state"]

_LONGEST = 200  # characters; what is longer is a remark
_BETWEEN = re.compile(r"[\W_]+")
_OFFICIAL = re.compile(r" \([^()]+ of\)$")
_REMARK = re.compile(
    r"[\d;:()?]|\w{3}\.|\b(?:by|citizen\w*|national\w*|unknown|formerly|possibly)\b", re.IGNORECASE
)
_ADJECTIVE = re.compile(r"(?:an|ese|ish|i|ch)$")
_LIKE_ADJECTIVES = re.compile(
    r"stan$|\b(?:Azerbaijan|Bhutan|Brunei|Burundi|Djibouti|Eswatini|Fiji|Haiti|Iran|Japan|Jordan|Kiribati|Malawi|Mali|Oman|Sudan|Taiwan)$"
)


def slug(name: str) -> str:
    """A name as an id: lower case, without accents, words joined by hyphens.

    >>> slug("CÔTE D'IVOIRE "), slug("Iran (Islamic Republic of)")
    ('cote-d-ivoire', 'iran-islamic-republic-of')
    """
    plain = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    return _BETWEEN.sub("-", unicodedata.normalize("NFC", letters)).strip("-")


def state(name: str) -> Actor:
    """The state that a list calls so. Lists that use the same name mean the same state.

    Names that differ stay apart, until a person says by a `same-as` fact that they are one: see `reconcile`.
    """
    return Actor(id=slug(name), name=name, kind="state")


def is_name(text: str) -> bool:
    """Whether a text where a list has a state can be a state's name, and not an adjective or a remark.

    >>> [name for name in ("Iran (Islamic Republic of)", "South Sudan", "Mali", "Viet Nam") if is_name(name)]
    ['Iran (Islamic Republic of)', 'South Sudan', 'Mali', 'Viet Nam']
    >>> [name for name in ("Afghan", "Somali", "USSR (until 1991)", "na") if is_name(name)]
    []
    """
    if len(text) > _LONGEST or slug(text) in ("", "any"):
        return False
    name = _OFFICIAL.sub("", text)
    return (
        name[:1].isupper()
        and not _REMARK.search(name)
        and not (_ADJECTIVE.search(name) and not _LIKE_ADJECTIVES.search(name))
    )
