"""What is to be evaluated, as plain values."""

from __future__ import annotations

import marshal
from dataclasses import dataclass, field

__all__ = ["VERDICT", "Task", "Work"]

VERDICT = "verdict"
"""The writer of a task that is not evaluated: its text is only looked at, as a guard does."""


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be evaluated.

    Attributes:
        text: a query that the guard let pass.
        writer: the format of the answer, as its writers call it.
        base: what relative IRIs are resolved against.
        default_graphs: in place of the query's own FROM; None leaves that to the query.
        named_graphs: likewise for FROM NAMED.
        tidy: write a graph sorted and grouped.
        repeatable: asked again of the same content, it has the same answer.
        sent: what the engine is given in place of the text, if anything; it calls other servers.
    """

    text: str
    writer: str
    base: str | None = None
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None
    tidy: bool = False
    repeatable: bool = False
    sent: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Work:
    """A task, with all that a worker has to know for it.

    Attributes:
        task: what is asked.
        folder: of the version that is asked; empty for one that holds nothing.
        base: what the IRIs of the store's things begin with.
        rows: that the answer may have; 0 for any number.
        seconds: of a processor that it may take; should the server hang, it ends all the same.
    """

    task: Task
    folder: str
    base: str
    rows: int
    seconds: float

    def packed(self) -> bytes:
        """As bytes, for a process of the same interpreter."""
        task = self.task  # written out, for to walk over fields takes longer than all else
        fields = (
            task.text,
            task.writer,
            task.base,
            task.default_graphs,
            task.named_graphs,
            task.tidy,
            task.repeatable,
            task.sent,
        )
        return marshal.dumps((fields, self.folder, self.base, self.rows, self.seconds))

    @classmethod
    def unpacked(cls, data: bytes) -> Work:
        """What `packed` made bytes of.

        >>> work = Work(Task("ASK {}", "xml", named_graphs=("urn:a",)), "", "urn:", 0, 1.5)
        >>> Work.unpacked(work.packed()) == work
        True
        """
        task, *rest = marshal.loads(data)
        return cls(Task(*task), *rest)
