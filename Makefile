# The menu of tasks. Windows without make: see README.md, "Without make".
PYTHON ?= python3
NPM    ?= npm
ADDRESS ?= 127.0.0.1:8000
TEST_PROCESSES ?= 2
VENV   := .venv
BIN    := $(VENV)/bin
BENCH  := .venv-bench/harness

.DEFAULT_GOAL := help
.PHONY: help serve site check fix diff test bench bench-setup test-bench probes verdicts freeze lint lock refresh links successor budget clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

serve: $(VENV)/site.ok node_modules/.ok ## set up, check the data, show the site on ADDRESS, rebuilt on every change
	$(BIN)/python scripts/build.py serve --address $(ADDRESS)

site: $(VENV)/site.ok node_modules/.ok ## the complete static site into site/
	$(BIN)/python scripts/build.py site

check: $(VENV)/site.ok ## check data/ and docs/; takes seconds
	@$(BIN)/python scripts/build.py check

fix: $(VENV)/site.ok ## repair in data/ what a machine can (sorting, spaces, quotes, dates, line ends), then check
	@$(BIN)/python scripts/build.py fix

BASE ?= main
diff: $(VENV)/site.ok ## what this change means: make diff BASE=main; pictures of figures that move in build/difference
	@$(BIN)/python scripts/build.py diff --base "$(BASE)"

test: $(VENV)/test.ok node_modules/.ok ## run all tests, the browser's included
	$(BIN)/python scripts/get_browser.py
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/python -m pytest tests/bench
	$(BIN)/python -m pytest --numprocesses $(TEST_PROCESSES) --dist loadfile --ignore tests/bench

bench: bench-setup ## measure on this machine; ARGS="--quick" or "--help"; resumes what was interrupted
	@PYTHONPATH=scripts $(BENCH)/bin/python -m bench $(ARGS)

bench-setup: $(BENCH)/whole
	@PYTHONPATH=scripts $(BENCH)/bin/python -m bench.environments $(BENCH_ENVIRONMENTS)

test-bench: $(VENV)/test.ok bench-setup ## a real sweep of a minute with both frameworks
	$(BIN)/python -m pytest tests/bench

probes: $(BENCH)/whole ## let code decide what it can: run scripts/probes, write data/probes; ARGS="--only pdb"
	@PYTHONPATH=scripts $(BENCH)/bin/python -m bench.environments tensorflow pytorch interchange
	@PYTHONPATH=scripts $(BENCH)/bin/python -m probes $(ARGS)

verdicts: $(VENV)/site.ok ## add verdicts that changed since the last time to data/verdict_log.csv
	@$(BIN)/python scripts/build.py verdicts

freeze: $(VENV)/site.ok node_modules/.ok ## before publishing: keep a copy of each new state, and each new address, for good
	$(BIN)/python scripts/build.py freeze

refresh: $(VENV)/site.ok ## ask the package index for new releases; updates data/releases.csv
	$(BIN)/python scripts/refresh.py

budget: $(VENV)/test.ok ## measure page weight, Lighthouse, build time, growth and scale; prints a table
	@if command -v $(NPM) >/dev/null; then $(NPM) ci --no-audit --no-fund --loglevel=error && touch node_modules/.ok; fi
	$(BIN)/python scripts/budget.py

links: $(VENV)/site.ok ## ask every address that the data names; writes data/link_checks.csv
	$(BIN)/python scripts/links.py

successor: site .venv-successor/.ok ## build the same pages with Zensical, the announced successor, and compare the text of every page
	$(BIN)/python scripts/successor.py

lint: $(VENV)/test.ok ## format and lint the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: $(VENV)/test.ok ## write the lock files anew from requirements/*.in and package.json
	for name in site test successor bench-harness bench-tensorflow bench-pytorch bench-jax bench-interchange; do $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --upgrade -q requirements/$$name.in -o requirements/$$name.txt; done
	if command -v $(NPM) >/dev/null; then $(NPM) install --package-lock-only --omit-lockfile-registry-resolved --ignore-scripts --loglevel=error; fi

clean: ## remove everything that was made, except the environments
	rm -rf build site

# An environment is whole when its mark is there; an interrupted set-up is done again.
$(VENV)/site.ok: requirements/site.txt
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed; this is %s. Set PYTHON=…" % sys.version.split()[0])'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --disable-pip-version-check --quiet --require-hashes -r requirements/site.txt
	@touch $@

$(VENV)/test.ok: requirements/test.txt $(VENV)/site.ok
	$(BIN)/python -m pip install --disable-pip-version-check --quiet --require-hashes -r requirements/test.txt
	@touch $@

.venv-successor/.ok: requirements/successor.txt
	test -x .venv-successor/bin/python || $(PYTHON) -m venv .venv-successor
	.venv-successor/bin/python -m pip install --disable-pip-version-check --quiet --require-hashes -r requirements/successor.txt
	@touch $@

# What runs a sweep; it makes the environments of the frameworks itself. BENCH_PIP passes arguments to pip there.
BENCH_ENVIRONMENTS ?= tensorflow pytorch
$(BENCH)/whole: requirements/bench-harness.txt
	test -x $(BENCH)/bin/python || $(PYTHON) -m venv $(BENCH)
	$(BENCH)/bin/python -m pip install --disable-pip-version-check --quiet --require-hashes -r requirements/bench-harness.txt
	@touch $@

# The small Plotly bundle, where node is at hand; without it the site carries the full one.
node_modules/.ok: package-lock.json
	@mkdir -p node_modules
	@if command -v $(NPM) >/dev/null; then $(NPM) ci --omit=dev --ignore-scripts --no-audit --no-fund --loglevel=error && mkdir -p node_modules; \
	else echo "npm not found: interactive figures will use Plotly's full bundle (1.5 MB instead of 0.4 MB)"; fi
	@touch $@
