"""What a change would leave referred to and described nowhere: who an actor is, or what a source."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet

from loader.change import Change
from loader.claims import Claim, Description, claim_iri, described, triples
from loader.claims.fields import ACTOR_FIELDS
from loader.errors import Problem, Severity
from loader.facts.model import Actor, DifferentFrom, SameAs, Source
from loader.holdings import Holdings
from loader.judge import Places, pointing
from loader.records import NOBODY, Thing, thing_of
from loader.triples import iri
from loader.vocabulary import key, parts, thing

__all__ = ["dangling", "lost", "references", "stored_references", "told", "unknown"]


def dangling(change: Change, holdings: Holdings, places: Places) -> list[Problem]:
    """Finds references that a change would leave without anything to refer to.

    What counts is what was said: an actor has to be described under the very id by which a fact refers to
    it, whoever else it is one with, so that a decision can be undone at any time.

    Args:
        change: what is to be added and withdrawn.
        holdings: what the store holds before.
        places: where each claim stands.

    Returns:
        A violation for each actor or source that is withdrawn and still referred to, at the facts that do so;
        a warning at decisions about it, which stand, so that a list that no longer names it can be loaded.
    """
    known = {thing_of(item) for item in change.added.values() if isinstance(item, Description)}
    gone = lost(change.withdrawn, known.__contains__, holdings)
    if not gone:
        return []
    new = references(change.added.values())
    referring = {
        what: {*stored_references(what, change.withdrawn, holdings), *new.get(what, ())} for what in gone
    }
    about = [item for item in change.decisions if item.id not in change.added]
    return told(referring, about, holdings.base, places)


def unknown(change: Change, holdings: Holdings, places: Places) -> list[Problem]:
    """Finds references of what is added to actors and sources that nothing describes, before or after.

    Facts of a file are held to that where names are looked up; whoever writes claims names ids.

    Args:
        change: what is to be added.
        holdings: what the store holds before.
        places: where each claim stands.
    """
    new = references(change.added.values())
    known = {thing_of(item) for item in change.added.values() if isinstance(item, Description)}
    nowhere = {
        what: ids for what, ids in new.items() if what not in known and not any(holdings.about(what, NOBODY))
    }
    return [
        pointing(
            f"There is no {what.kind} {parts(what.key)[0]!r}.",
            f"fact/unknown-{what.kind}",
            [claim_iri(holdings.base, each) for each in ids],
            places,
            hint=f"Add what describes it: a claim:Description with the fact of that {what.kind}.",
        )
        for what, ids in sorted(nowhere.items())
    ]


def lost(
    withdrawn: Mapping[str, Claim | Description], known: Callable[[Thing], bool], holdings: Holdings
) -> set[Thing]:
    """The actors and sources of which nothing is said any more.

    Args:
        withdrawn: what leaves, by id.
        known: whether something new is said of one.
        holdings: what the store holds before.
    """
    return {
        what
        for item in withdrawn.values()
        if isinstance(item.fact, Actor | Source)
        and not known(what := thing_of(item))
        and all(other.id in withdrawn for other in holdings.about(what, NOBODY))
    }


def told(
    referring: Mapping[Thing, AbstractSet[str]], decisions: Iterable[Description], base: str, places: Places
) -> list[Problem]:
    """What is to be said of actors and sources that are lost; see `dangling`.

    Args:
        referring: for each of them, the ids of the claims and descriptions that refer to it.
        decisions: those that stand, and are not new.
        base: the base of the IRIs of things.
        places: where each claim stands.
    """
    problems = []
    decisions = list(decisions)
    for what, claims in referring.items():
        if claims:
            problems.append(_problem(what, claims, base, places))
        (identifier,) = parts(what.key)
        deciding = {item.id for item in decisions if identifier in described(item)}
        if what.kind == "actor" and deciding:
            problems.append(_warning(identifier, deciding, base, places))
    return sorted(set(problems), key=lambda problem: (problem.place, problem.message))


def _problem(what: Thing, claims: Iterable[str], base: str, places: Places) -> Problem:
    (identifier,) = parts(what.key)
    return pointing(
        f"This refers to {what.kind} {identifier!r}, and nothing would say any more "
        f"{'who' if what.kind == 'actor' else 'what'} that is.",
        f"fact/unknown-{what.kind}",
        [claim_iri(base, each) for each in claims],
        places,
        hint="Keep the fact that says so, or withdraw what refers to it first.",
    )


def _warning(identifier: str, decisions: Iterable[str], base: str, places: Places) -> Problem:
    return pointing(
        f"This decision is about actor {identifier!r}, and nothing says any more who that is.",
        "load/undescribed-actor",
        [claim_iri(base, each) for each in decisions],
        places,
        severity=Severity.WARNING,
        hint="It stands for when something does; withdraw it if it is not meant any more.",
    )


def stored_references(what: Thing, withdrawn: Container[str], holdings: Holdings) -> Iterator[str]:
    """The ids of the claims and descriptions that stay, and refer to a thing."""
    (identifier,) = parts(what.key)
    if what.kind == "source":
        stored = holdings.by_source(identifier, withdrawn)
    else:  # records of descriptions speak of the actor that is kept
        names = sorted({identifier, holdings.identity().of(identifier)})
        stored = (item for name in names for item in holdings.mentioning(name, withdrawn))
    for item in stored:
        if item.id not in withdrawn and what in _references(item):
            yield item.id


def references(added: Iterable[Claim | Description]) -> Mapping[Thing, set[str]]:
    """The ids of the claims and descriptions that join, by what they refer to."""
    found: dict[Thing, set[str]] = {}
    for item in added:
        for what in _references(item):
            found.setdefault(what, set()).add(item.id)
    return found


def _references(item: Claim | Description) -> set[Thing]:
    """The actors and sources that something refers to; those of a decision may be unknown for a while."""
    match item.fact:
        case Actor() as fact:
            said = [getattr(fact, field.attribute) for field in ACTOR_FIELDS]
            return {Thing("actor", key(name)) for actors in said for name in actors}
        case Source() as fact:
            return {Thing("actor", key(fact.complete.authority))} if fact.complete else set()
        case SameAs() | DifferentFrom():
            return set()
    starts = {kind: iri(thing("", kind, ""))[:-1] for kind in ("actor", "source")}
    return {
        Thing(kind, term[len(start) : -1])
        for _, _, term in triples(item, "")
        for kind, start in starts.items()
        if term.startswith(start)
    }
