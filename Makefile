# Every target makes .venv from nothing with python3 alone; running one twice reinstalls nothing.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: help install demo test check doctor run bench generated lock clean

help:
	@echo "make demo     try the bot in your browser, without any account"
	@echo "make test     run all tests"
	@echo "make install  only make the environment (.venv)"
	@echo "make run      run the bot for real (settings from the environment and .env)"
	@echo "make doctor   check your settings, and how to mend them"
	@echo "make check    lint, formatting, types, import rules"
	@echo "make bench    measure"

install: $(STAMP)

$(STAMP): requirements-dev.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || (echo "Python 3.11 or newer is needed"; exit 1)
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || (echo "Install Debian's package python3-venv first"; exit 1)
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing what Earshot needs into $(VENV) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

# DEMO=--phone: nobody's browser reaches the callback; DEMO=--sign-in: with Discord's sign-in.
demo: install
	@$(BIN)/python -m sandbox $(DEMO)

test: install
	@$(BIN)/python -m coverage erase
	@$(BIN)/python -m coverage run -m pytest -n 4 --dist loadfile
	@$(BIN)/python -m coverage combine --quiet
	@$(BIN)/python -m coverage report

check: install
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/python -m tools.commands --check

doctor: install
	@$(BIN)/python -m bot doctor

run: install
	@$(BIN)/python -m bot

bench: install
	@$(BIN)/python -m tests.bench

# Writes what is generated from the code: the page of commands, and new messages to translate.
generated: install
	@$(BIN)/python -m tools.commands
	@$(BIN)/python -m tools.messages || echo "some messages are not translated yet"

lock:
	@uv pip compile --quiet --generate-hashes --no-emit-index-url --python-version 3.11 pyproject.toml -o requirements.lock
	@uv pip compile --quiet --generate-hashes --no-emit-index-url --python-version 3.11 --extra dev pyproject.toml -o requirements-dev.lock

clean:
	@rm -rf $(VENV) .coverage* .pytest_cache .mypy_cache .ruff_cache .hypothesis
