"""Codes of territories, sorted by the standard that gives them."""

from __future__ import annotations

import re
from collections.abc import Iterable

__all__ = ["identifiers"]

_NOT_COUNTRIES = frozenset(
    {
        *("ac", "cp", "cq", "dg", "eu", "ic", "ta", "un"),  # reserved in ISO 3166-1, and given to no country
        *("an", "dd", "zr"),  # withdrawn
        "ip",  # the registry's own
    }
)
_NOT_SUBDIVISIONS = frozenset({"cy-trnc", "md-pmr", "so-som", "ua-cri", "ua-dpr", "ua-lpr"})
_COUNTRY = re.compile("(?!aa|q[m-z]|x[a-z]|zz)[a-z]{2}")  # those are open to any use
_SUBDIVISION = re.compile("([a-z]{2})-[a-z0-9]{1,3}")
_FORMER = re.compile("[a-z]{4}")


def identifiers(
    code: str, alpha3: str | None, others: Iterable[str], parent: str | None, *, historical: bool
) -> dict[str, str | tuple[str, ...]]:
    """Sorts the codes of one territory by scheme.

    Args:
        code: the registry's own.
        alpha3: its three letters, if it has any.
        others: further ones of whatever standard.
        parent: the code of what it is a part of.
        historical: whether it exists no more; its three letters were never given to another.

    Returns:
        Those of ISO 3166-1, ISO 3166-2 and ISO 3166-3, each under its scheme; the registry's own and what is
        none of these under `territory-code`, its own first.

    >>> codes = identifiers("gu", "gum", ["us-gu"], "us", historical=False)
    >>> codes["iso-3166-1-alpha-2"], codes["iso-3166-2"], codes["territory-code"]
    (('gu',), ('us-gu',), ('gu',))
    >>> identifiers("xk", "xkx", [], None, historical=False)
    {'territory-code': ('xk', 'xkx')}
    """
    found: dict[str, list[str]] = {}
    official = bool(_COUNTRY.fullmatch(code)) and code not in _NOT_COUNTRIES
    if official:
        found["iso-3166-1-alpha-2"] = [code]
    rest = [code]
    if alpha3 and (official or historical):
        found["iso-3166-1-alpha-3"] = [alpha3]
    elif alpha3:
        rest.append(alpha3)
    for other in (code, *others):
        of = _SUBDIVISION.fullmatch(other)
        if _FORMER.fullmatch(other):
            found.setdefault("iso-3166-3", []).append(other)
        elif of and other not in _NOT_SUBDIVISIONS and (other != code or of[1] == parent):
            found.setdefault("iso-3166-2", []).append(other)
        else:
            rest.append(other)
    found["territory-code"] = rest
    return {scheme: tuple(dict.fromkeys(codes)) for scheme, codes in found.items()}
