"""How good proposals are on real lists: on the half of them that no weight or word was chosen by."""

from __future__ import annotations

import pytest
from real_lists import (
    DATA,
    MEASURED,
    Puzzle,
    authority_puzzle,
    ofac_facts,
    territory_puzzle,
    un_facts,
    un_puzzle,
)

from loader.reconcile import THRESHOLD, Row, measure

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the real lists are not here")

ONE_BODY = [frozenset({"d81dc6d22f3d", "b4bab17c5212"})]
"""Spellings that mean one body, as the first digits of their SHA-256; no other two of them do."""


def figures(puzzle: Puzzle) -> Row:
    return measure(puzzle.profiles, puzzle.truth, THRESHOLD, ladder=()).at


def test_a_territory_is_found_by_a_name_that_was_taken_from_it() -> None:
    row = figures(territory_puzzle(MEASURED))
    assert row.right + row.missed > 200
    assert (row.precision or 0) > 0.95
    assert (row.recall or 0) > 0.75


def test_an_entry_of_the_un_is_found_by_an_alias_with_dates_and_countries() -> None:
    row = figures(un_puzzle(MEASURED, described=True))
    assert row.right + row.missed > 300
    assert (row.precision or 0) > 0.93
    assert (row.recall or 0) > 0.52


def test_an_entry_of_the_un_is_found_by_an_alias_alone() -> None:
    row = figures(un_puzzle(MEASURED, described=False))
    assert (row.precision or 0) > 0.85
    assert (row.recall or 0) > 0.38


def test_of_many_spellings_of_authorities_exactly_those_of_one_body_are_proposed() -> None:
    puzzle = authority_puzzle(ONE_BODY)
    assert len(puzzle.profiles) == 21
    row = figures(puzzle)
    assert (row.right, row.wrong, row.missed) == (1, 0, 0)


def test_no_entry_of_ofac_names_a_reference_of_the_un_so_that_nothing_can_be_measured_by_it() -> None:
    references = un_facts(0).keys() | un_facts(1).keys()
    named = [
        reference
        for actor in ofac_facts()
        for scheme, said in actor.identifiers.items()
        for reference in ((said,) if isinstance(said, str) else said)
        if reference in references
    ]
    assert len(references) > 1000
    assert named == []
