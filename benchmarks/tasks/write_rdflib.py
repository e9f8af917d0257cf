"""N-Triples to Turtle by rdflib: `write_rdflib.py IN.nt OUT.ttl FIGURES.json`; only the writing is timed."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import rdflib

if __name__ == "__main__":
    triples, out, figures = map(Path, sys.argv[1:])
    graph = rdflib.Graph().parse(triples, format="nt")
    began, by_clock = time.process_time(), time.perf_counter()
    graph.serialize(out, format="turtle", encoding="utf-8")
    took = {"cpu": time.process_time() - began, "seconds": time.perf_counter() - by_clock}
    figures.write_text(json.dumps(took), encoding="utf-8")
