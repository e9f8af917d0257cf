"""One line of a FollowTheMoney file: an entity, or what a delta file does to one.

An entity is an object with an id, a schema, and properties that each have several values, all of them texts
(https://followthemoney.tech/docs/). A delta file has `{"op": "ADD" | "MOD" | "DEL", "entity": …}` on each
line (https://www.opensanctions.org/faq/80/bulk-deltas/).
"""

from __future__ import annotations

from typing import Literal

import msgspec

from loader.facts.lines import LIMIT
from loader.importers.digests import of_content
from loader.importers.texts import clean

__all__ = ["ACTORS", "Delta", "Entity", "NoEntityError", "read"]

ACTORS = {
    "Person": "person",
    "LegalEntity": "organization",
    "Organization": "organization",
    "Company": "organization",
    "PublicBody": "organization",
}
"""LegalEntity and all schemas that extend it, with the kind of actor that each is."""

_NO_OBJECT = "It is no JSON object, or not a whole one."

Operation = Literal["ADD", "MOD", "DEL"]


class NoEntityError(ValueError):
    """A line that holds no entity; says why, as a sentence."""


class Entity(msgspec.Struct, frozen=True):
    """An entity. The names are FollowTheMoney's.

    Attributes:
        id: unique among all entities of the publisher.
        schema: what it is.
        properties: what is said of it.
        caption: the name that the publisher shows.
        datasets: which of the publisher's sources say it.
        last_seen: when the publisher last found it in its sources.
    """

    id: str
    schema: str
    properties: dict[str, list[str]] = {}
    caption: str | None = None
    datasets: list[str] = []
    last_seen: str | None = None

    def values(self, *names: str) -> tuple[str, ...]:
        """The values of some properties, cleaned and sorted: their order in a file means nothing."""
        said = [value for name in names for value in self.properties.get(name, ())]
        return tuple(sorted(filter(None, {clean(value) for value in said}))) if said else ()

    def digest(self) -> str:
        """The SHA-256 of what it says, whatever the order and the publisher's housekeeping."""
        said = {name: self.values(name) for name in self.properties}
        return of_content([self.id, self.schema, {name: values for name, values in said.items() if values}])


class Delta(msgspec.Struct, frozen=True):
    """What a delta file does to an entity; of one that is taken out, the id is all that is needed."""

    op: Operation
    entity: msgspec.Raw


class _Taken(msgspec.Struct, frozen=True):
    """The entity of a DEL."""

    id: str
    schema: str = ""


def read(line: bytes) -> tuple[Operation | None, Entity, bytes]:
    """Reads a line.

    Args:
        line: the line, without its end.

    Returns:
        What a delta file does, or nothing if the line is no delta; the entity; and its JSON.

    Raises:
        NoEntityError: it is no entity, and no delta.
    """
    if len(line) > LIMIT:
        raise NoEntityError(f"It has more than {LIMIT:,} bytes.")
    try:
        line.decode()  # the decoder of JSON looks at texts that it keeps, and at no others
        shape = msgspec.json.decode(line, type=dict[str, msgspec.Raw])
        if "op" in shape and "entity" in shape:
            delta = msgspec.json.decode(line, type=Delta)
            content = bytes(delta.entity)
            if delta.op == "DEL":
                taken = msgspec.json.decode(content, type=_Taken)
                return delta.op, _named(Entity(id=taken.id, schema=taken.schema)), content
            return delta.op, _named(msgspec.json.decode(content, type=Entity)), content
        return None, _named(msgspec.json.decode(line, type=Entity)), line
    except UnicodeDecodeError:
        raise NoEntityError("It is not UTF-8.") from None
    except msgspec.ValidationError as error:
        raise NoEntityError(_no_entity(str(error))) from None
    except (msgspec.DecodeError, RecursionError):
        raise NoEntityError(_NO_OBJECT) from None


def _named(entity: Entity) -> Entity:
    if clean(entity.id) != entity.id:
        raise NoEntityError(
            "It is no FollowTheMoney entity: its id is empty, or has spaces or control characters."
        )
    return entity


def _no_entity(error: str) -> str:
    if error.startswith("Expected `object`") and " - at " not in error:
        return _NO_OBJECT
    if "got `object`" in error and "properties" in error:
        return "It holds other entities within itself: take the file that is not nested."
    return f"It is no FollowTheMoney entity: {error[:1].lower()}{error[1:]}."
