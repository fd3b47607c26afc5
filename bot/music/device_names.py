"""Finds the device that a typed name means."""

from __future__ import annotations

from collections.abc import Sequence

from bot.music.errors import DeviceOutOfReach, NoSuchDevice, WhichDevice
from bot.spotify.playing import Device
from bot.typed_text import folded


def device_named(typed: str, known: Sequence[Device]) -> Device:
    """Return the device with that ID or name, or the only one whose name starts with or has it.

    Raises NoSuchDevice, WhichDevice if several fit equally well, and DeviceOutOfReach if the one
    that fits can't be chosen by an app.
    """
    exact = [one for one in known if one.id and one.id == typed.strip()]
    if exact:
        return _reachable(exact[0])
    wanted = folded(typed)
    if not wanted:
        raise NoSuchDevice(typed, _names(known))
    names = [(folded(one.name or one.type), one) for one in known]
    for fits in (
        [one for name, one in names if name == wanted],
        [one for name, one in names if name.startswith(wanted)],
        [one for name, one in names if wanted in name],
    ):
        if fits:
            return _only(typed, fits)
    raise NoSuchDevice(typed, _names(known))


def _only(typed: str, fits: Sequence[Device]) -> Device:
    ready = [one for one in fits if can_be_chosen(one)]
    if len(ready) > 1:
        raise WhichDevice(typed, tuple(ready))
    return _reachable(ready[0] if ready else fits[0])


def _reachable(device: Device) -> Device:
    if not can_be_chosen(device):
        raise DeviceOutOfReach(device)
    return device


def can_be_chosen(device: Device) -> bool:
    """Whether Spotify lets an app send the music there."""
    return bool(device.id) and not device.is_restricted


def _names(known: Sequence[Device]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.name for one in known if one.name))
