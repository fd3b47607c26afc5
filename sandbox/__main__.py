"""`python -m sandbox`: the demo; with --script the main path without a browser."""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path

from sandbox.demo import PortTaken, demo, new_log
from sandbox.script import script

_WRONG_PORT = 2


def main() -> int:
    """Read the arguments and run; the bot's log is kept, and named when something failed."""
    arguments = _parser().parse_args()
    log = new_log()
    try:
        return asyncio.run(_wanted(arguments, log))
    except PortTaken as error:
        log.unlink()
        print(error, file=sys.stderr)
        return _WRONG_PORT
    except (RuntimeError, TimeoutError, AssertionError) as error:
        print(f"\nFailed: {error}\nThe bot's log: {log}", file=sys.stderr)
        return 1


async def _wanted(arguments: argparse.Namespace, log: Path) -> int:
    if arguments.script:
        return await script(log)
    return await demo(arguments.port, log, phone=arguments.phone, sign_in=arguments.sign_in)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("--script", action="store_true", help="play the main path and print it")
    parser.add_argument("--port", type=_port, default=7700, help="port of the chat page (0: any)")
    parser.add_argument(
        "--phone", action="store_true", help="nobody's browser reaches the bot's pages"
    )
    parser.add_argument(
        "--sign-in", action="store_true", help="the link page asks Discord who the browser is"
    )
    return parser


def _port(text: str) -> int:
    if text.isascii() and text.isdigit() and int(text) <= 65535:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text} is not a port: use a number from 0 to 65535")


if __name__ == "__main__":
    sys.exit(main())
