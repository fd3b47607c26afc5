"""The icons of buttons: for each plain emoji in bot/ui, a picture that stands for it in Discord.

The pictures are uploaded as emoji of the bot's own application
(bot/background/icon_upload.py). Where that isn't possible, the plain emoji is shown.
`python -m tools.icons` draws them.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

FOLDER = Path(__file__).with_name("icon_pictures")

LINK = "🔗"

ICONS = {
    "▶️": "play",
    "⏸️": "pause",
    "⏭️": "next",
    "⏮️": "previous",
    "◀️": "back",
    "🔄": "refresh",
    "📜": "queue",
    "➕": "add",
    "🤍": "like",
    "💚": "liked",
    "🎯": "from_here",
    "↩️": "undo",
    "🗳️": "vote",
    "🔔": "notify",
    "🔕": "mute",
    LINK: "link",
}
"""Plain emoji, and the names of their pictures, which screen readers read out."""

_VERSIONED = re.compile(rf"({'|'.join(ICONS.values())})_[0-9a-f]{{6}}")


@dataclass(frozen=True, slots=True)
class Icon:
    """A picture, and the plain emoji that it stands for."""

    plain: str
    name: str
    picture: bytes = field(repr=False)

    @property
    def full_name(self) -> str:
        """The emoji's name at Discord; another picture gets another one."""
        return f"{self.name}_{hashlib.sha256(self.picture).hexdigest()[:6]}"


def read_icons() -> Iterator[Icon]:
    """Read every picture from its file."""
    for plain, name in ICONS.items():
        yield Icon(plain, name, (FOLDER / f"{name}.png").read_bytes())


def icon_called(full_name: str) -> str | None:
    """Return which icon an emoji is a version of; None for an emoji that isn't one of ours."""
    found = _VERSIONED.fullmatch(full_name)
    return found[1] if found else None
