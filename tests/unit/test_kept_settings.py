"""settings.env: what the set-up has asked for, sealed or readable."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from bot.config.kept_settings import kept_file, read_kept, seal_again, write_kept
from bot.storage.cipher import Cipher
from bot.storage.keys import load_keys, new_key

VALUES = {"DISCORD_TOKEN": "a.b'c\\d", "SPOTIPY_CLIENT_ID": "0" * 32}


@pytest.fixture
def settings(tmp_path: Path) -> dict[str, str]:
    return {"DATABASE_URL": f"sqlite:///{tmp_path / 'earshot.db'}"}


@pytest.mark.parametrize("sealed", [True, False])
def test_what_is_written_is_read_again(settings: dict[str, str], *, sealed: bool) -> None:
    file = kept_file(settings)
    cipher = Cipher(load_keys(None, file.with_name("token.key"))) if sealed else None
    write_kept(file, VALUES, cipher)
    assert read_kept(settings) == (VALUES, [])
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [one.name for one in file.parent.iterdir() if one.name.startswith(".")] == []
    assert ("sealed:" in file.read_text()) == sealed


def test_after_a_rotation_the_former_key_is_not_needed(settings: dict[str, str]) -> None:
    file = kept_file(settings)
    key = file.with_name("token.key")
    write_kept(file, VALUES, Cipher(load_keys(None, key)))
    newest = new_key()
    key.write_text(f"{newest}\n{key.read_text()}")
    seal_again(settings)
    key.write_text(f"{newest}\n")
    assert read_kept(settings) == (VALUES, [])


def test_a_lost_key_is_said_for_each_value(settings: dict[str, str]) -> None:
    file = kept_file(settings)
    key = file.with_name("token.key")
    write_kept(file, VALUES, Cipher(load_keys(None, key)))
    key.write_text(f"{new_key()}\n")
    kept, problems = read_kept(settings)
    assert kept == {"SPOTIPY_CLIENT_ID": "0" * 32}
    assert [one.name for one in problems] == ["DISCORD_TOKEN"]
    before = file.read_text()
    seal_again(settings)
    assert file.read_text() == before, "what can't be opened stays"
