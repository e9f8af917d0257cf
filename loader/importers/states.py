"""States by the names that lists give them: one name, one id, in all lists."""

from __future__ import annotations

import re
import unicodedata

from loader.facts.model import Actor

__all__ = ["slug", "state"]

_BETWEEN = re.compile(r"[\W_]+")


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
