"""`python -m sandbox`: the demo; with --script the main path without a browser."""

from __future__ import annotations

import argparse
import asyncio
import sys

from sandbox.demo import demo
from sandbox.script import script


def main() -> int:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    parser.add_argument("--script", action="store_true", help="play the main path and print it")
    parser.add_argument("--port", type=int, default=7700, help="port of the chat page (0: any)")
    parser.add_argument(
        "--phone", action="store_true", help="nobody's browser reaches the bot's pages"
    )
    parser.add_argument(
        "--sign-in", action="store_true", help="the link page asks Discord who the browser is"
    )
    arguments = parser.parse_args()
    try:
        if arguments.script:
            return asyncio.run(script())
        return asyncio.run(demo(arguments.port, phone=arguments.phone, sign_in=arguments.sign_in))
    except (RuntimeError, TimeoutError) as error:
        print(f"\nNot seen: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
