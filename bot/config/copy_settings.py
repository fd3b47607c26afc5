"""What `python -m bot db copy` reads of the settings: no more than the database and its key."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.config.backups import read_plan
from bot.config.checks import Invalid, database_url, encryption_keys
from bot.config.dotenv_file import Problem
from bot.config.settings import ConfigError
from bot.config.sources import collected, read_file
from bot.storage.addresses import is_postgres, passwords_of
from bot.storage.backup_folder import BackupPlan

_SQLITE = "sqlite:///"
_DEFAULT = f"{_SQLITE}data/earshot.db"


@dataclass(frozen=True, slots=True)
class CopySettings:
    """From where to where, and the keys of the values that are sealed."""

    source: str
    target: str = field(repr=False)
    keys: str | None = field(repr=False)
    backups: BackupPlan

    def secrets(self) -> list[str]:
        """Return the values that must never be printed."""
        return [*passwords_of(self.target), *filter(None, (self.keys or "").split(","))]


def read_copy_settings(
    source: str | None, target: str | None, environ: Mapping[str, str], dotenv: Path | None
) -> CopySettings:
    """Complete what was said on the command line: DATABASE_URL is the source or the target.

    Raises ConfigError with every problem at once.
    """
    values, unread = collected(environ, dotenv)
    in_files = [read_file(values, name) for name in ("DATABASE_URL", "TOKEN_ENCRYPTION_KEYS")]
    problems = [one for one in (unread, *in_files) if one is not None]
    configured = values.get("DATABASE_URL", _DEFAULT)
    if source is None:
        source = _DEFAULT if is_postgres(configured) else configured
    elif "://" not in source:
        source = _SQLITE + source
    if target is None and is_postgres(configured):
        target = configured
    problems += _problems(source, target, values.get("TOKEN_ENCRYPTION_KEYS"))
    plan = read_plan(values, problems)
    if problems:
        raise ConfigError(problems)
    return CopySettings(source, target or "", values.get("TOKEN_ENCRYPTION_KEYS"), plan)


def _problems(source: str, target: str | None, keys: str | None) -> list[Problem]:
    found = []
    if not source.startswith(_SQLITE):
        found.append(Problem("--from", "isn't a SQLite file", "name one, like data/earshot.db"))
    if target is None or not is_postgres(target):
        what = "is missing" if target is None else "isn't an address of PostgreSQL"
        fix = "set DATABASE_URL=postgresql://…, or add --to postgresql://…"
        found.append(Problem("--to", what, fix))
    wrong = [
        (name, check, value)
        for name, check, value in (
            ("--from", database_url, source),
            ("--to", database_url, target),
            ("TOKEN_ENCRYPTION_KEYS", encryption_keys, keys),
        )
        if value is not None and name not in {one.name for one in found}
    ]
    for name, check, value in wrong:
        try:
            check.read(value)
        except Invalid as error:
            found.append(Problem(name, error.what, error.fix))
    return found
