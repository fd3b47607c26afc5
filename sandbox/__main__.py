"""`python -m sandbox`: runs the demo; with --script, plays every command without a browser."""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path

from sandbox.demo import PortTaken, demo, new_log
from sandbox.script import script

_WRONG_PORT = 2


def main() -> int:
    """Parse the arguments and run; the bot's log is kept, and named if something fails."""
    arguments = _parser().parse_args()
    log = new_log()
    try:
        return asyncio.run(_run(arguments, log))
    except PortTaken as error:
        log.unlink()
        print(error, file=sys.stderr)
        return _WRONG_PORT
    except (RuntimeError, TimeoutError, AssertionError) as error:
        print(f"\nFailed: {error}\nThe bot's log: {log}", file=sys.stderr)
        return 1


async def _run(arguments: argparse.Namespace, log: Path) -> int:
    if arguments.script:
        return await script(log)
    return await demo(arguments.port, log, phone=arguments.phone, sign_in=arguments.sign_in)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument(
        "--script", action="store_true", help="play every command and print the conversation"
    )
    parser.add_argument("--port", type=_port, default=7700, help="the chat page's port (0: any)")
    parser.add_argument(
        "--phone", action="store_true", help="no browser can reach the bot's pages, as on a phone"
    )
    parser.add_argument(
        "--sign-in", action="store_true", help="the link page asks people to sign in to Discord"
    )
    return parser


def _port(text: str) -> int:
    if text.isascii() and text.isdigit() and int(text) <= 65535:
        return int(text)
    raise argparse.ArgumentTypeError(f"{text} isn't a port. Use a number from 0 to 65535")


if __name__ == "__main__":
    sys.exit(main())
