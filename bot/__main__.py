"""`python -m bot`: run the bot; `… web`: only its endpoint; `… doctor`: check its set-up."""

from __future__ import annotations

import argparse
import asyncio
import gc
import io
import os
import sys
from pathlib import Path

from bot.exits import CANNOT_START, hold


def main(arguments: list[str] | None = None) -> int:
    """Read the settings, set up logging, run; return the exit code."""
    options = _parser().parse_args(arguments)
    os.umask(0o077)
    for stream in (sys.stdout, sys.stderr):
        # A terminal with another encoding must not turn a message into a traceback.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    if options.command == "doctor":
        from bot.doctor.command import doctor

        return doctor(as_json=options.json)
    code = _run(only_web=options.command == "web")
    return hold(code) if options.hold and code == CANNOT_START else code


def _run(*, only_web: bool) -> int:
    # Nothing that an import makes is garbage, and looking for some takes a third of the start.
    # Turned on again by bot.garbage_collection.freeze_imports, which each role calls.
    gc.disable()
    from bot.config.settings import ConfigError, format_problems, load
    from bot.logs import configure

    try:
        settings = load(os.environ, Path(".env"), shares_data=only_web)
    except ConfigError as error:
        print(format_problems(error.problems), file=sys.stderr)
        return CANNOT_START
    configure(settings.log_level, settings.log_format, settings.secrets())
    from bot.ui.language import load_translations

    load_translations()
    if only_web:
        # It has nothing of Discord's to import.
        from bot.run_web import run as run_web

        return asyncio.run(run_web(settings))
    from bot.run import run

    return asyncio.run(run(settings))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bot",
        description="Run Earshot. Settings come from the environment and .env.",
    )
    parser.add_argument(
        "--hold",
        action="store_true",
        help="when only you can fix it, say so and wait instead of ending (for containers)",
    )
    commands = parser.add_subparsers(dest="command")
    commands.add_parser(
        "web", help="serve only the link pages, for bots in other processes (needs PostgreSQL)"
    )
    doctor = commands.add_parser("doctor", help="check the set-up and say how to fix it")
    doctor.add_argument("--json", action="store_true", help="print the report as JSON")
    return parser


if __name__ == "__main__":
    sys.exit(main())
