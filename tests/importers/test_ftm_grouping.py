"""Sanctions put together: whatever their order and however they came, day by day as they say."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from loader.facts.model import Designation, Source
from loader.importers.entry import Entry, Options
from loader.importers.ftm import entries

SEEN = 20  # the day of the month on which all was last seen
ACTORS = ("a", "b")

days = st.integers(1, 28).map(lambda day: f"2024-01-{day:02d}")


@st.composite
def sanctions(draw: st.DrawFn, one_group: bool = False) -> dict[str, Any]:
    """A Sanction without its id; in one group all are of one authority, target and programme."""
    said: dict[str, list[str]] = {
        "startDate": draw(st.lists(days, max_size=2)),
        "endDate": draw(st.lists(days, max_size=2)),
    }
    if one_group:
        said |= {"entity": ["a"], "country": ["kz"], "programId": ["P"]}
    else:
        said |= {
            "entity": draw(st.lists(st.sampled_from([*ACTORS, "nobody"]), max_size=2)),
            "country": draw(st.lists(st.sampled_from(["kz", "gb", "zz"]), max_size=2)),
            "programId": draw(st.lists(st.sampled_from(["P", "Q"]), max_size=2)),
            "listingDate": draw(st.lists(days, max_size=1)),
            "status": draw(st.lists(st.sampled_from(["expired", "active"]), max_size=1)),
            "modifiedAt": draw(st.lists(days, max_size=1)),
        }
    return {"schema": "Sanction", "properties": said, "last_seen": f"2024-01-{SEEN}T00:00:00"}


@st.composite
def files(draw: st.DrawFn) -> list[dict[str, Any]]:
    """The entities of a file: two actors, and Sanctions of them."""
    drawn = draw(st.lists(sanctions(), max_size=5))
    actors = [{"id": a, "schema": "Company", "properties": {"name": [f"Group {a}"]}} for a in ACTORS]
    return [*actors, *({"id": f"s{number}", **said} for number, said in enumerate(drawn))]


def _import(*contents: list[dict[str, Any]]) -> list[Entry]:
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for number, content in enumerate(contents):
            paths.append(Path(folder) / f"{number}.json")
            paths[-1].write_text("".join(f"{json.dumps(line)}\n" for line in content), encoding="utf-8")
        return list(entries(paths, Options()))


def _facts(found: list[Entry]) -> list[str]:
    """What is said, wherever in which file it stands."""
    said = []
    for fact in (fact for entry in found for fact in entry.facts):
        plain = msgspec.to_builtins(fact)
        if isinstance(fact, Source):
            continue
        plain.pop("source", None)
        for piece in plain.get("evidence", ()):
            piece.pop("position")
        said.append(json.dumps(plain, sort_keys=True))
    return sorted(said)


@given(files(), st.randoms(use_true_random=False))
def test_the_order_of_the_lines_does_not_matter(content, random) -> None:
    shuffled = list(content)
    random.shuffle(shuffled)
    assert _facts(_import(shuffled)) == _facts(_import(content))


@given(files(), files(), st.randoms(use_true_random=False))
def test_a_file_and_its_delta_say_what_the_file_of_their_result_says(before, after, random) -> None:
    old, new = ({entity["id"]: entity for entity in content} for content in (before, after))
    delta = [
        *({"op": "ADD", "entity": new[name]} for name in new.keys() - old.keys()),
        *({"op": "MOD", "entity": new[name]} for name in new.keys() & old.keys()),
        *({"op": "DEL", "entity": {"id": name}} for name in old.keys() - new.keys()),
    ]
    random.shuffle(delta)
    found = _import(before, delta)
    assert _facts(found) == _facts(_import(after))
    assert sum(entry.position > 0 for entry in found) == len(before) + len(delta)


@given(files())
def test_each_line_has_facts_or_a_reason(content) -> None:
    found = [entry for entry in _import(content) if entry.position]
    assert [entry.position for entry in found] == list(range(1, len(content) + 1))
    for entry in found:
        assert bool(entry.facts) != any(not left.part for left in entry.unused)


@given(st.lists(sanctions(one_group=True), min_size=1, max_size=4))
def test_acts_are_those_of_the_days_on_which_any_of_them_was_in_force(drawn) -> None:
    actor = {"id": "a", "schema": "Company", "properties": {"name": ["Group A"]}}
    content = [actor, *({"id": f"s{number}", **said} for number, said in enumerate(drawn))]
    acts = {
        (fact.action, int(fact.date[-2:]) if fact.date else None)
        for entry in _import(content)
        for fact in entry.facts
        if isinstance(fact, Designation)
    }
    said = [_Said(one["properties"]) for one in drawn]
    force = set().union(*(one.in_force() for one in said))
    expected: set[tuple[str, int | None]] = {("imposed", None) for one in said if not one.starts}
    for start in set().union(*(one.starts for one in said)):
        # back to the beginning of the days without a break, it is the first start or it is not
        since = next(day for day in range(start, -2, -1) if day - 1 not in force)
        first = not any(since <= other < start for one in said for other in one.starts)
        expected.add(("imposed" if first else "amended", start))
    for end in set().union(*(one.closing() for one in said)):
        if end <= SEEN:
            expected.add(("amended" if end + 1 in force else "lifted", end))
    assert acts == expected


class _Said:
    """What a Sanction says of January, walked through day by day from the day before to the day after."""

    def __init__(self, said: dict[str, list[str]]) -> None:
        self.starts = {int(date[-2:]) for date in said["startDate"]}
        first = min(self.starts, default=0)
        self.ends = {day for date in said["endDate"] if (day := int(date[-2:])) >= first}

    def closing(self) -> set[int]:
        """The ends that are followed by a start, or by nothing."""
        after = {end: min((d for d in self.starts | self.ends if d > end), default=None) for end in self.ends}
        return {end for end, following in after.items() if following is None or following in self.starts}

    def in_force(self) -> set[int]:
        on, days = not self.starts, set()
        for day in range(32):
            on = on or day in self.starts
            if on:
                days.add(day)
            on = on and day not in self.closing()
        return days
