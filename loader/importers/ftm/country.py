"""Country codes as FollowTheMoney has them, as actors.

They are of ISO 3166-1, in lower case; besides, `eu` for the European Union, `zz` for no country in
particular, and codes of its own for parts of states and for states that are no more.
"""

from __future__ import annotations

import re
from functools import lru_cache

import iso3166

from loader.facts.model import Actor, ActorKind
from loader.importers.states import slug, state

__all__ = ["SECURITY_COUNCIL", "country"]

SECURITY_COUNCIL = Actor(
    id="un-security-council", name="UN Security Council", kind="intergovernmental-organization"
)

_NOWHERE = {"", "any", "zz"}
_CODE = re.compile("[a-z0-9]{1,20}(-[a-z0-9]{1,20}){0,3}")
_OWN_USE = {"xk"}  # of codes that ISO 3166 leaves open to any use
_UNIONS = {"eu": "European Union", "un": "United Nations"}
_SHORT = {  # where people, and the registry of territories, use another name than ISO 3166
    "bn": "Brunei",
    "bo": "Bolivia",
    "cd": "DR Congo",
    "cg": "Congo-Brazzaville",
    "cv": "Cape Verde",
    "fk": "Falkland Islands",
    "fm": "Micronesia",
    "gb": "United Kingdom",
    "hk": "Hong Kong SAR",
    "hm": "Heard and McDonald Islands",
    "ir": "Iran",
    "kp": "North Korea",
    "kr": "South Korea",
    "la": "Laos",
    "md": "Moldova",
    "mf": "Saint Martin",
    "mo": "Macao SAR",
    "nl": "Netherlands",
    "nr": "Naoero",
    "ps": "Palestine",
    "ru": "Russia",
    "sx": "Sint Maarten",
    "sy": "Syria",
    "tr": "Türkiye",
    "tw": "Taiwan",
    "tz": "Tanzania",
    "um": "U.S. Outlying Islands",
    "us": "United States",
    "ve": "Venezuela",
    "vg": "British Virgin Islands",
    "vi": "U.S. Virgin Islands",
    "vn": "Vietnam",
}
# fmt: off
_TERRITORIES = {
    "ai", "aq", "as", "aw", "ax", "bl", "bm", "bq", "bv", "cc", "cw", "cx", "fk", "fo", "gf",
    "gg", "gi", "gl", "gp", "gs", "gu", "hk", "hm", "im", "io", "je", "ky", "mf", "mo", "mp",
    "mq", "ms", "nc", "nf", "pf", "pm", "pn", "pr", "re", "sh", "sj", "sx", "tc", "tf", "tk",
    "um", "vg", "vi", "wf", "yt",
}
# fmt: on
"""Codes of what belongs to a state whose code is another; who is a state is not judged beyond that."""


@lru_cache(1000)
def country(code: str) -> Actor | None:
    """The actor that a country code stands for.

    Args:
        code: the code, in any case.

    Returns:
        A state, a territory or a union; under the code itself where it is of no known list. Nothing for a
        code that means no country in particular, and for what is no code.

    >>> country("ru").name, country("EU").kind, country("md-pmr").id, country("zz")
    ('Russia', 'intergovernmental-organization', 'md-pmr', None)
    """
    code = code.strip().lower()
    if code in _NOWHERE or not _CODE.fullmatch(code):
        return None
    if code in _UNIONS:
        name = _UNIONS[code]
        return Actor(id=slug(name), name=name, kind="intergovernmental-organization")
    known = iso3166.countries_by_alpha2.get(code.upper())
    if known is None:
        return Actor(id=slug(code) or code, name=code, kind="territory" if "-" in code else "state")
    named = state(_SHORT.get(code, known.name))
    kind: ActorKind = "territory" if code in _TERRITORIES else "state"
    scheme = "territory-code" if code in _OWN_USE else "iso-3166-1-alpha-2"
    return Actor(id=named.id, name=named.name, kind=kind, identifiers={scheme: code})
