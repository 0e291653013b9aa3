# Every target works on a fresh clone: what is missing is installed into .venv first.
#   make run ARGS="--server.port 8600"      make test ARGS="-k gradient"      PYTHON=python3.12 make run

SHELL := /bin/sh
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check --no-input
APP_READY := $(VENV)/.app-installed
TESTS_READY := $(VENV)/.tests-installed
SUPPORTED := (3, 11) <= sys.version_info[:2] <= (3, 13)
FAILED = { echo "Installing $< failed. It needs a network connection and about 4 GB of free disk; pip's reason stands above." >&2; exit 1; }
# What ARGS="-k ..." chooses may stand in one of the two runs only; pytest calls an empty run an error, 5.
NOTHING_CHOSEN = { [ $$? -eq 5 ] && [ -n "$(ARGS)" ]; }

.PHONY: help run test lint bench screenshots weights install clean

help: ## say what can be made
	@sed -n 's/^\([a-z]*\):[^#]*## /  make \1@/p' $(MAKEFILE_LIST) | column -t -s @ 2>/dev/null || grep '## ' $(MAKEFILE_LIST)

run: $(APP_READY) ## start the app and print its address
	@$(BIN)/python -m streamlit run app.py $(ARGS)

test: lint ## run the checks, then every test; the browser has the machine to itself
	@$(BIN)/python -m pytest -n auto -m "not browser" $(ARGS) || $(NOTHING_CHOSEN)
	@$(BIN)/python -m pytest -m browser $(ARGS) || $(NOTHING_CHOSEN)

lint: $(TESTS_READY) ## check style and types
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check
	@$(BIN)/mypy

bench: $(TESTS_READY) ## measure latency, training and start-up
	@$(BIN)/python -m tests.benchmarks $(ARGS)

screenshots: $(TESTS_READY) ## photograph every page into .screenshots
	@$(BIN)/python -m tests.browser.screenshots $(ARGS)

weights: $(TESTS_READY) ## train the shipped networks again
	@$(BIN)/python -m rnnviz.weights $(ARGS)

install: $(APP_READY) ## install what the app needs

clean: ## remove caches and what was made by running, but neither .venv nor weights
	@rm -rf .mypy_cache .pytest_cache .ruff_cache .hypothesis .screenshots
	@find . -name __pycache__ -not -path './$(VENV)/*' -prune -exec rm -rf {} +

$(APP_READY): requirements.txt | $(BIN)/python
	@echo "Installing requirements.txt (the first time takes some minutes) ..."
	@$(PIP) -r $< || $(FAILED)
	@touch $@

$(TESTS_READY): tests/requirements.txt $(APP_READY)
	@echo "Installing tests/requirements.txt ..."
	@$(PIP) -r $< || $(FAILED)
	@touch $@

$(BIN)/python:
	@for candidate in $(PYTHON) python3 python3.13 python3.12 python3.11; do \
	  $$candidate -c 'import sys; sys.exit(not $(SUPPORTED))' 2>/dev/null && python=$$candidate && break; \
	done; \
	if [ -z "$$python" ]; then \
	  echo "Python 3.11, 3.12 or 3.13 is needed (TensorFlow has no other) and none was found: install one, or name it with PYTHON=..." >&2; exit 1; \
	elif ! $$python -c 'import ensurepip, venv' 2>/dev/null; then \
	  echo "$$python cannot make virtual environments. On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; \
	fi; \
	$$python -m venv $(VENV)
