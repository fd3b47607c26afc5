"""`python -m bot`: run the bot; `python -m bot doctor`: check its set-up."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from pathlib import Path

from bot.config import ConfigError, format_problems, load
from bot.logs import configure


def main(arguments: list[str] | None = None) -> int:
    """Read the settings, set up logging, run; return the exit code."""
    asked = _parser().parse_args(arguments)
    os.umask(0o077)
    if asked.command == "doctor":
        from bot.doctor.command import doctor

        return doctor(as_json=asked.json)
    try:
        settings = load(os.environ, Path(".env"))
    except ConfigError as error:
        print(format_problems(error.problems), file=sys.stderr)
        return 2
    configure(settings.log_level, settings.log_format, settings.secrets())
    from bot.run import run

    return asyncio.run(run(settings))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bot",
        description="Run Earshot. Settings come from the environment and .env.",
    )
    commands = parser.add_subparsers(dest="command")
    doctor = commands.add_parser("doctor", help="check the set-up and say how to mend it")
    doctor.add_argument("--json", action="store_true", help="print the report as JSON")
    return parser


if __name__ == "__main__":
    sys.exit(main())
