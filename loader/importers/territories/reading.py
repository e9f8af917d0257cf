"""The registry of states and territories: a folder of YAML files, each named after a code (`us_ga.yml`).

It is that of https://github.com/opensanctions/rigour. What has a code on a par with states has an id made of
its name, so that it is the actor that other lists call so (`states.state`); a part of it has its code as its
id (`us-ga`). Codes refer to territories of the same run, whichever file they stand in.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from pathlib import Path

from loader.errors import InputError
from loader.facts.model import Actor, ActorKind
from loader.importers.acceptance import refusal
from loader.importers.entry import Entry, Options, Unused
from loader.importers.scripts import by_script
from loader.importers.states import slug
from loader.importers.texts import clean

from .codes import identifiers
from .territory import Territory, read

__all__ = ["entries"]

_SUFFIXES = (".yml", ".yaml")
_ORGANIZATIONS = frozenset({"eu", "un"})
_USED = frozenset(
    {
        *("name", "full_name", "names_strong", "names_weak", "is_country"),
        *("alpha3", "other_codes", "qid", "parent", "claims", "successors"),
    }
)
_UNUSED = {
    "in_sentence": "It is the name with its article.",
    "is_ftm": "It is about how the registry uses the code.",
    "is_historical": "When it existed is not said; its successors are.",
    "is_jurisdiction": "It is about how the registry uses the code.",
    "langs": "An actor has no languages.",
    "other_qids": "They may be other things: its predecessors, its parts, its peoples.",
    "region": "An actor has no region.",
    "see": "How these are related to it is not said.",
    "subregion": "An actor has no region.",
    "summary": "It is a text about the actor, not a fact.",
    "wikipedia_url": "It is an article about the actor; the actor is named by its Wikidata item.",
}
_UNKNOWN = "The importer does not know this key."
_ITEM = re.compile("Q[0-9]{1,12}")


def entries(files: Sequence[Path], options: Options) -> Iterator[Entry]:
    """Reads the registry, each file of which is an entry, in the order of the codes.

    Args:
        files: folders with the registry's files, or some of these.
        options: none is used.

    Raises:
        InputError: something is no such file or folder, or two files have the same code.
    """
    found: dict[str, Territory] = {}
    for file in _files(files):
        territory = read(file)
        if other := found.get(territory.code):
            raise InputError(
                f"{file} is about '{territory.code}', as is {other.place.file}. Name one of them only."
            )
        found[territory.code] = territory
    ids = _ids(found)
    for position, code in enumerate(sorted(found), start=1):
        territory = found[code]
        facts, unused = _said(territory, ids)
        yield Entry(code, position, territory.place, facts, tuple(unused))


def _files(named: Sequence[Path]) -> Iterator[Path]:
    for path in named:
        if not path.is_dir():
            yield path
            continue
        inside = sorted(file for file in path.iterdir() if file.suffix in _SUFFIXES)
        if not inside:
            raise InputError(f"{path} holds no YAML files. Name the folder of the registry's territories.")
        yield from inside


def _ids(found: Mapping[str, Territory]) -> dict[str, str]:
    """The ids by code. Where names would be the same id, or another's code, the codes are the ids."""
    made = {
        code: slug(one.name) for code, one in found.items() if _kind(one) and not (one.parent and "-" in code)
    }
    shared = Counter(made.values())
    return {
        code: made[code] if code in made and shared[made[code]] == 1 and _free(made[code], found) else code
        for code, one in found.items()
        if _kind(one) and not _refusal(one)
    }


def _free(identifier: str, codes: Container[str]) -> bool:
    """Whether an id that is made of a name says who is meant."""
    return identifier not in ("", "any") and identifier not in codes


def _refusal(territory: Territory) -> str | None:
    """Why it is no actor that facts can name, if it is none: others must not refer to it then."""
    plain = Actor(id=territory.code, name=territory.name, kind="territory", aliases=tuple(_names(territory)))
    return refusal(plain, territory.place)


def _names(territory: Territory) -> Iterator[str]:
    yield from territory.several("names_strong")
    yield from territory.several("names_weak")
    yield from filter(None, [territory.one("full_name")])


def _kind(territory: Territory) -> ActorKind | None:
    """What it is; nothing for what is no actor, such as the whole world."""
    if territory.one("region") == "Supranational":
        return "intergovernmental-organization" if territory.code in _ORGANIZATIONS else None
    return "state" if territory.true("is_country") and not territory.parent else "territory"


def _said(territory: Territory, ids: Mapping[str, str]) -> tuple[tuple[Actor, ...], list[Unused]]:
    kind = _kind(territory)
    if not kind:
        return (), [Unused("", "It is no state, territory or organisation.")]
    if reason := _refusal(territory):
        return (), [Unused("", reason)]
    unused = [Unused(key, _UNUSED.get(key, _UNKNOWN)) for key in territory.said() if key not in _USED]
    code, qid = territory.code, territory.one("qid")
    if qid and not _ITEM.fullmatch(qid):
        unused.append(Unused("qid", "It is no item of Wikidata, such as Q42."))
        qid = None
    if ids[code] == code and not territory.parent:
        unused.append(Unused("name", "It makes no id, or that of another territory too; the code is the id."))
    strong = _texts([*territory.several("names_strong"), territory.one("full_name")], {territory.name})
    aliases, tagged = by_script(strong)

    def actors(key: str, codes: Sequence[str]) -> tuple[str, ...]:
        for missing in (code for code in codes if code not in ids):
            unused.append(Unused(key, f"No actor was read that has the code '{missing}'."))
        return tuple(ids[code] for code in codes if code in ids)

    actor = Actor(
        id=ids[code],
        name=territory.name,
        kind=kind,
        names={**tagged},
        aliases=aliases,
        weakAliases=_texts(territory.several("names_weak"), {territory.name, *strong}),
        sameAs=(f"http://www.wikidata.org/entity/{qid}",) if qid else (),
        identifiers=identifiers(
            code,
            territory.one("alpha3"),
            territory.several("other_codes"),
            territory.parent,
            historical=territory.true("is_historical"),
        ),
        country=actors("parent", (territory.parent,) if territory.parent else ()),
        claimedBy=actors("claims", territory.codes("claims")),
        successors=actors("successors", territory.codes("successors")),
    )
    return (actor,), unused


def _texts(said: Sequence[str | None], known: set[str]) -> tuple[str, ...]:
    """Names, each once, without those that are known."""
    return tuple(dict.fromkeys(text for name in said if (text := clean(name)) and text not in known))
