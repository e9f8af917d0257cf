"""Facts to N-Triples by Détente, claims and records both: `triples.py FACTS OUT.nt FIGURES.json`."""

from __future__ import annotations

import gc
import json
import sys
import time
from pathlib import Path

import pyoxigraph

from loader.change import change
from loader.holdings import Holdings
from loader.intake import take_in
from loader.membership import incoming
from loader.triples import nt
from loader.vocabulary import BASE

if __name__ == "__main__":
    facts, out, figures = map(Path, sys.argv[1:])
    gc.disable()
    began = time.process_time()
    nothing = Holdings(pyoxigraph.Store(), BASE)
    taken = take_in([facts])
    planned = change(nothing, incoming(nothing, taken.datasets), taken.items())
    out.write_bytes(nt(planned.new))
    took = time.process_time() - began
    figures.write_text(json.dumps({"cpu": took, "triples": len(planned.new)}), encoding="utf-8")
