"""Where the browser tests keep pictures: in the docs for `make pictures`, else nowhere."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

_THROWN_AWAY = tempfile.TemporaryDirectory(prefix="earshot-pictures-")


def folder() -> Path:
    """Return EARSHOT_PICTURES if it is set, else a folder that goes when the tests end."""
    wanted = os.environ.get("EARSHOT_PICTURES")
    return Path(wanted) if wanted else Path(_THROWN_AWAY.name)
