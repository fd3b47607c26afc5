"""Answers one person privately when the question was asked in public."""

from __future__ import annotations

import discord
from discord import ui

from bot.toolkit.context import Context
from bot.ui.account import dm_closed_view, sent_by_dm_view
from bot.ui.buttons import Button
from bot.ui.discord_errors import AnswerLost


async def by_dm(ctx: Context, view: ui.LayoutView, instead: Button) -> discord.Message | None:
    """Answer by direct message and say so; if those are closed, offer a button instead."""
    try:
        message = await ctx.author.send(view=view, nonce=f"{ctx.message.id}p")
    except discord.Forbidden:
        await ctx.show(dm_closed_view(instead))
        return None
    except discord.HTTPException as failure:
        raise AnswerLost(failure) from failure
    if ctx.guild is not None:
        await ctx.show(sent_by_dm_view())
    return message


async def privately(ctx: Context, view: ui.LayoutView, instead: Button) -> None:
    """Answer a slash command privately, and a prefix command by direct message."""
    if ctx.interaction is not None:
        await ctx.show(view)
    else:
        await by_dm(ctx, view, instead)
