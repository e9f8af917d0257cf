"""Digests: of a file, and of what an entry says, by which two editions of a list are compared."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from pathlib import Path

from loader.facts.lines import opened

from .texts import clean
from .xml import Node

__all__ = ["of_content", "of_entry", "of_file"]

_BLOCK = 1 << 16


def of_file(path: Path) -> str:
    """The SHA-256 of a file's bytes.

    Raises:
        InputError: it cannot be read.
    """
    digest = hashlib.sha256()
    with opened(path) as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def of_entry(entry: Node, without: Collection[str] = ()) -> str:
    r"""The SHA-256 of an entry's content, whatever its white space, its empty elements and their order.

    Args:
        entry: the entry.
        without: names of elements that are no part of the content, such as version numbers.

    >>> name, number = Node("NAME", 2, {}, text=" Group\n A "), Node("VERSION", 3, {}, text="2")
    >>> of_entry(Node("E", 1, {}, [name, number]), {"VERSION"}) == of_entry(Node("E", 7, {}, [name]))
    True
    """
    return of_content(_form(entry, without))


def of_content(said: object) -> str:
    """The SHA-256 of what an entry says, as compact JSON with sorted keys.

    Args:
        said: what JSON can hold, in an order that says nothing.
    """
    written = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    # Half a character is refused by whoever reads it as text.
    return hashlib.sha256(written.encode(errors="surrogatepass")).hexdigest()


def _form(node: Node, without: Collection[str]) -> list[object]:
    """An element as a list: its name, its attributes, its text, and those in it that say something."""
    inner = [_form(child, without) for child in node.children if child.name not in without]
    said = [form for form in inner if any(form[1:])]
    return [node.name, sorted(node.attributes.items()), clean(node.text) or "", sorted(said, key=json.dumps)]
