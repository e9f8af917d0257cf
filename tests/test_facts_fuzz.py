"""Whatever stands in a facts file, reading it ends soon, with facts and problems and nothing else."""

from __future__ import annotations

import json
import time
from pathlib import Path

import invented_facts
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from loader.errors import InputError, Place, Problem
from loader.facts import RULES, Placed, read
from loader.facts.decode import decode
from loader.facts.placed import Written
from loader.facts.plain import plain

FOLDER = Path(__file__).parent / "facts"
SEEDS = {
    suffix: [path.read_bytes() for path in sorted(FOLDER.glob(f"*/*{suffix}"))]
    for suffix in (".jsonl", ".yaml", ".csv")
}
SIGNS = [
    *(bytes([byte]) for byte in b"\x00\xff\n\r\t \"'\\{}[],;:#|"),
    *(
        b"",
        b"- ",
        b"? ",
        b"&a ",
        b"*a",
        b"!!int ",
        b"|\n",
        b"---\n",
        b"...\n",
        b"%YAML 9.9\n",
        b"<<: ",
        b"null",
    ),
    *(b"\\ud800", b"\\u0000", b"NaN", b"1e999", b"9" * 30, b"true", "\u2028".encode(), "\u0301".encode()),
    *(b"\xef\xbb\xbf", b"null", b"any", b"type", b"evidence", b"date", b"2003-13", b"evidence.start"),
]
CHANGES = st.lists(
    st.tuples(
        st.floats(0, 1),
        st.integers(0, 12),
        st.sampled_from(SIGNS) | st.binary(max_size=4),
    ),
    max_size=6,
)


def changed(content: bytes, changes: list[tuple[float, int, bytes]]) -> bytes:
    """The content with some of its bytes replaced by others."""
    for where, length, by in changes:
        start = int(where * len(content))
        content = content[:start] + by + content[start + length :]
    return content


@pytest.mark.parametrize("suffix", SEEDS)
@settings(max_examples=120)
@given(data=st.data(), changes=CHANGES)
def test_changed_bytes_give_facts_and_problems_only(
    tmp_path_factory: pytest.TempPathFactory,
    suffix: str,
    data: st.DataObject,
    changes: list[tuple[float, int, bytes]],
) -> None:
    content = changed(data.draw(st.sampled_from(SEEDS[suffix])), changes)
    file = tmp_path_factory.getbasetemp() / f"changed{suffix}"
    file.write_bytes(content)
    begun = time.monotonic()
    try:
        placed, problems = read(file)
    except InputError:
        return
    assert time.monotonic() - begun < 10
    last = content.replace(b"\r\n", b"\n").replace(b"\r", b"\n").count(b"\n") + 1
    for problem in problems:
        assert problem.rule in RULES
        assert problem.place.line <= last
        assert str(problem).isprintable()
    assert placed or problems
    json.dumps([str(found.fact) for found in placed]).encode()


@settings(max_examples=300)
@given(raw=invented_facts.facts(), data=st.data())
def test_the_quick_way_accepts_only_what_the_careful_look_accepts(
    raw: invented_facts.Raw, data: st.DataObject
) -> None:
    key = data.draw(st.sampled_from(sorted(raw)))
    values = st.sampled_from(
        [None, "", " ", "any", "2003-13", "e\u0301", 5, True, [], ["any"], {}, "a\tb", "\x01"]
    )
    match data.draw(st.sampled_from(["as it is", "value", "another key", "no key"])):
        case "value":
            raw = {**raw, key: data.draw(values)}
        case "another key":
            raw = {**raw, data.draw(st.sampled_from(["x", "kind", "date", "complete"])): data.draw(values)}
        case "no key":
            raw = {name: value for name, value in raw.items() if name != key}
    line = json.dumps(raw, ensure_ascii=data.draw(st.booleans())).encode()
    careful = list(decode("f", Written(1, json.loads(line))))
    quick = plain(line)
    if quick is not None:
        assert careful == [Placed(quick, Place("f", 1))]
    if isinstance(careful[0], Problem):
        assert quick is None


@given(raw=invented_facts.facts(), data=st.data())
@example(raw={"type": "source", "id": ":x", "title": ":"}, data=None)
def test_the_quick_way_never_takes_one_of_two_keys_that_are_alike(
    raw: invented_facts.Raw, data: st.DataObject | None
) -> None:
    key = data.draw(st.sampled_from(sorted(raw))) if data else "id"
    again = f"{json.dumps(key)}: {json.dumps(raw[key])}"
    for line in (json.dumps(raw)[:-1] + f", {again}}}", f"{{{again}," + json.dumps(raw)[1:]):
        assert plain(line.encode()) is None
        (message,) = (str(p) for p in _read(line) if isinstance(p, Problem))
        assert message == f"f:1: '{key}' stands there twice. Keep one of the two."


def _read(line: str) -> list[Placed | Problem]:
    from loader.facts.jsonl import facts  # noqa: PLC0415 - the name says little elsewhere

    return list(facts("f", iter([(1, line.encode())])))


def test_ordinary_lines_take_the_quick_way() -> None:
    lines = [line for path in (FOLDER / "good").glob("*.jsonl") for line in path.read_bytes().splitlines()]
    careful = [line for line in lines if plain(line) is None]
    assert lines
    assert all(b'"any"' in line for line in careful), careful
