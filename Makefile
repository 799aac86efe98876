# make demo and make test are all the set-up there is. Everything goes into .venv/.
SHELL := /bin/bash
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)
VENV := .venv
BIN := $(VENV)/bin
UV := $(shell command -v uv 2>/dev/null)
PYTEST_JOBS ?= 2

ifdef UV
INSTALL = $(UV) pip install --quiet --python $(BIN)/python
else
INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check
endif

.PHONY: demo test lint types gold bench docs format clean

$(VENV)/made:
	@test -n "$(PYTHON)" || { echo "Marsad needs Python 3.11 or newer; none was found on the PATH. Install one, or name it: make PYTHON=/path/to/python"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@test -n "$(UV)" || $(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade pip
	@touch $@

$(VENV)/ready: $(VENV)/made pyproject.toml
	@echo "Installing Marsad into $(VENV) (once; a minute or two)" >&2
	@$(INSTALL) --editable ".[demo]"
	@touch $@

$(VENV)/ready-for-tests: $(VENV)/made pyproject.toml
	@echo "Installing Marsad with everything and the test tools into $(VENV) (once; a few minutes)" >&2
	@$(INSTALL) --editable ".[all]" --group dev
	@touch $@ $(VENV)/ready

demo: $(VENV)/ready  ## every stage on the reports that ship
	@$(BIN)/marsad demo

test: $(VENV)/ready-for-tests  ## the whole suite
	@$(BIN)/python -m pytest -n $(PYTEST_JOBS) --dist loadfile

lint: $(VENV)/ready-for-tests  ## ruff
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

format: $(VENV)/ready-for-tests
	@$(BIN)/ruff check --fix . && $(BIN)/ruff format .

types: $(VENV)/ready-for-tests  ## the strict type checker
	@$(BIN)/mypy

gold: $(VENV)/ready-for-tests  ## readings against the gold beside the checkout
	@$(BIN)/python tools/gold.py

bench: $(VENV)/ready-for-tests  ## every measure, as JSON with machine and commit
	@$(BIN)/python tools/bench.py

docs: $(VENV)/ready-for-tests  ## checks that every command and option is documented
	@$(BIN)/python -m pytest tests/docs

clean:
	rm -rf $(VENV) build dist demo
