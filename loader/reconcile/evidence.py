"""What speaks for two actors being one, and against it, added up to a score that says its reasons.

Each reason has a weight in log-odds, fixed by hand: names begin, the rest moves them. A score depends on the
two actors alone and not on which of them comes first.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from loader.reconcile.name_reasons import MOST, names
from loader.reconcile.profile import Bounds, Profile
from loader.reconcile.reasons import Reason

__all__ = ["compatible", "reasons"]

_SHARED_IDENTIFIER = 6.5
_SHARED_ADDRESS = 4.0
_CONFLICTING_IDENTIFIER = -9.0
_CONFLICTING_WIKIDATA = -4.0  # which has doubles, and items for a thing's periods
_BORN_SAME_DAY, _BORN_SAME_TIME, _BORN_OTHERWISE = 2.5, 0.8, -3.5
_SAME_COUNTRY, _SAME_COUNTRY_OF_A_COMMON_NAME, _OTHER_COUNTRY = 0.7, 2.0, -1.5
_OTHER_COUNTRY_OF_A_COMMON_NAME = -3.0
_PART_OF_THE_OTHER = -4.0
_KINDS_APART = -8.0

_MOST = MOST + _SAME_COUNTRY_OF_A_COMMON_NAME
"""What names and countries can weigh at most."""

_PRECISE = 32  # days: a date of birth that is known to the month at least
_LEAST_VALUE = 4  # letters and digits of a number that is no "none", "0" or "n/a"

_UNIQUE = ("iso-3166", "wikidata", "un-sc", "ofac", "m49", "imo", "lei")
"""Schemes, by how their names begin, that give an actor one identifier only."""

_POLITIES = frozenset({"state", "territory"})
_AGREEING = (
    _POLITIES | {"government"},
    frozenset({"government", "armed-group", "organization", "intergovernmental-organization"}),
)
"""Kinds that one actor may be said to be of, by different sources."""


def compatible(one: Profile, other: Profile) -> bool:
    """Whether what two actors are said to be lets them be one."""
    if not one.kinds or not other.kinds or one.kinds & other.kinds:
        return True
    return any(one.kinds & kinds and other.kinds & kinds for kinds in _AGREEING)


def reasons(one: Profile, other: Profile, least: float = -math.inf) -> tuple[Reason, ...]:
    """All that speaks for two actors being one, and against it; the strongest first.

    Args:
        one: an actor.
        other: another one.
        least: the sum of weights, in log-odds, below which nobody wants to know. Names take the longest to
            compare; where they could not make up for what else is known, there are no reasons.
    """
    first, second = sorted((one, other), key=lambda profile: profile.id)
    found = [*_identifiers(first, second), *_born(first, second)]
    if not compatible(first, second):
        found.append(
            Reason(f"one is a {_said(first.kinds)}, the other a {_said(second.kinds)}", _KINDS_APART)
        )
    if sum(reason.weight for reason in found) + _MOST < least:
        return ()
    name, common = names(first, second)
    found += [*name, *_countries(first, second, common=common)]
    return tuple(sorted(found, key=lambda reason: (-abs(reason.weight), reason.text)))


def _identifiers(one: Profile, other: Profile) -> Iterator[Reason]:
    for scheme in sorted(one.schemes.keys() & other.schemes.keys()):
        unique = scheme.startswith(_UNIQUE)
        ours, theirs = one.schemes[scheme], other.schemes[scheme]
        shared = [value for value in sorted(ours & theirs) if unique or len(value) >= _LEAST_VALUE]
        if shared:
            yield Reason(f"both {scheme} {shared[0]}", _SHARED_IDENTIFIER)
        elif unique and not ours & theirs:
            weight = _CONFLICTING_WIKIDATA if scheme == "wikidata" else _CONFLICTING_IDENTIFIER
            yield Reason(f"{scheme} {min(ours)} is not {min(theirs)}", weight)
    if both := sorted(one.elsewhere & other.elsewhere):
        yield Reason(f"both are said to be {both[0]}", _SHARED_ADDRESS)


def _born(one: Profile, other: Profile) -> Iterator[Reason]:
    if not one.born or not other.born:
        return
    common = [
        (max(a[0], b[0]), min(a[1], b[1]))
        for a in one.born
        for b in other.born
        if a[0] <= b[1] and b[0] <= a[1]
    ]
    if not common:
        dates = " and ".join(_date(min(profile.born)) for profile in (one, other))
        yield Reason(f"the dates of birth differ: {dates}", _BORN_OTHERWISE)
        return
    precise = [a for a in one.born & other.born if (a[1] - a[0]).days < _PRECISE]
    if precise:
        yield Reason(f"both born {_date(min(precise))}", _BORN_SAME_DAY)
    else:
        yield Reason("the dates of birth agree as far as they are known", _BORN_SAME_TIME)


def _date(bounds: Bounds) -> str:
    """The day, or the year or years of which a date of birth is."""
    early, late = bounds
    if early == late:
        return early.isoformat()
    return str(early.year) if early.year == late.year else f"{early.year} to {late.year}"


def _countries(one: Profile, other: Profile, *, common: bool) -> Iterator[Reason]:
    if one.id in other.others or other.id in one.others:
        yield Reason("one is the country, a claimant or the successor of the other", _PART_OF_THE_OTHER)
    elif both := sorted(one.countries & other.countries):
        yield Reason(
            f"both of the country {both[0]}", _SAME_COUNTRY_OF_A_COMMON_NAME if common else _SAME_COUNTRY
        )
    elif one.countries and other.countries:
        where = f"one is of {min(one.countries)}, the other of {min(other.countries)}"
        yield Reason(where, _OTHER_COUNTRY_OF_A_COMMON_NAME if common else _OTHER_COUNTRY)


def _said(kinds: frozenset[str]) -> str:
    return " and ".join(sorted(kinds)).replace("-", " ")
