"""Each rule for adding up claims, by worked cases: tests/records/<case>/facts.yaml in, records.txt out.

To see what a new case comes to, run pytest with RECORDS_WRITE=1 and read the file before it is committed.
"""

import os
from pathlib import Path

import pyoxigraph
import pytest
from records.render import render

from loader.change import change
from loader.claims import Claim
from loader.holdings import Holdings
from loader.intake import take_in
from loader.membership import incoming
from loader.vocabulary import BASE

CASES = sorted((Path(__file__).parent / "records").glob("*/facts.yaml"))


def test_there_are_cases():
    assert CASES


@pytest.mark.parametrize("facts", CASES, ids=lambda path: path.parent.name)
def test_claims_add_up_to_the_records_of_the_case(facts):
    taken = take_in([facts])
    assert not taken.problems, "\n".join(map(str, taken.problems))
    items = taken.datasets["facts.yaml"]
    holdings = Holdings(pyoxigraph.Store(), BASE)
    planned = change(holdings, incoming(holdings, taken.datasets), items)
    claims = {i: c for i, c in items.items() if isinstance(c, Claim)}
    found = render(planned.records_after, claims, BASE)
    expected = facts.parent / "records.txt"
    if os.environ.get("RECORDS_WRITE"):
        expected.write_text(found, encoding="utf-8")
    assert found == expected.read_text(encoding="utf-8")
