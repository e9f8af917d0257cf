"""Scopes: what tells an authority's designations of one target apart.

A designation may be on a list, under a programme, both, or neither; where neither is said, its category tells
it apart. A claim that says less than another joins the one scope that says all of it and most, if there is
exactly one; else it stands by itself, and shows what was not said.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set

from msgspec import Struct

from loader.claims import ANY, Claim
from loader.facts.model import Designation
from loader.vocabulary import key

__all__ = ["Scope", "by_scope"]

_Said = tuple[str | None, str | None]
"""The list and the programme that a claim names."""


class Scope(Struct, frozen=True, gc=False):
    """What one record of a designation is about.

    Attributes:
        authority: by id.
        target: by id.
        list: the authority's list that the target stands on, if one is said.
        programme: the sanctions programme that it stands there under, if one is said.
        category: where neither is said; else None.
    """

    authority: str
    target: str
    list: str | None
    programme: str | None
    category: str | None

    @property
    def key(self) -> str:
        """The key that names the record.

        >>> Scope("freedonia", "group-a", "Register", "Piracy", None).key
        'freedonia:group-a:list:Register:programme:Piracy'
        """
        named = (("list", self.list), ("programme", self.programme))
        said = [part for name, value in named if value is not None for part in (name, value)]
        return key(self.authority, self.target, *said, *([self.category] if self.category else []))

    def covered(self, denial: Designation, categories: Set[str]) -> bool:
        """Whether a denial that says less, or speaks of any authority, speaks of this designation too."""
        return (
            denial.authority in (ANY, self.authority)
            and denial.list in (None, self.list)
            and denial.programme in (None, self.programme)
            and denial.category in categories
        )

    def may_be(self, other: Scope) -> bool:
        """Whether the other, by what it leaves unsaid, may be this one."""
        pairs = (
            (self.authority, other.authority),
            (self.list, other.list),
            (self.programme, other.programme),
        )
        return all(a is None or b is None or a == b for a, b in pairs)


def by_scope(claims: Iterable[Claim]) -> list[tuple[Scope, list[Claim]]]:
    """The claims about one target's designations, by the scope that each belongs to.

    Only what is asserted makes a scope that others can join. The order of claims does not matter.
    """
    facts = [(claim, claim.fact) for claim in claims if isinstance(claim.fact, Designation)]
    if len(facts) == 1:
        ((claim, fact),) = facts
        neither = fact.category if fact.list is None and fact.programme is None else None
        return [(Scope(fact.authority, fact.target, fact.list, fact.programme, neither), [claim])]
    known: dict[tuple[str, str], set[_Said]] = {}
    for _, fact in facts:
        if not fact.denies:
            known.setdefault((fact.authority, fact.category), set()).add((fact.list, fact.programme))
    groups: dict[Scope, list[Claim]] = {}
    for claim, fact in facts:
        said = _whole((fact.list, fact.programme), known.get((fact.authority, fact.category), set()))
        neither = fact.category if said == (None, None) else None
        groups.setdefault(Scope(fact.authority, fact.target, *said, neither), []).append(claim)
    return sorted(groups.items(), key=lambda item: item[0].key)


def _whole(said: _Said, known: Set[_Said]) -> _Said:
    """The one known scope that says all that is said, and most; what is said, where there is not one."""
    if len(known) == 1 and said in known:
        return said
    wider = [scope for scope in known if _extends(scope, said)]
    most = [scope for scope in wider if not any(_extends(other, scope) for other in wider if other != scope)]
    return most[0] if len(most) == 1 else said


def _extends(scope: Sequence[str | None], said: Sequence[str | None]) -> bool:
    return all(less in (None, more) for more, less in zip(scope, said, strict=True))
