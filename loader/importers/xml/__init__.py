"""XML lists, read entry by entry: safely, with line numbers, in memory that does not grow with the file."""

from loader.importers.xml.elements import Node, Root
from loader.importers.xml.reading import read

__all__ = ["Node", "Root", "read"]
