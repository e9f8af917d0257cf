"""OFAC's lists, as XML: the SDN list, and the consolidated list of all that is not on it.

Both have one schema, https://ofac.treasury.gov/system/files/126/sdn.xsd, in two namespaces over the years. A
file is a snapshot of its list, and so a complete source. OFAC does not say since when someone is listed, so
that an entry shows for each of its programmes that it was in force on the day of the file. Vessels and
aircraft are no actors and make no facts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

from loader.errors import Place
from loader.facts.model import Category, Designation, Evidence
from loader.facts.wording import quoted
from loader.importers.digests import of_entry
from loader.importers.editions import left_out
from loader.importers.entry import Entry, Options, Unused
from loader.importers.xml import Node, read

from .actor import KINDS, SAID, actor
from .snapshot import ORGAN, US, Snapshot, snapshot

__all__ = ["entries"]

_HEAD, _ENTRY = "publshInformation", "sdnEntry"  # spelled so in the schema
_TERRORIST = {"FTO", "SDGT", "SDT"}
"""The programmes about terrorism: foreign terrorist organisations, and those designated as terrorists."""

_NO_ACTORS = {"Vessel": "A vessel is no actor.", "Aircraft": "An aircraft is no actor."}
_NO_PLACE = {
    "addressList": "Addresses have no place in facts.",
    "placeOfBirthList": "Places of birth have no place in facts.",
    "title": "What someone does has no place in facts, but for posts of a named organisation.",
    "vesselInfo": "A vessel is no actor.",
}
_READ = SAID | {"uid", "remarks", "programList"}
_VOLATILE = {"uid"}  # of names and addresses too, which are numbered anew at times


def entries(files: Sequence[Path], options: Options) -> Iterator[Entry]:
    """Reads snapshots of the lists.

    Args:
        files: the snapshots.
        options: `list` is sdn or consolidated; otherwise the name of a file says which list it is.

    Raises:
        InputError: a file is no such list, or it is not said which, or of which day; at once or later.
    """
    for file in files:
        root, nodes = read(file, "ofac", (_HEAD, _ENTRY))
        first = next(nodes, None)
        head = first if first and first.name == _HEAD else None
        made = snapshot(file, root, head, options)
        yield Entry("", 0, root.place, (US, made.source), stated=made.stated)
        seen = {US.id}
        listed = nodes if head or not first else chain((first,), nodes)
        for position, node in enumerate((n for n in listed if n.name == _ENTRY), start=1):
            yield _entry(node, position, Place(str(file), node.line), made, seen)


def _entry(node: Node, position: int, place: Place, made: Snapshot, seen: set[str]) -> Entry:
    uid, kind = node.one("uid"), node.one("sdnType")
    if uid is None or kind not in KINDS:
        return Entry(uid or "", position, place, unused=(Unused("", _why(uid, kind)),))
    described, states, sentences, unused = actor(node, uid)
    fresh = {one.id: one for one in states if one.id not in seen}
    seen.update(fresh)
    evidence = Evidence(entry=uid, position=position, sha256=of_entry(node, _VOLATILE))
    note = "; ".join((*node.texts("remarks"), *sentences)) or None
    acts = [
        Designation(
            authority=US.id,
            target=described.id,
            category=_category(programme),
            action="reaffirmed",
            organ=ORGAN,
            list=made.list,
            programme=programme,
            date=made.source.published,
            source=made.source.id,
            evidence=(evidence,),
            note=note,
        )
        for programme in dict.fromkeys(node.texts("programList", "program")) or (None,)
    ]
    unused += left_out(node, _READ, _NO_PLACE)
    return Entry(uid, position, place, (*fresh.values(), described, *acts), tuple(unused))


def _why(uid: str | None, kind: str | None) -> str:
    """Why an entry makes no facts."""
    if uid is None:
        return "It has no uid, by which entries are known from one edition to the next."
    if kind is None:
        return "It has no sdnType: whether it is a person or a body is not known."
    return _NO_ACTORS.get(kind, f"Its sdnType is {quoted(kind)}, which the importer does not know.")


def _category(programme: str | None) -> Category:
    return "terrorist" if programme in _TERRORIST else "sanctions"
