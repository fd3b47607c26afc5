"""`earshot`, the bot's command once it is installed; in the repository it's `python -m bot`.

An installation has `bot` and `cogs` in a folder of its own, `earshot/_app`, and not beside other
distributions' packages: those names are too plain to take them from anyone. This command puts that
folder in front of the places where its own process looks for modules, and only there.
"""

from __future__ import annotations

import sys
from pathlib import Path


def main() -> int:
    """Run the bot, or what the arguments say; return the exit code."""
    sys.path.insert(0, str(Path(__file__).with_name("_app")))
    from bot.__main__ import main as run

    return run(program="earshot")


if __name__ == "__main__":
    sys.exit(main())
