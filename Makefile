# One recipe by hand and in CI. `make demo` and `make test` need nothing but Python >= 3.11 and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.dev
RUNS := $(VENV)/.base
PORT ?= 8000
DATA ?=
SIZE ?= 25k
# Processes that run the tests; each has a PostgreSQL of its own.
JOBS ?= 2

.PHONY: help demo test check lint types layers migrations assets-check format lock assets clean

help:
	@echo "make demo     start the demonstration on http://127.0.0.1:$(PORT) (PORT=, DATA=, SIZE= change it)"
	@echo "make test     run every test"
	@echo "make check    formatting, ruff, mypy, layers, migrations and assets"
	@echo "make format   format what is yours to change"
	@echo "make lock     write requirements/*.txt anew from pyproject.toml"
	@echo "make assets   build the style sheet and scripts anew"

$(READY): requirements/dev.txt pyproject.toml scripts/bootstrap.py
	$(PYTHON) scripts/bootstrap.py --venv $(VENV)

$(RUNS): requirements/base.txt pyproject.toml scripts/bootstrap.py
	$(PYTHON) scripts/bootstrap.py --venv $(VENV) --base

demo: $(RUNS)
	@$(BIN)/caseloom demo --port $(PORT) --size $(SIZE) $(if $(DATA),--data "$(DATA)")

# Hundreds of processes start in the tests: what the first compiles is kept for the others.
test: export PYTHONDONTWRITEBYTECODE :=
test: $(READY)
	$(PYTHON) scripts/bootstrap.py --venv $(VENV) --browser --java
	$(BIN)/python -m pytest --numprocesses $(JOBS) --dist loadfile --no-loadscope-reorder $(PYTEST_ARGS)

check: lint types layers migrations assets-check

lint: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(READY)
	DATA=build/check $(BIN)/mypy

layers: $(READY)
	$(BIN)/lint-imports --no-logo

migrations: $(READY)
	DATA=build/check DJANGO_SETTINGS_MODULE=caseloom.config.settings \
		$(BIN)/python -W error::RuntimeWarning scripts/check_migrations.py

assets-check: $(READY)
	$(BIN)/python scripts/assets.py --check

format: $(READY)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: $(READY)
	$(BIN)/python scripts/lock.py

assets: $(READY)
	$(BIN)/python scripts/assets.py

clean:
	rm -rf build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
