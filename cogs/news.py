"""Updates the message that offered a link, when the link has ended."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

import discord
from discord.ext import commands

from bot.accounts.news import LinkNews, News
from bot.ui.account import result_view

_log = logging.getLogger(__name__)


class NewsCog(commands.Cog, name="News"):
    """Tells people how their link ended."""

    def __init__(self, bot: commands.AutoShardedBot, news: LinkNews) -> None:
        self._bot = bot
        self._news = news
        self._task: asyncio.Task[None] | None = None

    async def cog_load(self) -> None:
        """Tell first what an earlier process left untold."""
        await self._news.publish_untold()
        self._task = asyncio.create_task(self._tell_all())

    async def cog_unload(self) -> None:
        """Stop telling."""
        if self._task is not None:
            self._task.cancel()

    async def _tell_all(self) -> None:
        while True:
            news = await self._news.next()
            try:
                await self._tell(news)
                await self._news.told(news)
            except discord.Forbidden:
                await self._news.told(news)
                _log.info("a link's end could not be told: direct messages are closed")
            except Exception as error:
                _log.warning("a link's end could not be told: %s", type(error).__name__)

    async def _tell(self, news: News) -> None:
        view: Any = result_view(news.result)
        delivery = news.delivery or {}
        try:
            if "token" in delivery:
                webhook = discord.Webhook.partial(
                    int(delivery["application_id"]), str(delivery["token"]), client=self._bot
                )
                await webhook.edit_message(int(delivery["message_id"]), view=view)
                return
            if "channel_id" in delivery:
                channel = self._bot.get_partial_messageable(int(delivery["channel_id"]))
                message = channel.get_partial_message(int(delivery["message_id"]))
                await message.edit(view=view)
                return
        except discord.NotFound:
            _log.info("the message that offered a link is gone; telling by direct message")
        person = await self._bot.fetch_user(news.discord_id)
        await person.send(view=view)
