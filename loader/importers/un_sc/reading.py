"""The UN Security Council's consolidated list, as XML.

Its schema is https://www.un.org/sc/resources/sc-sanctions.xsd. Entries are known by their permanent reference
number. A file is a snapshot of all the list, and so a complete source: what it no longer names was lifted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from loader.errors import InputError, Place
from loader.facts.model import Actor, Complete, Designation, DesignationAction, Evidence, Fact, Source
from loader.facts.wording import quoted
from loader.importers.digests import of_entry, of_file
from loader.importers.editions import left_out, published
from loader.importers.entry import Entry, Options, Unused
from loader.importers.texts import clean
from loader.importers.xml import Node, Root, read

from .actors import SAID, actor, day
from .committees import category, committee

__all__ = ["LIST", "entries"]

LIST = "Consolidated List"
_COUNCIL = Actor(
    id="un-security-council",
    name="UN Security Council",
    kind="intergovernmental-organization",
    aliases=("United Nations Security Council",),
)
_BOOKS = "It serves the keeping of the list."
_NO_PLACE = {
    "DATAID": _BOOKS,
    "VERSIONNUM": _BOOKS,
    "LIST_TYPE": _BOOKS,
    "SORT_KEY": _BOOKS,
    "SORT_KEY_LAST_MOD": _BOOKS,
    "SUBMITTED_ON": "The day of a submission is no act.",
    "TITLE": "Titles have no place in facts.",
    "DESIGNATION": "What someone does has no place in facts, but for posts of a named organisation.",
    "GENDER": "Gender has no place in facts.",
    "INDIVIDUAL_ADDRESS": "Addresses have no place in facts.",
    "ENTITY_ADDRESS": "Addresses have no place in facts.",
    "INDIVIDUAL_PLACE_OF_BIRTH": "Places of birth have no place in facts.",
}
_ACTS: dict[str, DesignationAction] = {
    "LISTED_ON": "imposed",
    "LAST_DAY_UPDATED": "amended",
    "DELISTED_ON": "lifted",
}
_READ = SAID | _ACTS.keys() | {"REFERENCE_NUMBER", "UN_LIST_TYPE", "COMMENTS1", "SUBMITTED_BY"}
_VOLATILE = {"DATAID", "VERSIONNUM", "SORT_KEY", "SORT_KEY_LAST_MOD", "LAST_DAY_UPDATED"}


def entries(files: Sequence[Path], options: Options) -> Iterator[Entry]:
    """Reads snapshots of the list.

    Args:
        files: the snapshots.
        options: what the user says of them.

    Raises:
        InputError: a file is no such list, or does not say of which day it is; at once or later.
    """
    for file in files:
        root, found = read(file, "un-sc", ("INDIVIDUAL", "ENTITY"))
        source = _source(file, root, options)
        yield Entry("", 0, root.place, (_COUNCIL, source))
        seen: set[str] = set()  # states
        for position, node in enumerate(found, 1):
            yield _entry(node, position, Place(str(file), node.line), source, seen)


def _source(file: Path, root: Root, options: Options) -> Source:
    said = clean(root.attributes.get("dateGenerated"))
    stated = day(said) if said else None
    if said and not stated:
        raise InputError(
            f"{root.place}: its dateGenerated is {quoted(said)}, which is no date. Download it again."
        )
    of_day = published(root.place, "dateGenerated", stated, options)
    return Source(
        id=options.source or f"un-sc-{of_day}",
        title=f"{LIST} of the UN Security Council, {of_day}",
        publisher="United Nations",
        url=options.url,
        published=of_day,
        language="en",
        sha256=of_file(file),
        complete=Complete(authority=_COUNCIL.id, list=LIST),
    )


def _entry(node: Node, position: int, place: Place, source: Source, seen: set[str]) -> Entry:
    reference = node.one("REFERENCE_NUMBER")
    if not reference:
        reason = "It has no REFERENCE_NUMBER, by which entries are known from one edition to the next."
        return Entry(node.one("DATAID") or "", position, place, unused=(Unused("", reason),))
    identifier = f"un-sc-{reference.replace(' ', '')}"
    described, states, unused = actor(node, identifier, reference)
    fresh = {state.id: state for state in states if state.id not in seen}
    seen.update(fresh)
    evidence = Evidence(entry=reference, position=position, sha256=of_entry(node, _VOLATILE))
    facts: list[Fact] = [*fresh.values(), described]
    facts += _acts(node, identifier, source, evidence, unused)
    unused += left_out(node, _READ, _NO_PLACE)
    return Entry(reference, position, place, tuple(facts), tuple(unused))


def _acts(
    node: Node, target: str, source: Source, evidence: Evidence, unused: list[Unused]
) -> Iterator[Designation]:
    """What was done, and when; where no day of listing is said, that it was listed on the source's day."""
    regime = node.one("UN_LIST_TYPE") or ""

    def act(action: DesignationAction, date: str | None, note: str | None = None) -> Designation:
        return Designation(
            authority=_COUNCIL.id,
            target=target,
            category=category(regime),
            action=action,
            organ=committee(regime),
            list=LIST,
            programme=regime or None,
            date=date,
            source=source.id,
            evidence=(evidence,),
            note=note,
        )

    comments = [*(f"Submitted by {who}." for who in node.texts("SUBMITTED_BY")), *node.texts("COMMENTS1")]
    note = " ".join(comments) or None
    listed = False
    for name, action in _ACTS.items():
        said = (*node.texts(name), *node.texts(name, "VALUE"))
        for text in dict.fromkeys(said):
            date = day(text)
            if not date:
                unused.append(Unused(name, f"{quoted(text)} is no date."))
                continue
            yield act(action, date, None if listed else note)
            listed = True
        if action == "imposed" and not listed:
            yield act("reaffirmed", source.published, note)
            listed = True
