"""What a writer is told to do, and what it answers; plain values, for they go from process to process."""

from __future__ import annotations

import struct
from typing import BinaryIO, TypeVar

import msgspec

__all__ = [
    "BEGUN",
    "CHANGED",
    "HEAD",
    "Answer",
    "Delete",
    "Document",
    "Facts",
    "Job",
    "Led",
    "Put",
    "Refused",
    "Stored",
    "Update",
    "Work",
    "length",
    "packed",
    "read",
]

CHANGED = "Somebody else has written since; read it again, then repeat the change."
"""Where another content holds than the client expected."""

BEGUN = b"!"
"""What a writer says first."""

_HEAD = struct.Struct(">I")
HEAD = _HEAD.size
"""Bytes of the length before each message."""

_Message = TypeVar("_Message")


class Facts(msgspec.Struct, tag=True, frozen=True):
    """Load facts in JSON Lines.

    Attributes:
        body: the lines.
        dataset: the dataset that they are.
        add: withdraw nothing that the dataset says no more.
        replace: allow more than half of the dataset to be withdrawn.
    """

    body: bytes
    dataset: str
    add: bool = False
    replace: bool = False


class Update(msgspec.Struct, tag=True, frozen=True):
    """Carry out a SPARQL update.

    Attributes:
        text: what is to be done.
        base: what its relative IRIs are resolved against.
        using: the graphs that the request names in place of USING.
        using_named: likewise for USING NAMED.
    """

    text: str
    base: str
    using: tuple[str, ...] = ()
    using_named: tuple[str, ...] = ()


class Document(msgspec.Struct, frozen=True):
    """An RDF document as it was sent.

    Attributes:
        body: its bytes.
        media_type: its syntax.
        base: what its relative IRIs are resolved against.
    """

    body: bytes
    media_type: str
    base: str


class Put(msgspec.Struct, tag=True, frozen=True):
    """Give a graph new content.

    Attributes:
        graph: its IRI; None for the default graph.
        documents: what it shall hold.
        merge: besides what it holds already.
        there: whether the graph has to be there already; None where that does not matter.
    """

    graph: str | None
    documents: tuple[Document, ...]
    merge: bool = False
    there: bool | None = None


class Delete(msgspec.Struct, tag=True, frozen=True):
    """Remove a graph.

    Attributes:
        graph: its IRI; None for the default graph.
    """

    graph: str | None


Work = Facts | Update | Put | Delete


class Led(msgspec.Struct, frozen=True):
    """The way to other servers.

    Attributes:
        services: those that may be called.
        base: what the addresses of the relay begin with.
        port: where it listens.
    """

    services: tuple[str, ...]
    base: str
    port: int


class Job(msgspec.Struct, frozen=True):
    """One write.

    Attributes:
        store: the folder of the store.
        work: what is to be done.
        wait: how many seconds to wait for another writer.
        memory: how many bytes it may take.
        report: the format in which problems are reported, one of `reports.FORMATS`.
        expected: the digest of the content that has to hold when it begins; None for any.
        led: how it may call other servers; None where it may call none.
    """

    store: str
    work: Work
    wait: float
    memory: int
    report: str = "json"
    expected: str | None = None
    led: Led | None = None


class Stored(msgspec.Struct, tag=True, frozen=True):
    """A write that was carried out.

    Attributes:
        version: the number of the version that holds now.
        changed: whether the write made it.
        triples: how many that version holds.
        created: whether there is a dataset or a graph now that was not there before.
        facts: how many facts were read.
        totals: what was added and withdrawn, in figures.
        problems: warnings and notes, as a report in JSON lists them.
    """

    version: int
    changed: bool
    triples: int
    created: bool
    facts: int
    totals: dict[str, int]
    problems: list[dict[str, object]]


class Refused(msgspec.Struct, tag=True, frozen=True):
    """A write that was not carried out.

    Attributes:
        status: of HTTP.
        sentence: what the client is told.
        report: the same in full, in the format that was asked for; empty where the sentence says it all.
        detail: what only the log is told.
        retry: after how many seconds the client may try again; 0 where that would not help.
    """

    status: int
    sentence: str
    report: bytes = b""
    detail: str = ""
    retry: int = 0


Answer = Stored | Refused


def packed(message: Job | Answer) -> bytes:
    """A message, with its length before it."""
    body = msgspec.msgpack.encode(message)
    return _HEAD.pack(len(body)) + body


def length(head: bytes) -> int:
    """How long a message is that begins so."""
    return int(_HEAD.unpack(head)[0])


def read(stream: BinaryIO, kind: type[_Message]) -> _Message:
    """The next message of a stream.

    Raises:
        EOFError: the other end is gone.
    """
    head = stream.read(HEAD)
    if len(head) < HEAD:
        raise EOFError
    return msgspec.msgpack.decode(stream.read(length(head)), type=kind)
