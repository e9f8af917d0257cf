"""N-Triples held against the shapes by Détente's gate: `judge_here.py IN.nt FINDINGS.json FIGURES.json`."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import pyshacl  # noqa: F401  # as with pySHACL alone, its import is not counted

from loader.triples import Triple
from loader.validation import Finding, check

__all__ = ["told"]


def told(findings: list[Finding]) -> str:
    """Findings as JSON, each as all that is known of it, sorted."""
    every = [[f.focus, f.path, f.value, f.shape, f.severity.name, f.message] for f in findings]
    return json.dumps(sorted(every), ensure_ascii=False, indent=0)


if __name__ == "__main__":
    triples_file, findings_file, figures = map(Path, sys.argv[1:])
    triples: list[Triple] = []
    for line in triples_file.read_text(encoding="utf-8").split("\n"):
        if line:
            subject, predicate, value = line.split(" ", 2)
            triples.append((subject, predicate, value.removesuffix(" .")))
    began, by_clock = time.process_time(), time.perf_counter()
    found = check(triples)
    took = {"cpu": time.process_time() - began, "seconds": time.perf_counter() - by_clock}
    findings_file.write_text(told(found), encoding="utf-8")
    figures.write_text(json.dumps(took), encoding="utf-8")
