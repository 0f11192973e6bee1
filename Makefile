# What can be done here. `make help` lists it.
PY ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := uv==0.13.9
SUITE := $(BIN)/pytest -q -n 2 --dist loadgroup
OF_TRUSTEE := tests/rooms/trustee tests/rooms/draw
.DEFAULT_GOAL := help
.PHONY: help run test check bench bench-full drills faults docs lock clean

help: ## list what can be done
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(VENV)/.run $(VENV)/.fonts ## set everything up and serve the Los Angeles pack with sample records
	@exec $(BIN)/standing up

test: $(VENV)/.dev $(VENV)/.fonts $(VENV)/.html browser ## run the whole suite, browser journeys included
	@failed=0; $(SUITE) --ignore tests/faults --ignore tests/drills --ignore tests/parties --ignore tests/migrations $(ARGS) || failed=1; \
	$(if $(filter tests/%,$(ARGS)),,STANDING_ROLE=trustee $(SUITE) $(OF_TRUSTEE) $(ARGS) || failed=1;) exit $$failed

check: $(VENV)/.dev ## lint, types, floor plan, migrations, generated docs
	$(BIN)/ruff format --check src tests bench tools
	$(BIN)/ruff check src tests bench tools
	$(BIN)/lint-imports --no-cache
	$(BIN)/mypy
	$(BIN)/standing django makemigrations --check --dry-run
	$(BIN)/standing docs --check

bench: $(VENV)/.dev bench-tools ## measure, short tier: writes bench/results.json
	@$(BIN)/python -m bench short

bench-full: $(VENV)/.dev bench-tools ## measure at the stated sizes
	@$(BIN)/python -m bench full

drills: $(VENV)/.dev $(VENV)/.fonts browser ## the long proofs: tampering, replay of every frozen board, a seizure after 10,000 families
	@$(BIN)/pytest -q -n 2 -p no:randomly tests/drills

faults: $(VENV)/.dev $(VENV)/.fonts browser ## the long proofs: migrations on two servers, both parties with every wrong message, kill -9 of anybody at any step, a thousand races for one card
	@$(BIN)/pytest -q -p no:randomly tests/migrations tests/parties tests/faults

docs: $(VENV)/.dev ## make the generated reference pages anew
	$(BIN)/standing docs

lock: $(VENV)/.dev ## pin what pyproject.toml asks for, with hashes and without addresses
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --no-annotate -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --group dev -o requirements-dev.lock

clean: ## remove what was set up; asks before it removes records
	@test ! -d var || { printf 'This removes var/ with all sample records. Type yes: '; read answer; test "$$answer" = yes; }
	rm -rf $(VENV) var

.PHONY: browser bench-tools
browser: DEBIAN = apt.txt
bench-tools: DEBIAN = bench/apt.txt
browser bench-tools:
	@missing=$$(for each in $$(cat $(DEBIAN)); do dpkg-query -W -f='$${Status}' $$each 2>/dev/null | grep -q 'ok installed' || printf '%s ' $$each; done); \
	if [ -n "$$missing" ]; then \
	  if [ "$$(id -u)" = 0 ]; then apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $$missing; \
	  else echo "This needs Debian packages. Run: sudo apt-get install -y --no-install-recommends $$missing"; exit 1; fi; \
	fi

# --system-certs: a city's network often has its own certificate authority.
# One set-up at a time: a second 'make' waits, then finds it done. A set-up that was interrupted is done again.
ALONE = test -w . || { echo "$$(pwd) may not be written by you: take a checkout of your own."; exit 1; }; \
	if command -v flock >/dev/null; then exec 9<Makefile; \
	  flock -n 9 || { echo "Another make is setting up here; waiting for it ..."; flock 9; }; fi

$(VENV)/.uv:
	@$(ALONE); test ! -e $@ || exit 0; \
	$(PY) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Standing needs Python 3.11 or later; set PY=/path/to/python3.11"; exit 1; }; \
	$(PY) -c 'import ensurepip, venv' 2>/dev/null || { echo "First: sudo apt install python3-venv"; exit 1; }; \
	echo "Setting up .venv (about half a minute the first time) ..."; \
	$(PY) -m venv $(VENV) && $(BIN)/python -m pip install -q --disable-pip-version-check $(UV) && touch $@

$(VENV)/.run: requirements.lock pyproject.toml | $(VENV)/.uv
	@$(ALONE); test $@ -nt requirements.lock -a $@ -nt pyproject.toml && exit 0; \
	echo "Installing what requirements.lock names ..."; \
	$(BIN)/uv pip install -q --system-certs --python $(BIN)/python --require-hashes --no-deps -r requirements.lock && \
	$(BIN)/uv pip install -q --system-certs --python $(BIN)/python --no-deps -e . && touch $@

$(VENV)/.fonts: npm/package-lock.json $(wildcard npm/*/*.js) | $(VENV)/.run
	@$(ALONE); $(BIN)/standing fonts && touch $@

# What every page is held against in the suite.
$(VENV)/.html: tests/html/package-lock.json | $(VENV)/.run
	@$(ALONE); mkdir -p $(VENV)/share/html && cp tests/html/package.json tests/html/package-lock.json tests/html/.npmrc $(VENV)/share/html/ && \
	$(BIN)/python -m standing.config.npm $(VENV)/share/html && touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.run
	@$(ALONE); $(BIN)/uv pip install -q --system-certs --python $(BIN)/python --require-hashes --no-deps -r requirements-dev.lock && touch $@
