# Digital Shops. `make` lists the commands; each sets up what it needs.
PYTHON ?= python3
BIN := .venv/bin
PORT ?= 8501
.DEFAULT_GOAL := help
.PHONY: help setup run refresh app test test-machine soak mutants check format hooks lock dictionary bench messages screenshot

help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

# Set up once; again when the lock or the packaging changes.
.venv/ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed; $(PYTHON) is older. Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "Python's venv module is missing. On Debian: apt-get install python3-venv"; exit 1; }
	@echo "· making .venv"
	@$(PYTHON) -m venv .venv
	@echo "· installing the locked packages (about a minute)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

CATALOGUES := $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/digital_shops.po))
%.mo: %.po | .venv/ready
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@

setup: .venv/ready $(CATALOGUES) ## set up: .venv with the locked packages, message catalogues

refresh: setup ## take new files, compute and publish
	@$(BIN)/digital-shops refresh

app: setup ## open the app on localhost
	@echo "· http://localhost:$(PORT)"
	@$(BIN)/digital-shops app --port $(PORT)

# With nothing ever delivered the demonstration is made and shown; with deliveries, they are.
run: setup ## set up, refresh, open the app (on a demonstration until files were delivered)
	@folder="$${DIGITAL_SHOPS_DATA:-data}"; \
	if ! find "$$folder/landing" "$$folder/store" -type f 2>/dev/null | grep -q .; then \
	  echo "· nothing was delivered to $$folder/landing yet: showing the demonstration"; \
	  folder=data/demo; \
	  if [ ! -f data/demo/published/CURRENT ]; then echo "· making simulated deliveries"; $(BIN)/digital-shops simulate --to data/demo || exit $$?; fi; \
	fi; \
	echo "· refreshing $$folder"; \
	$(BIN)/digital-shops refresh --data "$$folder" || echo "· the last release stays on show"; \
	echo "· opening the app: http://localhost:$(PORT) (Ctrl+C ends it)"; \
	$(BIN)/digital-shops app --data "$$folder" --port $(PORT)

test: setup ## set up and run the tests that need Python only
	@$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

test-machine: setup ## tests that need a browser, a full disk or kills
	@$(BIN)/python -m pytest -m machine

soak: setup ## long histories and the biggest files
	@$(BIN)/python -m pytest -m soak

mutants: setup ## plant errors in code and tables: every one must be stopped by a check
	@$(BIN)/python tests/mutants/mutants.py

bench: setup ## measure against bare scripts; writes docs/benchmarks.md
	@$(BIN)/python tests/bench/bench.py

format: setup ## format the code
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

hooks: setup ## from now on, check the files of each commit before it is made
	@git config core.hooksPath .githooks

# Pins stand until pyproject.toml rules them out; `make lock LATEST=1` asks for newer ones. For every platform and
# Python that pyproject.toml allows; hashes, but no index address, machine path or date, so that anyone gets the same file.
lock: | .venv/ready ## pin the dependencies of pyproject.toml in requirements.lock (LATEST=1: newer releases)
	@$(BIN)/python -m uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes \
	  --no-header --no-annotate --no-emit-index-url --no-emit-find-links --no-config --quiet $(if $(LATEST),--upgrade) --output-file requirements.lock

messages: setup ## extract texts for translation into locale/
	@$(BIN)/pybabel --quiet extract --mapping=babel.cfg --keyword=_ --keyword=N_ --keyword=n_:1,2 \
	  --add-location=file --sort-output --no-wrap --project=digital-shops --version=1 --output=locale/digital_shops.pot .
	@for language in vi en; do $(BIN)/pybabel --quiet update --input-file=locale/digital_shops.pot --output-dir=locale \
	  --domain=digital_shops --locale=$$language --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --no-wrap; done

screenshot: setup ## take the README's pictures of the demonstration (needs chromium)
	@$(BIN)/python docs/screenshot.py

dictionary: setup ## print docs/data-dictionary.md from the contracts
	@$(BIN)/python -m quality.dictionary > docs/data-dictionary.md

check: setup ## format, lint, types, tests
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(MAKE) --no-print-directory test
