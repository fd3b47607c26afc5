"""Reads messages as commands, the way people and phones type them: nothing is a syntax error.

A quote that isn't closed is an ordinary character. The prefix is a mention (with a comma, a new
line, or of the bot's role), or the server's prefix in any case and width.
"""

from __future__ import annotations

import re
import unicodedata

import discord
from discord.ext import commands
from discord.ext.commands.view import StringView

from bot.toolkit.context import Context
from bot.typed_text import quoted_end, unescaped, unquoted, visible, word

_MENTION = re.compile(r"\s*<@(?P<kind>!|&|)(?P<id>\d{1,20})>")
_AFTER_MENTION = re.compile(r"[\s,;:.!?/…，、。：！？；／–—-]*")
_AFTER_WORD = ".,;:!?。、！？…"


class TolerantView(StringView):
    """discord.py's argument reader, made to accept any text."""

    def get_quoted_word(self) -> str | None:
        """Return the next word, or the text inside closed quotes."""
        if self.eof:
            return None
        self.previous = self.index
        end = quoted_end(self.buffer, self.index)
        if end is not None:
            inside = self.buffer[self.index + 1 : end]
            self.index = end + 1
            return unescaped(inside)
        return unescaped(super().get_word())

    def get_word(self) -> str:
        """Return the next word as commands are written: lower case, narrow, without a full stop."""
        return word(super().get_word()).rstrip(_AFTER_WORD)

    def read_rest(self) -> str:
        """Return the rest, without quotes around the whole of it."""
        return unquoted(super().read_rest())


async def read_command(
    bot: commands.AutoShardedBot, message: discord.Message, cls: type[Context], prefix: str
) -> Context:
    """Return the context of a message; it has no command if the message isn't one."""
    content = visible(message.content)
    view = TolerantView(content)
    ctx = cls(prefix=None, view=view, bot=bot, message=message)
    start, mentioned = _start(bot, content, message.guild, prefix)
    if start is None or message.author == bot.user:
        return ctx
    if mentioned and (more := _after_prefix(content[start:], prefix)) is not None:
        start += more
    view.index = start
    view.skip_ws()
    invoker = view.get_word()
    if mentioned and not invoker:
        invoker = "help"
    ctx.prefix = f"<@{bot.user.id}> " if mentioned and bot.user else prefix
    ctx.invoked_with = invoker
    ctx.command = bot.all_commands.get(invoker)
    return ctx


def begins_command(bot: commands.AutoShardedBot, message: discord.Message, prefix: str) -> bool:
    """Whether a message begins as commands do; most messages don't, so this is quick."""
    return _start(bot, visible(message.content), message.guild, prefix)[0] is not None


def _start(
    bot: commands.AutoShardedBot, content: str, guild: discord.Guild | None, prefix: str
) -> tuple[int | None, bool]:
    """Return where the command begins, and whether that is after a mention."""
    start = _after_mention(bot, content, guild)
    if start is not None:
        return start, True
    return _after_prefix(content, prefix), False


def _after_mention(
    bot: commands.AutoShardedBot, content: str, guild: discord.Guild | None
) -> int | None:
    """Return where the command begins after a mention of the bot or of its own role."""
    found = _MENTION.match(content)
    if found is None or bot.user is None:
        return None
    mentioned_id = int(found["id"])
    own = _own_role(guild) if found["kind"] == "&" else bot.user.id
    if mentioned_id != own:
        return None
    after = _AFTER_MENTION.match(content, found.end())
    return after.end() if after else found.end()


def _own_role(guild: discord.Guild | None) -> int | None:
    """Return the ID of the role that Discord made for the bot in a server."""
    role = guild.self_role if guild is not None else None
    return role.id if role is not None else None


def _after_prefix(content: str, prefix: str) -> int | None:
    """Return where the text continues after the prefix, typed in any case and width."""
    start = len(content) - len(content.lstrip())
    wanted = _narrow(prefix)
    for end in range(start + 1, min(len(content), start + 2 * len(prefix)) + 1):
        if _narrow(content[start:end]) == wanted:
            return end
    return None


def _narrow(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
