"""Lists damaged at random: refused in one line, or each entry used or reported, and every reference known."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from loader.errors import InputError
from loader.facts.model import Actor, Agreement, Designation, Source
from loader.importers import KINDS, Options, Tally, run

HERE = Path(__file__).parent
LISTS = {
    "un-sc": HERE / "un-sc" / "2030-01.xml",
    "ofac": HERE / "ofac" / "consolidated.xml",
    "ftm": HERE / "ftm" / "invented.ftm.json",
    "uk-treaties": HERE / "treaties" / "treaties.jsonl",
    "csv": Path("list.csv"),
    "territories": HERE / "territories",
}
TABLE = b'No,Name,Listed\n1,Group A,12.03.2003\n2,"Group, B",07.11.1999\n3,Group C,\n'
MAPPING = """\
source: {id: the-list, title: The List, published: 2024-03-01}
actors:
  freedonia: {id: freedonia, kind: state, name: Freedonia}
  listed: {id: {column: No, prefix: fr-}, kind: armed-group, name: {column: Name}}
facts:
  - {type: designation, authority: {described: freedonia}, target: {described: listed}, category: terrorist,
     action: imposed, date: {column: Listed, dates: [dd.mm.yyyy]}}
"""
VALUE = re.compile(
    rb'(?<=>)[^<>]+(?=<)|(?<=")[^"]+(?=")|(?<=: )[^\n"]+(?=\n)|(?<=[,\n])[^,\n<>{}"]+(?=[,\n])'
)
STRANGE = (
    *("any", "Any", "...", "()", ";", "0000-00-00", "9999-12-31", "99999", "31/02/2003", "9" * 400, "1e999"),
    *(
        "un-security-council",
        "united-states",
        "x" * 3000,
        "\u0662",
        "\u00b2",
        "\u202e",
        "a/b",
        "a b",
        "zz",
        "-",
    ),
)
ROUNDS = {"un-sc": 150, "ofac": 150, "ftm": 50, "uk-treaties": 150, "csv": 15, "territories": 30}


def mutated(chance: random.Random, data: bytes) -> bytes:
    """A list with some values, lines or bytes put elsewhere, repeated, left out or replaced."""
    for _ in range(chance.choice((1, 1, 2, 4))):
        spans = [found.span() for found in VALUE.finditer(data)] or [(0, 0)]
        lines = data.split(b"\n")
        (start, end), at = chance.choice(spans), chance.randrange(len(data) + 1)
        match chance.randrange(8):
            case 0 | 1 | 2:
                data = data[:start] + chance.choice(STRANGE).encode() + data[end:]
            case 3 | 4:
                other = slice(*chance.choice(spans))
                data = data[:start] + data[other] + data[end:]
            case 5:
                lines.insert(chance.randrange(len(lines)), chance.choice(lines))
                data = b"\n".join(lines)
            case 6:
                data = data[:at] + chance.randbytes(2) + data[at:]
            case _:
                data = data[:at] + data[at + chance.randrange(50) :]
    return data


def placed(name: str, folder: Path, chance: random.Random) -> Path:
    """A damaged list of a kind."""
    given = LISTS[name]
    if name != "territories":
        path = folder / given.name
        path.write_bytes(mutated(chance, given.read_bytes() if name != "csv" else TABLE))
        return path
    files = sorted(given.glob("*.yml"))
    hurt = chance.choice(files)
    for file in files:
        (folder / file.name).write_bytes(
            mutated(chance, file.read_bytes()) if file == hurt else file.read_bytes()
        )
    return folder


@pytest.mark.parametrize("name", sorted(LISTS))
def test_a_damaged_list_is_refused_or_all_of_it_is_told(name: str, tmp_path: Path) -> None:
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text(MAPPING)
    folder = tmp_path / "lists"
    folder.mkdir()
    options = Options(mapping=mapping if name == "csv" else None)
    chance = random.Random(name)
    kept = 0
    for _ in range(ROUNDS[name]):
        path = placed(name, folder, chance)
        tally = Tally()
        try:
            facts = [one.fact for one in run(KINDS[name], [path], options, tally)]
        except InputError as error:
            assert all(line and "\n" not in line for line in error.lines)
            continue
        kept += 1
        assert min(10, tally.entries - tally.used) == len(tally.unused)
        assert tally.facts.total() == len(facts)
        known = {fact.id for fact in facts if isinstance(fact, Actor)}
        sources = {fact.id for fact in facts if isinstance(fact, Source)}
        for fact in facts:
            if isinstance(fact, Designation):
                assert {fact.authority, fact.target} <= known, fact
                assert fact.source in sources
            elif isinstance(fact, Agreement):
                assert {*fact.parties} <= known, fact
            elif isinstance(fact, Actor):
                assert {*fact.claimedBy, *fact.successors} <= known, fact
    assert kept  # else nothing was tried
