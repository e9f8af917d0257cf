"""What a store holds, as claims again: read from its graph, a thing at a time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, QuerySolutions, Store

from loader.claims import Claim, Description, claim_iri, dataset_iri, group, read, read_decision
from loader.facts.model import Source
from loader.records import NOBODY, Identity, Snapshot, Thing, identity_of
from loader.records.readings import add_up_texts
from loader.triples import Triple, iri, iri_value
from loader.vocabulary import CLAIM, DET, RDF_TYPE, RDFS, SKOS, key, parts, thing

if TYPE_CHECKING:
    from loader.store import Version

__all__ = ["Holdings", "by_list", "held_by", "snapshots_of", "triple"]

_HERE = DefaultGraph()  # what named graphs hold is none of the store's own
_TYPE = NamedNode(RDF_TYPE)
_TYPE_TERM = iri(RDF_TYPE)
_BELOW = {iri(CLAIM + "evidence"), iri(CLAIM + "participation")}
_DATASET = NamedNode(CLAIM + "dataset")
_DESCRIPTION = NamedNode(CLAIM + "Description")
_COMPLETE = NamedNode(DET + "completeList")
_CONTENT = NamedNode(CLAIM + "content")
_DECISIONS = (NamedNode(CLAIM + "SameAs"), NamedNode(CLAIM + "DifferentFrom"))
_OF_DESCRIPTIONS = {
    NamedNode(DET + name) for name in ("country", "claimedBy", "successor", "completeAuthority")
}
_ABOUT = {"designation": "target", "recognition": "of"}
_LABELS = (NamedNode(RDFS + "label"), NamedNode(SKOS + "altLabel"))


BySource = dict[str, list[tuple[tuple[str, str], Snapshot]]]
"""The complete sources by id, each with the authorities and lists that it is complete for."""


def snapshots_of(said: Iterable[Claim | Description]) -> Iterator[tuple[tuple[str, str], Snapshot]]:
    """The authorities and lists that one source is complete for, by all that is said of that source."""
    facts = [item.fact for item in said if isinstance(item.fact, Source)]
    published = add_up_texts(f.published for f in facts)
    if published.date is None:
        return
    for pair in sorted({(f.complete.authority, f.complete.list) for f in facts if f.complete is not None}):
        yield pair, Snapshot(facts[0].id, published.date)


def by_list(by_source: BySource, identity: Identity = NOBODY) -> dict[tuple[str, str], list[Snapshot]]:
    """The complete sources of each authority and list."""
    found: dict[tuple[str, str], list[Snapshot]] = {}
    for pairs in by_source.values():
        for (authority, name), snapshot in pairs:
            found.setdefault((identity.of(authority), name), []).append(snapshot)
    return found


class Holdings:
    """The claims of one graph.

    Args:
        graph: a store's graph, or an empty one.
        base: the base of the IRIs of things.
        languages: the language tags of all names in the graph.
    """

    def __init__(self, graph: Store, base: str, languages: Sequence[str] = ()) -> None:
        self.graph = graph
        self.base = base
        self.version: Version | None = None  # whose graph it is, and which is kept on disk by being held
        self._tags = (None, *languages)
        self._decisions: Sequence[Description] | None = None
        self._identity: Identity | None = None
        self._snapshots: BySource | None = None

    @property
    def empty(self) -> bool:
        """Whether the default graph holds nothing at all, so that there is nothing to look for."""
        return next(self.graph.quads_for_pattern(None, None, None, _HERE), None) is None

    # -- claims ------------------------------------------------------------------------------------------

    def _node(self, kind: str, joined: str) -> NamedNode:
        return NamedNode(thing(self.base, kind, joined))

    def _subjects(self, predicate: str, value: NamedNode) -> Iterator[NamedNode]:
        for quad in self.graph.quads_for_pattern(None, NamedNode(CLAIM + predicate), value, _HERE):
            assert isinstance(quad.subject, NamedNode)  # no blank nodes are minted
            yield quad.subject

    def triples(self, subject: NamedNode) -> Iterator[Triple]:
        """All that is said of one subject."""
        for quad in self.graph.quads_for_pattern(subject, None, None, _HERE):
            yield triple(quad)

    def item(self, address: NamedNode) -> Claim | Description:
        """Reads one claim or description.

        Raises:
            MalformedClaimError: it is not one that a fact can have made.
        """
        return self._read(address, list(self.triples(address)))

    def find_item(self, identifier: str) -> Claim | Description | None:
        """One claim or description by its id."""
        address = NamedNode(claim_iri(self.base, identifier))
        said = list(self.triples(address))
        return self._read(address, said) if any(p == _TYPE_TERM for _, p, _ in said) else None

    def _read(self, address: NamedNode, said: list[Triple]) -> Claim | Description:
        # Each question to the graph costs more than many triples, so that what is said is asked for once.
        below = [o for _, p, o in said if p in _BELOW and o.startswith("<")]
        for term in below:
            said += self.triples(NamedNode(iri_value(term)))
        return read(address.value, group(said))

    def about(self, wanted: Thing, identity: Identity | None = None) -> Iterator[Claim | Description]:
        """All claims, or descriptions, about one thing, as they were said.

        Args:
            wanted: the thing, named as records name it.
            identity: which actors are one; otherwise as the graph says.
        """
        identity = self.identity() if identity is None else identity
        if wanted.kind in ("statement", "decision"):
            found = self.find_item(wanted.key)
            if found is not None:
                yield found
        elif wanted.kind in _ABOUT:
            cls = NamedNode(CLAIM + wanted.kind.capitalize())
            for member in identity.members(parts(wanted.key)[0]):
                for subject in self._subjects(_ABOUT[wanted.kind], self._node("actor", key(member))):
                    if Quad(subject, _TYPE, cls) in self.graph:
                        yield self.item(subject)
        elif wanted.kind == "actor":
            (own,) = parts(wanted.key)
            for member in identity.members(own) or (own,):
                yield from self._describing("actor", key(member))
        elif wanted.kind == "source":
            yield from self._describing("source", wanted.key)
        else:
            record = self._node(wanted.kind, wanted.key)
            for predicate in ("claim", "denial"):
                for quad in self.graph.quads_for_pattern(record, NamedNode(DET + predicate), None, _HERE):
                    assert isinstance(quad.object, NamedNode)  # records link to claims only
                    yield self.item(quad.object)

    def _describing(self, kind: str, joined: str) -> Iterator[Claim | Description]:
        for subject in self._subjects("describes", self._node(kind, joined)):
            if Quad(subject, _TYPE, _DESCRIPTION) in self.graph:
                yield self.item(subject)

    def identity(self) -> Identity:
        """Which actors are one, by the decisions in the graph; they are read once."""
        if self._identity is None:
            self._identity = identity_of(item.fact for item in self.decisions())
        return self._identity

    def decisions(self) -> Sequence[Description]:
        """All that persons decided about which actors are one; read once, for every change asks."""
        if self._decisions is None:
            self._decisions = list(self._read_decisions())
        return self._decisions

    def _read_decisions(self) -> Iterator[Description]:
        # One query and no terms spelled out: there may be thousands, and each change asks for all of them.
        for cls in _DECISIONS:
            found = self.graph.query(
                f"SELECT ?at ?content {{ ?at a {cls} OPTIONAL {{ ?at {_CONTENT} ?content }} }}"
            )
            assert isinstance(found, QuerySolutions)  # a SELECT has solutions
            for solution in found:
                at, said = solution["at"], solution["content"]
                assert isinstance(at, NamedNode)  # no blank nodes are minted
                yield read_decision(at.value, cls.value, said.value if isinstance(said, Literal) else "")

    def mentioning(self, identifier: str, but: Container[str] = ()) -> Iterator[Claim | Description]:
        """All claims and descriptions that speak of an actor; some several times.

        Args:
            identifier: the actor's id.
            but: the ids of claims that need not be read.
        """
        claims, things = f"{self.base}claim/", (f"{self.base}actor/", f"{self.base}source/")
        node = self._node("actor", key(identifier))
        for quad in self.graph.quads_for_pattern(None, None, node, _HERE):
            if not isinstance(quad.subject, NamedNode):  # it is none of the store's own
                continue
            subject = quad.subject.value
            if subject.startswith(claims):
                address = subject.partition("#")[0]
                if address[len(claims) :] not in but:
                    yield self.item(NamedNode(address))
            elif quad.predicate in _OF_DESCRIPTIONS and subject.startswith(things):
                kind, _, joined = subject.removeprefix(self.base).partition("/")
                yield from self.about(Thing(kind, joined))

    def listed(self, authority: str, name: str) -> Iterator[Thing]:
        """The designations that claims say to be on a list of an authority; some several times."""
        by, target = NamedNode(CLAIM + "authority"), NamedNode(CLAIM + "target")
        for quad in self.graph.quads_for_pattern(None, NamedNode(CLAIM + "list"), Literal(name), _HERE):
            if Quad(quad.subject, by, self._node("actor", key(authority))) in self.graph:
                for said in self.graph.quads_for_pattern(quad.subject, target, None, _HERE):
                    assert isinstance(said.object, NamedNode)  # targets are actors
                    yield Thing("designation", _last(said.object))

    def by_source(self, identifier: str, but: Container[str] = ()) -> Iterator[Claim | Description]:
        """All claims on one source, and what describes it, except for those of some ids."""
        start = len(claim_iri(self.base, ""))
        node = self._node("source", key(identifier))
        for predicate in ("source", "describes"):
            for subject in self._subjects(predicate, node):
                if subject.value[start:] not in but:
                    yield self.item(subject)

    # -- datasets ----------------------------------------------------------------------------------------

    def in_dataset(self, name: str) -> set[str]:
        """The ids of what a dataset makes."""
        # A query costs half of what patterns do, and there may be millions.
        found = self.graph.query(f"SELECT ?at {{ ?at {_DATASET} {NamedNode(dataset_iri(self.base, name))} }}")
        assert isinstance(found, QuerySolutions)  # a SELECT has solutions
        start = len(claim_iri(self.base, ""))
        return {solution[0].value[start:] for solution in found}

    def makes(self, name: str, identifier: str) -> bool:
        """Whether a dataset makes a claim."""
        address, dataset = claim_iri(self.base, identifier), dataset_iri(self.base, name)
        return Quad(NamedNode(address), _DATASET, NamedNode(dataset)) in self.graph

    def datasets_of(self, identifier: str) -> set[str]:
        """The datasets that make a claim."""
        address = NamedNode(claim_iri(self.base, identifier))
        return {_name(q) for q in self.graph.quads_for_pattern(address, _DATASET, None, _HERE)}

    def memberships(self) -> dict[str, set[str]]:
        """All claims and descriptions by id, each with the datasets that make it."""
        found: dict[str, set[str]] = defaultdict(set)
        for quad in self.graph.quads_for_pattern(None, _DATASET, None, _HERE):
            assert isinstance(quad.subject, NamedNode)  # no blank nodes are minted
            found[_last(quad.subject)].add(_name(quad))
        return found

    # -- complete sources --------------------------------------------------------------------------------

    def snapshots(self) -> BySource:
        """All complete sources; they are read once, and the caller may change what it gets."""
        if self._snapshots is None:
            self._snapshots = {}
            for quad in self.graph.quads_for_pattern(None, _COMPLETE, None, _HERE):
                assert isinstance(quad.subject, NamedNode)  # no blank nodes are minted
                name = _last(quad.subject)
                self._snapshots[parts(name)[0]] = list(snapshots_of(self.about(Thing("source", name))))
        return dict(self._snapshots)

    # -- names: see `loader.names.Known` -------------------------------------------------------------------

    def find(self, reference: str) -> set[str]:
        """The ids of the actors that a reference can mean; an id means itself."""
        if any(self.graph.quads_for_pattern(self._node("actor", key(reference)), _LABELS[0], None, _HERE)):
            return {reference}
        found: set[str] = set()
        for predicate in _LABELS:
            for tag in self._tags:
                for quad in self.graph.quads_for_pattern(
                    None, predicate, Literal(reference, language=tag), _HERE
                ):
                    if (identifier := self._actor_id(quad)) is not None:
                        found.add(identifier)
        if len(found) > 1:  # one that nothing describes is called as those that it stands for, who are meant
            return {i for i in found if any(self._describing("actor", key(i)))} or found
        return found

    def label(self, identifier: str) -> str:
        """The display name of an actor; its id where it has none."""
        for quad in self.graph.quads_for_pattern(
            self._node("actor", key(identifier)), _LABELS[0], None, _HERE
        ):
            assert isinstance(quad.object, Literal)  # labels are literals
            return quad.object.value
        return identifier

    def _actor_id(self, quad: Quad) -> str | None:
        start = f"{self.base}actor/"
        if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(start):
            return parts(quad.subject.value.removeprefix(start))[0]
        return None

    def words(self) -> Iterator[str]:
        """All ids and names of actors."""
        start = f"{self.base}actor/"
        for predicate in _LABELS:
            found = self.graph.query(f"SELECT ?actor ?name {{ ?actor {predicate} ?name }}")
            assert isinstance(found, QuerySolutions)  # a SELECT has solutions
            for solution in found:
                actor, name = solution["actor"], solution["name"]
                if (
                    isinstance(actor, NamedNode)
                    and isinstance(name, Literal)
                    and actor.value.startswith(start)
                ):
                    if predicate is _LABELS[0]:
                        yield parts(actor.value[len(start) :])[0]
                    yield name.value

    def has_source(self, identifier: str) -> bool:
        """Whether a source of this id is known."""
        node = self._node("source", key(identifier))
        return Quad(node, _TYPE, NamedNode(DET + "Source")) in self.graph

    def source_ids(self) -> Iterator[str]:
        """The ids of all sources."""
        for quad in self.graph.quads_for_pattern(None, _TYPE, NamedNode(DET + "Source"), _HERE):
            assert isinstance(quad.subject, NamedNode)  # no blank nodes are minted
            yield parts(_last(quad.subject))[0]


def held_by(version: Version | None, base: str) -> Holdings:
    """What a version holds; nothing, before there is one.

    Raises:
        StoreError: the version is damaged.
    """
    if version is None:
        return Holdings(Store(), base)
    held = Holdings(version.open(), base, version.manifest.languages)
    held.version = version
    return held


def triple(quad: Quad) -> Triple:
    """A stored triple as the stages pass it on."""
    return str(quad.subject), str(quad.predicate), str(quad.object)


def _last(node: NamedNode) -> str:
    return node.value.rsplit("/", 1)[1]


def _name(quad: Quad) -> str:
    assert isinstance(quad.object, NamedNode)  # datasets have IRIs
    return parts(_last(quad.object))[0]
