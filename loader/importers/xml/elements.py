"""The elements of a list: its root, and its entries with all that is in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from loader.errors import Place
from loader.importers.texts import clean

__all__ = ["Node", "Root"]


@dataclass(frozen=True, slots=True)
class Root:
    """The root element: its local name, its namespace (empty for none), its attributes by local name."""

    name: str
    namespace: str
    attributes: Mapping[str, str]
    place: Place


@dataclass(slots=True)
class Node:
    """An element, without its namespace.

    Attributes:
        name: its local name.
        line: the line on which it begins.
        attributes: by their local names.
        children: the elements in it, in their order.
        text: its own text, as it stands there, elements left out.
    """

    name: str
    line: int
    attributes: Mapping[str, str]
    children: list[Node] = field(default_factory=list)
    text: str = ""

    def all(self, *path: str) -> Iterator[Node]:
        """All elements that a path of names leads to."""
        for child in self.children:
            if child.name == path[0]:
                if len(path) == 1:
                    yield child
                else:
                    yield from child.all(*path[1:])

    def texts(self, *path: str) -> tuple[str, ...]:
        """What the elements of a path say, cleaned; empty ones left out."""
        return tuple(text for node in self.all(*path) if (text := clean(node.text)))

    def one(self, *path: str) -> str | None:
        """What the first element of a path says that says something, cleaned."""
        return next(iter(self.texts(*path)), None)

    def says(self) -> bool:
        """Whether it says anything, itself or by an element in it."""
        return bool(clean(self.text)) or any(child.says() for child in self.children)
