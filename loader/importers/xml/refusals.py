"""What is said of a file that is no such list, not whole, or not safe to read."""

from __future__ import annotations

from typing import NoReturn
from xml.parsers import expat
from xml.parsers.expat import errors

from loader.errors import InputError, Place
from loader.facts.lines import binary, utf_16
from loader.facts.wording import quoted, shortened
from loader.importers.xml.elements import Root

__all__ = ["AGAIN", "look", "malformed", "no_document_type", "no_encoding", "refuse", "right_list"]

AGAIN = "Download it again."

_ROOTS = {"CONSOLIDATED_LIST": "un-sc", "sdnList": "ofac"}
"""What kind of list a file is whose root element is called so."""

_HTML = (b"<!doctype html", b"<html")
_A_PAGE = f"this is an HTML page, perhaps an error page of the server, and no list. {AGAIN}"
_CUT_OFF = {
    errors.codes[m]
    for m in (
        errors.XML_ERROR_NO_ELEMENTS,
        errors.XML_ERROR_UNCLOSED_TOKEN,
        errors.XML_ERROR_PARTIAL_CHAR,
        errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
    )
}
_ENCODING = {
    errors.codes[m] for m in (errors.XML_ERROR_UNKNOWN_ENCODING, errors.XML_ERROR_INCORRECT_ENCODING)
}


def refuse(file: str, line: int, what: str) -> NoReturn:
    """Ends the reading with a sentence about a line; 0 is the file as a whole."""
    raise InputError(f"{Place(file, line)}: {what}")


def look(file: str, head: bytes) -> None:
    """Refuses what is plainly something else, by its first bytes."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start:
        refuse(file, 0, f"the file is empty. {AGAIN}")
    if start[:16].lower().startswith(_HTML):
        refuse(file, 1, _A_PAGE)
    if not utf_16(head):
        if binary(head):
            refuse(file, 0, "this is no XML, and no text. If it is an archive, unpack it first.")
        if not start.startswith(b"<"):
            refuse(file, 1, "this is no XML, which begins with '<'. Name the list's XML file.")


def malformed(file: str, error: expat.ExpatError, encoding: str, *, at_end: bool, inside: bool) -> NoReturn:
    """Refuses what the parser cannot go on with.

    Args:
        file: its name.
        error: the parser's.
        encoding: what the file says that it is in.
        at_end: whether all of the file has been read.
        inside: whether an element is open.
    """
    line, column = error.lineno, error.offset + 1
    if at_end and (inside or error.code in _CUT_OFF):
        refuse(file, line, f"the file ends in the middle; it is not whole. {AGAIN}")
    if error.code in _ENCODING:
        refuse(file, line, f"its encoding {quoted(encoding)} is none that it could be in. Save it as UTF-8.")
    if error.code == errors.codes[errors.XML_ERROR_INVALID_TOKEN]:
        what = f"here is a character that XML cannot hold, or that is not {encoding}"
        refuse(file, line, f"{what} (column {column}). Mend it, or save the file as UTF-8.")
    said = expat.ErrorString(error.code)
    refuse(file, line, f"this is not well-formed XML: {said} (column {column}). {AGAIN}")


def no_encoding(file: str, encoding: str) -> NoReturn:
    """Refuses an encoding that there is not, or one of several bytes a character."""
    refuse(file, 1, f"its encoding {quoted(encoding)} cannot be read. Save it as UTF-8.")


def no_document_type(file: str, line: int, name: str) -> NoReturn:
    """Refuses a document type, which may define entities."""
    if name.lower() == "html":
        refuse(file, line, _A_PAGE)
    refuse(file, line, "a document type may define entities and is never read. Take the <!DOCTYPE …> out.")


def right_list(file: str, root: Root, kind: str) -> None:
    """Refuses a list of another kind; none where any kind will do."""
    wanted = next((name for name, each in _ROOTS.items() if each == kind), root.name)
    if root.name == wanted:
        return
    other = _ROOTS.get(root.name)
    hint = f"It is a list for `import {other}`." if other else f"Name a list for `import {kind}`."
    what = "an HTML page" if root.name.lower() == "html" else f"<{shortened(root.name)}>"
    refuse(file, root.place.line, f"the file is {what}, not <{wanted}>. {hint}")
