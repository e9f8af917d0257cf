"""Small worlds of facts files that are loaded one after the other, as hypothesis invents them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
import strategies
from hypothesis import strategies as st

from loader.facts.model import Designation

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["FILES", "Step", "histories"]

Raw = dict[str, Any]

FILES = ("one.jsonl", "two.jsonl", "three.jsonl")

_NAMES = {
    "freedonia": ("Freedonia", "The Union"),
    "sylvania": ("Sylvania",),
    "group:a": ("Group A", "The Group"),
    "group b": ("Group B", "The Group"),
    "Ünïon/1": ("Ünïon", "The Union"),
}
_IDS = [*_NAMES, "group c", "person"]
_REFERENCES = [*_NAMES, "Freedonia", "Group A", "The Group", "nobody", "group c", "Group C", "any"]


@dataclass(frozen=True, slots=True)
class Step:
    """One load.

    Attributes:
        files: what stands in each file, by name; a text is written as it is.
        dataset: the dataset that they are, if they are one.
        keep: as `--add`.
        replace: as `--replace`.
        least: the severity that keeps the load from being committed.
        shapes: whether the user's own shapes are used.
        judged: whether the files are validated first.
    """

    files: dict[str, list[str]]
    dataset: str | None
    keep: bool
    replace: bool
    least: str
    shapes: bool
    judged: bool


def _line(raw: Raw) -> str:
    return json.dumps(raw, ensure_ascii=False)


def _actor(identifier: str, kind: str, named: Sequence[str], extra: Raw) -> Raw:
    name, *aliases = [*_NAMES.get(identifier, (identifier.title(),)), *named]
    return {"type": "actor", "id": identifier, "name": name, "kind": kind, "aliases": aliases, **extra}


_ACTORS = st.builds(
    _actor,
    st.sampled_from(_IDS),
    st.sampled_from(["state", "armed-group", "person", "organization"]),
    st.lists(st.sampled_from(["The Group", "Alias", "Group C"]), max_size=1),
    st.sampled_from([{}, {}, {"names": {"ru": "А"}}, {"names": {"fr": ["B", "C"]}}, {"country": "sylvania"}]),
)
_SOURCES = st.builds(
    lambda name, extra: {"type": "source", "id": name, "title": name, **extra},
    st.sampled_from(["gazette", "wire 2", "page#3", "page#3"]),
    st.sampled_from(
        [
            {},
            {"published": "2006"},
            {"published": "2006", "complete": {"authority": "freedonia", "list": "List A"}},
            {"published": "2008", "complete": {"authority": "freedonia", "list": "List A"}},
            {"published": "2008-03", "complete": {"authority": "The Union", "list": "List A"}},
            {"published": "2009", "complete": {"authority": "sylvania", "list": "List: B"}},
        ]
    ),
)
_DECISIONS = st.builds(
    lambda kind, key, one, other: {"type": kind, "actor": one, key: other, "author": "Person A"},
    *(st.just("same-as"), st.just("as")),
    st.sampled_from(_IDS),
    st.sampled_from(_IDS),
) | st.builds(
    lambda one, other: {"type": "different-from", "actor": one, "from": other, "author": "Person B"},
    st.sampled_from(_IDS),
    st.sampled_from(_IDS),
)


@st.composite
def _claims(draw: st.DrawFn) -> Raw:
    """A claim, now and then with another reference, which may be a name, ambiguous or unknown."""
    fact = draw(st.one_of(_LISTED, _LISTED, strategies.FACTS))
    raw: Raw = json.loads(msgspec.json.encode(fact))
    if draw(st.integers(0, 7)) == 0:
        keys = [
            key for key in ("authority", "target", "by", "of", "speaker", "holder", "source") if key in raw
        ]
        if keys:
            raw[draw(st.sampled_from(keys))] = draw(st.sampled_from(_REFERENCES))
    return raw


_LISTED = st.builds(
    Designation,
    authority=st.just("freedonia") | strategies.ACTORS,
    target=strategies.ACTORS,
    category=st.just("terrorist"),
    action=st.sampled_from(["imposed", "imposed", "lifted", "amended"]),
    list=st.sampled_from(["List A", "List A", "List: B", None]),
    date=strategies.MAYBE_DATE,
    source=strategies.SOURCES,
    denies=strategies.DENIES,
)
_BROKEN = st.sampled_from(
    [
        "{",
        '{"type": "actor", "id": "group c", "name": "Group C"}',
        '{"type": "source", "id": "gazette"}',
        '{"type": "post", "holder": "person", "of": "freedonia", "source": "gazette"}',
    ]
)
_BASIS = (
    [
        *(_line(_actor(name, kind, (), {})) for name, kind in zip(_NAMES, _KINDS, strict=True)),
        *(_line({"type": "source", "id": name, "title": name}) for name in ("gazette", "wire 2", "page#3")),
    ]
    if (_KINDS := ["state", "state", "armed-group", "organization", "intergovernmental-organization"])
    else []
)


@st.composite
def histories(draw: st.DrawFn) -> list[Step]:
    """Loads of some files, in which later ones are often the earlier ones, changed."""
    pool = draw(st.lists(_claims().map(_line), min_size=3, max_size=12))
    pool += draw(st.lists(_ACTORS.map(_line) | _SOURCES.map(_line), max_size=5))
    pool += draw(st.lists(_DECISIONS.map(_line), max_size=2))
    pool += draw(st.lists(_BROKEN, max_size=1)) if draw(st.integers(0, 3)) == 0 else []
    steps: list[Step] = []
    based = draw(st.sampled_from(["apart", "within", "one", "one"]))
    for number in range(draw(st.integers(1, 4))):
        names = draw(st.lists(st.sampled_from(FILES), min_size=1, max_size=3, unique=True))
        files = {name: draw(st.lists(st.sampled_from(pool), max_size=8)) for name in names}
        for name, lines in files.items():
            before = [step.files[name] for step in steps if name in step.files]
            if before and draw(st.booleans()):
                files[name] = [*lines[:2], *before[-1][draw(st.integers(0, 2)) :]]
            elif based == "within":
                files[name] = [*_BASIS, *lines]
        if based == "one" and number == 0:
            files["basis.jsonl"] = _BASIS
        if based == "apart" and number == 0:
            steps.append(Step({"basis.jsonl": _BASIS}, None, False, False, "violation", False, False))
        steps.append(
            Step(
                files,
                draw(st.sampled_from([None, None, None, "all"])),
                draw(st.sampled_from([False, False, True])),
                draw(st.sampled_from([True, True, False])),
                draw(st.sampled_from(["violation"] * 6 + ["warning", "info"])),
                draw(st.sampled_from([False] * 5 + [True])),
                draw(st.sampled_from([False] * 3 + [True])),
            )
        )
    return steps
