"""Names for namespaces, and the IRIs that they may shorten."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from loader.vocabulary import BASE, CODE, PREFIXES

__all__ = ["KINDS", "SCHEMES", "Names", "prefixes"]

KINDS = {
    "actor": "Actors",
    "source": "Sources",
    "dataset": "Datasets",
    "designation": "Designations and their acts",
    "recognition": "Recognitions and their acts",
    "meeting": "Meetings",
    "agreement": "Agreements",
    "membership": "Memberships",
    "post": "Posts",
    "statement": "Statements",
    "claim": "Claims",
}
"""The kinds of things, as they stand in IRIs, with their headings; in the order in which they are written."""

SCHEMES = (
    "designation-action",
    "recognition-action",
    "category",
    "meeting-status",
    "agreement-status",
    "party-role",
    "date-role",
    "confidence",
)
"""The code lists, as they stand in IRIs."""

_OTHERS = {
    "edtf": "http://id.loc.gov/datatypes/edtf/",
    "prov": "http://www.w3.org/ns/prov#",
    "wd": "http://www.wikidata.org/entity/",
}

# PN_CHARS_BASE of the Turtle grammar, without a-z and A-Z.
_LETTERS = (
    "\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f\u2c00-\u2fef"
    "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_FIRST = f"[A-Za-z0-9_:{_LETTERS}]|%[0-9A-Fa-f]{{2}}"
_LATER = f"[A-Za-z0-9_:\u00b7\u0300-\u036f\u203f-\u2040{_LETTERS}-]|%[0-9A-Fa-f]{{2}}|#"
_LOCAL = re.compile(rf"(?:(?:{_FIRST})(?:(?:{_LATER}|\.)*(?:{_LATER}))?)?")


def prefixes(base: str = BASE) -> dict[str, str]:
    """Every prefix that a file may use, with its namespace.

    A kind of thing goes by its own name, but for the things that are claims: `claim:` are claims' predicates,
    so `claim-id:` are the claims.

    Args:
        base: what the IRIs of the store's things begin with.

    >>> prefixes("https://example.org/")["claim-id"]
    'https://example.org/claim/'
    """
    things = {("claim-id" if kind == "claim" else kind): f"{base}{kind}/" for kind in KINDS}
    codes = {scheme: f"{CODE}{scheme}/" for scheme in SCHEMES}
    return {**PREFIXES, **_OTHERS, **codes, **things}


class Names:
    """Shortens IRIs, and remembers which prefixes that took.

    Attributes:
        used: the prefixes that were needed so far, with their namespaces.
    """

    def __init__(self, prefixes: Mapping[str, str], without: Iterable[str] = ()) -> None:
        """Takes prefixes with namespaces that end in `#` or `/`, less those named in `without`."""
        left_out = set(without)
        self.used: dict[str, str] = {}
        self._names = {space: name for name, space in prefixes.items() if name not in left_out}
        self.split = lru_cache(maxsize=1 << 12)(
            self._split
        )  # predicates, codes and types come again and again

    def _split(self, iri: str) -> tuple[str, str] | None:
        """The prefix and the local part of an IRI; None if no prefix fits or the local part is not plain.

        Plain is what Turtle's PN_LOCAL allows without a backslash, and `#`.
        """
        for sign in "#/":
            end = iri.rfind(sign) + 1
            name = self._names.get(iri[:end])
            if name is not None and _LOCAL.fullmatch(iri, end):
                self.used[name] = iri[:end]
                return name, iri[end:]
        return None
