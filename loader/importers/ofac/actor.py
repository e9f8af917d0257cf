"""An entry of OFAC's lists as an actor: names, weak names, numbers, states, births."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from loader.facts.model import Actor, ActorKind
from loader.importers.entry import Unused
from loader.importers.scripts import by_script
from loader.importers.states import is_name, state
from loader.importers.xml import Node

from .births import born
from .identifiers import identifiers

__all__ = ["KINDS", "SAID", "actor"]

KINDS: dict[str, ActorKind] = {"Individual": "person", "Entity": "organization"}
"""What an entry is by its sdnType, where it is an actor."""

_STATES = {"nationalityList": "nationality", "citizenshipList": "citizenship"}
_BIRTHS = ("dateOfBirthList", "dateOfBirthItem", "dateOfBirth")
SAID = frozenset({"firstName", "lastName", "sdnType", "akaList", "idList", "dateOfBirthList", *_STATES})
"""The elements of an entry that are read here."""


def actor(entry: Node, uid: str) -> tuple[Actor, tuple[Actor, ...], list[str], list[Unused]]:
    """The actor that an entry describes.

    Args:
        entry: the entry; its sdnType is one of KINDS.
        uid: its number, which OFAC never gives again.

    Returns:
        The actor, the states that it refers to, what the entry says of the sanctions, and what is not said.
    """
    said = identifiers(entry)
    unused = said.unused
    # What is listed is in force, whether or not the list can say its name.
    name = _natural(entry) or uid
    aliases, weak = _aliases(entry, name, unused)
    latin, tagged = by_script(aliases)
    states = tuple(_states(entry, said.states, unused))
    described = Actor(
        id=f"ofac-{uid}",
        name=name,
        kind=KINDS[entry.one("sdnType") or ""],
        names={**tagged},
        aliases=latin,
        weakAliases=tuple(weak),
        identifiers={scheme: tuple(numbers) for scheme, numbers in {**said.numbers, "ofac": [uid]}.items()},
        born=tuple(dict.fromkeys(_births(entry, unused))),
        country=tuple(dict.fromkeys(one.id for one in states)),
    )
    return described, states, said.sentences, unused


def _natural(node: Node) -> str | None:
    """The name as it is spoken: the first name first."""
    return " ".join((*node.texts("firstName")[:1], *node.texts("lastName")[:1])) or None


def _aliases(entry: Node, name: str, unused: list[Unused]) -> tuple[list[str], list[str]]:
    """The other names, strong and weak; the name as OFAC sorts it is one of the strong."""
    strong: dict[str, None] = {}
    weak: dict[str, None] = {}
    first, last = entry.one("firstName"), entry.one("lastName")
    if first and last:
        strong[f"{last}, {first}"] = None
    for alias in entry.all("akaList", "aka"):
        if not (other := _natural(alias)):
            unused.append(Unused("akaList/aka", "It has no name."))
        elif alias.one("category") == "weak":
            weak[other] = None
        else:
            strong[other] = None
    return [one for one in strong if one != name], [one for one in weak if one not in strong and one != name]


def _states(entry: Node, registered: Iterable[str], unused: list[Unused]) -> Iterator[Actor]:
    said = [(part, text) for part, one in _STATES.items() for text in entry.texts(part, one, "country")]
    for part, text in (*said, *(("idList/Nationality of Registration", text) for text in registered)):
        if is_name(text):
            yield state(text)
        else:
            reason = "It is not the name of a state, but an adjective or a remark."
            unused.append(Unused(part, reason))


def _births(entry: Node, unused: list[Unused]) -> Iterator[str]:
    for said in entry.texts(*_BIRTHS):
        if edtf := born(said):
            yield edtf
        else:
            unused.append(Unused("dateOfBirthList", "It is no date that EDTF could say."))
