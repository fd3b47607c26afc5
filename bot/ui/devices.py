"""Names for devices: never empty, and in a list never the same twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from bot.spotify.playing import Device
from bot.ui.language import _
from bot.ui.text import cut, plain

_LONGEST = 100


def device_name(device: Device) -> str:
    """Return a device's name in plain text, else its kind."""
    if device.name:
        return plain(device.name, 60)
    if device.type:
        return plain(device.type, 30)
    return _("an unnamed device")


def device_names(devices: Sequence[Device]) -> list[str]:
    """Return a name for each device, adding the kind or a number to equal names."""
    names = [device_name(one) for one in devices]
    names = _told_apart(names, [plain(one.type, 30) if one.type else "" for one in devices])
    return _told_apart(names, [str(place) for place in range(1, len(names) + 1)])


def _told_apart(names: Sequence[str], by: Sequence[str]) -> list[str]:
    times = Counter(one.casefold() for one in names)
    return [
        cut(f"{one} ({more})", _LONGEST) if more and times[one.casefold()] > 1 else one
        for one, more in zip(names, by, strict=True)
    ]
