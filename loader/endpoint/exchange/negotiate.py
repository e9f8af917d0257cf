"""The Accept header of HTTP (RFC 9110, section 12.5.1)."""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["choose"]

_WEIGHT = re.compile(r"(?:0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)", re.ASCII).fullmatch


def choose(accept: str, offers: Sequence[str]) -> str | None:
    """The media type that a client likes best, or None if it takes none of them.

    The most exact range that fits a type gives its weight; among equal weights the earlier offer wins. No
    header takes everything; a range that is not well-formed counts for nothing.

    >>> choose("text/turtle, application/sparql-results+json;q=0.9", ["application/sparql-results+json"])
    'application/sparql-results+json'
    >>> choose("text/*;q=0.5, text/csv;q=0, */*;q=0.1", ["text/csv", "application/json", "text/html"])
    'text/html'
    >>> choose("image/png", ["text/csv"]) is None
    True
    """
    ranges = _ranges(accept) if accept.strip() else [("*/*", 1.0)]
    best, best_weight = None, 0.0
    for offer in offers:
        weight = _weight(offer.lower(), ranges)
        if weight > best_weight:
            best, best_weight = offer, weight
    return best


def _ranges(accept: str) -> list[tuple[str, float]]:
    """Media ranges with their weights; parameters other than `q` tell nothing apart here."""
    found = []
    for part in accept.lower().split(","):
        media_range, *parameters = (piece.strip() for piece in part.split(";"))
        weight = next(
            (value for name, _, value in (p.partition("=") for p in parameters) if name == "q"), "1"
        )
        if media_range.count("/") == 1 and _WEIGHT(weight):
            found.append((media_range, float(weight)))
    return found


def _weight(offer: str, ranges: list[tuple[str, float]]) -> float:
    family = offer.partition("/")[0] + "/*"
    for wanted in (offer, family, "*/*"):
        weights = [weight for media_range, weight in ranges if media_range == wanted]
        if weights:
            return max(weights)
    return 0.0
