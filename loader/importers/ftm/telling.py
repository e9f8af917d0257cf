"""What becomes of each line of FollowTheMoney files: an actor, acts, or why it is of no use."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from loader import dates
from loader.dates import Date
from loader.errors import InputError, Place
from loader.facts.model import Actor, Designation, Evidence, Fact, Source
from loader.facts.wording import quoted
from loader.importers.acceptance import refusal
from loader.importers.entry import Entry, Unused

from .actor import actor
from .acts import Group, acts, spans
from .entity import ACTORS, Entity
from .programme import Programme
from .sanction import Sanction, sanction
from .stage import Line, Stage

__all__ = ["File", "Teller", "day_of"]

_PAPERS = {"Passport": "passport", "Identification": "id-number"}
_IDLE = {
    "Address": "Facts hold no addresses.",
    "Airplane": "It is a thing, not an actor.",
    "Associate": "Facts hold no relations between people.",
    "BankAccount": "It is a thing, not an actor.",
    "CryptoWallet": "It is a thing, not an actor.",
    "Directorship": "It says who directs what, not who is designated.",
    "Family": "Facts hold no relations between people.",
    "Identification": "It has no number, or no sanction points to its holder.",
    "Ownership": "Facts hold nothing of who owns what.",
    "Passport": "It has no number, or no sanction points to its holder.",
    "RealEstate": "It is a thing, not an actor.",
    "Security": "It is a thing, not an actor.",
    "Vehicle": "It is a thing, not an actor.",
    "Vessel": "It is a thing, not an actor.",
}
"""Why no fact is made of an entity, by its schema."""


@dataclass(frozen=True, slots=True)
class File:
    """A file that was read, and the source that it is."""

    name: str
    source: Source


def day_of(written: str | None) -> Date | None:
    """The day of a time stamp."""
    try:
        return dates.parse(written[:10]) if written else None
    except dates.DateError:
        return None


class Teller:
    """Tells what each line says, once all are read."""

    def __init__(self, stage: Stage, files: Sequence[File], list_: str | None) -> None:
        self._stage = stage
        self._files = files
        self._list = list_
        self._published = [_published(held.source) for held in files]
        self._told: set[str] = set()  # countries: there are not many

    def lay_out(self) -> None:
        """Looks at all Sanctions before any is told: whom they are of, and from when until when."""
        for line in self._stage.lines():
            entity = line.entity
            if entity and entity.schema == "Sanction":
                said = sanction(entity)
                laid = list(spans(said, self._seen(line, entity)))
                for group, _, _ in self._groups(said):
                    self._stage.lay_out(group, laid)
                for target in said.targets:
                    self._stage.want(target)
                    for value in entity.values("unscId"):
                        self._stage.identify(target, "un-sc", value)
            elif entity and entity.schema in _PAPERS:
                for holder in entity.values("holder"):
                    for value in entity.values("number", "passportNumber"):
                        self._stage.identify(holder, _PAPERS[entity.schema], value)
        for line in self._stage.lines():
            entity = line.entity
            if entity and entity.schema in ACTORS and self._stage.wanted(entity.id):
                described, _, _ = actor(entity, self._stage.identifiers(entity.id))
                if refusal(described):
                    self._stage.refuse(entity.id)
        self._stage.join()

    def entry(self, line: Line) -> Entry:
        """What one line says."""
        facts: tuple[Fact, ...] = ()
        entity = line.entity
        if entity is None:
            unused: tuple[Unused, ...] = (Unused("", line.unused),)
        elif entity.schema == "Sanction":
            facts, unused = self._sanction(line, entity)
        elif entity.schema in ACTORS and self._stage.wanted(entity.id):
            found, countries, unused = actor(entity, self._stage.identifiers(entity.id))
            facts = (*self._new(countries), found)
        else:
            unused = (Unused("", self._idle(entity)),)
        place = Place(self._files[line.file].name, line.line)
        return Entry(line.id, line.position, place, facts, unused)

    def _idle(self, entity: Entity) -> str:
        if entity.schema in ACTORS:
            return "No sanction points to it."
        if entity.schema in _PAPERS:
            holders = [holder for holder in entity.values("holder") if self._stage.wanted(holder)]
            if holders and entity.values("number", "passportNumber"):
                return "Its number stands among the identifiers of its holder."
        return _IDLE.get(entity.schema, f"No fact is made of the schema {quoted(entity.schema)}.")

    def _seen(self, line: Line, entity: Entity) -> Date | None:
        return day_of(entity.last_seen) or self._published[line.file]

    def _groups(self, said: Sanction) -> Iterator[tuple[Group, Actor, Programme]]:
        """The designations that a Sanction is of: each authority's, of each actor, under each programme."""
        for target in said.targets:
            if self._no_target(target) is None:
                for authority in said.authorities:
                    for programme in said.programmes:
                        yield Group(authority.id, target, programme.name or ""), authority, programme

    def _sanction(self, line: Line, entity: Entity) -> tuple[tuple[Fact, ...], tuple[Unused, ...]]:
        said = sanction(entity)
        unused = tuple(
            Unused("entity", reason) for target in said.targets if (reason := self._no_target(target))
        )
        facts = tuple(self._designations(line, entity, said))
        if facts:
            return (*self._new(said.authorities), *facts), (*unused, *said.unused)
        if not said.authorities:
            return (), (Unused("", "It names no country, and so no authority."),)
        return (), (Unused("", unused[0].reason if unused else "It points to nothing."),)

    def _no_target(self, target: str) -> str | None:
        schema = self._stage.schema(target)
        if schema is None:
            return "It points to what is not in the files."
        if self._stage.refused(target):
            return "It points to what is no actor that facts can name."
        return None if schema in ACTORS else f"It points to a {schema}, which is no actor."

    def _designations(self, line: Line, entity: Entity, said: Sanction) -> Iterator[Designation]:
        seen = self._seen(line, entity)
        laid = list(spans(said, seen))
        evidence = Evidence(entry=entity.id, position=line.position, sha256=entity.digest())
        for group, authority, programme in self._groups(said):
            for act in acts(said, seen, [self._stage.spell(group, span) for span in laid]):
                ended = act.action == "lifted" or act.remark  # not by what imposed it
                yield Designation(
                    authority=authority.id,
                    target=group.target,
                    category=programme.category,
                    action=act.action,
                    organ=said.organ,
                    list=self._list,
                    programme=programme.name,
                    instrument=None if ended else said.instrument,
                    date=act.date,
                    dateRole=act.role,
                    until=act.until,
                    source=self._files[line.file].source.id,
                    evidence=(evidence,),
                    note="\n".join(filter(None, (act.remark, said.note))) or None,
                )

    def _new(self, countries: Sequence[Actor]) -> Iterator[Actor]:
        for country in countries:
            if country.id not in self._told:
                self._told.add(country.id)
                yield country


def _published(source: Source) -> Date | None:
    try:
        return dates.parse(source.published) if source.published else None
    except dates.DateError as error:
        raise InputError(
            f"--published {quoted(source.published or '')} is no date. {error.hint}".rstrip()
        ) from None
