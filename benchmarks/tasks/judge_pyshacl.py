"""The same by pySHACL alone: `judge_pyshacl.py IN.nt FINDINGS.json FIGURES.json SHAPES...`."""

from __future__ import annotations

import json
import logging
import sys
import time
from pathlib import Path

import pyshacl
import rdflib

from benchmarks.tasks.judge_here import told
from loader.validation.findings import findings

if __name__ == "__main__":
    triples_file, findings_file, figures, *shape_files = map(Path, sys.argv[1:])
    logging.disable()
    data, shapes = rdflib.Graph(), rdflib.Graph()
    data.parse(triples_file, format="nt")
    for file in shape_files:
        shapes.parse(file)
    began, by_clock = time.process_time(), time.perf_counter()
    _, report, _ = pyshacl.validate(data, shacl_graph=shapes, inplace=True)
    took = {"cpu": time.process_time() - began, "seconds": time.perf_counter() - by_clock}
    triples = [(s.n3(), p.n3(), o.n3()) for s, p, o in report]
    findings_file.write_text(told(findings(triples, {})), encoding="utf-8")
    figures.write_text(json.dumps(took), encoding="utf-8")
