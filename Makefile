# The menu of tasks. Windows without make: see README.md, "Without make".
PYTHON  ?= python3
NPM     ?= npm
ADDRESS ?= 127.0.0.1:8000
BASE    ?= main
BENCH_ENVIRONMENTS ?= $(if $(findstring through-time,$(ARGS)),,$(if $(findstring cuda,$(ARGS)),tensorflow-cuda pytorch-cuda,tensorflow pytorch))
PROBE_ENVIRONMENTS ?= $(if $(findstring through-time,$(ARGS)),,tensorflow pytorch-newest jax interchange export export-litert-torch)
TEST_PROCESSES     ?= 2

SITE   := .venv/bin/python scripts/build.py
RUFF   := .venv/bin/ruff
PYTEST := .venv/bin/python -m pytest
SIDE_BY_SIDE := --numprocesses $(TEST_PROCESSES) --dist loadfile --no-loadscope-reorder
BENCH  := PYTHONPATH=scripts .venv-bench/harness/bin/python
PLOTLY := node_modules/.package-lock.json
ENVIRONMENTS := env-site env-test env-harness env-successor

.DEFAULT_GOAL := help
.PHONY: help serve site check fix diff test test-fast bench bench-setup test-bench probes first-jobs conversions verdicts archive freeze refresh releases links budget successor lint lock raise clean $(ENVIRONMENTS)

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

serve: env-site $(PLOTLY) ## set up, check the data, show the site on ADDRESS, rebuilt on every change
	$(SITE) serve --address $(ADDRESS)

site: env-site $(PLOTLY) ## the complete static site into site/
	$(SITE) site

check: env-site ## check data/ and docs/; takes seconds
	@$(SITE) check

fix: env-site ## repair what a machine can (order, quotes, dates, line ends, what a spreadsheet adds), then check
	@$(SITE) fix

diff: env-site ## what this change means: make diff BASE=main; pictures of figures that move in build/difference
	@$(SITE) diff --base "$(BASE)"

test: env-test $(PLOTLY) ## run all tests, the browser's included
	.venv/bin/python scripts/get_browser.py
	$(RUFF) check .
	$(RUFF) format --check .
	$(PYTEST) $(SIDE_BY_SIDE)

test-fast: env-test ## the tests that need neither a browser nor a built site; about a minute
	$(PYTEST) $(SIDE_BY_SIDE) -m "not slow"

bench: bench-setup env-site ## measure on this machine; ARGS="--quick" or "--help"; resumes what was interrupted
	@$(BENCH) -m bench $(ARGS)
	@$(SITE) verdicts

bench-setup: env-harness
	@$(BENCH) -m bench.environments $(BENCH_ENVIRONMENTS)

test-bench: env-test bench-setup ## a real sweep of a minute with both frameworks
	$(PYTEST) tests/bench

probes: env-harness ## let code decide what it can: run scripts/probes, write data/probes; ARGS="--only pdb"
	@$(BENCH) -m bench.environments $(PROBE_ENVIRONMENTS)
	@$(BENCH) -m probes $(ARGS)

first-jobs: env-site ## do each system's first job in an environment of its own; writes data/first_jobs; ARGS="--only torchtext"
	PYTHONPATH=scripts .venv/bin/python -m probes.jobs $(ARGS)

conversions: env-harness ## try every documented way between formats on six models, write data/conversions.csv; ARGS="--only jax-onnx"
	@$(BENCH) -m bench.environments conversions export-litert-torch
	@$(BENCH) -m probes.conversions $(ARGS)

verdicts: env-site ## add verdicts that changed since the last time to data/verdict_log.csv
	@$(SITE) verdicts

archive: env-site ## have former states and the list of all published addresses beside the build, in archive/
	@$(SITE) archive

freeze: env-site $(PLOTLY) ## what publishing runs: the site, every address of archive/ in it; then keep what is new there
	$(SITE) freeze

refresh: env-site ## ask package indexes about every tracked package; updates data/{releases,packages,advisories,fits,builds,fit_trials}.csv
	PYTHONPATH=scripts .venv/bin/python -m refresh
	PYTHONPATH=scripts .venv/bin/python -m refresh.builds
	PYTHONPATH=scripts .venv/bin/python -m refresh.fits
	PYTHONPATH=scripts .venv/bin/python -m refresh.trials

releases: env-site ## ask about releases alone, and put what they change into build/releases, a proposal for each family
	PYTHONPATH=scripts .venv/bin/python -m refresh
	PYTHONPATH=scripts .venv/bin/python -m refresh.builds
	$(SITE) releases

links: env-site ## ask every address that the data names, and for archived copies; writes data/{link_checks,archived_copies}.csv
	.venv/bin/python scripts/links.py

budget: env-test ## measure page weight, Lighthouse, build time, growth and scale; prints a table
	@! command -v $(NPM) >/dev/null || $(NPM) ci --no-audit --no-fund --loglevel=error
	.venv/bin/python scripts/budget.py

successor: site env-successor ## build the same pages with Zensical, the announced successor, and compare the text of every page
	.venv/bin/python scripts/successor.py

lint: env-test ## format and lint the code
	$(RUFF) format .
	$(RUFF) check --fix .

raise: ## measure other releases: RELEASES="pytorch=2.16.0 tensorflow=2.22.0", then make bench
	$(PYTHON) scripts/set_up.py $(addprefix --raise ,$(RELEASES))

lock: ## write the lock files anew from pyproject.toml and package.json: raises what is not pinned there
	$(PYTHON) scripts/set_up.py --lock
	! command -v $(NPM) >/dev/null || $(NPM) install --package-lock-only --omit-lockfile-registry-resolved --ignore-scripts --loglevel=error

clean: ## remove everything that was made, except the environments
	rm -rf build site

# Milliseconds where the environment is whole; else uv makes it so.
$(ENVIRONMENTS): env-%:
	@$(PYTHON) scripts/set_up.py $*

# The small Plotly bundle, where npm is at hand; without it the site carries the full one. npm writes this file last.
$(PLOTLY): package-lock.json
	@if command -v $(NPM) >/dev/null; then $(NPM) ci --omit=dev --ignore-scripts --no-audit --no-fund --loglevel=error; \
	else echo "npm not found: interactive figures will use Plotly's full bundle (1.5 MB instead of 0.4 MB)"; fi
