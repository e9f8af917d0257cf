"""A saved question and its parameters."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

__all__ = ["Bound", "Form", "Parameter", "ParameterType", "Question"]

ParameterType = Literal["actor", "record", "date", "text", "code", "integer"]
Bound = Literal["day", "earliest", "latest"]
Form = Literal["SELECT", "CONSTRUCT", "ASK", "DESCRIBE"]


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a question can be asked with.

    Attributes:
        name: of the parameter, and of the variable whose slots take it.
        type: what an argument is read as: an actor's id or name, a record's IRI, an EDTF date, a text, a code
            of a code list, an integer.
        required: there is no answer without it.
        default: the argument where none is given.
        values: all that it may be; empty where that is not limited.
        description: one sentence for whoever asks.
        scheme: the code list of a code.
        bound: which day of a date is meant: its only one, its earliest, its latest.
    """

    name: str
    type: ParameterType
    required: bool = False
    default: str | None = None
    values: tuple[str, ...] = ()
    description: str = ""
    scheme: str = ""
    bound: Bound = "day"


@dataclass(frozen=True, slots=True)
class Question:
    """A SPARQL text with what its head says of it.

    Attributes:
        name: the file's name without its ending.
        summary: one line.
        description: the rules behind the answer, in plain words.
        tags: what to group it under.
        parameters: in the order of the head.
        text: the whole file; valid SPARQL as it stands.
        form: what kind of answer it has.
        path: the file.
        cost: what the time that it takes grows with; empty where the head does not say.
    """

    name: str
    summary: str
    description: str
    tags: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    text: str
    form: Form
    path: Path
    cost: str = ""
