"""XML lists: what is no list, or not safe, is refused in one line; memory does not grow with the file."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loader.errors import InputError
from loader.importers import Options, Tally, kind, run
from loader.importers.xml import Node, read

if TYPE_CHECKING:
    from command_desk import Desk

HERE = Path(__file__).parent
BAD = sorted((HERE / "bad").glob("*.xml"))
assert BAD, "there are no bad lists"


@pytest.mark.parametrize("path", BAD, ids=lambda p: p.stem)
def test_a_bad_list_is_refused_in_one_line_and_nothing_is_written(path: Path, desk: Desk) -> None:
    said = path.with_suffix(".expected").read_text(encoding="utf-8").strip()
    before = desk.files()
    for command in (
        ("import", "un-sc", str(path)),
        ("import", "un-sc", str(path), "-o", str(desk.folder / "facts.jsonl"), "--report", "report.jsonl"),
        ("load", "--from", "un-sc", str(path), "--store", str(desk.store)),
    ):
        done = desk.run(*command)
        assert (done.code, done.out, done.err.count("\n")) == (2, "", 1), done
        assert done.err.startswith(f"detente: {path}{said}"), done.err
    assert {name for name, data in desk.files().items() if data} == {n for n, d in before.items() if d}


def test_each_bad_list_says_what_is_expected() -> None:
    assert {p.stem for p in BAD} == {p.stem for p in (HERE / "bad").glob("*.expected")}


def test_elements_come_with_the_lines_on_which_they_begin(tmp_path: Path) -> None:
    path = tmp_path / "list.xml"
    path.write_text(
        '<?xml version="1.0"?>\n<!-- a\ncomment -->\n<l:sdnList xmlns:l="urn:x" l:n="1"\n  m="2">\n'
        "<l:sdnEntry\n a='b'><l:uid> 1\n</l:uid>\n<l:sdnEntry/></l:sdnEntry>"
        "<other><sdnEntry/></other>\n</l:sdnList>"
    )
    root, found = read(path, "ofac", ("sdnEntry",))
    nodes = list(found)
    assert (root.name, root.namespace, root.attributes, root.place.line) == (
        "sdnList",
        "urn:x",
        {"n": "1", "m": "2"},
        4,
    )
    assert [(n.name, n.line, n.attributes, len(n.children)) for n in nodes] == [
        ("sdnEntry", 6, {"a": "b"}, 2),
        ("sdnEntry", 9, {}, 0),
    ]
    assert (nodes[0].one("uid"), nodes[0].one("nothing"), nodes[0].texts("sdnEntry")) == ("1", None, ())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "windows-1252"])
def test_a_list_is_read_in_the_encoding_that_it_declares(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "list.xml"
    declared = encoding.removesuffix("-sig")
    path.write_text(
        f'<?xml version="1.0" encoding="{declared}"?><sdnList><e>Café</e></sdnList>', encoding=encoding
    )
    assert [node.text for node in read(path, "ofac", ("e",))[1]] == ["Café"]


WORDS = st.text(st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"), max_size=8)
TREES = st.recursive(
    st.tuples(st.sampled_from("abc"), WORDS, st.just([])),
    lambda inner: st.tuples(st.sampled_from("abc"), WORDS, st.lists(inner, max_size=3)),
    max_leaves=8,
)


def _written(tree: tuple[str, str, list]) -> str:  # type: ignore[type-arg]  # a tree of itself
    name, text, inner = tree
    return f"<{name}>{escape(text)}{''.join(map(_written, inner))}</{name}>"


def _told(node: Node) -> tuple[str, str, list]:  # type: ignore[type-arg]  # a tree of itself
    return (node.name, node.text, [_told(child) for child in node.children])


@given(st.lists(TREES, max_size=4))
def test_what_is_written_is_what_is_read(tmp_path_factory: pytest.TempPathFactory, trees: list) -> None:  # type: ignore[type-arg]  # of trees
    path = tmp_path_factory.getbasetemp() / "trees.xml"
    path.write_text(f"<sdnList>{''.join(map(_written, trees))}</sdnList>", encoding="utf-8", newline="")
    assert [_told(node) for node in read(path, "ofac", "abc")[1]] == trees


@settings(max_examples=60)
@given(st.binary(max_size=40), st.integers(0, 700), st.integers(0, 20))
def test_whatever_a_file_holds_it_is_read_or_refused_in_one_line(
    tmp_path_factory: pytest.TempPathFactory, junk: bytes, at: int, gone: int
) -> None:
    good = (HERE / "un-sc" / "2030-06.xml").read_bytes()
    path = tmp_path_factory.getbasetemp() / "junk.xml"
    path.write_bytes(good[:at] + junk + good[at + gone :])
    try:
        for _ in run(kind("un-sc"), [path], Options(published="2030-01-31"), Tally()):
            pass
    except InputError as error:
        assert str(error).startswith(f"{path}")  # most junk is refused, not all
        assert "\n" not in str(error)


MEASURE = """
import resource, sys
from pathlib import Path
from loader.importers import Options, Tally, kind, run
tally = Tally()
for _ in run(kind("un-sc"), [Path(sys.argv[1])], Options(), tally): pass
print(tally.used, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    entry = (
        "<ENTITY><FIRST_NAME>GROUP A</FIRST_NAME><REFERENCE_NUMBER>QDe.{0}</REFERENCE_NUMBER>"
        "<LISTED_ON>2020-05-04</LISTED_ON><COMMENTS1>{1}</COMMENTS1></ENTITY>\n"
    )
    peaks = {}
    for number in (50, 1000):
        path = tmp_path / f"{number}.xml"
        with path.open("w", encoding="utf-8") as file:
            file.write('<CONSOLIDATED_LIST dateGenerated="2030-01-31">\n')
            for n in range(number):
                file.write(entry.format(n, "Word. " * 1000))
            file.write("</CONSOLIDATED_LIST>")
        done = subprocess.run(
            [sys.executable, "-c", MEASURE, str(path)], capture_output=True, text=True, check=True
        )
        used, peak = map(int, done.stdout.split())
        assert used == number
        peaks[number] = peak
    assert peaks[1000] < peaks[50] * 1.05, peaks  # the longer file has 6 MB
