"""From what was written to typed facts, with a careful look that says all that is wrong."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import msgspec

from loader.errors import Place, Problem

from .examine import examine
from .findings import Findings
from .keys import TYPES
from .model import Actor, Fact, Source, Sourced
from .placed import Placed, Written
from .suggest import suggest
from .wording import described, label, listed, quoted

__all__ = ["decode", "settled"]


def decode(file: str, written: Written) -> Iterator[Placed | Problem]:
    """Decodes what was written.

    Args:
        file: the file as the user named it.
        written: what stands there.

    Yields:
        The fact with its place, or else all that is wrong with it.
    """
    findings = Findings(file, written.line, written.lines)
    for path in written.repeated:
        findings.add("fact/duplicate-key", path, f"{label(path)} stands there twice.", "Keep one of the two.")
    if isinstance(written.value, dict):
        kind = _kind(findings, written.value)
        clean = examine(findings, kind, written.value, written.textual) if kind else None
        if kind and not findings.problems:
            yield Placed(settled(msgspec.convert(clean, kind)), Place(file, written.line))
        missing = _names(kind, written.value)
        yield from (replace(problem, missing=missing) for problem in findings.problems)
    else:
        message = f"A fact is an object of keys and values, not {described(written.value)}."
        findings.add("fact/not-an-object", (), message)
        yield from findings.problems


def _names(kind: type[Fact] | None, value: dict[str, object]) -> tuple[str, ...]:
    """What a faulty actor or source would have been known by, so that nobody is told that it is unknown."""
    if kind not in (Actor, Source):
        return ()
    said = [value.get("id"), value.get("name"), *_several(value.get("aliases"))]
    names = value.get("names")
    for of_language in names.values() if isinstance(names, dict) else ():
        said += _several(of_language)
    return tuple(sorted({name for name in said if isinstance(name, str)}))


def _several(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _kind(findings: Findings, value: dict[str, object]) -> type[Fact] | None:
    """The fact's type, or a problem."""
    said = value.get("type")
    if isinstance(said, str) and said in TYPES:
        return TYPES[said]
    if said is None:
        wrapped = isinstance(value.get("facts"), list)
        hint = "Write each entry of 'facts' as a fact of its own." if wrapped else f"Add it: {listed(TYPES)}."
        findings.add("fact/missing-key", (), "The fact does not say its 'type'.", hint)
    elif isinstance(said, str):
        hint = suggest(said, TYPES) or f"The types are {listed(TYPES, 'and')}."
        findings.add("fact/unknown-type", ("type",), f"There is no fact type {quoted(said)}.", hint)
    else:
        findings.add("fact/wrong-type", ("type",), f"'type' must be text, not {described(said)}.")
    return None


def settled(fact: Fact) -> Fact:
    """The fact in the one form that all ways of writing the same come down to.

    A number that may also be text is text; a name or an address that may also be a list is a list.
    """
    changes: dict[str, object] = {}
    if isinstance(fact, Actor):
        for attribute in ("sameAs", "country", "born"):
            if isinstance(one := getattr(fact, attribute), str):
                changes[attribute] = (one,)
        for attribute in ("names", "identifiers"):
            said: dict[str, str | tuple[str, ...]] = getattr(fact, attribute)
            if said and any(isinstance(texts, str) for texts in said.values()):
                changes[attribute] = {
                    name: (texts,) if isinstance(texts, str) else texts for name, texts in said.items()
                }
    elif isinstance(fact, Sourced):
        if isinstance(getattr(fact, "episode", None), int):
            changes["episode"] = str(fact.episode)  # type: ignore[attr-defined]  # as the line above says
        if any(isinstance(piece.page, int) for piece in fact.evidence):
            changes["evidence"] = tuple(
                msgspec.structs.replace(piece, page=None if piece.page is None else str(piece.page))
                for piece in fact.evidence
            )
    return msgspec.structs.replace(fact, **changes) if changes else fact
