"""Actors, sources and statements: an actor is the union of what is said of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from operator import attrgetter

from loader import dates
from loader.claims import Claim, Description, terms
from loader.facts.model import Actor, Source, Statement
from loader.records.identity import NOBODY, Identity
from loader.records.readings import Dated, Reading, add_up, add_up_texts, hull
from loader.records.writing import Record
from loader.triples import Triple, iri, lang, literal
from loader.vocabulary import DCTERMS, OWL, SKOS, parts

__all__ = ["CLASS_OF_KIND", "actor", "source", "statement"]

CLASS_OF_KIND = {
    "state": "State",
    "territory": "Territory",
    "intergovernmental-organization": "IntergovernmentalOrganization",
    "government": "Government",
    "armed-group": "ArmedGroup",
    "organization": "Organization",
    "person": "Person",
}
_ALT_LABEL = iri(SKOS + "altLabel")
_IS_REPLACED_BY = iri(DCTERMS + "isReplacedBy")
_HIDDEN_LABEL = iri(SKOS + "hiddenLabel")
_SAME_AS = iri(OWL + "sameAs")


def _display(names: Sequence[str]) -> str:
    """The one name that tables show: the one said most often, then the first by code point."""
    if len(names) == 1:
        return names[0]
    counted = Counter(names)
    return min(counted, key=lambda name: (-counted[name], name))


def actor(
    descriptions: Sequence[Description], name: str, base: str, identity: Identity = NOBODY
) -> list[Triple]:
    """The record of one actor.

    One that another stands for keeps its own record, which names that other. So references by name mean what
    they meant before, and the names of the two stay apart; all else is said of the one that records speak of.

    Args:
        descriptions: all that facts files say of it, and of those that it stands for.
        name: the key of its thing.
        base: the base of the IRIs of things.
        identity: which actors are one.
    """
    facts = [d.fact for d in descriptions if isinstance(d.fact, Actor)]
    record = Record.of(base, "actor", name)
    own = facts
    if identity.kept:
        (identifier,) = parts(name)
        if (kept := identity.of(identifier)) != identifier:
            record.triples.append((record.subject, _IS_REPLACED_BY, terms.actor(base, kept)))
        own = [f for f in facts if f.id == identifier] or facts
    kinds, same_as, born, country, claimed_by, successors = map(_all, zip(*map(_sets, facts), strict=True))
    for kind in kinds:
        record.a(CLASS_OF_KIND[kind])
    _names(record, own)
    record.triples += [(record.subject, _SAME_AS, iri(o)) for o in same_as]
    record.text("identifier", [f"{s}:{n}" for f in facts for s, said in f.identifiers.items() for n in said])
    _born(record, born)
    record.actors("country", country)
    record.actors("claimedBy", claimed_by)
    record.actors("successor", successors)
    return record.triples


_sets = attrgetter("kinds", "sameAs", "born", "country", "claimedBy", "successors")


def _all(given: Sequence[tuple[str, ...]]) -> Sequence[str]:
    """All different texts of what several facts say, in order."""
    if len(given) == 1 and len(given[0]) < 2:  # noqa: PLR2004 - nothing to sort
        return given[0]
    return sorted(set().union(*given))


def _names(record: Record, facts: Sequence[Actor]) -> None:
    """The one name that is shown, the others, and those that are only searched."""
    shown = _display([f.name for f in facts])
    record.label(shown)
    plain: set[str] = set()
    tagged: set[str] = set()
    weak: set[str] = set()
    for f in facts:
        plain.add(f.name)
        plain.update(f.aliases)
        weak.update(f.weakAliases)
        for tag, names in f.names.items():
            tagged.update([lang(n, tag) for n in ((names,) if isinstance(names, str) else names)])
    weak -= plain
    plain.discard(shown)
    subject = record.subject
    record.triples += [(subject, _ALT_LABEL, o) for o in sorted(map(literal, plain)) + sorted(tagged)]
    record.triples += [(subject, _HIDDEN_LABEL, literal(n)) for n in sorted(weak)]


def _born(record: Record, given: Sequence[str]) -> None:
    """All dates of birth that are given, and the bounds of them together: none of them is chosen."""
    if len(given) == 1:
        record.dated(Dated(dates.parse(given[0]), "", disputed=False), "born")
    elif given:
        whole = hull([dates.parse(text) for text in given])
        record.term("born", *map(terms.edtf, given))
        record.term("bornEarliest", terms.day(whole.earliest))
        record.term("bornLatest", terms.day(whole.latest))


def source(descriptions: Sequence[Description], name: str, base: str) -> list[Triple]:
    """The record of one source; see `actor`."""
    facts = [d.fact for d in descriptions if isinstance(d.fact, Source)]
    record = Record.of(base, "source", name)
    record.a("Source")
    record.label(_display([f.title for f in facts]))
    record.text("publisher", [f.publisher for f in facts])
    record.text("author", [f.author for f in facts])
    record.term("url", *(iri(u) for u in sorted({f.url for f in facts if f.url is not None})))
    record.dated(add_up_texts([f.published for f in facts]), "published")
    record.dated(add_up_texts([f.retrieved for f in facts]), "retrieved")
    record.text("language", [f.language for f in facts])
    record.text("sha256", [f.sha256 for f in facts])
    complete = [f.complete for f in facts if f.complete is not None]
    record.actors("completeAuthority", [c.authority for c in complete])
    record.text("completeList", [c.list for c in complete])
    return record.triples


def statement(claims: Sequence[Claim], name: str, base: str) -> list[Triple]:
    """The record of one statement, which is its claim."""
    (claim,) = claims
    fact = claim.fact
    assert isinstance(fact, Statement)  # the caller sorts claims by what they are about
    record = Record.of(base, "statement", name)
    if fact.denies:
        return record.only_denied([claim])
    record.a("Statement")
    record.actor("speaker", fact.speaker)
    record.actors("onBehalfOf", [fact.for_])
    record.text("summary", [fact.summary])
    record.actors("about", fact.about)
    record.dated(add_up([Reading.of(fact.date)]))
    record.backed([claim], [], disputed=False, sources=1)
    return record.triples
