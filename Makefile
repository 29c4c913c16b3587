# `make demo` and `make test` need only python3 (3.11 to 3.13), its venv module and make:
# everything else goes into an environment of its own, .venv, inside this folder.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --quiet --disable-pip-version-check

.PHONY: demo test lint format catalogue clean

demo: $(VENV)/installed
	$(BIN)/sortition demo

test: $(VENV)/installed-dev
	$(BIN)/python -m pytest -q -n 2

lint: $(VENV)/installed-dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/installed-dev
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

# After a change of a text: add what is new to the Dutch catalogue (translate it there), and compile it.
CATALOGUE := sortition/locale/nl/LC_MESSAGES/sortition
CLICK = $(shell $(BIN)/python -c 'import click; print(click.__path__[0])')

catalogue: $(VENV)/installed-dev
	mkdir -p build
	$(BIN)/pybabel -q extract --no-location --msgid-bugs-address - --output build/sortition.pot cli.py cli_assembly.py cli_parts.py sortition stratification $(CLICK)
	$(BIN)/pybabel -q update --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --width 100 \
	    --locale nl --input-file build/sortition.pot --output-file $(CATALOGUE).po
	$(BIN)/pybabel -q compile --statistics --locale nl --input-file $(CATALOGUE).po --output-file $(CATALOGUE).mo

clean:
	rm -rf $(VENV) build dist

# Each stamp file is newer than what it was made from, so nothing is installed twice.
$(VENV)/made:
	$(PYTHON) -c 'import sys; sys.exit(0 if (3, 11) <= sys.version_info < (3, 14) else "Python 3.11, 3.12 or 3.13 is needed; name one with: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv --clear $(VENV)
	touch $@

$(VENV)/installed: $(VENV)/made pyproject.toml constraints.txt sortition/__init__.py
	$(PIP) install --constraint constraints.txt hatchling editables setuptools
	$(PIP) install --constraint constraints.txt --no-build-isolation --editable ".[letters]"
	touch $@

$(VENV)/installed-dev: $(VENV)/installed
	$(PIP) install --constraint constraints.txt --no-build-isolation --editable '.[dev]'
	touch $@
