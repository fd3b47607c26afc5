"""Answers are sent by bot/toolkit/answers.py, so that who sees them is decided there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
COGS = sorted((ROOT / "cogs").glob("*.py"))
_SENDS = re.compile(
    r"(followup|author|channel|user)\.send\(|ctx\.(send|reply)\(|response\.(send_message|defer)\("
)


@pytest.mark.parametrize("path", COGS, ids=lambda one: one.stem)
def test_cogs_send_nothing_by_themselves(path: Path) -> None:
    assert not _SENDS.findall(path.read_text("utf-8"))
