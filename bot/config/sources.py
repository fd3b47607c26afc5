"""Where settings come from: the environment, `.env`, and a file for each secret (NAME_FILE)."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from bot.config.dotenv_file import Problem, read_dotenv


def collected(
    environ: Mapping[str, str], dotenv: Path | None
) -> tuple[dict[str, str], Problem | None]:
    """Return what is set, and what's wrong with `.env`, if anything.

    The environment wins over `.env`, and an empty value counts as not set.
    """
    in_file, problem = read_dotenv(dotenv)
    values = {key: value for key, value in in_file.items() if value}
    for key, value in environ.items():
        if value.strip():
            values[key] = value.strip()
    return values, problem


def read_file(values: dict[str, str], name: str) -> Problem | None:
    """Add the secret in the file that NAME_FILE names; return what's wrong with it, if anything."""
    path = values.get(f"{name}_FILE")
    if path is None:
        return None
    if name in values:
        return Problem(name, f"and {name}_FILE are both set", "keep only one of them")
    try:
        text = Path(path).read_text("utf-8-sig").strip()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it isn't UTF-8 text"
        return Problem(
            f"{name}_FILE",
            f"names a file that can't be read ({reason})",
            f"check the path, and that user {os.getuid()} may read it",
        )
    if not text:
        return Problem(f"{name}_FILE", "names an empty file", "put the secret into it")
    values[name] = text
    return None
