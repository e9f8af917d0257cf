"""A version is what it claims to be, or the one thing that is not is told, at the fact's file and line."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from command_desk import ACTORS, STORY, designation, source

from loader.claims import claim_iri
from loader.commit.updating import update
from loader.store import Store
from loader.triples import iri, literal
from loader.vocabulary import BASE, CLAIM, DET, RDF_TYPE, RDFS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from command_desk import Desk, Done, Fact

    from loader.triples import Triple

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared" / "sources"


def _sha256(text: str | bytes) -> str:
    return hashlib.sha256(text.encode() if isinstance(text, str) else text).hexdigest()


# -- files --------------------------------------------------------------------------------------------------


def test_what_is_as_it_was_committed_is_told_in_one_line(stored: Desk) -> None:
    done = stored.run("verify")
    assert (done.code, done.out) == (0, "")
    files = len(stored.current.manifest.checksums)
    assert (
        done.err == f"Version 1: {files} files, 6 claims and descriptions, 72 triples checked. 0 problems.\n"
    )


def test_one_byte_that_was_flipped_in_any_file_is_told(stored: Desk) -> None:
    folder = stored.current.folder
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.stat().st_size]
    assert len(paths) > 5
    for path in paths:
        content = path.read_bytes()
        for position in {0, len(content) // 2, len(content) - 1}:
            flipped = bytearray(content)
            flipped[position] ^= 1
            path.write_bytes(flipped)
            done = stored.run("verify")
            assert done.code in (1, 2), path
            assert str(path.relative_to(stored.folder)) in done.out + done.err
        path.write_bytes(content)
    assert stored.run("verify").code == 0


def test_a_file_that_is_missing_or_should_not_be_there_is_told(stored: Desk) -> None:
    folder = stored.current.folder
    (folder / "graph" / "more.sst").write_bytes(b"")
    places = folder / "places" / "000001.txt"
    said = places.read_bytes()
    places.unlink()
    done = stored.run("verify")
    assert done.code == 1
    assert done.out.splitlines() == [
        f"{folder.relative_to(stored.folder)}: {folder.relative_to(stored.folder)}/{name}"
        for name in (
            "graph/more.sst does not belong there: it was added after the commit.",
            "places/000001.txt is missing.",
        )
    ]
    assert done.err.endswith("2 problems.\n")
    (folder / "graph" / "more.sst").unlink()
    places.write_bytes(said)
    assert stored.run("verify").code == 0


# -- claims and records -------------------------------------------------------------------------------------


def _tamper(
    desk: Desk, remove: Iterable[Triple] = (), insert: Iterable[Triple] = (), **manifest: Any
) -> Done:
    """Commits a version as only somebody who knows the store's inside could, and verifies it."""
    said = desk.current.manifest
    with Store.open(desk.store).draft("load") as draft:
        draft.remove(remove)
        draft.insert(insert)
        told = {"datasets": said.datasets, "claims": said.claims, "content": said.content, **manifest}
        draft.commit(summary="Tampered", languages=said.languages, **told)
    return desk.run("verify")


def _claim_at(desk: Desk, line: int) -> str:
    [identifier] = [i for i, places in desk.current.places().items() if places[0].line == line]
    return iri(claim_iri(BASE, identifier))


def _triples(desk: Desk, subject: str) -> list[Triple]:
    quads = desk.current.open().quads_for_pattern(None, None, None, None)
    return [(str(q.subject), str(q.predicate), str(q.object)) for q in quads if str(q.subject) == subject]


def test_a_claim_whose_content_was_changed_is_told_at_its_line(stored: Desk) -> None:
    claim = _claim_at(stored, 6)
    [date] = [t for t in _triples(stored, claim) if t[1] == iri(CLAIM + "date")]
    [latest] = [t for t in _triples(stored, claim) if t[1] == iri(CLAIM + "latest")]
    done = _tamper(
        stored,
        [date, latest],
        [(*date[:2], date[2].replace("06", "07")), (*latest[:2], latest[2].replace("06-30", "07-31"))],
    )
    assert done.code == 1
    lines = done.out.splitlines()
    assert lines[0].startswith(f"facts.jsonl:6: Claim {claim.rpartition('/')[2].rstrip('>')} was changed: ")
    records = [line for line in lines[1:] if "/designation/" in line]
    assert len(records) >= 2  # the record still says what the claim said: one triple too many, one too few


