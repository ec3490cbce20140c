# Thin names for real commands. PYTHON is what makes the environment; everything runs inside .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test serve lint types floors i18n bench fmt migration wheel clean

$(VENV)/core: setup.cfg
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	touch $@

$(VENV)/dev: setup.cfg
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	touch $(VENV)/core $@

demo: $(VENV)/core
	$(BIN)/sgforum demo

serve: $(VENV)/core
	$(BIN)/sgforum serve

test: $(VENV)/dev
	$(BIN)/python -m pytest -n 2 --dist worksteal

lint: $(VENV)/dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/dev
	$(BIN)/mypy

floors: $(VENV)/dev
	$(BIN)/lint-imports --config setup.cfg

i18n: $(VENV)/dev
	$(BIN)/python tools/catalogues.py --check

bench: $(VENV)/dev
	$(BIN)/python bench/pages.py

fmt: $(VENV)/dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

wheel: $(VENV)/dev
	$(BIN)/python -m build --wheel --outdir dist .

clean:
	rm -rf $(VENV) build dist *.egg-info
