"""Helpers of the tests for what people's Discord shows."""

from __future__ import annotations

from typing import Any

from sandbox.discord.presences import ShownSong
from tests.world import Someone


def song(someone: Someone, title: str) -> ShownSong:
    """Return a song of the catalogue, as Discord shows it."""
    catalogue = someone.world.spotify.catalogue
    return ShownSong.from_track(catalogue.full(catalogue.named("track", title)))


async def shows(someone: Someone, title: str, progress_ms: int = 30_000, **changes: Any) -> None:
    """Have someone's Discord show a song; `changes` are to the activity."""
    activity = song(someone, title).activity(progress_ms)
    await someone.discord.shows(someone.person, [{**activity, **changes}])


async def shows_nothing(someone: Someone) -> None:
    """Have someone's Discord show no music."""
    await someone.discord.shows(someone.person, [])


async def lets_it_be_seen(someone: Someone) -> None:
    """Turn on, without a link, that others see what someone's Discord shows."""
    answer = await someone.uses("privacy")
    pressed = await someone.presses_in_place(answer, "Let my Discord's song be seen")
    pressed.contains("can see it here")
