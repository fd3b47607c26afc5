"""Devices are found as people type them, and told apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.music.device_names import device_named
from bot.music.errors import DeviceOutOfReach, NoSuchDevice, WhichDevice
from bot.spotify.playing import Device
from bot.typed_text import folded
from bot.ui.devices import device_names

DEVICES = (
    Device("Mira’s Phone", "Smartphone", "p"),
    Device("Office", "Speaker", None),
    Device("Kitchen", "Speaker", "k1"),
    Device("Kitchen", "CastAudio", "k2"),
    Device("Living room left", "Speaker", "l"),
    Device("Living room right", "Speaker", "r"),
    Device("Locked", "Computer", "x", is_restricted=True),
    Device("", "TV", "t"),
)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("mira's phone", "p"),
        ("MIRA’S  phone", "p"),
        ("Ｍｉｒａ`s phone", "p"),
        ("mira", "p"),
        ("phone", "p"),
        ("right", "r"),
        ("k2", "k2"),
        ("tv", "t"),
    ],
)
def test_devices_are_found_as_people_type_them(typed: str, found: str) -> None:
    assert device_named(typed, DEVICES).id == found


def test_devices_that_are_ambiguous_or_unusable() -> None:
    with pytest.raises(WhichDevice) as which:
        device_named("kitchen", DEVICES)
    assert [one.id for one in which.value.devices] == ["k1", "k2"]
    with pytest.raises(WhichDevice):
        device_named("living", DEVICES)
    for name in ("office", "locked"):
        with pytest.raises(DeviceOutOfReach):
            device_named(name, DEVICES)
    for name in ("toaster", "", "’"):
        with pytest.raises(NoSuchDevice):
            device_named(name, DEVICES[1:4])


@given(st.lists(st.tuples(st.sampled_from(["", "A", "a", "B (1)"]), st.sampled_from(["", "TV"]))))
def test_device_names_are_unique(pairs: list[tuple[str, str]]) -> None:
    names = device_names([Device(name, kind) for name, kind in pairs])
    assert all(names)
    assert len({one.casefold() for one in names}) == len(names)


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert folded(folded(text)) == folded(text)
