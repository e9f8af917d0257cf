"""Facts to N-Triples by Détente: `triples.py FACTS OUT.nt FIGURES.json`.

Timed are the mapping, which makes claims, and both together: claims, and the records that these add up to.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from pathlib import Path

import pyoxigraph

from loader.change import change
from loader.claims import triples
from loader.holdings import Holdings
from loader.intake import take_in
from loader.membership import incoming
from loader.triples import nt
from loader.vocabulary import BASE

if __name__ == "__main__":
    facts, out, figures = map(Path, sys.argv[1:])
    gc.disable()
    began = time.process_time()
    taken = take_in([facts])
    claims = [triple for item in taken.items().values() for triple in triples(item, BASE)]
    out.write_bytes(nt(claims))
    mapped = {"cpu": time.process_time() - began, "triples": len(claims)}
    began = time.process_time()
    nothing = Holdings(pyoxigraph.Store(), BASE)
    taken = take_in([facts])
    planned = change(nothing, incoming(nothing, taken.datasets), taken.items())
    out.write_bytes(nt(planned.new))
    took = time.process_time() - began
    whole = {"whole": {"cpu": took, "triples": len(planned.new)}}
    figures.write_text(json.dumps(mapped | whole), encoding="utf-8")
