# Everything that a developer needs, and the demo. `make` alone lists it.
# Windows without make: the commands are in README.md.

PYTHON ?= python3
VENV ?= .venv

# The interpreter lies elsewhere in a virtual environment made on Windows.
BIN := $(VENV)/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
PY := $(BIN)/python
PIP := $(PY) -m pip --disable-pip-version-check --quiet

DEMO := build/demo
DEMO_CONFIG := $(firstword $(wildcard examples/config.toml) config.toml)
CODE := $(wildcard pipeline tests scripts bench examples)
TEMPLATES := $(wildcard templates/*.docx templates/forms/*.docx)

SEED ?= 1
FILES ?= 200

PLATFORM ?= linux-x86_64

SECONDS ?= 600

.PHONY: help demo test exam fuzz check format bench bundle release coverage hooks clean

help:
	@echo "make demo    summaries and a casebook from the example forms, in $(DEMO)/outbox"
	@echo "make test    all tests"
	@echo "make exam    forms made anew from SEED=1, FILES=200, and what is read from them marked"
	@echo "make fuzz    good files with something done to them, from SEED=1, for SECONDS=600"
	@echo "make check   style, types, layers and templates"
	@echo "make format  put the code into its style"
	@echo "make bench   measure, and write docs/performance.md"
	@echo "make coverage  which lines the tests never reach, in build/coverage"
	@echo "make hooks   make check before each commit"
	@echo "make release wheel and source archive in dist, tried in an empty environment"
	@echo "make bundle  an archive to install without internet, for PLATFORM=linux-x86_64, linux-aarch64, windows-x64"
	@echo "make clean   remove what was made, environment included"

# One stamp for what the program needs, one for what its developers need besides: the
# demo shall not wait for the latter.
$(VENV)/.stamp-run: pyproject.toml constraints.txt
	test -x $(PY) || $(PYTHON) -m venv $(VENV)
	$(PIP) install --constraint constraints.txt --editable .
	@touch $@

$(VENV)/.stamp-dev: $(VENV)/.stamp-run
	$(PIP) install --constraint constraints.txt --editable ".[dev]"
	@touch $@

demo: $(VENV)/.stamp-run
	@rm -rf $(DEMO)
	$(PY) -m pipeline run --config $(DEMO_CONFIG) --inbox examples/inbox --outbox $(DEMO)/outbox --state $(DEMO)/state
	@echo "The results are in $(DEMO)/outbox."

test: $(VENV)/.stamp-dev
	$(PY) -m pytest --numprocesses auto --dist worksteal

# Needs LibreOffice and Node; 99.8 % of the fields and 97 % of the files are asked for.
exam: $(VENV)/.stamp-dev
	$(PY) -m tests.exam --seed $(SEED) --files $(FILES) $(EXAM)

# What is found lies in build/fuzz; python -m tests.fuzz --replay FILE says it again.
fuzz: $(VENV)/.stamp-dev
	$(PY) -m tests.fuzz --seed $(SEED) --seconds $(SECONDS)

# DTL106: the header of a section in a loop asks for the loop's variable; "forms lint" knows which may.
check: $(VENV)/.stamp-dev
	$(PY) -m ruff check $(CODE)
	$(PY) -m ruff format --check $(CODE)
	$(PY) -m mypy
	$(BIN)/lint-imports
	$(if $(TEMPLATES),$(BIN)/docxtpl-lint --autoescape --ignore DTL106 $(TEMPLATES))

format: $(VENV)/.stamp-dev
	$(PY) -m ruff check --fix $(CODE)
	$(PY) -m ruff format $(CODE)

bench: $(VENV)/.stamp-dev
	$(PY) -m bench

bundle: $(VENV)/.stamp-dev
	$(PY) scripts/bundle.py $(PLATFORM)

# Wheel and source archive.
release: $(VENV)/.stamp-dev
	$(PY) scripts/release.py

# Programs that tests start are measured too; twice as slow as "make test".
coverage: $(VENV)/.stamp-dev
	$(PY) -m coverage erase
	-$(PY) -m coverage run -m pytest --numprocesses auto --dist worksteal
	$(PY) -m coverage combine --quiet
	$(PY) -m coverage html --quiet
	$(PY) -m coverage report --skip-covered --skip-empty

hooks: $(VENV)/.stamp-dev
	$(BIN)/pre-commit install

clean:
	rm -rf build dist $(VENV) *.egg-info .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find pipeline tests -name __pycache__ -type d -prune -exec rm -rf {} +
