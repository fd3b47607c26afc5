"""How the bot and its drawing processes talk, over pipes.

The bot sends a length and pickled facts. A process answers with a verdict, a length and plain
bytes: it decodes files from strangers, so nothing it says is unpickled.
"""

from __future__ import annotations

from enum import IntEnum
from struct import Struct

REQUEST = Struct(">I")
ANSWER = Struct(">BI")
LONGEST = 20
"""How long one picture may take, in seconds; a process that takes longer ends itself."""

MAX_PICTURE = 16 * 1024 * 1024
"""In bytes; far more than any picture here."""


class Verdict(IntEnum):
    """What became of a picture."""

    DRAWN = 0
    NOT_AN_IMAGE = 1
    NO_FONT = 2
