"""The settings of automatic backups."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from bot.config.checks import Check, Invalid, integer
from bot.config.dotenv_file import Problem
from bot.storage.backup_folder import BackupPlan


def _read_folder(value: str) -> Path | None:
    folder = Path(value)
    if folder.exists() and not folder.is_dir():
        raise Invalid("names a file", "name a folder; it's made if it isn't there")
    return folder


backup_keep = integer(0, 1000)
backup_folder: Check[Path | None] = Check(_read_folder, None)


def read_plan(values: Mapping[str, str], problems: list[Problem]) -> BackupPlan:
    """Return how backups are made; adds what's wrong to `problems`."""
    plan = BackupPlan()
    try:
        plan = BackupPlan(backup_keep.read(values.get("BACKUP_KEEP", str(plan.keep))))
    except Invalid as wrong:
        problems.append(Problem("BACKUP_KEEP", wrong.what, wrong.fix))
    if "BACKUP_FOLDER" not in values:
        return plan
    try:
        return BackupPlan(plan.keep, backup_folder.read(values["BACKUP_FOLDER"]))
    except Invalid as wrong:
        problems.append(Problem("BACKUP_FOLDER", wrong.what, wrong.fix))
        return plan
