# Two commands matter: `make demo` and `make test`. Both set everything up from a bare clone.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --constraint constraints.txt

.PHONY: demo app test check chromium screenshots clean

demo: $(VENV)/.search
	$(BIN)/hubscan recommend "detect the sentiment of customer reviews" --license permissive --max-params 200M

app: $(VENV)/.app
	$(BIN)/hubscan app

test: check chromium
	$(BIN)/python -m pytest

screenshots: $(VENV)/.dev chromium
	$(BIN)/python scripts/screenshots.py

# For the browser tests, where that is allowed; without it they say that they were skipped.
chromium:
	@command -v chromium >/dev/null || ! command -v apt-get >/dev/null || test "$$(id -u)" != 0 \
		|| { apt-get update -qq && apt-get install -y -qq chromium >/dev/null; } \
		|| echo "chromium could not be installed: the browser tests will be skipped"

check: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "hubscan needs Python 3.11 or newer: make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.search: $(VENV)/bin/python pyproject.toml constraints.txt
	$(PIP) --editable '.[search]'
	touch $@

$(VENV)/.app: $(VENV)/bin/python pyproject.toml constraints.txt
	$(PIP) --editable '.[search,app]'
	touch $@

$(VENV)/.dev: $(VENV)/bin/python pyproject.toml constraints.txt
	$(PIP) --editable '.[dev]'
	touch $@ $(VENV)/.search $(VENV)/.app

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
