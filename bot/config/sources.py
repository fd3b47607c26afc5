"""Where settings come from: the environment, `.env`, and a file for each secret (NAME_FILE)."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.config.dotenv_file import Problem, read_dotenv
from bot.config.kept_settings import LOCATE, read_kept

SECRETS = (
    "DISCORD_TOKEN",
    "DISCORD_CLIENT_SECRET",
    "SPOTIPY_CLIENT_SECRET",
    "TOKEN_ENCRYPTION_KEYS",
    "DATABASE_URL",
    "SENTRY_DSN",
)


@dataclass(frozen=True, slots=True)
class Sources:
    """What is set, wherever it comes from, and what's wrong with the files.

    `whole` is False if a file that may hold more couldn't be read.
    """

    values: dict[str, str]
    problems: tuple[Problem, ...]
    whole: bool


def everything(environ: Mapping[str, str], dotenv: Path | None) -> Sources:
    """Return all that is set: environment, `.env`, the secrets' files, then what the set-up wrote.

    Without `dotenv`, neither it nor what the set-up wrote is read.
    """
    values, unread = collected(environ, dotenv)
    problems = [read_file(values, name) for name in LOCATE]
    kept, unopened = read_kept(values) if dotenv is not None else ({}, [])
    for name, value in kept.items():
        if f"{name}_FILE" not in values:
            values.setdefault(name, value)
    problems += [read_file(values, name) for name in SECRETS if name not in LOCATE]
    # Of what is set elsewhere, the set-up's file isn't needed.
    unopened = [one for one in unopened if one.name not in values]
    found = (unread, *unopened, *problems)
    whole = unread is None and not unopened
    return Sources(values, tuple(one for one in found if one is not None), whole)


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
