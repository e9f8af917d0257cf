"""Lists as the world publishes them, and the mapping that says what a table means."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from loader.errors import InputError
from loader.importers import KINDS, Options, Tally, run
from loader.importers.table.rows import Table, rows

from ..target import ROOT, Attempt, Target, WrongError, corpus, one_line, words

_IMPORTERS = "tests/importers"
_TABLE = ROOT / "examples/mapping/freedonia.csv"
_MAPPING = ROOT / "examples/mapping/freedonia.yaml"


def _list(kind: str, name: str) -> Callable[[], AbstractContextManager[Attempt]]:
    """A list of a kind, in a file of a name."""
    return _imported(kind, lambda folder: (folder / name, folder / name, _MAPPING if kind == "csv" else None))


def _said(kind: str, mapping: Path | None) -> dict[str, Any]:
    """What a user says of such a list."""
    if kind == "csv":
        return {"mapping": mapping, "published": "2024-03-01"}
    return {"list": "SDN"} if kind == "ofac" else {}


def _imported(
    kind: str, places: Callable[[Path], tuple[Path, Path, Path | None]]
) -> Callable[[], AbstractContextManager[Attempt]]:
    """Of a folder: the file that is written, what is imported, and the mapping, if any."""

    @contextmanager
    def opened() -> Iterator[Attempt]:
        with tempfile.TemporaryDirectory() as temporary:
            written, file, mapping = places(Path(temporary))
            options = Options(**_said(kind, mapping))

            def attempt(data: bytes) -> bool:
                written.write_bytes(data)
                tally = Tally()
                try:
                    facts = list(run(KINDS[kind], [file], options, tally))
                except InputError as error:
                    for line in error.lines:
                        one_line(line)
                    return False
                if tally.facts.total() != len(facts):
                    raise WrongError("facts that are not counted")
                for reason in tally.unused:
                    one_line(reason[1])
                return True

            yield attempt

    return opened


@contextmanager
def _rows() -> Iterator[Attempt]:
    """A table as cells, which is read quickly; in which encoding, its length decides."""
    tables = [Table(encoding, ";") for encoding in ("utf-8", "cp1251", "utf-16", "shift_jis")]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "list.csv"

        def attempt(data: bytes) -> bool:
            file.write_bytes(data)
            try:
                found = list(rows(file, tables[len(data) % len(tables)]))
            except InputError as error:
                one_line(str(error))
                return False
            if any(not any(row.cells) for row in found):
                raise WrongError("a row of nothing")
            return True

        yield attempt


def _territory(folder: Path) -> tuple[Path, Path, Path | None]:
    return folder / "fd.yml", folder, None


def _mapping(folder: Path) -> tuple[Path, Path, Path | None]:
    return folder / "mapping.yaml", _TABLE, folder / "mapping.yaml"


_XML = words("xml")

TARGETS = [
    Target(
        "un-sc",
        350,
        lambda: corpus(
            f"{_IMPORTERS}/un-sc/*.xml", "examples/importing/council-*.xml", f"{_IMPORTERS}/bad/*.xml"
        ),
        _list("un-sc", "list.xml"),
        _XML,
    ),
    Target(
        "ofac",
        200,
        lambda: corpus(f"{_IMPORTERS}/ofac/*.xml", "examples/importing/sdn-*.xml"),
        _list("ofac", "list.xml"),
        _XML,
    ),
    Target(
        "ftm",
        50,
        lambda: corpus(f"{_IMPORTERS}/ftm/*.json"),
        _list("ftm", "list.ftm.json"),
        words("jsonl"),
    ),
    Target(
        "uk-treaties",
        120,
        lambda: corpus(f"{_IMPORTERS}/treaties/*.jsonl"),
        _list("uk-treaties", "list.jsonl"),
        words("jsonl"),
    ),
    Target(
        "territories",
        100,
        lambda: corpus(f"{_IMPORTERS}/territories/*.yml"),
        _imported("territories", _territory),
        words("yaml"),
    ),
    Target("rows", 600, lambda: [_TABLE.read_bytes(), *corpus("tests/facts/*/*.csv")], _rows, words("csv")),
    Target("table", 4, lambda: [_TABLE.read_bytes()], _list("csv", "list.csv"), words("csv")),
    Target(
        "mapping",
        40,
        lambda: corpus(f"{_IMPORTERS}/csv/*.yaml", "examples/mapping/*.yaml"),
        _imported("csv", _mapping),
        words("mapping"),
    ),
]
