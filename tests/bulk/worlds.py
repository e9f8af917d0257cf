"""Small worlds of facts files that are loaded one after the other, as hypothesis invents them."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
import strategies
from hypothesis import strategies as st

from loader.facts.model import Designation, Post, Recognition

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
    "person": ("Person",),
    "person 2": ("Person 2", "The Second"),
}
_IDS = [*_NAMES, "group c"]
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


def _readable(value: Any) -> Any:
    """The same with texts that a file may hold, so that most loads are not refused."""
    if isinstance(value, dict):
        return {key: _readable(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_readable(each) for each in value]
    if isinstance(value, str):
        plain = value.isprintable() and value.strip() and unicodedata.is_normalized("NFC", value)
        return value.strip() if plain else "Text"
    return value


_GROUPS = st.sampled_from(["group:a", "group b"])
_STATES = st.sampled_from(["freedonia", "sylvania", "freedonia"])
_LISTED = st.builds(
    Designation,
    authority=_STATES,
    target=_GROUPS,
    category=st.just("terrorist"),
    action=st.sampled_from(["imposed", "imposed", "lifted", "amended"]),
    list=st.sampled_from(["List A", "List A", "List: B", None]),
    date=strategies.DATES,
    source=strategies.SOURCES,
    denies=strategies.DENIES,
)
_RECOGNISED = st.builds(
    Recognition,
    by=_STATES,
    of=_GROUPS,
    action=st.sampled_from(["granted", "withdrawn"]),
    date=strategies.MAYBE_DATE,
    source=strategies.SOURCES,
    denies=strategies.DENIES,
)
_POSTS = st.builds(
    Post,
    holder=st.sampled_from(["person", "person 2"]),
    title=st.just("Envoy"),
    of=_STATES,
    seen=strategies.MAYBE_DATE,
    source=strategies.SOURCES,
)
_CLAIMS = st.one_of(
    _LISTED, _LISTED, _RECOGNISED, _POSTS, strategies.MEETINGS, strategies.AGREEMENTS, strategies.STATEMENTS
).map(lambda fact: _readable(json.loads(msgspec.json.encode(fact))))


@st.composite
def _wild(draw: st.DrawFn) -> Raw:
    """A claim of which something is often wrong, with a reference that may be ambiguous, or to nobody."""
    raw: Raw = _readable(json.loads(msgspec.json.encode(draw(strategies.FACTS))))
    keys = [k for k in ("authority", "target", "by", "of", "speaker", "holder", "source") if k in raw]
    if keys and draw(st.booleans()):
        raw[draw(st.sampled_from(keys))] = draw(st.sampled_from(_REFERENCES))
    return raw


_COMPLETE = {"authority": "freedonia", "list": "List A"}
_NAMED = {"type": "designation", "authority": "freedonia", "category": "terrorist", "action": "imposed"}
_LISTS = [
    _line({"type": "source", "id": "page#3", "title": "I", "published": "2006", "complete": _COMPLETE}),
    _line({"type": "source", "id": "wire 2", "title": "II", "published": "2008", "complete": _COMPLETE}),
    _line({**_NAMED, "target": "group:a", "list": "List A", "source": "page#3"}),
    _line({**_NAMED, "target": "group b", "list": "List A", "source": "wire 2"}),
]
"""Two editions of one list, of which the later one does not name what the earlier one named."""

_BROKEN = st.sampled_from(
    [
        "{",
        '{"type": "actor", "id": "group c", "name": "Group C"}',
        '{"type": "source", "id": "gazette"}',
        '{"type": "post", "holder": "person", "of": "freedonia", "source": "gazette"}',
    ]
)
_KINDS = (
    "state",
    "state",
    "armed-group",
    "organization",
    "intergovernmental-organization",
    "person",
    "person",
)
_BASIS = [
    *(_line(_actor(name, kind, (), {})) for name, kind in zip(_NAMES, _KINDS, strict=True)),
    *(_line({"type": "source", "id": name, "title": name}) for name in ("gazette", "wire 2", "page#3")),
]


@st.composite
def histories(draw: st.DrawFn) -> list[Step]:
    """Loads of some files, in which later ones are often the earlier ones, changed."""
    pool = draw(st.lists(_CLAIMS.map(_line), min_size=3, max_size=12))
    pool += draw(st.lists(_ACTORS.map(_line) | _SOURCES.map(_line), max_size=5))
    pool += draw(st.lists(_DECISIONS.map(_line), max_size=2))
    if draw(st.integers(0, 2)) == 0:
        pool += draw(st.lists(_wild().map(_line) | _BROKEN, max_size=2))
    if draw(st.booleans()):
        pool += _LISTS
    steps: list[Step] = []
    based = draw(st.sampled_from(["apart", "apart", "apart", "one", "within"]))
    for number in range(draw(st.integers(1, 4))):
        names = draw(st.lists(st.sampled_from(FILES), min_size=1, max_size=3, unique=True))
        files = {name: draw(st.lists(st.sampled_from(pool), min_size=1, max_size=8)) for name in names}
        for name, lines in files.items():
            before = [step.files[name] for step in steps if name in step.files]
            if before and draw(st.integers(0, 3)):
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
