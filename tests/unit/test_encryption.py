"""Sealed values open only with their key and in their place."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.storage.cipher import Cipher
from bot.storage.errors import (
    Undecryptable,
)
from bot.storage.keys import load_keys, new_key

KEY = bytes(range(32))


@given(st.text(), st.lists(st.text() | st.integers(), max_size=4))
def test_t6a_a_sealed_value_opens_only_in_its_place(plain: str, place: list[str | int]) -> None:
    cipher = Cipher([KEY])
    blob = cipher.seal(plain, *place)
    assert cipher.open(blob, *place) == plain
    with pytest.raises(Undecryptable):
        cipher.open(blob, *place, "elsewhere")
    with pytest.raises(Undecryptable):
        cipher.open(blob[:-1], *place)
    with pytest.raises(Undecryptable):
        Cipher([bytes(32)]).open(blob, *place)


def test_context_parts_cannot_be_shifted() -> None:
    cipher = Cipher([KEY])
    with pytest.raises(Undecryptable):
        cipher.open(cipher.seal("x", "a", "bc"), "ab", "c")


def test_t6b_old_keys_still_open_and_new_ones_seal() -> None:
    old, both = Cipher([KEY]), Cipher([bytes(32), KEY])
    assert both.open(old.seal("x", "p"), "p") == "x"
    with pytest.raises(Undecryptable):
        old.open(both.seal("x", "p"), "p")


def test_keys_come_from_the_environment_or_a_file_created_once(tmp_path: Path) -> None:
    file = tmp_path / "new" / "token.key"
    first = load_keys(None, file)
    assert load_keys(None, file) == first
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    one, two = new_key(), new_key()
    assert len(load_keys(f"{one},{two}", file)) == 2
    for wrong in ("short", "!!!", "A" * 60):
        with pytest.raises(ValueError, match="encryption key"):
            load_keys(wrong, file)
