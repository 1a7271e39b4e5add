# Everything on a machine that has Python 3.11, make and git.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
DEMO := demo/counterclaim.db
RUN := $(BIN)/counterclaim --db $(DEMO)
SERVE ?= 1

.PHONY: install demo test lint bench clean

SHARE := $(VENV)/share/counterclaim

# The stamp stands for: installed with exactly these pins, and models trained on exactly these rows.
install: $(VENV)/installed $(SHARE)/flagger/manifest.json $(SHARE)/matcher/manifest.json

$(VENV)/installed: pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	touch $@

FLAGGER := classifiers/flag.py classifiers/wide_deep.py classifiers/cues.py classifiers/words.py classifiers/train.py
$(SHARE)/flagger/manifest.json: $(VENV)/installed $(wildcard fixtures/labelled/*.jsonl) $(FLAGGER)
	$(BIN)/counterclaim flagger train

MATCHER := classifiers/background.py classifiers/metric.py monitor/signals.py monitor/standing.py
$(SHARE)/matcher/manifest.json: $(SHARE)/flagger/manifest.json fixtures/narratives.jsonl fixtures/serving.jsonl fixtures/beside.jsonl $(MATCHER)
	$(BIN)/counterclaim matcher train

# A week of state media, built from fixtures/ and served on 127.0.0.1:8080.
demo: install
	rm -rf demo && mkdir -m 700 demo
	$(RUN) init
	$(RUN) outlets import fixtures/outlets.jsonl
	$(RUN) narratives import fixtures/narratives.jsonl
	$(RUN) add fixtures/earlier fixtures/week
	$(RUN) rebuttals import fixtures/rebuttals.jsonl
	$(RUN) user add desk --role admin
	$(RUN) user add colleague --role reviewer
	$(RUN) reviews import fixtures/reviews.jsonl --reviewer colleague
	$(RUN) run
	$(RUN) digest new --week 2025-W03
ifneq ($(SERVE),0)
	$(RUN) serve --sign-in desk
endif

lint: install
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

test: lint
	$(BIN)/python -m pytest

bench: install
	$(BIN)/python -m tests.bench

clean:
	rm -rf $(VENV) demo build dist bench.json .pytest_cache .mypy_cache .ruff_cache .hypothesis
