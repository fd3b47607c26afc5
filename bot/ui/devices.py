"""Devices in words: a name that is never empty, and in a list never twice the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from bot.spotify.playing import Device
from bot.ui.language import _
from bot.ui.text import cut, plain

_LONGEST = 100


def device_name(device: Device) -> str:
    """Return what to call a device, in plain text: its name, else its kind."""
    if device.name:
        return plain(device.name, 60)
    if device.type:
        return plain(device.type, 30)
    return _("an unnamed device")


def device_names(devices: Sequence[Device]) -> list[str]:
    """Return what to call each of several devices: by kind or number where names are equal."""
    names = [device_name(one) for one in devices]
    names = _told_apart(names, [plain(one.type, 30) if one.type else "" for one in devices])
    return _told_apart(names, [str(place) for place in range(1, len(names) + 1)])


def _told_apart(names: Sequence[str], by: Sequence[str]) -> list[str]:
    times = Counter(one.casefold() for one in names)
    return [
        cut(f"{one} ({more})", _LONGEST) if more and times[one.casefold()] > 1 else one
        for one, more in zip(names, by, strict=True)
    ]
