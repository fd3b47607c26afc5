"""What `python -m bot db` and `keys` read of the settings: where the data are, keys, backups."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.config.backups import read_plan
from bot.config.checks import Invalid, database_url, encryption_keys
from bot.config.dotenv_file import Problem
from bot.config.settings import ConfigError
from bot.config.sources import collected, read_file
from bot.storage.addresses import passwords_of
from bot.storage.backup_folder import BackupPlan


@dataclass(frozen=True, slots=True)
class DataSettings:
    """Where the data are, the keys they are sealed with (if set), and how backups are made."""

    url: str = field(repr=False)
    keys: str | None = field(repr=False)
    backups: BackupPlan

    def secrets(self) -> list[str]:
        """Return the values that must never be printed."""
        return [*passwords_of(self.url), *filter(None, (self.keys or "").split(","))]


def read_data_settings(environ: Mapping[str, str], dotenv: Path | None) -> DataSettings:
    """Read them; raises ConfigError with every problem at once."""
    values, unread = collected(environ, dotenv)
    in_files = [read_file(values, name) for name in ("DATABASE_URL", "TOKEN_ENCRYPTION_KEYS")]
    problems = [one for one in (unread, *in_files) if one is not None]
    url = values.get("DATABASE_URL", "sqlite:///data/earshot.db")
    keys = values.get("TOKEN_ENCRYPTION_KEYS")
    for name, check, value in (
        ("DATABASE_URL", database_url, url),
        ("TOKEN_ENCRYPTION_KEYS", encryption_keys, keys),
    ):
        try:
            if value is not None:
                check.read(value)
        except Invalid as wrong:
            problems.append(Problem(name, wrong.what, wrong.fix))
    plan = read_plan(values, problems)
    if problems:
        raise ConfigError(problems)
    return DataSettings(url, keys, plan)
