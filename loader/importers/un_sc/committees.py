"""The regimes of the UN list: the committee that keeps each, and which are about terrorism.

The committees are those of https://main.un.org/securitycouncil/en/sanctions/information.
UN_LIST_TYPE names the regime.
"""

from __future__ import annotations

from loader.facts.model import Category

__all__ = ["category", "committee"]

_RESOLUTIONS = {
    "Al-Qaida": "resolutions 1267 (1999), 1989 (2011) and 2253 (2015)",
    "CAR": "resolution 2127 (2013)",
    "DPRK": "resolution 1718 (2006)",
    "DRC": "resolution 1533 (2004)",
    "GB": "resolution 2048 (2012)",
    "Haiti": "resolution 2653 (2022)",
    "Iraq": "resolution 1518 (2003)",
    "Lebanon": "resolution 1636 (2005)",
    "Libya": "resolution 1970 (2011)",
    "Mali": "resolution 2374 (2017)",
    "Somalia": "resolution 751 (1992)",
    "SouthSudan": "resolution 2206 (2015)",
    "Sudan": "resolution 1591 (2005)",
    "Taliban": "resolution 1988 (2011)",
    "Yemen": "resolution 2140 (2014)",
}
_COUNCIL = {"Iran": "Security Council, under resolution 2231 (2015)"}  # which set up no committee
_TERRORIST = {"Al-Qaida"}


def committee(regime: str) -> str | None:
    """The organ that lists under a regime, or nothing for a regime that is not known here.

    >>> committee("Taliban")
    'Security Council Committee pursuant to resolution 1988 (2011)'
    """
    if resolutions := _RESOLUTIONS.get(regime):
        return f"Security Council Committee pursuant to {resolutions}"
    return _COUNCIL.get(regime)


def category(regime: str) -> Category:
    """What a designation under a regime is: terrorist where the regime is about terrorism."""
    return "terrorist" if regime in _TERRORIST else "sanctions"
