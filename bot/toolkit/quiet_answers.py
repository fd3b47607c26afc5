"""Keeps `nowplaying` out of the channels of a server that wants it quiet.

A message is answered by a reaction that says whether something plays, and by direct message with
the rest; a slash command so that only its person sees it. A server's channels stay free of cards,
and nobody loses the answer.
"""

from __future__ import annotations

import discord

from bot.accounts.preferences import ServerRules
from bot.spotify.playing import Playback
from bot.toolkit.answers import answer_slash
from bot.toolkit.context import Context
from bot.toolkit.now_playing_renderer import Shown
from bot.ui.discord_errors import AnswerLost

PLAYING, PAUSED, NOTHING = "🎵", "⏸️", "💤"


class QuietAnswers:
    """Answers without a message in the channel."""

    def __init__(self, rules: ServerRules) -> None:
        self._rules = rules

    async def wanted(self, ctx: Context) -> bool:
        """Whether the server in which someone asks wants it quiet."""
        return ctx.guild is not None and await self._rules.is_quiet(ctx.guild.id)

    async def give(self, ctx: Context, shown: Shown) -> None:
        """Answer only the person who asks. Raises AnswerLost or NowhereToAnswer.

        Where neither a reaction nor a direct message is possible, the channel has the answer: the
        command isn't left without one.
        """
        if ctx.interaction is not None:
            await answer_slash(ctx, shown.view, hidden=True, files=shown.files)
            return
        reacted = await _reacted(ctx.message, mark_of(shown.now.playback))
        try:
            await ctx.author.send(view=shown.view, files=shown.files, nonce=f"{ctx.message.id}p")
        except discord.Forbidden:
            if not reacted:
                for file in shown.files:
                    file.reset(seek=True)
                await ctx.show(shown.view, files=shown.files)
        except discord.HTTPException as failure:
            raise AnswerLost(failure) from failure


def mark_of(playback: Playback | None) -> str:
    """Return the reaction that says whether something plays."""
    if playback is None or playback.item is None:
        return NOTHING
    return PLAYING if playback.is_playing else PAUSED


async def _reacted(message: discord.Message, mark: str) -> bool:
    try:
        await message.add_reaction(mark)
    except discord.HTTPException:
        return False
    return True
