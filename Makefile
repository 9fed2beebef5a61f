# `make demo` and `make test`; everything they need is set up by the first rule.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

LOCK := --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock' --python-version 3.11

.PHONY: help setup demo run test bench lint lock clean
help:  ## list the commands
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

$(READY): requirements-dev.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; say which: make PYTHON=/path/to/python3.11")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

setup: $(READY)  ## make the virtual environment

demo: $(READY)  ## the main job on the bundled sample newsroom (ONCE=1: until every article is through)
	@exec $(BIN)/python tools/foreground.py $(BIN)/monitor up --demo $(if $(ONCE),--once)

run: $(READY)  ## the main job on the real feeds in config/
	@exec $(BIN)/python tools/foreground.py $(BIN)/monitor up

test: $(READY)  ## every test
	@$(BIN)/python -m pytest $(ARGS)

bench: $(READY)  ## every benchmark (ARGS="stages latency": some); about 20 minutes
	@$(BIN)/python -m bench $(ARGS)

lint: $(READY)  ## ruff, mypy strict, import-linter, wording
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tools/wording.py

lock:  ## pin every dependency again: requirements.lock for users, requirements-dev.lock for developers
	uv pip compile $(LOCK) pyproject.toml -o requirements.lock
	uv pip compile $(LOCK) --extra dev pyproject.toml -o requirements-dev.lock

clean:  ## remove the virtual environment
	rm -rf $(VENV)