@pytest.mark.parametrize("name", ["type", "source", "evidence", "authority"])
def test_a_claim_that_lost_a_part_is_told(stored: Desk, name: str) -> None:
    predicate = iri(RDF_TYPE if name == "type" else CLAIM + name)
    claim = _claim_at(stored, 6)
    done = _tamper(stored, [t for t in _triples(stored, claim) if t[1] == predicate])
    assert done.code == 1
    assert done.out.startswith("facts.jsonl:6: ")


def test_a_claim_that_no_dataset_makes_is_told(stored: Desk) -> None:
    claim = _claim_at(stored, 6)
    done = _tamper(stored, [t for t in _triples(stored, claim) if t[1] == iri(CLAIM + "dataset")])
    assert done.code == 1
    assert f"does not follow from its claims: {claim}" in done.out
    assert "The version's number of claims should be 5, and it says 6." in done.out


def test_a_record_that_does_not_follow_from_the_claims_is_told(stored: Desk) -> None:
    lifting = iri(f"{BASE}designation/freedonia:group-a:terrorist:lifted:1")
    [count] = [t for t in _triples(stored, lifting) if t[1] == iri(DET + "sourceCount")]
    more = (*count[:2], count[2].replace('"1"', '"9"'))
    done = _tamper(stored, [count], [more])
    assert done.code == 1
    version = "detente-store/versions/000002"
    assert done.out.splitlines() == [
        f"{version}: The graph lacks a triple that its claims come to: {' '.join(count)}.",
        f"{version}: The graph holds a triple that does not follow from its claims: {' '.join(more)}.",
    ]


def test_a_record_that_is_gone_or_made_up_is_told(stored: Desk) -> None:
    gone = _triples(stored, iri(BASE + "actor/freedonia"))
    made_up = (iri(BASE + "actor/nobody"), iri(RDFS + "label"), literal("Nobody"))
    done = _tamper(stored, gone, [made_up])
    assert done.code == 1
    assert [line.rpartition(": ")[0].rpartition(" ")[2] for line in done.out.splitlines()] == [
        "to",
        "to",
        "claims",
    ]


def test_other_triples_stay_as_they_are(stored: Desk) -> None:
    update(Store.open(stored.store), "INSERT DATA { <https://example.org/s> <https://example.org/p> 'o' }")
    assert stored.run("verify").code == 0
    assert "https://example.org/s" in stored.read("export", "--format", "ntriples")


def test_what_a_version_says_of_itself_is_held_against_what_it_holds(stored: Desk) -> None:
    done = _tamper(stored, datasets={"facts.jsonl": 5, "more.jsonl": 1}, claims=7, content="00")
    assert done.code == 1
    assert [line.partition(": ")[2].partition(" should")[0] for line in done.out.splitlines()] == [
        "The version's datasets",
        "The version's number of claims",
        "The version's digest of the content",
    ]


def test_an_older_version_is_verified_too(stored: Desk) -> None:
    stored.load(stored.write("facts.jsonl", *STORY, designation("amended", "2005")))
    path = Store.open(stored.store).version("1").folder / "places" / "000001.txt"
    path.write_bytes(path.read_bytes() + b"\n")
    assert stored.run("verify").code == 0
    done = stored.run("verify", "--known-at", "1")
    assert done.code == 1
    assert "places/000001.txt was changed after it was committed." in done.out
    assert stored.run("rollback", "1").code == 2


# -- passages -----------------------------------------------------------------------------------------------

# Letters of one to four bytes, one of two code points, and ends of lines of both kinds.
TEXT = "\ufeffFreedonia’s court lifted it.\r\nФридония сняла запрет 😀 cafe\u0301.\nIn 2024, that was.\n"


def _passage(quoted: str, text: str = TEXT) -> dict[str, Any]:
    start = text.index(quoted)
    return {"start": start, "end": start + len(quoted), "sha256": _sha256(quoted)}


def _captured(desk: Desk, text: str | bytes = TEXT, name: str = "herald") -> None:
    path = desk.folder / "captures" / f"{name}.txt"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)


QUOTED = ("Freedonia’s court", "сняла запрет 😀", "😀", "cafe\u0301", "e", "it.\r\nФ", "that was.\n", TEXT)


def _facts(**more: Any) -> list[Fact]:
    years = range(2000, 2000 + len(QUOTED))
    claims = [
        designation("reaffirmed", str(year), evidence=[_passage(quoted)])
        for year, quoted in zip(years, QUOTED, strict=True)
    ]
    return [source(sha256=_sha256(TEXT), **more), *ACTORS, *claims]


