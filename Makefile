# What a newcomer needs: make demo, make test. Everything is installed into .venv, from the lock.
.PHONY: setup demo serve test check browser bench bench-full crash fuzz soak clients clean

PYTHON ?= python3
UV = .venv/tools/bin/uv
STORE = demo-store

setup: .venv/.ready

# uv reads the lock; it stands aside in a folder of its own, so that the environment holds what the lock says.
.venv/.ready: pyproject.toml uv.lock
	@$(PYTHON) -c 'import sys; sys.exit("Détente needs Python 3.11 or later; name one with PYTHON=..." if sys.version_info < (3, 11) else 0)'
	@echo "Installing what uv.lock names into .venv"
	@test -x .venv/bin/python || $(PYTHON) -m venv --without-pip .venv
	@test -x $(UV) || $(PYTHON) -m venv .venv/tools
	@test -x $(UV) || .venv/tools/bin/pip install --quiet --disable-pip-version-check uv==0.13.9
	@$(UV) sync --frozen --quiet --compile-bytecode --python .venv/bin/python
	@.venv/bin/python -m loader.web.build
	@touch $@

demo: setup
	rm -rf $(STORE)
	.venv/bin/detente load examples/taliban/facts.jsonl --store $(STORE)
	@echo
	.venv/bin/detente query lifted-designations --param category=terrorist --store $(STORE)
	@echo
	@echo "Who says so, act by act:"
	.venv/bin/detente query designation-history --param category=terrorist --param action=lifted --store $(STORE)
	@echo
	@echo "Serve it:   make serve            then open http://127.0.0.1:8000/"
	@echo "Ask more:   .venv/bin/detente queries"
	@echo "            .venv/bin/detente query designation-status --as-of 2024-06-30 --store $(STORE)"
	@echo "            .venv/bin/detente query dossier --param actor=Taliban --store $(STORE)"
	@echo "Your facts: docs/facts.md"

serve: setup
	test -d $(STORE) || .venv/bin/detente load examples/taliban/facts.jsonl --store $(STORE)
	.venv/bin/detente serve --store $(STORE)

# One process more than there are cores: many tests wait for limits to be reached.
test: setup browser check
	.venv/bin/python -m pytest -n $$(.venv/bin/python -c 'import os; print(os.cpu_count() + 1)') --dist loadfile --no-loadscope-reorder

check: setup
	.venv/bin/ruff check
	.venv/bin/ruff format --check
	.venv/bin/mypy

# Détente beside its peers, in one run: a table and a figure in docs/performance.md. Ten minutes, or hours.
bench: setup
	.venv/bin/python -m benchmarks --write

bench-full: setup
	.venv/bin/python -m benchmarks --full --write

# Kills, power cuts and full disks, in their long form: some ten minutes; the last three need root.
crash: setup
	.venv/bin/python tests/crash/crash.py --kills 1000 --jobs 2
	.venv/bin/python tests/crash/crash.py --sweep 5
	.venv/bin/python tests/crash/power_cut.py --cuts 300
	.venv/bin/python tests/crash/full_disk.py --on tmpfs --step 8
	.venv/bin/python tests/crash/full_disk.py --on ext4 --step 8

# A million mutated inputs; and ten minutes of ordinary and hostile clients.
fuzz: setup
	.venv/bin/python -m tests.hostile.fuzz --inputs 1000000 --jobs 2

soak: setup
	.venv/bin/python -m tests.hostile.soak --seconds 600

# Real clients against a real server; Comunica comes from npm into .venv.
clients: setup .venv/comunica/.ready
	DETENTE_REQUIRE_CLIENTS=1 .venv/bin/python -m pytest tests/clients

.venv/comunica/.ready: tests/clients/comunica/package-lock.json
	mkdir -p .venv/comunica && cp tests/clients/comunica/package*.json .venv/comunica/
	npm ci --prefix .venv/comunica --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

# A headless Chromium for the tests of the pages, from Debian's packages, where that may be installed.
browser:
	@command -v chromium >/dev/null || \
	  { command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ] && apt-get update -qq && apt-get install -y -qq chromium >/dev/null; } || \
	  echo "No Chromium here, and it may not be installed: the tests of the pages will be skipped."

clean:
	rm -rf .venv $(STORE) dist build loader/web/vendor
