# Every command a person types. `make` alone lists them.
# Everything goes into .venv beside this file; no root is needed but for `make system`.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
SHELL := /bin/bash

# Another Python: make PYTHON=python3.12 test. More for pytest: make test ARGS="-m 'not slow'".
PYTHON ?= python3.11 python3 python3.14 python3.13 python3.12
ARGS ?=
PORT ?= 8000
SECONDS ?= 600
UPGRADE ?=

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input
# --no-deps: a lock file is complete, and older pips look past its pins where an extra is asked for.
INSTALL := $(PIP) install --quiet --no-deps --require-hashes
INSTALL_SELF := $(PIP) install --quiet --no-deps --no-build-isolation --editable .
LOCK := $(BIN)/uv pip compile pyproject.toml --quiet --universal --python-version 3.11 \
	--generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" \
	$(UPGRADE)

.PHONY: help demo test test-postgres check picture messages cases parts audit fuzz fix bench bench-onset bench-nuts bench-finish bench-outlook bench-plan bench-programmes bench-speed bench-studies bench-keeping bench-sign-in bench-report mutants system lock clean

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: .venv/.run ## a ready runner in the browser, twelve weeks in (PORT=8000)
	@$(BIN)/startline demo --port $(PORT)

test: .venv/.dev ## every test, slow ones too (ARGS="-m 'not slow'" for the quick ones)
	$(BIN)/python -m pytest -n 2 $(ARGS)

test-postgres: .venv/.dev ## the web application's tests on PostgreSQL, whose server starts by itself
	$(BIN)/python -m tests.postgres $(BIN)/python -m pytest -n 2 -q -m "not slow" \
		$(or $(ARGS),tests/web --ignore=tests/web/journeys)

check: .venv/.dev ## format, lint, types, which folder may know which, and that the lock is whole
	$(PIP) check
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

picture: .venv/.dev ## take the README's picture again, from the demo (needs Chromium)
	$(BIN)/python docs/picture.py

messages: .venv/.dev ## collect what is said into the catalogues of other languages, and compile them
	$(BIN)/python docs/messages.py

cases: .venv/.dev ## write the page of what may go wrong, with the tests of each case
	$(BIN)/python docs/cases.py

parts: .venv/.dev ## write the list of parts (SBOM) of what is shipped, from the lock file
	$(BIN)/python docs/parts.py

audit: .venv/.dev ## known holes in what is locked (asks the advisory databases over the network)
	$(BIN)/uvx pip-audit --requirement requirements-run.lock --no-deps --disable-pip $(ARGS)

fuzz: .venv/.dev ## give every reader what nobody wrote (SECONDS=600 for each; ARGS="--only fit")
	$(BIN)/python -m benchmarks.fuzz --seconds $(SECONDS) $(ARGS)

fix: .venv/.dev ## format, and mend what the linter can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: .venv/.bench ## every benchmark and one table of all (hours; ARGS=--kept for the table alone)
	$(BIN)/python -m benchmarks $(ARGS)

bench-onset: .venv/.bench ## how well the onset model does beside simpler ones
	$(BIN)/python -m benchmarks.onset $(ARGS)
	$(BIN)/python -m benchmarks.onset.calibration

bench-nuts: .venv/.bench ## our posterior beside an independent sampler
	$(BIN)/python -m benchmarks.nuts $(ARGS)

bench-finish: .venv/.dev ## how well a marathon time is foretold beside simpler ways
	$(BIN)/python -m benchmarks.finish_time

bench-outlook: .venv/.bench ## whether the chances come true on simulated runners (five minutes)
	$(BIN)/python -m benchmarks.outlook $(ARGS)

bench-plan: .venv/.bench ## the whole plan: time, beside an exact search, stability, odd Cases (half an hour)
	$(BIN)/python -m benchmarks.plan $(ARGS)

bench-programmes: .venv/.dev ## our programmes beside the published ones
	$(BIN)/python -m benchmarks.programmes

bench-speed: .venv/.bench ## how long an advice takes
	$(BIN)/python -m benchmarks.speed $(ARGS)

