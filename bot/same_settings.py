"""Bots note the settings that `python -m bot web` must have too; it says so if it has others."""

from __future__ import annotations

import logging
from contextlib import suppress

from bot.config.settings import Settings
from bot.config.shared import different_settings, shared_settings
from bot.storage.errors import NotSaved
from bot.storage.settings import BOT_SETTINGS, SettingStore

_log = logging.getLogger(__name__)


async def note_settings(settings: Settings, store: SettingStore) -> None:
    """Save what a bot is started with, for the others to compare; it starts without that, too."""
    own = shared_settings(settings)
    with suppress(NotSaved):
        if await store.get("bot", 0, BOT_SETTINGS) != own:
            await store.put("bot", 0, BOT_SETTINGS, own)


async def compare_settings(settings: Settings, store: SettingStore) -> None:
    """Log a warning if a bot was last started with other settings than these."""
    kept = await store.get("bot", 0, BOT_SETTINGS)
    names = different_settings(kept, settings) if kept is not None else []
    if names:
        _log.warning(
            "settings: the bot was last started with another value of %s; give every process the "
            "same, or its pages do something else than the bot says",
            ", ".join(names),
        )
