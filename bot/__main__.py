"""`python -m bot`: run the bot."""

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
    argparse.ArgumentParser(
        prog="python -m bot",
        description="Run Earshot. Settings come from the environment and .env.",
    ).parse_args(arguments)
    os.umask(0o077)
    try:
        settings = load(os.environ, Path(".env"))
    except ConfigError as error:
        print(format_problems(error.problems), file=sys.stderr)
        return 2
    configure(settings.log_level, settings.log_format, settings.secrets())
    from bot.run import run

    return asyncio.run(run(settings))


if __name__ == "__main__":
    sys.exit(main())
