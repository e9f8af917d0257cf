"""XML lists, read entry by entry: safely, with line numbers, in memory that does not grow with the file.

The parser is expat. A document type is refused where it begins, so that there are no entities to expand and
nothing to fetch (https://www.w3.org/TR/xml/#sec-prolog-dtd). Only the entries that were asked for are kept,
each until the next one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import BinaryIO
from xml.parsers import expat

from loader.errors import InputError, Place
from loader.facts.lines import HEAD, opened
from loader.importers.xml.elements import Node, Root
from loader.importers.xml.refusals import (
    AGAIN,
    look,
    malformed,
    no_document_type,
    no_encoding,
    refuse,
    right_list,
)

__all__ = ["read"]

_BLOCK = 1 << 16  # bytes that are parsed at once
_DEPTH = 64  # of elements within each other; lists have ten or so
_LARGEST = 1 << 23  # characters of one entry


def read(file: Path, kind: str, wanted: Collection[str]) -> tuple[Root, Iterator[Node]]:
    """Reads an XML list.

    Args:
        file: the file.
        kind: the kind of list that it must be, such as `ofac`; any if empty.
        wanted: the local names of elements to be yielded, wherever they stand but in each other.

    Returns:
        Its root element, and the elements in their order. They are read as they are taken, so what is wrong
        further down shows only then.

    Raises:
        InputError: the file is no such list, not whole, or not safe to read; at once or later.
    """
    if file.is_dir():
        raise InputError(f"{file} is a folder. Name the files in it.")
    found = _Reader(str(file), kind, wanted).each(file)
    root = next(found)
    assert isinstance(root, Root)  # it begins before all others
    return root, (node for node in found if isinstance(node, Node))


class _Reader:
    """One pass over one file."""

    def __init__(self, file: str, kind: str, wanted: Collection[str]) -> None:
        self._file = file
        self._kind = kind
        self._wanted = wanted
        self._done: list[Root | Node] = []
        self._open: list[Node] = []  # the entry that is being read, and what is open in it
        self._texts: list[list[str]] = []
        self._size = 0
        self._depth = 0
        self._encoding = "UTF-8"

    def each(self, file: Path) -> Iterator[Root | Node]:
        with opened(file) as stream:
            head = stream.read(HEAD)
            look(self._file, head)
            parser = self._parser()
            yield from self._parsed(parser, head, stream)

    def _parser(self) -> expat.XMLParserType:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.buffer_text = True
        parser.XmlDeclHandler = self._declared
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        self._expat = parser
        return parser

    def _parsed(self, parser: expat.XMLParserType, head: bytes, stream: BinaryIO) -> Iterator[Root | Node]:
        block = head
        while True:
            try:
                parser.Parse(block, not block)
            except expat.ExpatError as error:
                malformed(self._file, error, self._encoding, at_end=not block, inside=bool(self._depth))
            except (LookupError, ValueError):  # no such encoding, or one of several bytes a character
                no_encoding(self._file, self._encoding)
            yield from self._done
            self._done.clear()
            if not block:
                return
            block = stream.read(_BLOCK)

    def _declared(self, _version: str, encoding: str | None, _standalone: int) -> None:
        self._encoding = encoding or "UTF-8"

    def _doctype(self, name: str, _system: str | None, _public: str | None, _internal: bool) -> None:
        no_document_type(self._file, self._expat.CurrentLineNumber, name)

    def _start(self, full: str, said: dict[str, str]) -> None:
        namespace, _, name = full.rpartition(" ")
        line = self._expat.CurrentLineNumber
        attributes = {key.rpartition(" ")[2]: value for key, value in said.items()}
        self._depth += 1
        if self._depth > _DEPTH:
            refuse(self._file, line, f"elements are nested more than {_DEPTH} deep, as in no list. {AGAIN}")
        if self._depth == 1:
            root = Root(name, namespace, attributes, Place(self._file, line))
            right_list(self._file, root, self._kind)
            self._done.append(root)
        elif self._open or name in self._wanted:
            node = Node(name, line, attributes)
            if self._open:
                self._open[-1].children.append(node)
            self._open.append(node)
            self._texts.append([])
            self._grown(len(full) + sum(map(len, said.values())))

    def _end(self, _full: str) -> None:
        self._depth -= 1
        if self._open:
            node = self._open.pop()
            node.text = "".join(self._texts.pop())
            if not self._open:
                self._done.append(node)
                self._size = 0

    def _text(self, text: str) -> None:
        if self._open:
            self._texts[-1].append(text)
            self._grown(len(text))

    def _grown(self, by: int) -> None:
        self._size += by
        if self._size > _LARGEST:
            line = self._open[0].line
            refuse(
                self._file, line, f"the entry that begins here has more than {_LARGEST:,} characters. {AGAIN}"
            )
