"""The floor: the least that a bot on discord.py can do for `nowplaying`, to compare Earshot with.

One read from Spotify with a token it is given, and an answer of the same size; no database, no
words, no rules.
"""

from __future__ import annotations

import os
from typing import Any

import aiohttp
import discord
from discord import app_commands, ui

from bot.toolkit.discord_internals import leave_out_voice, use_api

TOKEN = os.environ["FLOOR_SPOTIFY_TOKEN"]
_PLAYER = os.environ["SPOTIFY_API_URL"] + "/me/player"


class Floor(discord.AutoShardedClient):
    """Answers `!nowplaying` and `/nowplaying`."""

    def __init__(self) -> None:
        intents = discord.Intents(guilds=True, messages=True, message_content=True)
        super().__init__(
            intents=intents,
            max_messages=None,
            chunk_guilds_at_startup=False,
            member_cache_flags=discord.MemberCacheFlags.none(),
        )
        self.tree = app_commands.CommandTree(self)
        self.tree.command(name="nowplaying", description="x")(self.by_slash)

    async def setup_hook(self) -> None:
        """Open the session and register the command."""
        self.http_session = aiohttp.ClientSession(headers={"Authorization": f"Bearer {TOKEN}"})
        await self.tree.sync()

    async def on_ready(self) -> None:
        """Say so, for the process that waits."""
        print(" ready as floor", flush=True)

    async def on_message(self, message: discord.Message) -> None:
        """Answer the command, and nothing else."""
        if message.content.startswith("!nowplaying"):
            await message.reply(view=await self._answer(), mention_author=False)

    async def by_slash(self, interaction: discord.Interaction[Any]) -> None:
        """Answer the slash command."""
        await interaction.response.send_message(view=await self._answer())

    async def playing(self) -> Any:
        """Return what plays."""
        async with self.http_session.get(_PLAYER) as answer:
            return await answer.json()

    async def _answer(self) -> ui.LayoutView:
        playing = await self.playing()
        view, link = ui.LayoutView(timeout=None), playing["item"]["external_urls"]["spotify"]
        text = f"## [{playing['item']['name']}]({link})\n" + "words " * 80
        rows = [
            ui.ActionRow[Any](
                *(ui.Button(label="press", custom_id=f"{row}:{n}:{'0' * 60}") for n in range(4))
            )
            for row in range(2)
        ]
        art = ui.Thumbnail[Any](playing["item"]["album"]["images"][0]["url"])
        view.add_item(ui.Container(ui.Section(ui.TextDisplay(text), accessory=art), *rows))
        return view


def run(bot: Floor) -> None:
    """Run it."""
    use_api(os.environ["DISCORD_API_URL"])
    leave_out_voice()
    bot.run(os.environ["DISCORD_TOKEN"], log_handler=None)


if __name__ == "__main__":
    run(Floor())