def test_passages_are_counted_in_code_points_of_the_text_as_it_was_captured(desk: Desk) -> None:
    desk.load(desk.write("facts.jsonl", *_facts()))
    _captured(desk)
    done = desk.run("verify", "--sources", "captures")
    assert (done.code, done.out) == (0, "")
    assert f" {len(QUOTED)} passages read, 0 without a capture. 0 problems." in done.err


@pytest.mark.parametrize("position", [0, 12, 29, 40, 52, 57, len(TEXT) - 1])
def test_one_wrong_character_names_each_fact_whose_passage_holds_it(desk: Desk, position: int) -> None:
    desk.load(desk.write("facts.jsonl", *_facts()))
    wrong = TEXT[:position] + "#" + TEXT[position + 1 :]
    _captured(desk, wrong)
    held = [
        5 + n
        for n, quoted in enumerate(QUOTED)
        if TEXT.index(quoted) <= position < TEXT.index(quoted) + len(quoted)
    ]
    assert held
    done = desk.run("verify", "--sources", "captures")
    assert done.code == 1
    lines = [line.partition(": ") for line in done.out.splitlines()]
    assert sorted(int(place.partition(":")[2]) for place, _, text in lines if "passage" in text) == held
    assert [place for place, _, text in lines if "capture of source herald is not the text" in text] == [
        "facts.jsonl:1"
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (TEXT[:40], "There are no characters "),
        (TEXT.encode("utf-16"), "The capture of source herald is not UTF-8"),
        (TEXT.replace("\r\n", "\n"), "The passage has changed: characters "),
        (TEXT.replace("e\u0301", "é"), "The passage has changed: characters "),
        (b"", "There are no characters "),
    ],
)
def test_a_capture_that_is_another_text_is_told(desk: Desk, text: str | bytes, said: str) -> None:
    desk.load(desk.write("facts.jsonl", *_facts()))
    _captured(desk, text)
    done = desk.run("verify", "--sources", "captures")
    assert done.code == 1
    assert said in done.out
    assert all(line.startswith("facts.jsonl:") for line in done.out.splitlines())


def test_what_has_no_capture_is_counted_and_no_problem(desk: Desk) -> None:
    other = designation("lifted", "2024", source="gazette", evidence=[_passage("e"), {"quote": "So it was."}])
    desk.load(desk.write("facts.jsonl", *_facts(), source("gazette"), other))
    _captured(desk)
    (desk.folder / "captures" / "gazette.html").write_text("captured in another format")
    done = desk.run("verify", "--sources", "captures")
    assert done.code == 0
    assert f" {len(QUOTED)} passages read, 1 without a capture. 0 problems." in done.err


@pytest.mark.parametrize(
    "identifier", ["../secret", "/etc/hostname", "a/b", "..", ".", "x\u0301/../../secret"]
)
def test_no_file_outside_of_the_captures_is_read(desk: Desk, identifier: str) -> None:
    (desk.folder / "secret.txt").write_text(TEXT, encoding="utf-8")
    fact = designation("lifted", "2024", source=identifier, evidence=[_passage("e")])
    desk.load(desk.write("facts.jsonl", source(identifier), *ACTORS, fact))
    _captured(desk)
    done = desk.run("verify", "--sources", "captures")
    assert done.code == 0
    assert " 0 passages read, 1 without a capture." in done.err


def test_a_passage_that_two_files_give_names_both(desk: Desk) -> None:
    facts = _facts()
    desk.load(desk.write("a.jsonl", *facts), desk.write("b.jsonl", "", facts[5]))
    _captured(desk, TEXT.replace("запрет", "запрос"))
    done = desk.run("verify", "--sources", "captures")
    line = next(line for line in done.out.splitlines() if line.startswith("a.jsonl:6: "))
    assert line.endswith("do not hash to the digest that the claim gives. See also b.jsonl:2.")


def test_the_example_is_borne_out_by_the_pages_that_it_cites(desk: Desk) -> None:
    if not SHARED.is_dir():
        pytest.skip(
            f"the captured pages are not here: no folder {SHARED.relative_to(ROOT.parent)} beside this one"
        )
    desk.load(str(ROOT / "examples" / "taliban" / "facts.jsonl"))
    done = desk.run("verify", "--sources", str(SHARED))
    assert (done.code, done.out) == (0, "")
    assert " 0 without a capture." in done.err
    assert claim_iri(BASE, "0") not in done.err
