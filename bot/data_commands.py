"""What every command about the stored data does at a terminal: reads settings, ends in words."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

from bot.config.data_settings import DataSettings, read_data_settings
from bot.config.settings import ConfigError
from bot.exits import CANNOT_START
from bot.logs import redact
from bot.storage.errors import NotSaved, StorageError

_INTERRUPTED = 130


def carried_out(
    failed: str, work: Callable[[DataSettings], int], *, stopped: str | None = None
) -> int:
    """Do the work with the settings of the data; return its exit code, or that of a failure.

    `failed` is what is true when it fails, without a full stop; `stopped` the same after Ctrl+C.
    """
    try:
        settings = read_data_settings(os.environ, Path(".env"))
    except ConfigError as error:
        lines = [f"{one.name} {one.what}\n  -> {one.fix}" for one in error.problems]
        print(f"{failed}.", *lines, sep="\n", file=sys.stderr)
        return CANNOT_START
    try:
        return work(settings)
    except KeyboardInterrupt:
        print(f"Stopped. {stopped or failed}.", file=sys.stderr)
        return _INTERRUPTED
    except StorageError as error:
        print(redact(f"{failed}: {error}.", settings.secrets()), file=sys.stderr)
        return 1 if isinstance(error, NotSaved) else CANNOT_START
    except OSError as error:
        what = f"{error.filename or 'a file'} can't be used ({error.strerror})"
        print(f"{failed}: {what}; check its owner and its folder's.", file=sys.stderr)
        return CANNOT_START
