"""Reads messages as posts to a mixtape: their links, and where they come among others."""

from __future__ import annotations

import asyncio
import datetime
import logging
from collections.abc import Set
from weakref import WeakValueDictionary

import discord
from discord.ext import commands

from bot.spotify.links import addresses_in
from bot.together.mixtapes import Mixtapes, Post, uris_of
from bot.toolkit.channel_rights import rights_in
from bot.toolkit.command_parser import begins_command
from bot.toolkit.context import Context
from bot.ui.discord_errors import NoHistory
from bot.wakeups import Wakeups

MOST_BACK = 200
"""How many messages a backfill reads: two requests."""

_MOST_COMPARED = 100
"""How many messages are looked at after the bot was away: one request."""

_NO_CHANNEL = 10003
_log = logging.getLogger(__name__)


def post_of(message: discord.Message) -> Post:
    """Return what a message posts, forwarded messages included."""
    texts = [message.content, *(one.content for one in message.message_snapshots)]
    edited = message.edited_at
    return Post(
        message.id,
        message.id if edited is None else max(message.id, _id_at(edited)),
        message.author.id,
        message.author.display_name,
        uris_of(addresses_in("\n".join(texts))),
    )


def _id_at(when: datetime.datetime) -> int:
    return discord.utils.time_snowflake(when, high=True)


def is_by_program(message: discord.Message) -> bool:
    """Whether a bot, a webhook or Discord itself wrote a message."""
    return message.author.bot or message.webhook_id is not None or message.is_system()


def number_of(ctx: Context) -> int:
    """Return what stands for a command's message among those that posted songs.

    A slash command has none: its interaction's number, below zero.
    """
    return ctx.message.id if ctx.interaction is None else -ctx.interaction.id


def is_message(number: int) -> bool:
    """Whether a number is a message's, which can be seen, marked, edited and deleted."""
    return number > 0


def may_read_back(channel: object) -> bool:
    """Whether the bot may read earlier messages, as far as it can tell."""
    rights = rights_in(channel)
    return rights is None or (rights.view_channel and rights.read_message_history)


class MixtapePosts:
    """Takes messages into the mixtape of their channel, one after the other."""

    def __init__(self, bot: commands.AutoShardedBot, mixtapes: Mixtapes, deleted: Wakeups) -> None:
        self._bot = bot
        self._mixtapes = mixtapes
        self.wakeups = (mixtapes.changed, deleted)
        """What makes something due: posts, and deleted data of someone who had a mixtape."""
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()
        self._catching_up = asyncio.Lock()
        self._changed: dict[int, set[int]] = {}
        """By channel, while it's compared: messages that were edited or deleted meanwhile."""

    async def heard(self, message: discord.Message) -> None:
        """Take a new message, if its channel has a mixtape."""
        if not await self._mixtapes.is_on(message.channel.id) or is_by_program(message):
            return
        post = post_of(message)
        if post.uris:
            await self._take(message.channel.id, post, edited=False)

    async def edited(self, message: discord.Message) -> None:
        """Take what an edited message links to now, and take out what it no longer does.

        A message that can't be read changes nothing.
        """
        self._note(message.channel.id, {message.id})
        if await self._mixtapes.is_on(message.channel.id) and self._counts(message):
            await self._take(message.channel.id, post_of(message), edited=True)

    def _counts(self, message: discord.Message) -> bool:
        return not is_by_program(message) and self._can_read(message)

    def _can_read(self, message: discord.Message) -> bool:
        """Whether a message's text is what its person wrote.

        Without the message content intent it's empty, in events and in what is read back, except
        where the bot is mentioned and in direct messages. Source: gateway, Message Content Intent.
        """
        return self._bot.intents.message_content or bool(message.content)

    async def deleted(self, channel_id: int, messages: set[int]) -> None:
        """Take out what deleted messages linked to."""
        self._note(channel_id, messages)
        if await self._mixtapes.is_on(channel_id):
            async with self._turn(channel_id):
                await self._mixtapes.take_back(channel_id, messages)

    def _note(self, channel_id: int, messages: set[int]) -> None:
        """Note at once what changed: a history that is read now may be older."""
        self._changed.get(channel_id, set()).update(messages)

    async def backfill(
        self, channel: discord.abc.Messageable, channel_id: int, count: int, prefix: str
    ) -> int:
        """Take the links of the last messages, oldest first; return of how many messages.

        Raises NoHistory, or discord.HTTPException where the bot can't read them.
        """
        if not may_read_back(channel):
            raise NoHistory
        found = [one async for one in channel.history(limit=count)]
        taken = 0
        for message in sorted(found, key=lambda one: one.id):
            post = post_of(message)
            if is_by_program(message) or not post.uris:
                continue
            if not begins_command(self._bot, message, prefix):
                taken += await self._take(channel_id, post, edited=False)
        return taken

    async def catch_up(self) -> None:
        """Take edits and deletions that the bot has missed: one request for each mixtape.

        Looked at are the last messages of a channel, and only those that had links before: what
        was posted meanwhile is for a backfill. Ends mixtapes whose channel is gone.
        """
        async with self._catching_up:
            for channel_id in sorted(await self._mixtapes.channels()):
                mixtape = await self._mixtapes.find(channel_id)
                if mixtape is not None and self._bot.get_guild(mixtape.guild_id) is not None:
                    await self._catch_up(channel_id)

    async def _catch_up(self, channel_id: int) -> None:
        changed = self._changed[channel_id] = set()
        try:
            channel = self._bot.get_channel(channel_id)
            channel = channel or await self._bot.fetch_channel(channel_id)
            if isinstance(channel, discord.abc.Messageable) and may_read_back(channel):
                await self._compare(channel_id, channel, changed)
        except discord.HTTPException as failure:
            if failure.code == _NO_CHANNEL:
                await self._mixtapes.channel_gone(channel_id)
            _log.info("a mixtape's messages weren't read: %s", failure.code)
        finally:
            del self._changed[channel_id]

    async def _compare(
        self, channel_id: int, channel: discord.abc.Messageable, changed: Set[int]
    ) -> None:
        known = {one for one in await self._mixtapes.posted(channel_id) if is_message(one)}
        if not known:
            return
        found = {one.id: one async for one in channel.history(limit=_MOST_COMPARED)}
        whole = len(found) < _MOST_COMPARED
        gone = {one for one in known - found.keys() if whole or one > min(found)}
        if gone:
            await self.deleted(channel_id, gone)
        for number in sorted(known & found.keys()):
            if found[number].edited_at is not None and self._counts(found[number]):
                await self._take(channel_id, post_of(found[number]), edited=True, unless=changed)

    async def _take(
        self, channel_id: int, post: Post, *, edited: bool, unless: Set[int] = frozenset()
    ) -> bool:
        """Take a post, unless its message is among those that are different by now."""
        async with self._turn(channel_id):
            if post.message_id in unless:
                return False
            return await self._mixtapes.take(channel_id, post, edited=edited)

    def _turn(self, channel_id: int) -> asyncio.Lock:
        return self._turns.setdefault(channel_id, asyncio.Lock())
