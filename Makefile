# What to do with casekit: `make help` lists it. Works with GNU make 3.81 (macOS) and later.
# Another Python than `python3`:  make pdf PYTHON=python3.12

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

# Long downloads show their progress to people, not to a log.
PIP := $(BIN)/python -m pip install --disable-pip-version-check $(if $(CI),--quiet)
WITH_EXTRAS := .[duckdb,parquet,polars]
WITH_SPARK := .[duckdb,parquet,polars,spark]
PINNED := -c constraints.txt --build-constraint constraints.txt

# Stamps: what was last installed, and when.
READY := $(VENV)/.ready
READY_TO_TEST := $(VENV)/.ready-to-test
READY_FOR_DOCS := $(VENV)/.ready-for-docs

# $(call check,NAME,COMMAND): run one check; the first that fails ends `make test` and is named.
define check
@printf '\n== %s\n' '$(1)'
@$(2) || { printf '\nmake test: the check "%s" failed. What it found stands above.\n' '$(1)' >&2; exit 1; }
endef

NOTEBOOKS := find $(wildcard notebooks exercises) -name '*.ipynb' ! -path '*/.ipynb_checkpoints/*'

.PHONY: help pdf lab docs test test-slow test-forms test-browser setup clean
.DELETE_ON_ERROR:

help:
	@echo 'make pdf    all lessons as PDF, in Indonesian and English, in the folder pdf/'
	@echo 'make lab    open JupyterLab at the start page'
	@echo 'make docs   the reference as a site to read from disk, in the folder site/'
	@echo 'make test   all checks of the project'
	@echo 'make test-slow     the tests again with their long series: 500 kills, 1,000 old files, all odd notebooks'
	@echo 'make test-forms    the forms in a browser, a smoke of five minutes'
	@echo 'make test-browser  the forms in browsers, all trials, on a quiet machine'
	@echo 'make setup  only install into $(VENV), as the others do by themselves'
	@echo 'make clean  remove $(VENV), pdf/, site/ and the caches'

pdf: $(READY)
	@$(BIN)/casekit pdf notebooks --to pdf --execute

lab: $(READY)
	@$(BIN)/casekit lab

docs: $(READY_FOR_DOCS)
	@$(BIN)/python -m sphinx --quiet --fail-on-warning --keep-going docs site
	@echo 'Open site/index.html in a browser.'

test: $(READY_TO_TEST)
	$(call check,ruff,$(BIN)/ruff check .)
	$(call check,ruff format,$(BIN)/ruff format --check .)
	$(call check,mypy,$(BIN)/mypy)
	$(call check,import-linter,$(BIN)/lint-imports --no-logo)
	$(call check,nbstripout,$(NOTEBOOKS) -exec $(BIN)/nbstripout --verify --keep-id {} +)
	$(call check,pytest,$(BIN)/python -m pytest --ignore=tests/browser --numprocesses=auto --dist=loadfile --no-loadscope-reorder)
	@echo 'Tests that were skipped stand above with the reason (SKIPPED). Left out, since they take long: the forms in a'
	@echo 'browser (make test-forms, make test-browser), and the series of which this was a sample (make test-slow).'

# What `make test` only samples; half an hour.
test-slow: $(READY_TO_TEST)
	@$(PIP) $(PINNED) -e '$(WITH_SPARK)'
	CASEKIT_LONG_TESTS=1 $(BIN)/python -m pytest --ignore=tests/browser --numprocesses=auto --dist=loadfile --no-loadscope-reorder

# A smoke of five minutes in a browser: each form opened, typed into, saved and printed; whether a letter is lost.
test-forms: $(READY_TO_TEST)
	$(call check,pytest in a browser,$(BIN)/python -m pytest tests/browser)

# All trials of the forms in JupyterLab, Notebook 7 and Voilà; an hour, on a machine that does nothing else.
test-browser: $(READY_TO_TEST)
	CASEKIT_BROWSER_TESTS=1 $(BIN)/python -m pytest tests/browser

setup: $(READY)

clean:
	rm -rf $(VENV) pdf site docs/made dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find casekit tests -name __pycache__ -type d -prune -exec rm -rf {} +

# An environment that still runs is kept and brought up to date; only a broken or missing one is made anew.
$(READY): pyproject.toml constraints.txt
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || { \
	  $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	    echo 'casekit needs Python 3.11 or newer; "$(PYTHON)" is missing or older:' \
	      "$$($(PYTHON) --version 2>&1)." >&2; \
	    echo 'Install a newer Python, or name one that you have:  make $(MAKECMDGOALS) PYTHON=python3.12' >&2; \
	    exit 1; }; \
	  echo 'Setting up $(VENV), once. This needs the internet and some minutes; afterwards casekit works offline.'; \
	  $(PYTHON) -m venv --clear $(VENV) || { \
	    echo '"$(PYTHON)" cannot make a virtual environment. On Debian or Ubuntu:  apt install python3-venv' >&2; \
	    exit 1; }; }
	@$(PIP) -c constraints.txt --upgrade pip
	@$(PIP) $(PINNED) -e '.[duckdb]'
	@touch $@

$(READY_TO_TEST): $(READY)
	@$(PIP) $(PINNED) $(if $(CI),-e '$(WITH_EXTRAS)') --group test
	@touch $@

$(READY_FOR_DOCS): $(READY)
	@$(PIP) $(PINNED) --group docs
	@touch $@
