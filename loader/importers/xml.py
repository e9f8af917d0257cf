"""XML lists, read entry by entry: safely, with line numbers, in memory that does not grow with the file.

The parser is expat. A document type is refused where it begins, so that there are no entities to expand and
nothing to fetch (https://www.w3.org/TR/xml/#sec-prolog-dtd). Only the entries that were asked for are kept,
each until the next one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, NoReturn
from xml.parsers import expat
from xml.parsers.expat import errors

from loader.errors import InputError, Place
from loader.facts.lines import HEAD, binary, opened, utf_16
from loader.facts.wording import quoted, shortened

from .texts import clean

__all__ = ["ROOTS", "Node", "Root", "read"]

ROOTS = {"CONSOLIDATED_LIST": "un-sc", "sdnList": "ofac"}
"""What kind of list a file is whose root element is called so."""

_BLOCK = 1 << 16  # bytes that are parsed at once
_DEPTH = 64  # of elements within each other; lists have ten or so
_LARGEST = 1 << 23  # characters of one entry
_HTML = (b"<!doctype html", b"<html")
_AGAIN = "Download it again."
_CUT_OFF = {errors.codes[m] for m in (errors.XML_ERROR_NO_ELEMENTS, errors.XML_ERROR_UNCLOSED_TOKEN)} | {
    errors.codes[m] for m in (errors.XML_ERROR_PARTIAL_CHAR, errors.XML_ERROR_UNCLOSED_CDATA_SECTION)
}
_ENCODING = {
    errors.codes[m] for m in (errors.XML_ERROR_UNKNOWN_ENCODING, errors.XML_ERROR_INCORRECT_ENCODING)
}


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


def read(file: Path, kind: str, wanted: Collection[str]) -> tuple[Root, Iterator[Node]]:
    """Reads an XML list.

    Args:
        file: the file.
        kind: the kind of list that it must be, as in ROOTS; any if empty.
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
            self._look(head)
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
                self._malformed(error, block)
            except (LookupError, ValueError):  # no such encoding, or one of several bytes a character
                self._fail(1, f"its encoding {quoted(self._encoding)} cannot be read. Save it as UTF-8.")
            yield from self._done
            self._done.clear()
            if not block:
                return
            block = stream.read(_BLOCK)

    def _look(self, head: bytes) -> None:
        """Refuses what is plainly something else."""
        start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
        if not start:
            self._fail(0, f"the file is empty. {_AGAIN}")
        if start[:16].lower().startswith(_HTML):
            self._fail(1, "this is an HTML page, perhaps an error page of the server, and no list. " + _AGAIN)
        if not utf_16(head):
            if binary(head):
                self._fail(0, "this is no XML, and no text. If it is an archive, unpack it first.")
            if not start.startswith(b"<"):
                self._fail(1, "this is no XML, which begins with '<'. Name the list's XML file.")

    def _fail(self, line: int, what: str) -> NoReturn:
        raise InputError(f"{Place(self._file, line)}: {what}")

    def _malformed(self, error: expat.ExpatError, block: bytes) -> NoReturn:
        cut_off = not block and (error.code in _CUT_OFF or self._depth)
        if cut_off:
            self._fail(error.lineno, f"the file ends in the middle; it is not whole. {_AGAIN}")
        if error.code in _ENCODING:
            what = f"its encoding {quoted(self._encoding)} is none that it could be in. Save it as UTF-8."
            self._fail(error.lineno, what)
        if error.code == errors.codes[errors.XML_ERROR_INVALID_TOKEN]:
            what = f"here is a character that XML cannot hold, or that is not {self._encoding}"
            self._fail(
                error.lineno, f"{what} (column {error.offset + 1}). Mend it, or save the file as UTF-8."
            )
        said = expat.ErrorString(error.code)
        self._fail(error.lineno, f"this is not well-formed XML: {said} (column {error.offset + 1}). {_AGAIN}")

    def _declared(self, _version: str, encoding: str | None, _standalone: int) -> None:
        self._encoding = encoding or "UTF-8"

    def _doctype(self, name: str, _system: str | None, _public: str | None, _internal: bool) -> NoReturn:
        line = self._expat.CurrentLineNumber
        if name.lower() == "html":
            self._fail(
                line, "this is an HTML page, perhaps an error page of the server, and no list. " + _AGAIN
            )
        self._fail(line, "a document type may define entities and is never read. Take the <!DOCTYPE …> out.")

    def _start(self, full: str, said: dict[str, str]) -> None:
        namespace, _, name = full.rpartition(" ")
        line = self._expat.CurrentLineNumber
        attributes = {key.rpartition(" ")[2]: value for key, value in said.items()}
        self._depth += 1
        if self._depth > _DEPTH:
            self._fail(line, f"elements are nested more than {_DEPTH} deep, as in no list. {_AGAIN}")
        if self._depth == 1:
            self._begin(Root(name, namespace, attributes, Place(self._file, line)))
        elif self._open or name in self._wanted:
            node = Node(name, line, attributes)
            if self._open:
                self._open[-1].children.append(node)
            self._open.append(node)
            self._texts.append([])
            self._grown(len(full) + sum(map(len, said.values())))

    def _begin(self, root: Root) -> None:
        wanted = next((name for name, kind in ROOTS.items() if kind == self._kind), root.name)
        if root.name != wanted:
            other = ROOTS.get(root.name)
            hint = (
                f"It is a list for `import {other}`." if other else f"Name a list for `import {self._kind}`."
            )
            what = "an HTML page" if root.name.lower() == "html" else f"<{shortened(root.name)}>"
            self._fail(root.place.line, f"the file is {what}, not <{wanted}>. {hint}")
        self._done.append(root)

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
            self._fail(line, f"the entry that begins here has more than {_LARGEST:,} characters. {_AGAIN}")
