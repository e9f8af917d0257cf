"""The same by morph-kgc, an RML mapper: `map_morph.py FACTS.json MAPPING.rml.ttl OUT.nt FIGURES.json`.

Runs in the environment of requirements-rml.txt. RML reads a JSON document, so the facts are one array here.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

if __name__ == "__main__":
    import morph_kgc  # type: ignore[import-not-found]  # it is in another environment

    facts, mapping, out, figures = map(Path, sys.argv[1:])
    settings = f"[CONFIGURATION]\nlogging_level: ERROR\n[facts]\nmappings: {mapping}\nfile_path: {facts}\n"
    began = time.process_time()
    triples = morph_kgc.materialize_set(settings)
    with out.open("w", encoding="utf-8") as file:
        file.writelines(f"{triple} .\n" for triple in triples)
    took = time.process_time() - began
    figures.write_text(json.dumps({"cpu": took, "triples": len(triples)}), encoding="utf-8")
