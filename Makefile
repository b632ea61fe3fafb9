# Every target prepares what it needs (see `make setup`) and says what it does.

PYTHON ?= python3
PORT ?= 8075
export PYTHONDONTWRITEBYTECODE = 1
SCREEN_OPTIONS = $(if $(ONLY),--only '$(ONLY)') $(if $(SCREENS),--folder '$(SCREENS)') \
	$(if $(AGAIN),--again) $(if $(PICTURE),--picture) \
	$(if $(GUIDES),--guides)
TEST_OPTIONS = $(if $(ONLY),--only '$(ONLY)') $(if $(KEEP),--keep) $(if $(ON),--on='$(ON)')

.DEFAULT_GOAL := help
.PHONY: help setup test test-full test-neighbours lint format demo odoo simulator screenshots \
	newcomer release bench stop clean

help: ## Explain the targets
	@echo "l10n_fr_chorus_pro: Chorus Pro for Odoo 19"
	@echo
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile \
		| awk -F'|' '{ printf "%-18s %s\n", $$1, $$2 }'
	@echo
	@echo "Settings, in the environment or on the command line:"
	@echo "  ODOO_BIN=PATH    odoo-bin of an Odoo 19 source tree; no Odoo is downloaded"
	@echo "  PGHOST=HOST      a PostgreSQL server to use (also PGPORT, PGUSER, PGPASSWORD);"
	@echo "                   without it, a private one on a unix socket is made"
	@echo "  ONLY=WHAT        with 'make test': a pytest path (tests_unit/test_x.py::test_y),"
	@echo "                   a file (tests/test_x.py), class or method of the Odoo tests,"
	@echo "                   or Odoo test tags"
	@echo "  NEIGHBOUR_ADDONS=FOLDER"
	@echo "                   with 'make test-neighbours': where l10n_fr_pdp lies, if not in"
	@echo "                   the Odoo given"
	@echo "  CHORUS_REFERENCE=FOLDER"
	@echo "                   with 'make test-full': sample files of others, read beside ours"
	@echo "  KEEP=1           with 'make test': keep the test database"
	@echo "  ON=DAY           with 'make test': move Python's clock by days (+95, -30), or to"
	@echo "                   a time in Paris (2026-12-31T23:30); PostgreSQL keeps real time"
	@echo "  PORT=8075        with 'make simulator'"
	@echo "  ONLY=form        with 'make screenshots': scenes whose name begins so"
	@echo "                   (python3 -m dev.screens --list names all of them)"
	@echo "  SCREENS=FOLDER   with 'make screenshots': where to write, else .test/screens"
	@echo "  AGAIN=1          with 'make screenshots': show the data of the last run"
	@echo "  PICTURE=1        with 'make screenshots': renew those of static/description alone"
	@echo "  GUIDES=1         with 'make screenshots': renew those of doc/pictures alone"
	@echo "  OF=zip, OF=wheel with 'make newcomer': installed as others get it"
	@echo "  VERSION=19.0.1.2.0, TO=FOLDER"
	@echo "                   with 'make release': the version to write first, and where to"
	@echo "                   put what is built, else .test/release"
	@echo
	@echo "Downloads and databases live in $${XDG_CACHE_HOME:-~/.cache}/l10n_fr_chorus_pro"
	@echo "(as root, the databases live in /var/cache/l10n_fr_chorus_pro)."

setup: ## Download and build what the other targets need, once
	@$(PYTHON) -m dev.setup --lint

test: ## Run the unit, Odoo and system tests of the middle of each subject
	@$(PYTHON) -m dev.test $(TEST_OPTIONS)

test-full: ## All tests: every edge, the whole fault matrix, full load, another day
	@$(PYTHON) -m dev.test --full $(TEST_OPTIONS)

test-neighbours: ## Test beside Odoo's own l10n_fr_pdp, on an Odoo (ODOO_BIN) that has it
	@$(PYTHON) -m dev.neighbours $(if $(ONLY),--only '$(ONLY)') $(if $(KEEP),--keep)

lint: ## Check style, types, Odoo conventions and XML files
	@$(PYTHON) -m dev.lint

format: ## Format the Python code
	@$(PYTHON) -m dev.lint --format

demo: ## Play a whole life cycle of invoices; writes .demo/transcript.md
	@$(PYTHON) -m dev.setup
	@$(PYTHON) -m dev.demo

odoo: ## Serve the demo at http://127.0.0.1:8069 (admin / admin), simulator on 8075
	@$(PYTHON) -m dev.setup
	@$(PYTHON) -m dev.demo --serve

simulator: ## Run the local Chorus Pro alone
	@$(PYTHON) -m dev.setup --no-database
	@$(PYTHON) -m dev.run simulator --port $(PORT)

screenshots: ## Take pictures of all screens, in French, on a computer and a telephone
	@$(PYTHON) -m dev.setup
	@$(PYTHON) -m dev.screens $(SCREEN_OPTIONS)

newcomer: ## Click a new company to its first deposited invoice; prints minutes and clicks
	@$(PYTHON) -m dev.setup
	@$(PYTHON) -m dev.newcomer $(if $(OF),--of '$(OF)')

release: ## Build zip, wheels and the simulator's package; install each, send an invoice
	@$(PYTHON) -m dev.setup
	@$(PYTHON) -m dev.release $(if $(VERSION),--set '$(VERSION)') $(if $(TO),--to '$(TO)')

bench: ## Run the benchmarks
	@$(PYTHON) -m dev.setup
	@$(PYTHON) -m dev.run bench

stop: ## Stop the private PostgreSQL server
	@$(PYTHON) -m dev.postgres stop

clean: ## Delete the databases, and what runs wrote in this folder (keeps downloads)
	@$(PYTHON) -m dev.clean
