"""Start a set-up: in the browser when `python -m bot` has no settings, or `python -m bot setup`."""

from __future__ import annotations

import asyncio
import gc
import os
import sys
from pathlib import Path

from bot.config.settings import ConfigError, format_problems
from bot.exits import CANNOT_START
from bot.how_to_run import to_start, typed
from bot.logs import configure
from bot.setup.draft import REQUIRED, Draft, unwritable
from bot.setup.journey import Journey
from bot.setup.server import CannotSetUp, set_up
from bot.setup.stopping import Stopping
from bot.setup.terminal import Terminal, answer_questions
from bot.ui.language import load_translations

_DOTENV = Path(".env")
_INTERRUPTED = 130
_NO_TERMINAL = """\
The set-up asks questions, and this isn't a terminal. Type in one: {command}
Or start the bot without it: it then serves a page that asks the same.
Or put the settings into the environment or .env: .env.example explains each."""

_SAVED = """
Saved in {file}. Now start the bot: {command}
Once it's in your server, use /link there, and then /nowplaying."""


def in_browser() -> int | None:
    """Serve the set-up page; return None once the bot can start, else the exit code."""
    settings = Draft(os.environ, _DOTENV).settings()
    configure(settings.log_level, settings.log_format, settings.secrets())
    load_translations()
    # The start turned it off for its imports, but this may take the host an hour.
    gc.enable()
    try:
        with Stopping() as stopping:
            asyncio.run(set_up(os.environ, _DOTENV, stopping))
        # Also if that came while the last page was on its way, when all is entered.
        return 0 if stopping.is_asked else None
    except CannotSetUp as error:
        print(f"Earshot can't be set up: {error}.", file=sys.stderr)
        return CANNOT_START


def in_terminal(terminal: Terminal | None = None) -> int:
    """Ask in the terminal, and return the exit code."""
    if terminal is None and not (sys.stdin.isatty() and sys.stdout.isatty()):
        print(_NO_TERMINAL.format(command=typed("setup")), file=sys.stderr)
        return CANNOT_START
    draft = Draft(os.environ, _DOTENV)
    try:
        settings = draft.settings()
    except ConfigError as error:
        print(format_problems(error.problems), file=sys.stderr)
        return CANNOT_START
    if all(map(draft.is_given, REQUIRED)):
        print(f"Everything needed is set. To enter a value again, remove it from {draft.file}.")
        return 0
    trouble = unwritable(settings)
    if trouble is not None:
        print(f"Earshot can't be set up: {trouble.what}; {trouble.fix}.", file=sys.stderr)
        return CANNOT_START
    journey = Journey(draft, lambda: settings.web_port)
    try:
        with asyncio.Runner() as runner:
            answer_questions(journey, runner, terminal or Terminal())
    except (KeyboardInterrupt, EOFError):
        print("\nStopped. What was accepted is kept; run it again to go on.", file=sys.stderr)
        return _INTERRUPTED
    print(_SAVED.format(file=draft.file, command=to_start()))
    return 0
