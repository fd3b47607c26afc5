"""Reading `.env`: an unreadable file is reported like a wrong setting."""

from __future__ import annotations

import os
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from dotenv import dotenv_values

MISSING = "is missing"
"""What's wrong with a required setting that isn't there; others are wrong in other words."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One wrong or missing value: its name, what's wrong, and how to fix it."""

    name: str
    what: str
    fix: str


def read_dotenv(
    path: Path | None, *, interpolate: bool = True
) -> tuple[dict[str, str], Problem | None]:
    """Return the settings in the file, and what's wrong with the file itself, if anything.

    With `interpolate`, `${NAME}` in a value stands for another setting.
    """
    if path is None:
        return {}, None
    try:
        text = path.read_bytes().decode("utf-8-sig")
        if "\0" in text:
            raise ValueError
    except (FileNotFoundError, NotADirectoryError):
        return {}, None
    except IsADirectoryError:
        what = "is a folder, not a file"
        return {}, Problem(str(path), what, "move it away, then copy .env.example to .env")
    except OSError as error:
        what = f"can't be read by user {os.getuid()} ({error.strerror})"
        return {}, Problem(str(path), what, f"chown {os.getuid()} {path}; chmod 600 {path}")
    except ValueError:
        return {}, Problem(str(path), "isn't UTF-8 text", "save it as UTF-8 in your editor")
    values = dotenv_values(stream=StringIO(text), interpolate=interpolate)
    return {key: (value or "").strip() for key, value in values.items()}, None
