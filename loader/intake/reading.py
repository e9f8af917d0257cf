"""The first pass over the files of a load: what they hold, who is called how, and what cannot be read."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from loader.errors import InputError, Problem
from loader.facts import Placed, digest
from loader.facts.model import Actor, Complete, Decision, Source
from loader.intake.spool import Spool
from loader.names import Names
from loader.progress import Progress, silent

__all__ = ["Reader", "Survey", "dataset_name", "datasets_of", "survey"]

Reader = Callable[[Path], Iterable[Placed | Problem]]
"""How a file is read: into facts, and all that is wrong, as `facts.each` does."""

_OFTEN = 5_000  # facts between two words about how far it is


@dataclass(slots=True)
class Survey:
    """What the files of one load hold.

    Attributes:
        datasets: the name of each file's dataset.
        facts: all facts, each with the number of its file.
        names: for each file, the actors and sources that it describes.
        whole: the same for all files together.
        problems: all that cannot be read.
        missing: the ids and names of actors and sources whose facts are faulty.
        decisions: the decisions about who is one with whom, each with the number of its file.
        sums: for each file, how many facts it holds, and the sum of their digests; empty unless asked for.
        said: what is said of each source's day and completeness, with the number of the file.
    """

    datasets: list[str]
    facts: Spool
    names: list[Names]
    whole: Names
    problems: list[Problem] = field(default_factory=list)
    missing: set[str] = field(default_factory=set)
    decisions: list[tuple[int, Placed]] = field(default_factory=list)
    sums: list[tuple[int, int]] = field(default_factory=list)
    said: dict[str, set[tuple[int, str | None, Complete | None]]] = field(default_factory=dict)


def dataset_name(given: str) -> str:
    r"""The name of a dataset, as it is stored.

    >>> dataset_name("caf\udce9.jsonl")
    'caf\\udce9.jsonl'
    """
    # A file's name may hold bytes that are not UTF-8, which Python smuggles as lone surrogates.
    return unicodedata.normalize("NFC", given.encode("utf-8", "backslashreplace").decode())


def datasets_of(files: Sequence[Path], dataset: str = "") -> list[str]:
    """The name of each file's dataset.

    Args:
        files: the files of a load.
        dataset: the dataset that all of them belong to; otherwise each is one of its own name.

    Raises:
        InputError: two files would be one dataset.
    """
    datasets: list[str] = []
    for file in files:
        name = dataset_name(dataset or file.name)
        if not dataset and name in datasets:
            raise InputError(
                f"{file}: another file of this load is called {name} too, and a dataset has its file's name. "
                "Rename one of them, or give --dataset NAME to load both as one."
            )
        datasets.append(name)
    return datasets


def survey(
    files: Sequence[Path],
    dataset: str,
    reader: Reader,
    facts_in: Spool,
    progress: Progress = silent,
    *,
    summed: bool = False,
) -> Survey:
    """Reads the files of one load, each once.

    Args:
        files: facts files, of any of the formats, or what else the reader reads.
        dataset: the dataset that all of them belong to; otherwise each file is one of its own name.
        reader: how a file is read.
        facts_in: where the facts are put; an empty one.
        progress: is told how far it is.
        summed: whether to sum the facts' digests, by which the same facts are known again.

    Raises:
        InputError: a file cannot be read, or two files would be one dataset.
    """
    whole = Names()
    names = [Names() for _ in files] if len(files) > 1 else [whole]
    found = Survey(datasets_of(files, dataset), facts_in, names, whole)
    for number, file in enumerate(files):
        before, total = len(facts_in), 0
        for one in reader(file):
            if isinstance(one, Problem):
                found.problems.append(one)
                found.missing.update(one.missing)
            else:
                _note(found, number, one)
                if summed:
                    total += digest(one.fact)
                if len(facts_in) % _OFTEN == 0:
                    progress("reading", len(facts_in))
        if summed:
            found.sums.append((len(facts_in) - before, total))
    facts_in.finish()
    progress("reading", len(facts_in))
    return found


def _note(found: Survey, number: int, placed: Placed) -> None:
    found.facts.add(number, placed)
    fact = placed.fact
    if isinstance(fact, Actor):
        for names in {id(n): n for n in (found.names[number], found.whole)}.values():
            names.add(fact)
    elif isinstance(fact, Source):
        for names in {id(n): n for n in (found.names[number], found.whole)}.values():
            names.add_source(fact)
        found.said.setdefault(fact.id, set()).add((number, fact.published, fact.complete))
    elif isinstance(fact, Decision):
        found.decisions.append((number, placed))
