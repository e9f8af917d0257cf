"""What things are called in words: their labels, or a sentence made of what is said of them."""

from __future__ import annotations

from collections.abc import Sequence

from loader.endpoint.pages.reading import Graph
from loader.endpoint.pages.subjects import Subject, subject
from loader.endpoint.pages.wording import words
from loader.vocabulary import CLAIM, CODE, DET, code_value, parts

__all__ = ["Titles", "kind_of"]

_DESIGNATION = {
    "imposed": "{by} imposed the {what} of {of}",
    "reaffirmed": "{by} reaffirmed the {what} of {of}",
    "amended": "{by} amended the {what} of {of}",
    "removal-announced": "{by} announced the removal of the {what} of {of}",
    "suspended": "{by} suspended the {what} of {of}",
    "lifted": "{by} lifted the {what} of {of}",
}
_RECOGNITION = {
    "announced": "{by} announced that it will recognise {of}",
    "granted": "{by} recognised {of}",
    "downgraded": "{by} downgraded its recognition of {of}",
    "withdrawn": "{by} withdrew its recognition of {of}",
    "refused": "{by} refused to recognise {of}",
    "ambassador-accepted": "{by} accepted an ambassador of {of}",
}
_ACTS = {
    "DesignationAct": ("det:designation", _DESIGNATION),
    "RecognitionAct": ("det:recognition", _RECOGNITION),
}
_SENTENCES = {
    "Designation": "{what} of {of} by {by}",
    "Recognition": "recognition of {of} by {by}",
    "Meeting": "meeting of {several}",
    "Agreement": "agreement of {several}: {said}",
    "Membership": "{by}, member of {of}",
    "Post": "{by}, {said} ({of})",
    "Statement": "{by}: {said}",
    "Claim": "claim of {by}",
}
_BY = (
    "det:authority",
    "det:by",
    "det:member",
    "det:holder",
    "det:speaker",
    "claim:source",
    "claim:describes",
)
_OF = ("det:target", "det:of", "det:organization")
_UNDER = ("det:list", "det:programme")
_SEVERAL = ("det:participant", "det:party", "claim:describes")
_LONGEST = 140  # characters of a summary in a title
_NAMES = 3


def kind_of(thing: Subject) -> str:
    """What a thing is, as the ontology's word for it: `DesignationAct`; empty if it says nothing of it.

    An actor may be of several kinds, which are joined.
    """
    kinds = [iri.removeprefix(DET) for iri in thing.all("rdf:type") if iri.startswith(DET)]
    return " and ".join(kinds) or ("Claim" if "claim:source" in thing or "claim:describes" in thing else "")


class Titles:
    """The titles of one graph's things, each made once."""

    def __init__(self, graph: Graph, base: str) -> None:
        self._graph = graph
        self._base = base
        self._known: dict[str, str] = {DET + "any": "any actor"}

    def of(self, iri: str) -> str:
        """What a thing, a code or any other IRI is called."""
        if iri not in self._known:
            self._known[iri] = iri  # whatever refers to itself on the way
            self._known[iri] = self._made(iri)
        return self._known[iri]

    def _made(self, iri: str) -> str:
        if iri.startswith(CODE):
            return words(code_value(iri))
        if iri.startswith(f"{self._base}dataset/"):
            return ":".join(parts(iri.removeprefix(f"{self._base}dataset/")))
        thing = subject(self._graph, iri)
        if label := thing.one("rdfs:label"):
            return label
        title = self._from_what_is_said(thing)
        return _capital(title) if title else iri.removeprefix(self._base)

    def _from_what_is_said(self, thing: Subject) -> str:
        kind = kind_of(thing)
        if kind in _ACTS:
            whole = subject(self._graph, thing.one(_ACTS[kind][0]))
            sentence = _ACTS[kind][1].get(thing.code("det:action"), "{by}: act about {of}")
        else:
            whole, sentence = thing, _SENTENCES.get(kind, "")
            if len(thing.all("claim:describes")) > 1:
                same = CLAIM + "SameAs" in thing.all("rdf:type")
                sentence = f"decision that {{several}} are {'one' if same else 'different'}"
        under = ", ".join(whole.one(name) for name in _UNDER if name in whole)
        made = sentence.format(
            by=self._first(whole, _BY),
            of=self._first(whole, _OF),
            what=" and ".join([*whole.codes("det:category")][:_NAMES]) + " designation",
            several=self._several(next(filter(None, map(whole.all, _SEVERAL)), [])),
            said=_shortened(thing.one("det:summary") or thing.one("det:title") or thing.one("det:subject")),
        )
        return f"{made} ({under})" if made and under else made

    def _first(self, thing: Subject, predicates: tuple[str, ...]) -> str:
        found = next((thing.one(predicate) for predicate in predicates if predicate in thing), "")
        return self.of(found) if found else "someone"

    def _several(self, iris: Sequence[str]) -> str:
        if len(iris) > _NAMES:
            names = [*map(self.of, iris[: _NAMES - 1]), f"{len(iris) - _NAMES + 1} others"]
        else:
            names = [*map(self.of, iris)]
        return " and ".join([", ".join(names[:-1]), names[-1]] if names[1:] else names) or "unnamed actors"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _shortened(text: str) -> str:
    if len(text) <= _LONGEST:
        return text
    return text[:_LONGEST].rsplit(" ", 1)[0] + " …"
