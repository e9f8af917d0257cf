"""All that is compared of an actor."""

from __future__ import annotations

import datetime
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from loader import dates
from loader.facts.model import Actor
from loader.names import names_of
from loader.reconcile.spelling import Spelling, spell

__all__ = ["Bounds", "Identifier", "Profile", "of_fact", "profile"]

Bounds = tuple[datetime.date, datetime.date]
Identifier = tuple[str, str]

_WIKIDATA = "wikidata"
_WIKIDATA_ADDRESS = "://www.wikidata.org/entity/"
_PERSON = "person"


@dataclass(frozen=True)
class Profile:
    """What is known of an actor, as far as it may tell whether another one is the same.

    Attributes:
        id: its id.
        label: the name that it is shown by.
        names: its other names, in any script and language.
        weak: names of low quality.
        kinds: as facts have them: `person`, `state`.
        identifiers: scheme and value of each, in a form that does not depend on how they are written.
        elsewhere: addresses that `sameAs` names, Wikidata's aside, which are identifiers.
        countries: ids of actors.
        others: ids of actors that it is not, but has to do with: its countries, claimants and successors.
        born: the bounds of each date of birth that is said.
        mentions: in how many claims and records it occurs.
    """

    id: str
    label: str
    names: frozenset[str] = frozenset()
    weak: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    identifiers: frozenset[Identifier] = frozenset()
    elsewhere: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()
    born: frozenset[Bounds] = frozenset()
    mentions: int = field(default=0, compare=False)

    @cached_property
    def spellings(self) -> tuple[Spelling, ...]:
        """Its names taken apart; of those that come to the same words, the first and strong one."""
        person = _PERSON in self.kinds
        found: dict[tuple[str, ...], Spelling] = {}
        for weak, names in ((False, {self.label, *self.names}), (True, self.weak)):
            for name in sorted(names):
                spelling = spell(name, weak=weak, person=person)
                if spelling.words:
                    found.setdefault(tuple(word.text for word in spelling.words), spelling)
        return tuple(found.values())

    @cached_property
    def by_key(self) -> Mapping[str, tuple[Spelling, ...]]:
        """Its spellings by the keys under which they may be found."""
        found: dict[str, list[Spelling]] = {}
        for spelling in self.spellings:
            for key in spelling.keys:
                found.setdefault(key, []).append(spelling)
        return {key: tuple(spellings) for key, spellings in found.items()}

    @cached_property
    def schemes(self) -> Mapping[str, frozenset[str]]:
        """The values of its identifiers by scheme."""
        found: dict[str, set[str]] = {}
        for scheme, value in self.identifiers:
            found.setdefault(scheme, set()).add(value)
        return {scheme: frozenset(values) for scheme, values in found.items()}


def profile(
    identifier: str,
    label: str,
    *,
    names: Iterable[str] = (),
    weak: Iterable[str] = (),
    kinds: Iterable[str] = (),
    identifiers: Iterable[Identifier] = (),
    same_as: Iterable[str] = (),
    countries: Iterable[str] = (),
    others: Iterable[str] = (),
    born: Iterable[str] = (),
    mentions: int = 0,
) -> Profile:
    """The profile of what is said of an actor: addresses, numbers and dates in a form that can be compared.

    Raises:
        DateError: a date of birth is none.
    """
    addresses = frozenset(same_as)
    wikidata = {address for address in addresses if _WIKIDATA_ADDRESS in address}
    numbers = {*identifiers, *((_WIKIDATA, address.rsplit("/", 1)[1]) for address in wikidata)}
    days = (dates.parse(text) for text in born)
    return Profile(
        id=identifier,
        label=label,
        names=frozenset(names) - {label},
        weak=frozenset(weak) - {label},
        kinds=frozenset(kinds),
        identifiers=frozenset(_comparable(scheme, value) for scheme, value in numbers),
        elsewhere=addresses - wikidata,
        countries=frozenset(countries),
        others=frozenset(others),
        born=frozenset((day.earliest, day.latest) for day in days),
        mentions=mentions,
    )


def of_fact(fact: Actor) -> Profile:
    """The profile of an actor as one fact describes it.

    >>> sorted(of_fact(Actor(id="a", name="Group A", kind="armed-group", aliases=("A",))).names)
    ['A']
    """
    return profile(
        fact.id,
        fact.name,
        names=names_of(fact),
        weak=fact.weakAliases,
        kinds=(*fact.kinds, *_several(fact.kind)),
        identifiers=((scheme, one) for scheme, said in fact.identifiers.items() for one in _several(said)),
        same_as=_several(fact.sameAs),
        countries=_several(fact.country),
        others=(*_several(fact.country), *fact.claimedBy, *fact.successors),
        born=_several(fact.born),
    )


def _several(said: str | tuple[str, ...] | None) -> tuple[str, ...]:
    return (said,) if isinstance(said, str) else said or ()


def _comparable(scheme: str, value: str) -> Identifier:
    """An identifier without what is only a way of writing it: `No. 12-34 ` and `no 1234`."""
    plain = unicodedata.normalize("NFKC", value).casefold()
    return scheme.casefold(), "".join(sign for sign in plain if sign.isalnum())
