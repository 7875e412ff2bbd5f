# Two commands for a newcomer: make demo, make test. The rest is for people who change Fairway.
SHELL := /bin/bash
.ONESHELL:
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin

.PHONY: help demo test test-long check bench docs clean-demo environment development debian format lock

help: ## Show the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

demo: environment ## A running channel to look at, on http://localhost:8000
	@exec $(BIN)/fairway demo

test: development debian check ## Everything that proves a change: checks, then all tests
	@$(BIN)/python -m pytest -n 2 -m "not long and not browser and not cluster" tests
	@$(BIN)/python -m pytest -m "not long and cluster" tests
	@$(BIN)/python -m pytest -m "not long and browser" tests/journeys

test-long: development debian check ## The rest: more generated cases, Debian's PostgreSQL
	@$(BIN)/python -m pytest -n 2 -m "not browser and not cluster" tests
	@$(BIN)/python -m pytest -m cluster tests
	@$(BIN)/python -m pytest tests/journeys
	@tools/with-debian-postgresql $(BIN)/python -m pytest -n 2 -m "not browser and not cluster" tests/rooms tests/doors tests/kit

check: development ## Style, types, contracts, migrations, templates
	@tools/check

bench: development ## Measure speed as ratios within one run
	@$(BIN)/python -m tests.benchmarks

docs: development ## Build the documentation into docs/_build/html
	@$(BIN)/sphinx-build -q -b html docs docs/_build/html && echo "docs/_build/html/index.html"

format: development ## Format code and templates
	@$(BIN)/ruff format -q src tests docs
	@$(BIN)/ruff check -q --fix src tests
	@$(BIN)/djlint --quiet --reformat src || true

clean-demo: ## Remove the demo's data
	@rm -rf var

environment:
	@tools/environment runtime "$(PYTHON)"

development:
	@tools/environment dev "$(PYTHON)"

debian:
	@tools/debian

lock: development ## Lock dependencies anew (needs uv)
	@for part in "runtime" "dev"; do
	@  extra=$$([ $$part = dev ] && echo "--extra dev" || true)
	@  uv pip compile -q pyproject.toml --extra build $$extra --universal --python-version 3.11 --generate-hashes --no-header -o requirements/$$part.lock
	@done
