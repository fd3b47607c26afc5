# Every target creates .venv with nothing but python3; running one twice reinstalls nothing.
# For another Python: make install PYTHON=python3.13. An existing .venv stays in use.
PYTHON ?= $(if $(wildcard .venv/bin/python),.venv/bin/python,python3)
PYTHONS := 3.11 3.12 3.13 3.14
VERSION := $(shell $(PYTHON) -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)
VENV := .venv
BIN := $(VENV)/bin
# One per version, so that another Python (chosen, or from a system upgrade) gets its own.
STAMP := $(VENV)/.installed-$(VERSION)

# Compiled from what translators edit (.po); without them the bot compiles in memory at every start.
TRANSLATIONS := $(patsubst %.po,%.mo,$(wildcard bot/locale/*/LC_MESSAGES/earshot.po))
TEMPLATE := build/earshot.pot
EXTRACT := mkdir -p $(dir $(TEMPLATE)) && PYTHONPATH=. $(BIN)/pybabel --quiet extract --mapping-file babel.cfg --sort-output --add-location file --output-file $(TEMPLATE) bot cogs
UPDATE := $(BIN)/pybabel --quiet update --input-file $(TEMPLATE) --output-dir bot/locale --domain earshot --width 100 --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date

# Ready-made wheels only: what builds from source runs its own code here while it's installed. Where
# a platform has no wheel for something, and you trust it: make install WHEELS=
WHEELS := --only-binary :all:
FROM_LOCK = --quiet --disable-pip-version-check $(WHEELS) --require-hashes -r

# The docs site and the audit have environments of their own: the bot and its tests need none of it.
DOCS := .venv-docs
AUDIT := .venv-audit
LOCKS := requirements.lock requirements-dev.lock requirements-docs.lock requirements-audit.lock

.PHONY: help install demo test coverage test-sqlite test-postgres mutate fuzz check doctor run bench soak image docs pictures diagrams messages generated workflows audit sbom lock clean
# Tests wait more than they compute: four at once keep two cores busy.
WORKERS := 4

.DELETE_ON_ERROR:

help:
	@echo "make demo     try the bot in your browser, without any account"
	@echo "make test     run all tests; those over real sockets on SQLite, then on PostgreSQL where it's installed"
	@echo "make mutate   take out each defence, and see that its tests notice"
	@echo "make fuzz     send made-up requests, presses and commands to the bot (a quarter of an hour)"
	@echo "make install  only create the environment (.venv), with Python $(firstword $(PYTHONS)) to $(lastword $(PYTHONS))"
	@echo "make run      run the bot for real (settings from the environment and .env)"
	@echo "make doctor   check your setup, and say how to fix it"
	@echo "make coverage run all tests, and say what of the code they don't reach"
	@echo "make check    lint, formatting, types, import rules, translations"
	@echo "make workflows check GitHub's workflows and forms"
	@echo "make audit    look for known vulnerabilities in what is locked (asks the internet)"
	@echo "make sbom     list what the image has of Python, with licences and hashes (CycloneDX)"
	@echo "make bench    run the benchmarks"
	@echo "make soak     run the fault tests with their full counts (hours), and write docs/reliability.md"
	@echo "make image    build the image without Docker, and run the bot in it"
	@echo "make docs     build the docs site into build/site, and check its links"
	@echo "make messages update the translations from the code, and say what's missing"
	@echo "make pictures redraw the docs' pictures (needs Chromium and Noto fonts)"
	@echo "make diagrams draw the docs' diagrams for the docs site (needs Chromium and npm)"

install: $(STAMP) $(TRANSLATIONS)

$(STAMP): requirements-dev.lock
	@test -n "$(filter $(VERSION),$(PYTHONS))" || { echo "Earshot runs on Python $(firstword $(PYTHONS)) to $(lastword $(PYTHONS)), but $(PYTHON) is $(or $(VERSION),not there). Choose another: make install PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { echo "Install Debian's package python3-venv first"; exit 1; }
	@echo "Installing what Earshot needs into $(VENV) (Python $(VERSION)) …"
	@test "$$($(BIN)/python -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)" = $(VERSION) || $(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/python -m pip install $(FROM_LOCK) requirements-dev.lock
	@touch $@

$(TRANSLATIONS): %.mo: %.po | $(STAMP)
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@

# DEMO=--phone: no browser can reach the callback; DEMO=--sign-in: with Discord's sign-in;
# DEMO=--script: no chat page, every command in the terminal; DEMO='--port 7701': another port.
demo: install
	@$(BIN)/python -m sandbox $(DEMO)

test: test-sqlite test-postgres

# All tests; the bot's data are in SQLite files.
test-sqlite: install
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile

# The same, measuring what of the code they reach: it takes a third more of the processor.
coverage: install
	@$(BIN)/python -m coverage erase
	@$(BIN)/python -m coverage run -m pytest -n $(WORKERS) --dist loadfile
	@$(BIN)/python -m coverage combine --quiet
	@$(BIN)/python -m coverage report

# The wire tests again, with the bot's data in PostgreSQL (its programs, or TEST_POSTGRES_URL). 77
# says that there is none: then they're skipped.
test-postgres: install
	@$(BIN)/python -m tests.postgres; case $$? in \
		0) EARSHOT_TEST_DATABASE=postgresql $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile tests/wire;; \
		77) ;; \
		*) exit 1;; esac

# Takes out each defence in a copy, and runs its tests. ONLY=form-token,issuer: just these.
mutate: install
	@$(BIN)/python -m tools.mutate --only "$(ONLY)"

check: install
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/python -m tools.commands --check
	@$(BIN)/python -m tools.rooms --check
	@$(BIN)/python -m tools.troubleshooting --check
	@$(EXTRACT)
	@$(UPDATE) --check 2>/dev/null || { echo "The translations aren't up to date with the code. Run: make messages"; exit 1; }
	@$(BIN)/python -m tools.messages

# GitHub's files: their form, and what could leak a secret or run someone else's code.
workflows: install
	@$(BIN)/check-jsonschema --no-cache --quiet --builtin-schema vendor.github-workflows .github/workflows/*.yml
	@$(BIN)/check-jsonschema --no-cache --quiet --builtin-schema vendor.dependabot .github/dependabot.yml
	@$(BIN)/check-jsonschema --no-cache --quiet --builtin-schema vendor.github-issue-config .github/ISSUE_TEMPLATE/config.yml
	@$(BIN)/check-jsonschema --no-cache --quiet --builtin-schema vendor.github-issue-forms .github/ISSUE_TEMPLATE/[0-9]*.yml
	@$(BIN)/zizmor --offline --quiet --persona pedantic .github

# Known vulnerabilities in what is locked. A service on the internet is asked, so this fails where it
# can't be reached; the workflow Audit does it every week.
audit: $(AUDIT)/.installed
	@$(PYTHON) -m tools.audit $(AUDIT)/bin/pip-audit $(LOCKS)

# What the image has of Python, for those who look for a vulnerable library in it.
sbom: install
	@$(BIN)/python -m tools.sbom build/earshot.cdx.json

$(AUDIT)/.installed: requirements-audit.lock
	@$(PYTHON) -m venv --clear $(AUDIT)
	@$(AUDIT)/bin/python -m pip install $(FROM_LOCK) requirements-audit.lock
	@touch $@

# FUZZ_SECONDS=600: how long each of the eight kinds of input is tried. FUZZ='-k web': only these. What a failure
# calls FUZZ_SEED brings its cases back.
FUZZ_SECONDS ?= 120
fuzz: install
	@FUZZ_SECONDS=$(FUZZ_SECONDS) $(BIN)/python -m pytest -q -s tests/fuzz $(FUZZ)

doctor: install
	@$(BIN)/python -m bot doctor

run: install
	@$(BIN)/python -m bot

# The pictures in the README and the docs. Browser tests take them, so they show what's really there.
pictures: install
	@EARSHOT_PICTURES=docs/images $(BIN)/python -m pytest -q tests/browser

# Builds the image from the Dockerfile without Docker, lists its contents, and runs the bot in it. As
# root, with Debian's packages buildah and debootstrap; two minutes, the next times less.
image: install
	@$(BIN)/python -m tools.image
	@$(BIN)/python -m pytest -q tests/image

# The docs site's drawings of the Mermaid diagrams (needs Chromium and npm).
diagrams: install
	@mkdir -p build && cd build && npm pack --silent mermaid@11.17.2 >/dev/null && tar xzf mermaid-11.17.2.tgz package/dist/mermaid.min.js
	@$(BIN)/python -m tools.diagrams build/package/dist/mermaid.min.js

# SOAK='-k p1': only these rows. Each row in the docs has the date of its last run.
soak: install
	@mkdir -p build && rm -f build/figures.jsonl
	@EARSHOT_SOAK=1 EARSHOT_FIGURES=build/figures.jsonl $(BIN)/python -m pytest tests/faults $(SOAK); \
		result=$$?; test ! -f build/figures.jsonl || $(BIN)/python -m tools.reliability build/figures.jsonl; exit $$result

bench: install
	@$(BIN)/python -m tests.bench

# Adds new messages, empty, to every language and removes unused ones; fails while any is missing.
messages: install
	@$(EXTRACT)
	@$(UPDATE)
	@$(BIN)/python -m tools.messages

# The docs site, with warnings as errors. SITE_REPOSITORY=https://… makes paths in it links.
docs: $(DOCS)/.installed
	@$(DOCS)/bin/python -m tools.site build/docs
	@$(DOCS)/bin/sphinx-build -q -n -W --keep-going -E -b html build/docs build/site
	@$(DOCS)/bin/python -m tools.site_check build/site

$(DOCS)/.installed: requirements-docs.lock
	@$(PYTHON) -m venv --clear $(DOCS)
	@$(DOCS)/bin/python -m pip install $(FROM_LOCK) requirements-docs.lock
	@touch $@

# Writes what's generated from the code: the page of commands, the drawing of the rooms, the page of
# troubles, and new messages to translate.
generated: install
	@$(BIN)/python -m tools.commands
	@$(BIN)/python -m tools.rooms
	@$(BIN)/python -m tools.troubleshooting
	@$(MAKE) --no-print-directory messages

# One lock file for every supported Python; what only some need has a marker.
LOCKED := --quiet --universal --generate-hashes --no-emit-index-url --python-version 3.11
lock:
	@uv pip compile $(LOCKED) --extra pictures --extra sentry pyproject.toml -o requirements.lock
	@uv pip compile $(LOCKED) --extra pictures --extra sentry --extra dev pyproject.toml -o requirements-dev.lock
	@uv pip compile $(LOCKED) --group docs -o requirements-docs.lock
	@uv pip compile $(LOCKED) --group audit -o requirements-audit.lock

clean:
	@rm -rf $(VENV) $(DOCS) $(AUDIT) build .coverage* .pytest_cache .mypy_cache .ruff_cache .hypothesis
