# Every task in one command. `make help` lists them.

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --disable-pip-version-check --quiet
RUNS ?= runs
WORKERS ?= auto

.DEFAULT_GOAL := help
.PHONY: help propose test test-long check lint format types layers bench bench-targets bench-full docs schemas notebooks wheel clean

help:  ## Show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

propose: $(VENV)/.core  ## Set up and propose exchanges for both programmes on the bundled cities
	@$(BIN)/matcher propose ccucc eacac --out $(RUNS) --force

test: $(VENV)/.test  ## Set up and run the tests
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup -q

test-long: $(VENV)/.test  ## Run all tests, the slow ones too, with three times as much drawn
	@MATCHER_TEST_LONG=1 $(BIN)/python -m pytest -m "" -n $(WORKERS) --dist loadgroup -q

check: lint types layers test  ## Format, lint, types, import layers, tests

lint: $(VENV)/.dev  ## Check format and lint
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .

format: $(VENV)/.dev  ## Format and mend what can be mended
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

types: $(VENV)/.dev  ## Check types (strict)
	@$(BIN)/mypy

layers: $(VENV)/.dev  ## Check that stages import one way
	@$(BIN)/lint-imports

bench: $(VENV)/.bench  ## Measure against the peers, short lane (under ten minutes)
	@$(BIN)/python -m benchmarks.run short
	@$(BIN)/python -m benchmarks.report

bench-targets: $(VENV)/.bench  ## Measure what the targets need beside the short lane (half an hour)
	@$(BIN)/python -m benchmarks.run targets
	@$(BIN)/python -m benchmarks.report

bench-full: $(VENV)/.bench  ## Measure everything, up to 100,000 x 100,000 (an hour or more)
	@$(BIN)/python -m benchmarks.run full
	@$(BIN)/python -m benchmarks.report

docs: $(VENV)/.docs  ## Build the documentation into docs/_build, pictures included
	@$(BIN)/python -m docs.screenshots
	@$(BIN)/python -m sphinx -W --keep-going -q -b html docs docs/_build
	@echo "Open docs/_build/index.html"

schemas: $(VENV)/.core  ## Write the JSON Schemas from the models
	@$(BIN)/python -m matcher.programme.schema
	@$(BIN)/python -m matcher.report.schema

notebooks: $(VENV)/.test  ## Write the notebooks from their text form
	@$(BIN)/jupytext --update --to ipynb notebooks/*.py

wheel: $(VENV)/.test  ## Build the wheel into dist/
	@$(BIN)/python -m build --wheel --outdir dist

clean:  ## Remove the environment and everything that was built
	rm -rf $(VENV) build dist docs/_build docs/_static/screenshots $(RUNS) .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer was not found; name it: make PYTHON=/path/to/python $(MAKECMDGOALS)" >&2; exit 1; }
	@echo "Making $(VENV) with $(PYTHON) ..."
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.core: pyproject.toml | $(VENV)/bin/python
	@echo "Installing ..."
	@$(PIP) --editable '.[report]'
	@touch $@

$(VENV)/.test: pyproject.toml | $(VENV)/bin/python
	@echo "Installing what the tests need ..."
	@$(PIP) --editable '.[test]'
	@touch $@ $(VENV)/.core $(VENV)/.docs

$(VENV)/.docs: pyproject.toml | $(VENV)/bin/python
	@echo "Installing what the documentation needs ..."
	@$(PIP) --editable '.[docs]'
	@touch $@ $(VENV)/.core

$(VENV)/.bench: pyproject.toml | $(VENV)/bin/python
	@echo "Installing what the benchmarks need ..."
	@$(PIP) --editable '.[bench]'
	@touch $@ $(VENV)/.core $(VENV)/.docs $(VENV)/.test

$(VENV)/.dev: pyproject.toml | $(VENV)/bin/python
	@echo "Installing what the checks need ..."
	@$(PIP) --editable '.[dev]'
	@touch $@ $(VENV)/.core $(VENV)/.docs $(VENV)/.test
