"""A question about taste is agreed to within a day: later, its asker has forgotten it."""

from __future__ import annotations

from datetime import timedelta
from unittest.mock import AsyncMock, MagicMock

import discord
import pytest

from bot.ui.discord_errors import TooOld
from bot.ui.together import TasteButton
from cogs.together import TogetherCog

ASKER, OTHER = 1, 2


def pressed(age: timedelta) -> MagicMock:
    interaction = MagicMock()
    interaction.user.id = OTHER
    interaction.message.created_at = discord.utils.utcnow() - age
    interaction.response.defer = AsyncMock()
    return interaction


async def test_t8b_an_old_question_about_taste_shows_nothing() -> None:
    taste = MagicMock(ready=AsyncMock(), common=AsyncMock())
    cog = TogetherCog(taste, MagicMock(), MagicMock())
    agree = TasteButton("yes", ASKER, OTHER, "medium_term")
    with pytest.raises(TooOld):
        await cog.answer_taste(pressed(timedelta(days=1, minutes=1)), agree)
    taste.common.assert_not_awaited()
    taste.common.side_effect = RuntimeError("asked")
    with pytest.raises(RuntimeError, match="asked"):
        await cog.answer_taste(pressed(timedelta(hours=23)), agree)