bench-studies: .venv/.bench ## what studies cost, and how they scale with workers
	$(BIN)/python -m benchmarks.studies cost
	$(BIN)/python -m benchmarks.studies scaling
	$(BIN)/python -m benchmarks.studies killed

bench-report: .venv/.dev ## what the report for a visit costs, beside other ways (those installed)
	$(BIN)/python -m benchmarks.report $(ARGS)

bench-keeping: .venv/.dev ## how long a backup, its return and a move take; 200 kills while runs are logged
	$(BIN)/python -m benchmarks.keeping
	$(BIN)/python -m benchmarks.kill_loop

bench-sign-in: .venv/.dev ## fifty people sign in at once
	$(BIN)/python -m benchmarks.sign_in

mutants: .venv/.dev ## change the limits layer in small ways; every change must be noticed by a test
	rm -rf mutants
	$(BIN)/mutmut run
	$(BIN)/mutmut results
	@! $(BIN)/mutmut results | grep -q . || { echo "Some changes went unnoticed: see above, and '$(BIN)/mutmut show NAME'."; exit 1; }

system: ## what the tests can use from the system: venv, Chromium, PostgreSQL (Debian, Ubuntu; root)
	@[ "$$(id -u)" = 0 ] || { echo "make system installs system packages: run it as root, for example 'sudo make system'." >&2; exit 1; }
	@command -v apt-get >/dev/null || { echo "make system knows apt-get alone. Here, install Python's venv module, Chromium, PostgreSQL and strace by hand." >&2; exit 1; }
	apt-get update
	DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends python3-venv chromium postgresql strace

lock: .venv/.dev ## remake the lock files (UPGRADE=--upgrade for newer versions)
	$(LOCK) --extra fast --extra web --extra report --extra study --extra cluster --extra dev --output-file requirements.lock
	$(LOCK) --extra fast --extra web --extra report --group build --constraint requirements.lock --output-file requirements-run.lock
	$(LOCK) --extra bench --constraint requirements.lock --output-file requirements-bench.lock
	$(BIN)/python docs/parts.py

clean: ## remove .venv and everything else that was made here
	rm -rf .venv mutants dist build .coverage .coverage.* htmlcov .hypothesis \
		.mypy_cache .pytest_cache .ruff_cache .import_linter_cache
	find src tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

# --- what the commands above stand on: each file says that its step is done --------------------

# A venv, with pip in it. Where Python comes without ensurepip, a pip beside it can serve the venv.
.venv/.python:
	@rm -rf .venv; found=; \
	for python in $(PYTHON); do \
		if command -v "$$python" >/dev/null 2>&1 && \
			"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
			found="$$python"; break; \
		fi; \
	done; \
	if [ -z "$$found" ]; then \
		echo "startline needs Python 3.11 or newer; none of these is: $(PYTHON)." >&2; \
		echo "Name another with: make PYTHON=/path/to/python3" >&2; exit 1; \
	fi; \
	if ! "$$found" -m venv .venv >/dev/null 2>&1; then \
		rm -rf .venv; \
		if ! { "$$found" -m venv --without-pip .venv && \
			"$$found" -m pip --python $(BIN)/python install --quiet pip; } >/dev/null 2>&1; then \
			rm -rf .venv; \
			echo "$$found cannot make a virtual environment: its venv module or ensurepip is missing." >&2; \
			echo "On Debian and Ubuntu: sudo apt-get install python3-venv, or sudo make system." >&2; exit 1; \
		fi; \
	fi; \
	echo "made .venv with $$($(BIN)/python --version)"; touch $@

.venv/.run: requirements-run.lock pyproject.toml | .venv/.python
	@echo "installing what startline runs on"
	@$(INSTALL) -r requirements-run.lock
	@$(INSTALL_SELF)
	@touch $@

.venv/.dev: requirements.lock pyproject.toml | .venv/.python
	@echo "installing what the tests and checks need (about a minute, once)"
	@$(INSTALL) -r requirements.lock
	@$(INSTALL_SELF)
	@touch .venv/.run $@

.venv/.bench: requirements-bench.lock | .venv/.dev
	@echo "installing what the benchmarks need (a few minutes, once)"
	@$(INSTALL) -r requirements-bench.lock
	@touch $@
